"""A date found by phone: asked from the coordination's screen, answered with one thumb, chosen."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.utils import timezone

from meetings.models import DatePoll, Letter, Meeting, PollVoter
from meetings.services.delivery import deliver_due
from tests.factories import (
    at,
    make_member,
    make_organisation,
    make_person,
    make_rules,
    make_user,
    make_zone,
)

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"
THUMB = 44


@pytest.fixture
def sud(db):
    zone = make_zone("sud")
    make_rules(zone)
    make_user(zone, coordinator=True, full_name="Inès Coordinatrice", email="ines@exemple.be")
    for name in ("Anne Dupuis", "Luc Sart", "Salma Urbain"):
        organisation = make_organisation(f"Atelier de {name.split()[0]}")
        make_member(zone, organisation, make_person(name, organisation))
    return zone


def ask(page):
    """Propose the dates of the address, reread, send; the letters are in ``mail.outbox``."""
    days = [at(35).date(), at(42).date()]
    query = "&".join(f"slot={day.isoformat()}T09:30" for day in days)
    page.goto(f"/zones/sud/sondages/nouveau/?{query}")
    page.locator("input[name=title_fr]").fill("Bilan de l’année")
    closes = timezone.localdate() + timedelta(days=7)
    page.locator("input[name=closes_on]").fill(closes.isoformat())
    page.get_by_label("indispensable : Atelier de Anne").check()
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    page.get_by_role("button", name="Envoyer à 4 personnes").click()
    page.get_by_text("La question part vers 4 personnes.").wait_for()
    assert deliver_due() == (4, 0)
    return DatePoll.objects.get()


def link_of(name):
    body = next(message.body for message in mail.outbox if name in message.body)
    return re.search(r"https?://\S+/sondage/\S+", body).group()


def tap(page, number, word):
    page.locator(".poll-choice").nth(number).get_by_role("radio", name=word, exact=True).click()


def violations(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def no_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("script", [True, False])
def test_date_is_asked_answered_by_phone_and_chosen(sud, open_page, sign_in, script):
    page = sign_in(open_page(script=script), "ines@exemple.be", PASSWORD)
    poll = ask(page)
    phone = open_page(PHONE, script=script)
    phone.goto(link_of("Anne Dupuis"))
    assert no_wider_than_the_screen(phone)
    assert not script or violations(phone) == []
    boxes = phone.locator(".poll-choice label").all()
    assert len(boxes) == 6
    assert all(box.bounding_box()["height"] >= THUMB for box in boxes)
    tap(phone, 0, "oui")
    tap(phone, 1, "si besoin")
    phone.locator("textarea[name=comment]").fill("Après 10 h si possible.")
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    phone.get_by_text("Réponse enregistrée aujourd’hui").wait_for()
    assert phone.locator("input:checked").count() == 2

    phone.goto(link_of("Luc Sart"))
    phone.get_by_role("button", name="Aucune ne me convient").click()
    phone.get_by_text("Réponse enregistrée aujourd’hui").wait_for()
    phone.get_by_role("link", name="NL").click()
    assert phone.locator("html").get_attribute("lang") == "nl"

    page.goto(poll.get_absolute_url())
    page.get_by_text("Après 10 h si possible.").wait_for()
    best = page.locator(".poll-ranking .best")
    assert "Atelier de Anne" in best.inner_text()
    page.get_by_role("button", name="Fixer la date cochée").click()
    page.get_by_role("button", name=re.compile("^Fixer le .* et prévenir 4 personnes$")).click()
    page.get_by_text("La date est fixée, et tout le monde est prévenu.").wait_for()
    meeting = Meeting.objects.get()
    assert meeting.starts_at == at(35)
    answers = dict(meeting.participations.values_list("person_name", "answer"))
    assert (answers["Anne Dupuis"], answers["Luc Sart"]) == ("coming", "excused")
    assert Letter.objects.filter(kind="date").count() == 4

    phone.goto(link_of("Salma Urbain"))
    phone.get_by_text("La date est choisie").wait_for()
    assert not script or violations(phone) == []
    with phone.expect_download() as file:
        phone.get_by_role("link", name="Ajouter à mon agenda").click()
    assert file.value.suggested_filename == "reunion.ics"


def test_poll_closed_while_the_page_is_open_says_so_and_keeps_nothing(sud, open_page, sign_in):
    page = sign_in(open_page(), "ines@exemple.be", PASSWORD)
    ask(page)
    phone = open_page(PHONE)
    phone.goto(link_of("Anne Dupuis"))
    tap(phone, 0, "oui")
    DatePoll.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    phone.get_by_role("heading", name="Le sondage est clos").wait_for()
    assert "n’a pas été notée" in phone.locator("main").inner_text()
    assert not PollVoter.objects.filter(answered_at__isnull=False).exists()
    page.goto("/zones/sud/sondages/")
    page.get_by_text("clos", exact=False).first.wait_for()


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_pages_of_a_poll_hold_on_the_screen_and_pass_axe(sud, open_page, sign_in, size):
    page = sign_in(open_page(size), "ines@exemple.be", PASSWORD)
    poll = ask(page)
    for address in (
        "/zones/sud/sondages/",
        "/zones/sud/sondages/nouveau/",
        poll.get_absolute_url(),
        f"{poll.get_absolute_url()}choisir/?slot={poll.slots.first().pk}",
        f"{poll.get_absolute_url()}reponses/{poll.voters.first().pk}/",
    ):
        page.goto(address)
        assert no_wider_than_the_screen(page), address
        assert violations(page) == [], address
