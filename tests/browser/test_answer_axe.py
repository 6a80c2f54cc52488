"""The page of a partner's phone: no barrier axe-core knows of, and no need of JavaScript."""

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from meetings.models import ItemProposal, Participation
from meetings.services import answers, planning
from meetings.services.answers import make_token
from tests.factories import (
    at,
    make_attachment,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_proposal,
    make_rules,
    make_user,
    make_zone,
)

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: The smallest target of a thumb, in CSS pixels (WCAG 2.2, 2.5.5).
TAP = 44


@pytest.fixture
def row(db):
    """Clara, invited for two institutions, with a substitute, a programme and documents."""
    zone = make_zone("sud")
    make_rules(zone)
    house = make_organisation("Commune de Forest")
    meeting = make_meeting(
        zone,
        host=make_organisation("Maison de l’emploi", address_fr="Chaussée de Waterloo 255"),
        room="Salle bleue",
        directions_fr="Prémétro Horta, sortie Waterloo.\n\nSonnez deux fois.",
    )
    item = make_item(meeting, "Bilan du Partner Day")
    make_item(meeting, "Divers", is_additional=True)
    row = make_participation(meeting, make_person("Clara Dumont"), house)
    make_participation(meeting, row.person, make_organisation("Mission Locale"))
    make_member(zone, house, row.person)
    make_member(zone, house, make_person("Peter Verhaegen"), role="substitute")
    make_attachment(meeting, "Tableau du bilan", item=item)
    make_attachment(meeting, "Note de cadrage")
    return row


def address(row):
    return reverse("meetings:answer", args=[make_token(row)])


def pending(row):
    return address(row)


def answered(row):
    answers.answer_by_link(row, answer="coming", remark="J’arrive à 10 h.")
    return address(row)


def not_concerned(row):
    answers.answer_by_link(row, answer="unconcerned")
    return address(row)


def replaced(row):
    answers.answer_by_link(row, answer="replaced", replacement_name="Peter Verhaegen")
    return address(row)


def to_confirm(row):
    answered(row)
    by = make_user(row.meeting.zone, coordinator=True)
    planning.postpone(
        row.meeting, starts_at=at(44), ends_at=at(44, 12), reason="Salle prise.", by=by
    )
    return address(row)


def proposed(row):
    make_proposal(row)
    make_proposal(row, "Les titres-services", status="declined", reason="Traité en mai.")
    make_proposal(row, "Les crèches", status="accepted", item=make_item(row.meeting, "Crèches"))
    return address(row)


def cancelled(row):
    by = make_user(row.meeting.zone, coordinator=True)
    planning.cancel(row.meeting, reason="La salle est inondée.", by=by)
    return address(row)


def announced(row):
    type(row.meeting).objects.filter(pk=row.meeting.pk).update(status="planned")
    return address(row)


def expired(row):
    past = timezone.now() - timezone.timedelta(days=2)
    type(row.meeting).objects.filter(pk=row.meeting.pk).update(
        starts_at=past, ends_at=past + timezone.timedelta(hours=3)
    )
    return address(row)


def altered(row):
    return reverse("meetings:answer", args=["MQ:1xUi4T:z8g3u1n5nex"])


def of_a_trial(row):
    return reverse("meetings:answer", args=[make_token(Participation(meeting=row.meeting))])


STATES = (
    pending,
    answered,
    not_concerned,
    replaced,
    to_confirm,
    proposed,
    cancelled,
    announced,
    expired,
    altered,
    of_a_trial,
)
#: Pages for whoever holds a link: other areas may add theirs, a function of the participation.
PAGES = [*STATES]


def violations(page):
    """What axe-core holds against the page as it stands, each with the element it names."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def open_everything(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("state", PAGES, ids=lambda state: state.__name__)
def test_page_of_the_link_has_no_barrier(row, open_page, state, language):
    page = open_page(PHONE)
    page.goto(f"{state(row)}?langue={language}")
    assert violations(page) == []
    open_everything(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_refused_form_has_no_barrier_and_takes_the_focus(row, open_page):
    page = open_page(PHONE)
    page.goto(address(row))
    open_everything(page)
    page.get_by_role("button", name="Annoncer mon remplaçant").click()
    page.get_by_text("son prénom et son nom suffisent").first.wait_for()
    assert violations(page) == []
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")


def test_every_choice_is_as_large_as_a_thumb(row, open_page):
    page = open_page(PHONE)
    page.goto(to_confirm(row))
    open_everything(page)
    for target in page.locator("main button, main summary, main input:visible").all():
        box = target.bounding_box()
        assert box["height"] >= TAP, target.inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_answer_replacement_confirmation_and_point_by_thumb(row, open_page, script):
    page = open_page(PHONE, script=script)
    page.goto(address(row))
    page.get_by_role("button", name="Je viens").click()
    page.get_by_text("Réponse enregistrée aujourd’hui").wait_for()
    page.get_by_text("Quelqu’un me remplace").click()
    page.get_by_role("button", name="Peter Verhaegen").click()
    page.locator("summary", has_text="Peter Verhaegen").wait_for()
    row.refresh_from_db()
    assert row.replaced_by.person_name == "Peter Verhaegen"
    page.get_by_text("Proposer un point").click()
    page.get_by_label("Le point, en quelques mots").fill("Les stages d’été")
    page.get_by_role("button", name="Proposer ce point").click()
    page.get_by_text("à l’examen").wait_for()
    assert ItemProposal.objects.get().title == "Les stages d’été"
    by = make_user(row.meeting.zone, coordinator=True)
    planning.postpone(
        row.meeting, starts_at=at(44), ends_at=at(44, 12), reason="Salle prise.", by=by
    )
    page.goto(address(row))
    page.get_by_role("button", name="Oui, Peter Verhaegen me remplace toujours").click()
    page.locator("summary", has_text="Peter Verhaegen").wait_for()
    row.refresh_from_db()
    assert not row.needs_confirmation
    page.get_by_role("button", name="Je ne suis pas concerné").click()
    page.locator("button[value=unconcerned][aria-pressed=true]").wait_for()


def test_document_and_diary_open_from_the_phone(row, open_page):
    page = open_page(PHONE)
    page.goto(address(row))
    for name in ("Note de cadrage", "Ajouter à mon agenda"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.failure() is None


def test_link_of_yesterday_says_so(row, open_page):
    page = open_page(PHONE)
    with time_machine.travel(row.meeting.ends_at + timezone.timedelta(hours=1), tick=True):
        answer = page.goto(address(row))
    assert answer.status == 410
    page.get_by_role("heading", name="Cette réunion est passée").wait_for()
