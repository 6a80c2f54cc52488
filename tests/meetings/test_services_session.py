"""The session: opened and lifted once, one clock, and what two secretaries do to it."""

from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone

from meetings.models import PV, AgendaItem
from meetings.services import session
from meetings.services.errors import Refused, WrongStatus
from tests.factories import at, make_item, make_meeting, make_pv, make_user, make_zone

pytestmark = pytest.mark.django_db
START = at(0, 10, 0)


@pytest.fixture
def meeting():
    return make_meeting(make_zone(), day=0, starts_at=START, ends_at=START + timedelta(hours=3))


@pytest.fixture
def by(meeting):
    return make_user(meeting.zone, coordinator=True, full_name="Alix Lambert")


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as machine:
        yield machine


@pytest.fixture
def points(meeting, by, clock):
    items = [make_item(meeting, f"Sujet {n}", minutes_foreseen=20) for n in range(3)]
    session.open_session(meeting, by=by)
    return items


def saved(item):
    return AgendaItem.objects.get(pk=item.pk)


def test_opening_makes_the_pv_and_notes_the_hour_once(meeting, by, clock):
    session.open_session(meeting, by=by)
    clock.shift(60)
    again = session.open_session(meeting, by=by)
    assert PV.objects.get().meeting == meeting
    assert again.opened_at == START


@pytest.mark.parametrize("days", [-1, 1])
def test_opening_waits_for_the_day_and_does_not_outlive_it(meeting, by, clock, days):
    clock.shift(timedelta(days=days))
    with pytest.raises(Refused):
        session.open_session(meeting, by=by)
    meeting.refresh_from_db()
    assert meeting.opened_at is None
    assert not PV.objects.exists()


def test_opening_is_refused_once_the_pv_left(by, meeting, clock):
    make_pv(meeting, status="sent")
    with pytest.raises(WrongStatus):
        session.open_session(meeting, by=by)


def test_clock_adds_what_it_counted(points, clock):
    item = points[0]
    session.start_item(item)
    clock.shift(90)
    session.stop_item(item)
    clock.shift(500)
    session.stop_item(item)  # twice
    session.start_item(item)
    clock.shift(30)
    session.start_item(item)  # twice: goes on
    clock.shift(30)
    assert session.stop_item(item).seconds_spent == 150


def test_one_point_runs_at_a_time(points, clock):
    first, second, _third = points
    session.start_item(first)
    clock.shift(60)
    session.start_item(second, seen=first.pk)
    assert [saved(item).seconds_spent for item in points] == [60, 0, 0]
    assert AgendaItem.objects.get(running_since__isnull=False) == second


def test_second_to_start_learns_what_runs_and_changes_nothing(points, clock):
    first, second, third = points
    session.start_item(first)
    session.start_item(second, seen=first.pk)
    with pytest.raises(Refused, match="Sujet 1"):
        session.start_item(third, seen=first.pk)
    with pytest.raises(Refused):
        session.start_item(third)
    assert AgendaItem.objects.get(running_since__isnull=False) == second
    session.start_item(third, seen=second.pk)
    assert AgendaItem.objects.get(running_since__isnull=False) == third


def test_closing_stops_the_clock_and_starting_again_opens(points, clock):
    item = points[0]
    session.start_item(item)
    clock.shift(60)
    closed = session.close_item(item)
    assert (closed.outcome, closed.seconds_spent, closed.running_since) == ("treated", 60, None)
    assert session.close_item(item).seconds_spent == 60
    assert session.start_item(item).outcome == ""
    session.close_item(item)
    assert session.reopen_item(item).outcome == ""


def test_point_put_off_is_neither_treated_nor_opened_again(points):
    AgendaItem.objects.filter(pk=points[0].pk).update(outcome="deferred")
    assert session.close_item(points[0]).outcome == "deferred"
    assert session.reopen_item(points[0]).outcome == "deferred"


def test_moving_on_skips_what_is_settled_and_comes_back_for_the_rest(points):
    first, second, third = points
    session.start_item(second)
    assert session.move_on(second) == third
    assert session.move_on(third) == first
    assert session.move_on(first) is None
    assert {saved(item).outcome for item in points} == {"treated"}
    assert not AgendaItem.objects.filter(running_since__isnull=False).exists()


def test_moving_on_twice_moves_once(points):
    first, second, _third = points
    session.start_item(first)
    assert session.move_on(first) == second
    assert session.move_on(first) == second
    assert saved(second).outcome == ""


def test_adjourning_stops_the_clock_and_is_noted_once(meeting, by, points, clock):
    session.start_item(points[0])
    clock.shift(600)
    session.adjourn(meeting, by=by)
    clock.shift(600)
    assert session.adjourn(meeting, by=by).adjourned_at == START + timedelta(minutes=10)
    assert saved(points[0]).seconds_spent == 600
    assert saved(points[0]).running_since is None
    for gesture in (session.start_item, session.stop_item, session.close_item, session.move_on):
        with pytest.raises(WrongStatus):
            gesture(points[1])


def test_session_lifted_by_mistake_opens_again(meeting, by, points, clock):
    session.adjourn(meeting, by=by)
    clock.shift(60)
    again = session.open_session(meeting, by=by)
    assert (again.opened_at, again.adjourned_at) == (START, None)
    session.start_item(points[0])


def test_session_forgotten_overnight_asks_for_its_hour(meeting, by, points, clock):
    session.start_item(points[0])
    clock.shift(timedelta(days=1))
    with pytest.raises(Refused, match="heure"):
        session.adjourn(meeting, by=by)
    lifted = session.adjourn(meeting, by=by, at=time(12, 15))
    assert timezone.localtime(lifted.adjourned_at).time() == time(12, 15)
    assert saved(points[0]).seconds_spent == 135 * 60


def test_session_is_not_lifted_before_it_opened(meeting, by, points):
    with pytest.raises(Refused, match="10"):
        session.adjourn(meeting, by=by, at=time(9, 0))


def test_nothing_runs_before_the_session_opens(meeting, clock):
    with pytest.raises(WrongStatus):
        session.start_item(make_item(meeting))
    with pytest.raises(WrongStatus):
        session.adjourn(meeting, by=None)
