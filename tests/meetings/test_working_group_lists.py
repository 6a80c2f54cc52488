"""Who a working group's meeting calls, and what it announces."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import pages_groups, pages_recipients
from meetings.imports.data import DraftNextMeeting
from meetings.models import Letter, Meeting, WorkingGroup
from meetings.services import (
    announcing,
    convening,
    follow_up,
    members,
    planning,
    planning_announce,
    polls,
    taking_in,
    working_groups,
)
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_poll,
    make_voter,
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


def test_old_minutes_join_to_their_group_only_who_was_there_by_that_name(zone):
    person, held = make_person("Zoé Présente"), make_meeting(zone, "held", day=-10)
    make_participation(held, person)
    make_participation(make_meeting(zone, "held", day=-40), person, person_name="Peeters")
    draft = DraftNextMeeting(
        on=held.held_on + timedelta(days=30), title="Accueil", kind="working_group"
    )
    draft.people = ["Peeters"]
    planned = taking_in._announce(held, draft, None, taking_in.Made())
    assert not planned.working_group.members.exists()


# --- The list follows the group -----------------------------------------------------------------


def tell_the_date(meeting):
    """The list saved, and each of it told the date."""
    convening.sync_participants(meeting)
    for row in meeting.participations.all():
        Letter.objects.create(
            kind=Letter.Kind.DATE,
            status=Letter.Status.SENT,
            meeting=meeting,
            participation=row,
            to_email=row.email,
            language="fr",
        )


def edit(meeting, by=None, **fields):
    for name, value in fields.items():
        setattr(meeting, name, value)
    return planning.edit_meeting(meeting, by=by)


def test_group_chosen_after_the_list_makes_it_its_own(zone, group, coordinator):
    meeting = make_meeting(zone, "planned", day=20, kind="working_group")
    convening.sync_participants(meeting)
    edit(meeting, working_group=group)
    assert called(meeting) == {group.members.get(), coordinator.person}
    assert meeting.participations.count() == 2


def test_who_was_told_the_date_and_is_not_in_the_group_gets_a_withdrawal(zone, group, coordinator):
    meeting = make_meeting(zone, "planned", day=20, kind="working_group")
    planning_announce.announce_date(meeting, by=coordinator)
    Letter.objects.update(status=Letter.Status.SENT)
    edit(meeting, by=coordinator, working_group=group)
    gone = meeting.participations.filter(is_invited=False)
    assert gone.count() == 2
    told = Letter.objects.filter(kind=Letter.Kind.CANCELLATION)
    assert {letter.participation for letter in told} == set(gone)
    stored = Meeting.objects.get(pk=meeting.pk)
    assert meeting.sequence == stored.sequence > 0


def test_member_who_was_not_polled_is_called_once_the_group_is_chosen(zone, group, coordinator):
    mandate = make_member(zone)
    poll = make_poll(zone, voters=0, kind="working_group")
    make_voter(poll, mandate.membership.organisation, mandate.person, ["yes", "no"])
    (meeting,) = polls.choose(poll, [poll.slots.first()], by=coordinator)
    assert called(meeting) == {mandate.person}
    edit(meeting, by=coordinator, working_group=group)
    assert called(meeting) == {group.members.get(), coordinator.person}


def test_list_that_left_stays_as_it_was_sent(zone, group):
    meeting = make_meeting(zone, "convened", day=20, kind="working_group")
    convening.sync_participants(meeting)
    edit(meeting, working_group=group)
    assert len(called(meeting)) == 3


def test_lists_follow_the_members_of_the_group(zone, group, coordinator):
    first, second = group.members.get(), make_member(zone).person
    group.members.add(second)
    meeting, sent = make_session(group), make_session(group, "convened", day=30)
    for one in (meeting, sent):
        convening.sync_participants(one)
    meeting.participations.filter(person=coordinator.person).update(is_invited=False)
    working_groups.save_group(group, by=coordinator, **values(group, members=[second]))
    assert called(meeting) == {second}  # and who was left out by hand stays out
    assert first in called(sent)


def test_list_of_a_day_gone_by_writes_to_nobody(zone, group, coordinator):
    other = make_member(zone).person
    group.members.add(other)
    meeting = make_session(group, day=-3)
    tell_the_date(meeting)
    working_groups.save_group(group, by=coordinator, **values(group, members=[other]))
    assert len(called(meeting)) == 3
    assert not Letter.objects.filter(kind=Letter.Kind.CANCELLATION).exists()


def test_group_without_members_changes_nothing_of_a_list_made_by_hand(zone, group, coordinator):
    group.members.clear()
    meeting = make_meeting(zone, "planned", day=20, kind="working_group")
    convening.sync_participants(meeting)
    left_out = meeting.participations.exclude(person=coordinator.person).first()
    meeting.participations.filter(pk=left_out.pk).update(is_invited=False)
    edit(meeting, by=coordinator, working_group=group)
    assert left_out.person not in called(meeting)


def test_reader_of_two_seats_told_the_date_gets_one_withdrawal(zone, group, coordinator):
    person = make_person("Ada Deux Sièges")
    for name in ("Atelier A", "Atelier B"):
        make_member(zone, make_organisation(name), person)
    meeting = make_meeting(zone, "planned", day=20, kind="working_group")
    planning_announce.announce_date(meeting, by=coordinator)
    Letter.objects.update(status=Letter.Status.SENT)
    edit(meeting, by=coordinator, working_group=group)
    gone = Letter.objects.filter(kind=Letter.Kind.CANCELLATION, to_email=person.email)
    assert gone.count() == 1
    assert person not in called(meeting)


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


def test_report_of_another_group_of_a_longer_name_is_not_its_own(zone, group):
    coming = make_meeting(zone, "planned", day=20)
    make_session(group, "held", day=-10)
    make_item(coming, "Retour du GT « Logement étudiant »", kind="working_group")
    assert [one.group for one in follow_up.proposals_for(coming) if one.group] != []
    make_item(coming, "Retour du GT «\u202fLogement\u202f»", kind="working_group")
    assert [one.group for one in follow_up.proposals_for(coming) if one.group] == []


def test_report_that_quotes_something_else_still_names_its_group(zone, group):
    coming = make_meeting(zone, "planned", day=20)
    make_session(group, "held", day=-10)
    make_item(coming, "Retour du groupe Logement : « Le guide »", kind="working_group")
    assert [one.group for one in follow_up.proposals_for(coming) if one.group] == []


def test_ended_group_sent_twice_is_one(zone):
    ended = timezone.localdate() - timedelta(days=3)
    typed = {"name_fr": "Ancien", "name_nl": "", "purpose": "", "members": []}
    typed |= {"launched_in": None, "ended_on": ended}
    first = working_groups.open_group(zone, **typed)
    assert working_groups.open_group(zone, **typed) == first
    assert WorkingGroup.objects.count() == 1


def test_who_never_sat_is_not_said_to_sit_no_more(client, group, coordinator):
    group.members.set([make_person(organisation=make_organisation()), make_person()])
    client.force_login(coordinator)
    page = client.get(reverse("meetings:groups", args=["sud"])).content.decode()
    assert "ne siège plus" not in page
    shown = pages_groups.group_list(coordinator, group.zone)["open"][0]
    assert {sits for _place, people in shown.places for _name, sits in people} == {None}


@pytest.mark.parametrize(
    ("case", "is_theirs"), [("session", True), ("empty group", False), ("day", False)]
)
def test_empty_list_says_whose_members_it_will_be(client, group, coordinator, case, is_theirs):
    meeting = make_session(group)
    if case == "empty group":
        group.members.clear()
    elif case == "day":
        Meeting.objects.filter(pk=meeting.pk).update(kind="partner_day")
    client.force_login(coordinator)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert ("à partir des membres du groupe" in page) is is_theirs
