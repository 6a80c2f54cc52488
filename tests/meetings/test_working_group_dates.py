"""The next meeting that a working group announces, where the day has one already."""

import pytest

from meetings.models import Meeting, WorkingGroup
from meetings.services import announcing
from tests.factories import at, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(zone):
    return WorkingGroup.objects.create(zone=zone, name_fr="Logement")


def make_session(zone, group, status="planned", hour=9, **fields):
    fields |= {"starts_at": at(40, hour), "ends_at": at(40, hour + 2)}
    return make_meeting(zone, status, kind="working_group", working_group=group, **fields)


def announced_by(zone, group, kind="working_group"):
    """The meeting that one held a while ago announces for that day; how many there are then."""
    held = make_meeting(zone, "held", day=-10, kind=kind, working_group=group)
    facts = {"kind": "working_group", "agenda": ["Suite"], "by": None}
    planned, _is_new = announcing.announce(held, starts_at=at(40), ends_at=at(40, 12), **facts)
    return planned, Meeting.objects.filter(zone=zone, starts_at__date=at(40).date()).count()


def test_meeting_planned_without_a_group_is_the_one_it_announces(zone, group):
    known = make_session(zone, None)
    assert announced_by(zone, group) == (known, 1)
    assert known.agenda.get().title_fr == "Suite"


def test_its_own_meeting_comes_before_an_earlier_one_without_a_group(zone, group):
    make_session(zone, None)
    own = make_session(zone, group, hour=14)
    assert announced_by(zone, group) == (own, 2)


def test_group_nobody_named_leaves_the_meeting_of_another_alone(zone, group):
    theirs = make_session(zone, group)
    planned, count = announced_by(zone, None)
    assert (planned.working_group, count) == (None, 2)
    assert not theirs.agenda.exists()


def test_commission_that_tells_the_date_of_a_group_does_not_plan_it_again(zone, group):
    known = make_session(zone, group, hour=14)
    assert announced_by(zone, None, kind="commission") == (known, 1)
