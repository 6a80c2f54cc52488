"""Who a working group's meeting calls, and what it announces."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import pages_recipients
from meetings.imports.data import DraftNextMeeting
from meetings.models import WorkingGroup
from meetings.services import (
    announcing,
    convening,
    members,
    taking_in,
    working_groups,
)
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(zone):
    """A group of the zone with one member, besides the two institutions that are not in it."""
    make_member(zone)
    make_member(zone)
    group = WorkingGroup.objects.create(zone=zone, name_fr="Logement")
    group.members.add(make_member(zone).person)
    return group


def make_session(group, status="planned", day=20, **fields):
    return make_meeting(
        group.zone, status, day=day, kind="working_group", working_group=group, **fields
    )


def proposed(meeting):
    return {row.person for row in convening.expected_members(meeting)}


def called(meeting):
    return {row.person for row in meeting.participations.filter(is_invited=True)}


def values(group, **fields):
    named = {name: getattr(group, name) for name in working_groups.KEPT}
    return named | {"members": list(group.members.all())} | fields


# --- What it announces --------------------------------------------------------------------------


def announce(meeting, kind="working_group"):
    facts = {"kind": kind, "agenda": ["Suite"], "by": None}
    return announcing.announce(meeting, starts_at=at(40), ends_at=at(40, 12), **facts)


def test_group_announces_its_own_next_meeting(zone, group):
    other = WorkingGroup.objects.create(zone=zone, name_fr="Mobilité")
    theirs = make_session(other, day=40)
    held = make_session(group, "held", day=-10)
    planned, is_new = announce(held)
    assert (is_new, planned.working_group) == (True, group)
    assert not theirs.agenda.exists()
    assert announce(held) == (planned, False)


def test_group_announces_a_commission_of_everybody(group):
    planned, _is_new = announce(make_session(group, "held", day=-10), kind="commission")
    assert planned.working_group is None


def test_old_minutes_leave_the_meeting_of_another_group_alone(zone, group):
    theirs = make_session(group, day=40)
    held = make_meeting(zone, "held", day=-10)
    draft = DraftNextMeeting(
        on=theirs.held_on, title="Mobilité", kind="working_group", people=["Anne Autre"]
    )
    made = taking_in.Made()
    planned = taking_in._announce(held, draft, None, made)
    assert planned.working_group.name_fr == "Mobilité"
    theirs.refresh_from_db()
    assert theirs.announced_in is None
    assert taking_in._announce(held, draft, None, made) is None  # and it is known now


# --- Who is proposed ----------------------------------------------------------------------------


def test_coordination_is_known_by_any_of_its_mandates(zone, group):
    office = make_organisation("CPAS du Groupe")
    person = make_person()
    make_member(zone, office, person)
    make_member(zone, office, person, role="referent", is_coordinator=True)
    assert person in proposed(make_session(group))


def test_two_functions_in_one_institution_are_one_seat(group):
    office = make_organisation("Fédération")
    guest = make_person(organisation=office)
    later = timezone.localdate() + timedelta(days=400)
    guest.positions.create(organisation=office, ended_on=later)
    group.members.add(guest)
    meeting = make_session(group)
    assert convening.sync_participants(meeting) == 2


def test_member_nobody_can_place_is_named_beside_the_list(client, zone, group, coordinator):
    alone, left = make_person("Anne Seule"), make_member(zone)
    group.members.add(alone, left.person)
    left.ended_on = date(2020, 1, 1)
    left.save()
    meeting = make_session(group)
    aside = pages_recipients.before_sending(meeting, coordinator, {})["left_aside"]
    assert set(aside) == {"Anne Seule", left.person.full_name}
    client.force_login(coordinator)
    page = client.get(reverse("meetings:invitations", args=["sud", meeting.pk]))
    assert "Anne Seule" in page.content.decode()


def test_group_without_members_names_the_empty_seats_of_the_zone(zone, group):
    meeting = make_session(group)
    empty = make_member(zone, make_organisation("Maison vide"))
    empty.delete()
    assert convening.members_without_anybody(meeting) == []
    group.members.clear()
    assert convening.members_without_anybody(meeting) == ["Maison vide"]
    assert members.left_aside(meeting, []) == []


# --- Its pages ----------------------------------------------------------------------------------


def test_ended_group_sent_twice_is_one(zone):
    ended = timezone.localdate() - timedelta(days=3)
    typed = {"name_fr": "Ancien", "name_nl": "", "purpose": "", "members": []}
    typed |= {"launched_in": None, "ended_on": ended}
    first = working_groups.open_group(zone, **typed)
    assert working_groups.open_group(zone, **typed) == first
    assert WorkingGroup.objects.count() == 1
