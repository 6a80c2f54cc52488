"""The way of a report in a browser: a member's phone without JavaScript, then the coordination."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Letter
from reports import services
from reports.models import CoordinationReport, ReportRemark
from reports.services import presenting
from tests.factories import (
    make_member,
    make_organisation,
    make_person,
    make_rules,
    make_user,
    make_zone,
)

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"
EMAIL = "une@exemple.be"
TEXT = "La zone garde son noyau de partenaires."


@pytest.fixture
def report():
    zone = make_zone("sud")
    make_rules(zone)
    writer = make_user(zone, coordinator=True, email=EMAIL, full_name="Une Secrétaire")
    make_member(zone, make_organisation("Atelier Un"), make_person("Ada Membre", email="a@ex.be"))
    report = services.open_report(zone, timezone.localdate().year)
    report.style = "presented"
    report.save()
    services.save_text(report, "zone", text_fr=TEXT, text_nl="", revision=0, by=writer)
    until = timezone.localdate() + timedelta(days=9)
    presenting.present(report, until=until, by=writer)
    return report


def test_a_member_remarks_on_a_phone_and_the_coordination_answers(open_page, sign_in, report):
    phone = open_page(size=PHONE, script=False)
    phone.goto(f"/rapport/{presenting.make_token(report.readers.get())}/")
    expect(phone.get_by_text(TEXT)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.locator("#zone").get_by_role("link", name="Remarquer").click()
    form = phone.locator("form#remarque")
    form.get_by_label("Le texte que vous proposez").fill(TEXT.replace("garde", "élargit"))
    form.get_by_role("button", name="Envoyer la remarque").click()
    expect(phone.locator(".remark ins")).to_have_text("élargit")
    page = open_page()
    sign_in(page, EMAIL, PASSWORD)
    page.goto(f"/zones/sud/rapports/{report.year}/parcours/")
    page.get_by_role("link", name="1 remarque attend une réponse").click()
    page.get_by_role("link", name="Répondre").click()
    page.get_by_label("Accepter").check()
    page.get_by_role("button", name="Noter la suite").click()
    expect(page.get_by_text("Rien n’attend de réponse.")).to_be_visible()
    assert ReportRemark.objects.get().status == "accepted"
    assert report.texts.get().text_fr == TEXT.replace("garde", "élargit")
    phone.reload()
    expect(phone.get_by_text("acceptée").first).to_be_visible()


def test_two_clicks_on_submitting_write_once(open_page, sign_in, report):
    CoordinationReport.objects.update(status="draft", presented_at=None)
    report.readers.all().delete()
    Letter.objects.all().delete()
    page = open_page()
    sign_in(page, EMAIL, PASSWORD)
    page.goto(f"/zones/sud/rapports/{report.year}/soumettre/")
    page.get_by_role("button", name="Envoyer à 1 personne").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Verdict")
    assert Letter.objects.filter(kind="report_read").count() == 1
