"""From the strip of half-days to the four answers, on a telephone: one thumb, no refusal."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, Participation
from meetings.services.delivery import deliver_due
from tests.factories import (
    make_item,
    make_meeting,
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
NAMES = ("Anne Dupuis", "Luc Sart", "Salma Urbain", "Omar Vandel")
PAGES = ("detail", "agenda", "invitations", "documents", "attendance", "pv")
# Half a pixel less than the token: a box is rounded by the browser.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'main .btn, main .chip, main .tabs a, main summary, main .segmented label, main select')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def sud(db):
    zone = make_zone("sud")
    make_rules(zone, preferred_weekday=3, preferred_half_day="am")
    make_user(zone, coordinator=True, full_name="Inès Coordinatrice", email="ines@exemple.be")
    for name in NAMES:
        organisation = make_organisation(f"Atelier de {name.split()[0]}")
        make_member(zone, organisation, make_person(name, organisation))
    return zone


def coordinator(open_page, sign_in, size=PHONE):
    page = open_page(size, touch=size == PHONE)
    return sign_in(page, "ines@exemple.be", PASSWORD)


def link_of(name, path):
    body = next(one.body for one in reversed(mail.outbox) if name in one.body and path in one.body)
    return re.search(rf"https?://\S+/{path}/\S+", body).group()


def check(page):
    """The page holds on the screen, and each of its targets under a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.evaluate(SMALL_TARGETS) == [], page.url


def ask_for_dates(page):
    page.goto(reverse("meetings:dates", args=["sud"]))
    check(page)
    today = timezone.localdate()
    thursday = today + timedelta(days=35 + (3 - today.weekday()) % 7)
    for day in (thursday, thursday + timedelta(days=7)):
        page.locator(f"#c-{day.isoformat()}-am input").check()
    page.get_by_role("button", name="Sonder ces dates").click()
    check(page)
    page.locator("input[name=title_fr]").fill("Bilan de l’année")
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    check(page)
    page.get_by_role("button", name="Envoyer à 5 personnes").click()
    page.get_by_text("La question part vers 5 personnes.").wait_for()
    assert deliver_due() == (5, 0)
    return thursday


def answer_poll(phone, name):
    phone.goto(link_of(name, "sondage"))
    check(phone)
    for number, word in enumerate(("oui", "si besoin")):
        slot = phone.locator(".poll-choice").nth(number)
        slot.get_by_role("radio", name=word, exact=True).click()
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    phone.get_by_text("Réponse enregistrée aujourd’hui").wait_for()


def fix_the_date(page):
    page.goto("/zones/sud/sondages/")
    page.get_by_role("link", name="Bilan de l’année").first.click()
    check(page)
    page.get_by_role("button", name="Fixer la date cochée").click()
    page.get_by_role("button", name=re.compile("^Fixer le .* et prévenir 5 personnes$")).click()
    page.get_by_text("La date est fixée, et tout le monde est prévenu.").wait_for()
    assert deliver_due() == (5, 0)
    return Meeting.objects.get()


def send_the_letter(page, meeting):
    page.goto(f"{meeting.get_absolute_url()}ordre-du-jour/")
    page.locator("input[name=title_fr]").fill("Tour de table")
    page.get_by_role("button", name="Ajouter à l’ordre du jour").click()
    page.locator(".agenda-nav").get_by_text("Tour de table").first.wait_for()
    page.goto(f"{meeting.get_absolute_url()}invitations/")
    check(page)
    send = page.get_by_role("button", name="Envoyer à 5 partenaires")
    assert send.bounding_box()["y"] < PHONE["height"]  # in sight, however long the list
    send.click()
    page.get_by_text("Les lettres partent vers 5 partenaires").wait_for()
    assert deliver_due() == (5, 0)


def answer_letter(phone, name, word):
    phone.goto(link_of(name, "reponse"))
    check(phone)
    phone.get_by_role("button", name=word).click()
    phone.get_by_text("Réponse enregistrée").wait_for()


def test_convening_is_done_from_a_telephone(sud, open_page, sign_in):
    page = coordinator(open_page, sign_in)
    thursday = ask_for_dates(page)
    phone = open_page(PHONE, touch=True)
    answer_poll(phone, "Anne Dupuis")
    meeting = fix_the_date(page)
    assert meeting.held_on == thursday
    send_the_letter(page, meeting)
    phone.goto(link_of("Anne Dupuis", "reponse"))
    phone.get_by_text("Réponse enregistrée").wait_for()  # what the poll said is kept
    answer_letter(phone, "Luc Sart", "Je m’excuse")
    answer_letter(phone, "Omar Vandel", "Je ne suis pas concerné")
    phone.goto(link_of("Salma Urbain", "reponse"))
    phone.get_by_text("Quelqu’un me remplace").click()
    phone.locator("input[name=replacement_name]").fill("Joseph Renkin")
    phone.get_by_role("button", name="Annoncer mon remplaçant").click()
    phone.get_by_text("Joseph Renkin").first.wait_for()
    answers = dict(Participation.objects.values_list("person_name", "answer"))
    given = [answers[name] for name in NAMES]
    assert given == ["coming", "excused", "replaced", "unconcerned"]
    page.goto(f"{meeting.get_absolute_url()}invitations/")
    check(page)
    assert page.get_by_text("sans réponse", exact=True).count() == 1  # the coordinator herself


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_every_page_of_a_meeting_has_the_same_tabs(sud, open_page, sign_in, size):
    meeting = make_meeting(sud, day=10, partners=3)
    make_item(meeting)
    page = coordinator(open_page, sign_in, size)
    seen = set()
    for name in (*PAGES, "pv_start"):
        if name == "pv_start":  # the editor itself, once the PV is begun
            page.get_by_role("button", name="Rédiger le PV").click()
        else:
            page.goto(reverse(f"meetings:{name}", args=["sud", meeting.pk]))
        tabs = page.get_by_role("navigation", name="Pages de la réunion")
        seen.add(tuple(tabs.get_by_role("link").all_inner_texts()))
        assert tabs.locator("[aria-current=page]").count() == 1, name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        if size == PHONE:
            assert page.evaluate(SMALL_TARGETS) == [], name
    assert len(seen) == 1
    assert len(seen.pop()) == len(PAGES)


@pytest.mark.parametrize("status", ["planned", "convened", "held", "cancelled"])
def test_no_link_of_a_meeting_leads_to_a_refusal(sud, open_page, sign_in, status):
    meeting = make_meeting(sud, status, day=-5 if status == "held" else 12, partners=3)
    make_item(meeting)
    page = coordinator(open_page, sign_in, WIDE)
    for address in (meeting.get_absolute_url(), sud.get_absolute_url()):
        page.goto(address)
        links = page.locator("main a").evaluate_all("all => all.map(a => a.href.split('#')[0])")
        statuses = {link: page.request.get(link).status for link in set(links)}
        assert {link: code for link, code in statuses.items() if code != 200} == {}
