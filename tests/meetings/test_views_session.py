"""The screen of a session: who opens it, what it shows, what each gesture answers."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from meetings import session_clock
from meetings.models import PV, AgendaItem, Block
from meetings.services import minutes, session
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_participation,
    make_pv,
    make_user,
    make_zone,
)

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_HX_REQUEST": "true"}
START = at(0, 10, 0)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as machine:
        yield machine


@pytest.fixture
def zone():
    return make_zone()


@pytest.fixture
def coordinator(zone, client):
    user = make_user(zone, coordinator=True)
    client.force_login(user)
    return user


@pytest.fixture
def meeting(zone):
    return make_meeting(zone, day=0, starts_at=START, ends_at=START + timedelta(hours=3))


@pytest.fixture
def points(meeting, coordinator, clock):
    items = [make_item(meeting, f"Sujet {n}", minutes_foreseen=20) for n in range(3)]
    session.open_session(meeting, by=coordinator)
    return items


def url(meeting, name="session", *more):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *more])


def test_opening_is_a_gesture_and_leads_to_the_screen(client, coordinator, meeting, clock):
    before = client.get(url(meeting)).content.decode()
    assert "Ouvrir la séance" in before
    assert not PV.objects.exists()
    assert client.post(url(meeting)).url == url(meeting)
    assert "data-session" in client.get(url(meeting)).content.decode()
    assert PV.objects.get().meeting == meeting


@pytest.mark.parametrize(("days", "words"), [(-1, "s’ouvre le jour"), (1, "est passé")])
def test_session_of_another_day_says_so_and_does_not_open(
    client, coordinator, meeting, clock, days, words
):
    clock.shift(timedelta(days=days))
    page = client.get(url(meeting)).content.decode()
    assert words in page
    assert "Ouvrir la séance" not in page
    client.post(url(meeting))
    meeting.refresh_from_db()
    assert meeting.opened_at is None


def test_partner_may_not_run_a_session(client, zone, meeting, clock):
    client.force_login(make_user(zone))
    assert client.get(url(meeting)).status_code == 403
    assert client.post(url(meeting)).status_code == 403
    assert not PV.objects.exists()


def test_screen_shows_every_point_with_its_passages(client, points, meeting):
    make_block(points[0], "decision", "**Adopté** <b>")
    make_block(points[2], "information", "Le reste est remis.")
    page = client.get(url(meeting)).content.decode()
    assert "<strong>Adopté</strong> &lt;b&gt;" in page
    assert page.index("Sujet 0") < page.index("Adopté") < page.index("Le reste est remis.")
    assert "20 min prévues" in page


def test_values_of_a_passage_fill_its_form_again(client, points, meeting, coordinator):
    block = minutes.put_block(
        points[0],
        uuid4(),
        kind="action",
        revision=0,
        fields={"text_fr": "Écrire « à » tous & <toutes>"},
        after="",
        by=coordinator,
        action={"owners": ["Clara Dumont"], "due_on": START.date(), "due_text": ""},
    )
    page = client.get(url(meeting)).content.decode()
    found = {"text_fr": block.text_fr, "owners": "Clara Dumont", "version": "1"}
    for name, value in found.items():
        assert escape(f"{json.dumps(name)}: {json.dumps(value)}") in page
    assert START.date().isoformat() in page


def test_gestures_without_script_lead_back_to_the_point(client, points, meeting):
    first, second, _third = points
    address = url(meeting, "session_item", first.pk)
    assert client.post(address, {"gesture": "start"}).url == f"{url(meeting)}#point-{first.pk}"
    answer = client.post(address, {"gesture": "next"})
    assert answer.url == f"{url(meeting)}#point-{second.pk}"
    refused = client.post(address, {"gesture": "start", "seen": ""}, follow=True)
    assert "vient de commencer" in refused.content.decode()
    assert AgendaItem.objects.get(running_since__isnull=False) == second


def test_script_gets_how_things_stand_also_when_refused(client, points, meeting):
    first, second, third = points
    begun = client.post(url(meeting, "session_item", first.pk), {"gesture": "start"}, **SCRIPT)
    assert begun.status_code == 200
    assert begun.json()["items"][0]["since"] == round(START.timestamp() * 1000)
    session.start_item(second, seen=first.pk)
    data = {"gesture": "start", "seen": first.pk}
    late = client.post(url(meeting, "session_item", third.pk), data, **SCRIPT)
    assert late.status_code == 409
    assert "Sujet 1" in late.json()["told"]
    assert [bool(item["since"]) for item in late.json()["items"]] == [False, True, False]


def test_gesture_on_the_point_of_another_meeting_is_not_found(client, points, meeting):
    foreign = make_item(make_meeting(day=0))
    assert client.post(url(meeting, "session_item", foreign.pk)).status_code == 404


def test_point_added_during_the_session(client, points, meeting):
    answer = client.post(url(meeting, "session_add"), {"title": "  Grève  du 3 "}, **SCRIPT)
    item = AgendaItem.objects.get(title_fr="Grève du 3")
    assert item.is_additional
    assert item.position == 4
    assert answer.json()["point"] == item.pk
    assert f'data-passages="{item.pk}"' in answer.json()["item"]
    assert "Grève" in answer.json()["line"]
    plain = client.post(url(meeting, "session_add"), {"title": "Autre"})
    assert plain.url.startswith(f"{url(meeting)}#point-")
    empty = client.post(url(meeting, "session_add"), {"title": " "}, **SCRIPT)
    assert empty.status_code == 422
    assert AgendaItem.objects.count() == 5


def test_screen_that_watches_reads_what_others_wrote(client, points, meeting):
    block = make_block(points[1], "decision", "Décidé ensemble.")
    foreign = make_block(make_item(make_meeting(day=0)), "decision", "Ailleurs.")
    state = client.get(url(meeting, "session_state")).json()
    assert state["passages"][str(points[1].pk)] == [[str(block.key), 1]]
    asked = f"{block.key},{foreign.key},n’importe quoi"
    read = client.get(url(meeting, "session_state"), {"lire": asked}).json()["read"]
    assert [key for key, _html in read] == [str(block.key)]
    assert "Décidé ensemble." in read[0][1]


def test_adjourning_leads_to_the_pv_and_closes_the_screen(client, points, meeting, clock):
    session.start_item(points[0])
    clock.shift(timedelta(minutes=25))
    answer = client.post(url(meeting, "session_adjourn"))
    assert answer.url == url(meeting, "pv")
    page = client.get(url(meeting)).content.decode().replace("\xa0", " ")
    assert "Ouverte à 10 h, levée à 10 h 25" in page
    assert "Rouvrir la séance" in page
    assert '<td class="num">25&nbsp;min</td>' in page
    client.post(url(meeting))
    meeting.refresh_from_db()
    assert (meeting.opened_at, meeting.adjourned_at) == (START, None)


def test_session_lifted_before_the_announced_hour_is_held_from_then(
    client, coordinator, meeting, clock
):
    make_participation(meeting, presence="present")
    clock.shift(-timedelta(hours=2))
    attendance, close = url(meeting, "attendance"), url(meeting, "attendance_close")
    client.post(url(meeting))
    client.post(close)
    meeting.refresh_from_db()
    assert meeting.is_convened  # it goes on
    clock.shift(timedelta(hours=1))
    client.post(url(meeting, "session_adjourn"))
    page = client.get(reverse("meetings:zone", args=[meeting.zone.code]))
    assert "Relever les présences du" in page.content.decode()
    assert close in client.get(attendance).content.decode()
    client.post(close)
    meeting.refresh_from_db()
    assert meeting.is_held


@pytest.mark.parametrize("typed", ["25:00", "midi", "9:00"])
def test_hour_that_cannot_be_leaves_the_session_open(client, points, meeting, typed):
    answer = client.post(url(meeting, "session_adjourn"), {"at": typed}, follow=True)
    assert "data-session" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.adjourned_at is None


def test_session_of_a_pv_that_left_is_over(client, meeting, coordinator, clock):
    make_pv(meeting, status="sent")
    page = client.get(url(meeting)).content.decode()
    assert "data-session" not in page
    assert "Lire le PV" in page


def test_meeting_page_offers_the_session_on_the_day(client, coordinator, meeting, clock):
    def offered():
        page = client.get(meeting.get_absolute_url())
        return page.context["next_step"]["label"]

    assert offered() == "Ouvrir la séance"
    session.open_session(meeting, by=coordinator)
    assert offered() == "Reprendre la séance"
    session.adjourn(meeting, by=coordinator)
    assert offered() == "Relever les présences"


def test_session_nobody_opened_is_not_offered_after_the_meeting(
    client, coordinator, meeting, clock
):
    clock.shift(timedelta(hours=4))
    page = client.get(meeting.get_absolute_url())
    assert page.context["next_step"]["label"] == "Relever les présences"


# --- The clock


@pytest.mark.parametrize(
    ("elapsed", "facts", "words"),
    [
        (20, [(1200, "treated")], "à l’heure"),
        (30, [(1800, "treated")], "en retard de 10 min sur l’horaire"),
        (10, [(600, "treated")], "en avance de 10 min sur l’horaire"),
        (25, [(1500, "")], "en retard de 5 min sur l’horaire"),
        (10, [(0, "")], "en retard de 10 min sur l’horaire"),
        (40, [(1200, "treated"), (1200, "")], "à l’heure"),
    ],
)
def test_delay_compares_the_hour_to_what_was_foreseen(points, meeting, elapsed, facts, words):
    items = list(meeting.agenda.all())
    for item, (seconds, outcome) in zip(items, facts, strict=False):
        item.seconds_spent, item.outcome = seconds, outcome
    meeting.refresh_from_db()
    late = session_clock.delay(meeting, items, START + timedelta(minutes=elapsed))
    assert session_clock.delay_words(late) == words


def test_delay_is_silent_without_times_foreseen(meeting, coordinator, clock):
    make_item(meeting)
    opened = session.open_session(meeting, by=coordinator)
    late = session_clock.delay(opened, list(opened.agenda.all()))
    assert session_clock.delay_words(late) == ""


# --- Queries

KINDS = ["information", "decision", "action", "opinion", "finding", "proposition", "statement"]


def fill(meeting, by, items, blocks, people, kinds=KINDS):
    points = [make_item(meeting, minutes_foreseen=10) for _n in range(items)]
    for n in range(blocks):
        minutes.add_block(
            points[n % items], kind=kinds[n % len(kinds)], by=by, text_fr=f"Passage {n}."
        )
    for n in range(people):
        make_participation(meeting, presence="present" if n % 2 else "unknown")
    session.open_session(meeting, by=by)
    session.start_item(points[0])
    for block in Block.objects.filter(kind="action"):
        block.action.owners.create(name="Clara Dumont")


# Owners are read when there is an action, addressees when there is an opinion: one question each.
@pytest.mark.parametrize(
    ("size", "kinds", "questions"),
    [
        ((1, 1, 1), ["information"], 15),
        ((12, 150, 45), ["information"], 15),
        ((1, 1, 1), ["action"], 16),
        ((12, 150, 45), ["action"], 16),
        ((1, 7, 1), KINDS, 17),
        ((12, 150, 45), KINDS, 17),
    ],
)
def test_screen_asks_the_same_questions_whatever_its_size(
    client, coordinator, meeting, clock, django_assert_num_queries, size, kinds, questions
):
    minutes.open_pv(meeting, by=coordinator)
    fill(meeting, coordinator, *size, kinds)
    blocks = size[1]
    client.get(url(meeting))
    with django_assert_num_queries(questions):
        answer = client.get(url(meeting))
    assert answer.content.decode().count("<article") == blocks


@pytest.mark.parametrize("size", [1, 12])
def test_watching_asks_few_questions(
    client, coordinator, meeting, clock, django_assert_num_queries, size
):
    minutes.open_pv(meeting, by=coordinator)
    fill(meeting, coordinator, size, size, size)
    with django_assert_num_queries(6):  # session, user, mandates, meeting, points, passages
        client.get(url(meeting, "session_state"))
