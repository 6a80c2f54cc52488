"""Two secretaries, two tables, the same second: one clock."""

import pytest
from django.utils import timezone

from meetings.models import PV, AgendaItem, Meeting
from meetings.services import session
from meetings.services.errors import Refused
from tests.factories import make_item, make_meeting, make_user, make_zone

from .test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting():
    return make_meeting(make_zone(), day=0)


@pytest.fixture
def by(meeting):
    return make_user(meeting.zone, coordinator=True)


def test_many_openings_make_one_pv_and_one_hour(meeting, by):
    results = together(lambda _n: session.open_session(meeting, by=by))
    assert PV.objects.count() == 1
    assert len({opened.opened_at for opened in results}) == 1


def test_many_points_started_at_once_leave_one_running_and_tell_the_others(meeting, by):
    items = [make_item(meeting) for _n in range(AT_ONCE)]
    session.open_session(meeting, by=by)
    results = together(lambda n: session.start_item(items[n]))
    started = [result for result in results if not isinstance(result, Exception)]
    assert AgendaItem.objects.get(running_since__isnull=False) == started[0]
    assert len(started) == 1
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 1


def test_many_stops_count_the_time_once(meeting, by):
    item = make_item(meeting)
    session.open_session(meeting, by=by)
    since = timezone.now() - timezone.timedelta(minutes=5)
    AgendaItem.objects.filter(pk=item.pk).update(running_since=since)
    together(lambda _n: session.stop_item(item))
    item.refresh_from_db()
    assert 300 <= item.seconds_spent < 310


def test_many_hands_moving_on_move_once(meeting, by):
    items = [make_item(meeting) for _n in range(4)]
    session.open_session(meeting, by=by)
    session.start_item(items[0])
    together(lambda _n: session.move_on(items[0]))
    outcomes = list(AgendaItem.objects.order_by("position").values_list("outcome", flat=True))
    assert outcomes == ["treated", "", "", ""]
    assert AgendaItem.objects.get(running_since__isnull=False) == items[1]


def test_many_hands_lifting_the_session_note_one_hour(meeting, by):
    session.open_session(meeting, by=by)
    results = together(lambda _n: session.adjourn(meeting, by=by))
    assert {lifted.adjourned_at for lifted in results} == {Meeting.objects.get().adjourned_at}
