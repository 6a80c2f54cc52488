"""From a date to an approved PV and the year's report, as a coordinator, a partner, the region."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from meetings.models import PV, Block, Meeting, Participation
from meetings.services.delivery import deliver_due
from tests.factories import at, make_member, make_person, make_user
from tests.reports.making import work
from zones.models import Coordination, Membership, Zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"


@pytest.fixture
def sud(db):
    """Zone Sud with its reference data, four seats taken, and its coordinator."""
    call_command("load_reference", verbosity=0)
    zone = Zone.objects.get(code="sud")
    members = Membership.objects.filter(zone=zone).select_related("organisation")
    for name, membership in zip(
        ["Anaïs Colpaert", "Farid Nyssens", "Griet Plasman", "Salma Urbain"],
        members.exclude(organisation__coordinations__zone=zone),
        strict=False,
    ):
        person = make_person(name, membership.organisation)
        make_member(zone, membership.organisation, person)
    mission = Coordination.objects.filter(zone=zone).first().organisation
    user = make_user(full_name="Inès Coordinatrice", email="coordination@exemple.be")
    person = make_person(user.full_name, mission, user=user, email=user.email)
    make_member(zone, mission, person, is_coordinator=True)
    make_user(regional=True, full_name="Rémi Région", email="region@exemple.be")
    return zone


def plan(page, title, days):
    page.goto("/zones/sud/")
    page.get_by_role("link", name="Planifier une réunion").first.click()
    day = timezone.localdate() + timedelta(days=days)
    page.locator("input[name=on]").fill(day.isoformat())
    page.locator("input[name=title_fr]").fill(title)
    page.get_by_role("button", name="Fixer la date").click()
    page.wait_for_url(re.compile(r"/reunions/\d+/$"))
    return Meeting.objects.get(title_fr=title)


def add_item(page, meeting, title):
    page.goto(f"{meeting.get_absolute_url()}ordre-du-jour/")
    page.locator("input[name=title_fr]").fill(title)
    page.get_by_role("button", name="Ajouter à l’ordre du jour").click()
    page.locator(".agenda-nav").get_by_text(title).first.wait_for()


def convene(page, meeting, recipients):
    page.goto(f"{meeting.get_absolute_url()}invitations/")
    page.get_by_role("button", name=f"Envoyer à {recipients} partenaires").click()
    page.get_by_text(f"Les lettres partent vers {recipients} partenaires").wait_for()
    mail.outbox.clear()
    assert deliver_due() == (recipients, 0)


def hold(page, meeting):
    """The day comes: the meeting began with it, whatever the hour the suite runs at."""
    start = at(0, 0, 0)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=23)
    )
    page.goto(f"{meeting.get_absolute_url()}presences/")
    for row in Participation.objects.filter(meeting=meeting, is_expected=True)[:3]:
        page.locator(f"#p{row.pk}-present").check(force=True)
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.goto(f"{meeting.get_absolute_url()}presences/")
    page.get_by_role("button", name="Clore les présences").click()
    page.wait_for_load_state()
    meeting.refresh_from_db()
    assert meeting.status == "held"


def write(page, meeting, kind, text):
    """Add a passage under the point shown and let the page save it by itself."""
    before = page.locator("#passages section").count()
    page.locator(".add-blocks").get_by_role("button", name=f"+ {kind}").click()
    passage = page.locator("#passages section").nth(before)
    passage.locator("textarea").first.fill(text)
    page.locator("[data-saved]", has_text="Enregistré à").wait_for()
    assert passage.locator("textarea").first.input_value() == text


def answer_from_mailbox(open_page, letter, choice):
    """The partner opens the link of the letter on a phone, without any account."""
    link = re.search(r"https?://\S+/reponse/\S+", letter.body).group()
    page = open_page({"width": 390, "height": 844})
    page.goto(link)
    page.get_by_role("button", name=choice).click()
    page.get_by_text("Réponse enregistrée").wait_for()
    return page


def pdf_text(page, path):
    response = page.request.get(path)
    assert response.status == 200
    assert response.headers["content-type"] == "application/pdf"
    return "\n".join(p.extract_text() for p in PdfReader(BytesIO(response.body())).pages)


def test_the_whole_walk(sud, open_page, sign_in):
    page = sign_in(open_page(), "coordination@exemple.be", PASSWORD)
    first = plan(page, "Fracture numérique", 12)
    for title in ("Tour de table", "Divers"):
        add_item(page, first, title)
    convene(page, first, 5)
    assert "Convocation" in pdf_text(page, f"{first.get_absolute_url()}invitations/lettre.pdf")

    letter = next(m for m in mail.outbox if "Anaïs Colpaert" in m.body)
    answer_from_mailbox(open_page, letter, "Je viens")
    row = Participation.objects.get(meeting=first, person_name="Anaïs Colpaert")
    assert row.answer == "coming"

    assert "Signature" in pdf_text(page, f"{first.get_absolute_url()}presences/feuille.pdf")
    hold(page, first)
    page.goto(f"{first.get_absolute_url()}pv/")
    page.get_by_role("button", name="Rédiger le PV").click()
    write(page, first, "Décision", "Un guichet sur papier reste ouvert.")
    write(page, first, "Action", "Écrire aux CPAS de la zone.")
    page.goto(f"{first.get_absolute_url()}pv/?point={first.agenda.first().pk}")
    assert "Un guichet sur papier" in page.locator("#passages textarea").first.input_value()
    page.goto(f"{first.get_absolute_url()}pv/envoyer/")
    page.get_by_role("button", name=re.compile("Envoyer à")).click()
    page.get_by_text("Le PV part à").wait_for()
    assert deliver_due()[0] >= 4
    Meeting.objects.filter(pk=first.pk).update(
        starts_at=at(-20), ends_at=at(-20) + timedelta(hours=3)
    )

    second = plan(page, "Identité de la concertation", 12)
    page.goto(f"{second.get_absolute_url()}ordre-du-jour/")
    page.locator(".agenda-nav li").first.get_by_text("Approbation du PV du").first.wait_for()
    convene(page, second, 5)
    hold(page, second)
    page.goto(f"{first.get_absolute_url()}pv/")
    page.locator("#verdict input[value=approved]").check(force=True)
    page.get_by_role("button", name="Noter le verdict").click()
    page.get_by_text("Le verdict est noté").wait_for()
    assert PV.objects.get(meeting=first).status == "approved"
    assert "Approuvé" in pdf_text(page, f"{first.get_absolute_url()}pv/pv.pdf")

    page.goto("/pv/?q=GUICHET")
    page.locator("mark").first.wait_for()
    year = timezone.localdate().year
    page.goto(f"/zones/sud/rapports/{year}/")
    page.get_by_role("button", name="Voir le PDF (projet)").click()
    page.wait_for_url("**/mises-en-page/**")
    work()
    report = pdf_text(page, f"{page.url}fichier/")
    assert "Zone Sud" in report
    assert "@" not in report

    region = sign_in(open_page(), "region@exemple.be", PASSWORD)
    region.goto("/region/")
    region.get_by_role("link", name="Sud", exact=True).first.wait_for()


def test_answering_and_writing_work_without_javascript(sud, open_page, sign_in):
    page = sign_in(open_page(script=False), "coordination@exemple.be", PASSWORD)
    meeting = plan(page, "Sans script", 12)
    for title in ("Premier point", "Second point"):
        add_item(page, meeting, title)
    page.locator(".agenda-nav li").last.get_by_role("button", name=re.compile("Monter")).click()
    assert "Second point" in page.locator(".agenda-nav li").first.inner_text()
    convene(page, meeting, 5)
    link = re.search(r"https?://\S+/reponse/\S+", mail.outbox[0].body).group()
    phone = open_page({"width": 390, "height": 844}, script=False)
    phone.goto(link)
    phone.get_by_role("button", name="Je m’excuse").click()
    phone.get_by_text("Réponse enregistrée").wait_for()
    hold(page, meeting)
    page.goto(f"{meeting.get_absolute_url()}pv/")
    page.get_by_role("button", name="Rédiger le PV").click()
    page.get_by_role("button", name="+ Information").click()
    page.locator("#passages textarea").first.fill("Écrit sans script.")
    page.locator("#passages").get_by_role("button", name="Enregistrer").click()
    page.wait_for_load_state()
    assert page.locator("#passages textarea").first.input_value() == "Écrit sans script."


def order_of(meeting):
    return list(meeting.agenda.values_list("title_fr", flat=True))


def wait_for_order(page, meeting, titles):
    """The script saves by itself: what the database holds is what counts."""
    for _try in range(50):
        if order_of(meeting) == titles:
            return
        page.wait_for_timeout(100)
    assert order_of(meeting) == titles


def test_agenda_is_ordered_by_the_keyboard_and_by_dragging(sud, open_page, sign_in):
    page = sign_in(open_page(), "coordination@exemple.be", PASSWORD)
    meeting = plan(page, "À ordonner", 12)
    for title in ("Un", "Deux", "Trois"):
        add_item(page, meeting, title)
    handles = page.locator(".agenda-nav [data-handle]")
    handles.last.focus()
    page.keyboard.press("ArrowUp")
    wait_for_order(page, meeting, ["Un", "Trois", "Deux"])
    first, last = handles.first.bounding_box(), handles.last.bounding_box()
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + last["height"] + 20, steps=8)
    page.mouse.up()
    wait_for_order(page, meeting, ["Trois", "Deux", "Un"])


def test_two_secretaries_on_one_passage_see_both_texts(sud, open_page, sign_in):
    page = sign_in(open_page(), "coordination@exemple.be", PASSWORD)
    meeting = plan(page, "À deux mains", 12)
    add_item(page, meeting, "Tour de table")
    convene(page, meeting, 5)
    hold(page, meeting)
    page.goto(f"{meeting.get_absolute_url()}pv/")
    page.get_by_role("button", name="Rédiger le PV").click()
    write(page, meeting, "Information", "Texte de départ.")
    other = sign_in(open_page(), "coordination@exemple.be", PASSWORD)
    for writer in (page, other):
        writer.goto(f"{meeting.get_absolute_url()}pv/?point={meeting.agenda.get().pk}")
    page.locator("#passages textarea").first.fill("Première main.")
    page.locator("[data-saved]", has_text="Enregistré à").wait_for()
    wait_for_text(page, meeting, "Première main.")
    other.locator("#passages textarea").first.fill("Seconde main.")
    conflict = other.locator("#passages [data-conflict]")
    conflict.get_by_text("Première main.").wait_for()
    assert "Seconde main." in conflict.inner_text()
    assert Block.objects.get(item__meeting=meeting).text_fr == "Première main."


def wait_for_text(page, meeting, text):
    for _try in range(50):
        if Block.objects.get(item__meeting=meeting).text_fr == text:
            return
        page.wait_for_timeout(100)
    assert Block.objects.get(item__meeting=meeting).text_fr == text
