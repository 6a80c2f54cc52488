"""Who the people present are: what is known, what is not, and never one for the other."""

from datetime import date, timedelta

import pytest

from reports import indicators
from reports.indicators import composition, meetings
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
)
from zones.models import Membership, Position

from .builders import YEAR

pytestmark = pytest.mark.django_db
DAY = date(YEAR, 3, 5)


def meeting_with(zone, *rows, day=DAY, **fields):
    meeting = make_meeting(zone, status="held", starts_at=at(day), **fields)
    for row in rows:
        make_participation(meeting, **row)
    return meeting


def test_partners_of_unknown_convention_are_neither_in_nor_out(zone):
    for convention, presence in (("yes", "present"), ("yes", "absent"), ("unknown", "present")):
        office = make_organisation(convention=convention)
        make_member(zone, office)
        meeting_with(zone, {"organisation": office, "presence": presence})
    outsider = make_organisation(convention="yes")  # under convention, and not of the zone
    meeting_with(zone, {"organisation": outsider, "presence": "present"})
    coverage = composition.convention_coverage(indicators.gather(zone, YEAR))
    assert coverage == {"partners": 2, "reached": 1, "unknown": 1, "share": 0.5}


def test_without_a_single_partner_the_coverage_is_not_known(zone):
    meeting_with(zone, {"presence": "present"})
    coverage = composition.convention_coverage(indicators.gather(zone, YEAR))
    assert (coverage["share"], coverage["partners"]) == (None, 0)


def test_the_level_is_the_one_of_that_day_at_that_institution(zone):
    office, elsewhere = make_organisation(), make_organisation()
    person = make_person()
    Position.objects.create(
        person=person, organisation=office, level="field", ended_on=DAY - timedelta(days=1)
    )
    Position.objects.create(person=person, organisation=office, level="direction", started_on=DAY)
    Position.objects.create(person=person, organisation=elsewhere, level="field")
    row = {"person": person, "organisation": office, "presence": "present"}
    meeting_with(zone, row)
    meeting_with(zone, row, day=DAY - timedelta(days=30))
    found = composition.practitioners(indicators.gather(zone, YEAR))
    assert found == {"field": 1, "known": 2, "unknown": 0, "share": 0.5}


def test_nobody_known_is_not_zero_practitioners(zone):
    meeting_with(zone, {"presence": "present"}, {"presence": "present"})
    found = composition.practitioners(indicators.gather(zone, YEAR))
    assert found == {"field": 0, "known": 0, "unknown": 2, "share": None}


def test_a_candidate_or_a_past_member_comes_from_outside(zone):
    candidate, past, member = (make_organisation() for _n in range(3))
    make_member(zone, candidate)
    Membership.objects.filter(organisation=candidate).update(status="candidate")
    make_member(zone, past)
    Membership.objects.filter(organisation=past).update(ended_on=DAY - timedelta(days=1))
    make_member(zone, member)
    meeting = meeting_with(
        zone, *({"organisation": one, "presence": "present"} for one in (candidate, past, member))
    )
    meeting.participations.create(person_name="Ana Seule", capacity="guest", presence="present")
    found = composition.from_outside(indicators.gather(zone, YEAR))
    assert found == {"outside": 2, "known": 3, "unknown": 1, "share": 0.667}


@pytest.mark.parametrize(("gap", "near"), [(0, 2), (3, 2), (4, 0)])
def test_agendas_are_full_within_three_days(zone, gap, near):
    row = {"organisation": make_organisation(), "presence": "present"}
    meeting_with(zone, row)
    meeting_with(zone, row, day=DAY + timedelta(days=gap))
    meeting_with(zone, {"presence": "present"}, day=DAY)  # others: nobody is asked twice
    found = meetings.saturation(indicators.gather(zone, YEAR))
    assert found == {"meetings": near, "institutions": near // 2}


def test_a_meeting_of_another_zone_fills_the_same_agendas(zone, other_zone):
    row = {"organisation": make_organisation(), "presence": "present"}
    meeting_with(zone, row)
    meeting_with(other_zone, row, day=DAY + timedelta(days=1))
    cancelled = make_meeting(zone, status="cancelled", starts_at=at(DAY))
    make_participation(cancelled, **row)
    found = meetings.saturation(indicators.gather(zone, YEAR))
    assert found == {"meetings": 1, "institutions": 1}


def test_somebody_seen_long_ago_is_no_newcomer(zone):
    known = {"organisation": make_organisation(), "person": make_person(), "presence": "present"}
    old = {"organisation": make_organisation(), "person": make_person(), "presence": "present"}
    meeting_with(zone, known, day=date(YEAR - 1, 3, 5))
    meeting_with(zone, old, day=date(YEAR - 12, 3, 5))
    meeting_with(zone, known, old, {"presence": "present"})
    assert indicators.figures(zone, YEAR)["newcomers"] == {"institutions": 1, "persons": 1}
