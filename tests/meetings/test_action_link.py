"""« Fait » by a personal link: reading writes nothing, one click notes it, another undoes it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from meetings.models import ActionItem, ActionOwner
from meetings.services import action_links, registers
from tests.factories import at, make_block, make_meeting, make_member, make_person, make_pv

pytestmark = pytest.mark.django_db
ALTERED = signing.dumps([1, 2], salt="concertation.answer")


@pytest.fixture
def anne(zone):
    return make_member(zone, person=make_person("Anne Petit")).person


@pytest.fixture
def action(zone, anne):
    pv = make_pv(make_meeting(zone, "held", day=-20), "sent")
    block = make_block(pv.meeting.agenda.first(), "action", text="Écrire au collège.")
    due_on = timezone.localdate() + timedelta(days=5)
    action = ActionItem.objects.create(block=block, zone=zone, due_on=due_on)
    ActionOwner.objects.create(action=action, person=anne, name="Anne Petit")
    return action


def address(action, person):
    return reverse("meetings:action_link", args=[action_links.make_token(action, person)])


def test_reading_shows_the_action_and_notes_nothing(client, action, anne):
    response = client.get(address(action, anne))
    assert response.status_code == 200
    page = response.content.decode()
    assert "Écrire au collège." in page
    assert "C’est fait" in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert not client.cookies
    action.refresh_from_db()
    assert action.done_on is None


def test_one_click_without_a_cookie_notes_it_with_a_word(action, anne, coordinator):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    url = address(action, anne)
    response = client.post(url, {"gesture": "done", "outcome": "Envoyé à trois communes."})
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.done_on, action.done_by) == (timezone.localdate(), "Anne Petit")
    assert action.outcome == "Envoyé à trois communes."
    page = client.get(url).content.decode()
    assert "Fait le" in page
    client.force_login(coordinator)
    listed = client.get(reverse("meetings:actions", args=[action.zone.code])).content.decode()
    assert "Selon Anne Petit" in listed


def test_done_twice_keeps_the_first_word_and_undo_reopens(client, action, anne):
    url = address(action, anne)
    client.post(url, {"gesture": "done", "outcome": "Premier."})
    client.post(url, {"gesture": "done", "outcome": "Second."})
    action.refresh_from_db()
    assert action.outcome == "Premier."
    client.post(url, {"gesture": "undo"})
    action.refresh_from_db()
    assert (action.done_on, action.done_by) == (None, "")


def test_what_the_coordination_or_another_owner_noted_is_not_taken_back(
    client, action, anne, coordinator
):
    luc = make_member(action.zone, person=make_person("Luc Autre")).person
    ActionOwner.objects.create(action=action, person=luc, name="Luc Autre")
    day = timezone.localdate()
    registers.complete_action(action, done_on=day, outcome="Vu.", by=coordinator)
    assert 'value="undo"' not in client.get(address(action, anne)).content.decode()
    answer = client.post(address(action, anne), {"gesture": "undo"})
    assert answer.status_code == 409
    assert "Ce n’est pas vous qui l’avez noté" in answer.content.decode()
    action.refresh_from_db()
    assert (action.done_on, action.outcome) == (day, "Vu.")
    registers.complete_action(action, done_on=None, outcome="", by=coordinator)
    client.post(address(action, luc), {"gesture": "done", "outcome": ""})
    assert client.post(address(action, anne), {"gesture": "undo"}).status_code == 409
    assert client.post(address(action, luc), {"gesture": "undo"}).status_code == 302
    action.refresh_from_db()
    assert action.done_on is None


def test_a_namesake_of_the_coordination_does_not_take_back_its_word(client, action, coordinator):
    coordinator.full_name = "Anne Petit"
    registers.complete_action(action, done_on=timezone.localdate(), outcome="", by=coordinator)
    client.post(address(action, action.owners.get().person), {"gesture": "undo"})
    action.refresh_from_db()
    assert action.done_on is not None


def test_too_long_a_word_gives_back_what_was_typed(client, action, anne):
    response = client.post(address(action, anne), {"gesture": "done", "outcome": "mot " * 100})
    assert "mot mot mot" in response.content.decode()
    action.refresh_from_db()
    assert action.done_on is None


def test_altered_links_answer_every_guess_alike(client, action, anne):
    good = action_links.make_token(action, anne)
    guesses = [good[:-2] + "xx", ALTERED, "n’importe-quoi", good + "a"]
    gone = action_links.make_token(action, anne)
    bodies = {client.get(f"/action/{guess}/").content for guess in guesses}
    assert len(bodies) == 1
    assert client.get(f"/action/{guesses[0]}/").status_code == 404
    ActionItem.objects.all().delete()
    assert client.get(f"/action/{gone}/").status_code == 404


def test_link_dies_long_after_the_date_or_with_its_owner(client, action, anne):
    url = address(action, anne)
    with time_machine.travel(at(action.due_on + timedelta(days=90))):
        assert client.get(url).status_code == 200
    with time_machine.travel(at(action.due_on + timedelta(days=91))):
        assert client.get(url).status_code == 410
        assert client.post(url, {"gesture": "done"}).status_code == 410
    action.owners.update(person=make_person(), name="Quelqu’un d’autre")
    assert client.get(url).status_code == 410


def test_words_that_became_reserved_leave_the_page(client, action, anne):
    action.block.visibility = "coordination"
    action.block.save()
    response = client.get(address(action, anne))
    assert "collège" not in response.content.decode()
    client.post(address(action, anne), {"gesture": "done"})
    action.refresh_from_db()
    assert action.done_on is None


def test_page_speaks_the_language_of_its_owner(client, action, anne):
    anne.language = "nl"
    anne.save()
    assert 'lang="nl"' in client.get(address(action, anne)).content.decode()
    page = client.get(address(action, anne) + "?langue=fr").content.decode()
    assert "Est-ce fait" in page


def test_page_asks_the_same_questions_whatever_the_number_of_owners(
    client, action, anne, django_assert_max_num_queries
):
    for n in range(3):
        ActionOwner.objects.create(action=action, person=make_person(), name=f"Autre {n}")
    with django_assert_max_num_queries(8):
        assert client.get(address(action, anne)).status_code == 200
