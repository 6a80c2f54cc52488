"""Who is taken: counted again by hand, said only to whom may know, in a constant of queries."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings import slots_query
from meetings.models import Meeting, OutsideBody, OutsideMeeting, WorkingGroup
from meetings.slots import Half
from tests.factories import (
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_rules,
    make_user,
    make_zone,
)
from zones.models import Membership, PartnerType

DAY = date(2027, 3, 11)  # a Thursday
SECRET = "Sujet que Nord-Est prépare en secret"


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def meet(zone, day=DAY, hour=9, hours=3, **fields):
    fields.setdefault("status", "convened")
    return make_meeting(
        zone, starts_at=at(day, hour), ends_at=at(day, hour) + timedelta(hours=hours), **fields
    )


def make_body(zone=None, *, types=(), organisations=(), name="Coordination sociale", days=(DAY,)):
    body = OutsideBody.objects.create(name_fr=name, zone=zone)
    body.types.set(PartnerType.objects.filter(code__in=types))
    body.organisations.set(organisations)
    for day in days:
        OutsideMeeting.objects.create(body=body, starts_at=at(day, 9), ends_at=at(day, 12))
    return body


def seat(zone, organisation, started_on=date(2015, 1, 1), **fields):
    return Membership.objects.create(
        zone=zone, organisation=organisation, started_on=started_on, **fields
    )


@pytest.fixture
def members(zone):
    """Five institutions of zone Sud: two CPAS, three OISP."""
    made = [make_organisation(f"CPAS {n}", "cpas") for n in (1, 2)]
    made += [make_organisation(f"OISP {n}") for n in (1, 2, 3)]
    for organisation in made:
        seat(zone, organisation)
    return made


def cell(zone, user, half=None, **ways):
    starts, ends = (9, 12) if half in (None, "am") else (14, 16)
    (found,) = slots_query.cells_of(zone, at(DAY, starts), at(DAY, ends), user, **ways)
    return found


def taken(zone, user, half=None, **ways):
    return set(cell(zone, user, half, **ways).taken)


def ids(*organisations):
    return {organisation.pk for organisation in organisations}


def test_nobody_is_taken_on_an_empty_day(zone, members, region):
    found = cell(zone, region)
    assert (found.count, found.total, found.engagements) == (0, 5, ())


def test_members_of_another_zone_are_taken_by_its_meeting(zone, other_zone, members, region):
    for organisation in members[:2]:
        seat(other_zone, organisation)
    seat(other_zone, make_organisation("D’ailleurs"))
    meet(other_zone)
    assert taken(zone, region) == ids(*members[:2])
    assert taken(zone, region, "pm") == set()


def test_list_of_the_expected_says_more_than_the_membership(zone, other_zone, members, region):
    for organisation in members[:3]:
        seat(other_zone, organisation)
    meeting = meet(other_zone)
    make_participation(meeting, organisation=members[0])
    make_participation(meeting, organisation=members[3])  # not a member there, but expected
    make_participation(meeting, organisation=members[1], is_expected=False)
    make_participation(meeting, organisation=members[2], answer="unconcerned")
    assert taken(zone, region) == ids(members[0], members[3])


def test_cancelled_meeting_takes_nobody(zone, other_zone, members, region):
    seat(other_zone, members[0])
    meet(other_zone, status="cancelled")
    assert taken(zone, region) == set()


@pytest.mark.parametrize("status", ["planned", "convened", "postponed", "held"])
def test_meeting_of_any_other_state_takes_its_people(zone, other_zone, members, region, status):
    seat(other_zone, members[0])
    meet(other_zone, status=status)
    assert taken(zone, region) == ids(members[0])


def test_working_group_takes_the_institutions_of_its_members_only(
    zone, other_zone, members, region
):
    person = make_person(organisation=members[0])
    make_member(other_zone, members[0], person)
    seat(other_zone, members[1])
    group = WorkingGroup.objects.create(zone=other_zone, name_fr="Partner Day")
    group.members.add(person)
    meet(other_zone, kind="working_group", working_group=group)
    assert taken(zone, region) == ids(members[0])


def test_joint_meeting_takes_the_members_of_all_its_zones(zone, other_zone, members, region):
    third = make_zone("centrale")
    seat(third, members[4])
    seat(other_zone, members[3])
    meet(other_zone).joint_zones.add(third)
    assert taken(zone, region) == ids(members[3], members[4])


def test_own_meeting_takes_everybody_unless_it_is_the_one_that_moves(zone, members, region):
    meeting = meet(zone)
    assert taken(zone, region) == ids(*members)
    assert cell(zone, region).is_own
    assert taken(zone, region, leaving_out=meeting) == set()


def test_other_body_takes_who_it_names_and_the_members_of_its_types(zone, members, region):
    outsider = make_organisation("Pas membre", "cpas")
    make_body(types=["cpas"], organisations=[members[4], outsider])
    assert taken(zone, region) == ids(members[0], members[1], members[4])


def test_body_of_another_zone_calls_the_types_of_that_zone(zone, other_zone, members, region):
    seat(other_zone, members[0])  # CPAS 1 sits in both, CPAS 2 in ours alone
    make_body(other_zone, types=["cpas"])
    assert taken(zone, region) == ids(members[0])


def test_institution_taken_twice_counts_once(zone, other_zone, members, region):
    seat(other_zone, members[0])
    meet(other_zone)
    make_body(types=["cpas"])
    found = cell(zone, region)
    assert (found.count, len(found.engagements)) == (2, 2)


def test_membership_of_the_day_decides_on_both_sides(zone, other_zone, members, region):
    seat(other_zone, members[0], ended_on=DAY - timedelta(days=1))
    seat(other_zone, members[1], started_on=DAY + timedelta(days=1))
    seat(other_zone, members[2], status="suspended")
    seat(other_zone, members[3])
    Membership.objects.filter(zone=zone, organisation=members[4]).update(
        ended_on=DAY - timedelta(days=1)
    )
    meet(other_zone)
    found = cell(zone, region)
    assert (set(found.taken), found.total) == (ids(members[3]), 4)


def test_meeting_that_begins_the_evening_before_still_counts(zone, other_zone, members, region):
    seat(other_zone, members[0])
    meet(other_zone, day=DAY - timedelta(days=1), hour=20, hours=14)
    assert taken(zone, region) == ids(members[0])


def labels(zone, user):
    return [engagement.label for engagement in cell(zone, user).engagements]


@pytest.mark.parametrize("status", ["planned", "convened"])
def test_subject_of_another_zone_is_never_said(zone, other_zone, members, coordinator, status):
    seat(other_zone, members[0])
    meet(other_zone, status=status, title_fr=SECRET, title_nl=SECRET)
    (found,) = cell(zone, coordinator).engagements
    assert found.label == f"réunion de la zone {other_zone.name}"
    assert found.url == ""


def test_own_subject_is_said_and_opens(zone, members, coordinator):
    meeting = meet(zone, status="planned", title_fr="Bilan du Partner Day")
    (found,) = cell(zone, coordinator).engagements
    assert "Bilan du Partner Day" in found.label
    assert found.url == meeting.get_absolute_url()


def test_name_of_a_body_is_said_to_its_zone_and_to_all_when_it_is_of_the_region(
    zone, other_zone, members, coordinator
):
    seat(other_zone, members[0])
    make_body(types=["cpas"], name="GT FeBISP")
    make_body(zone, types=["oisp"], name="Maison de l’emploi")
    make_body(other_zone, types=["cpas"], name=SECRET)
    assert set(labels(zone, coordinator)) == {
        "GT FeBISP",
        "Maison de l’emploi",
        f"réunion d’une autre instance de la zone {other_zone.name}",
    }


def fill(zone, other_zone, size):
    group = WorkingGroup.objects.create(zone=other_zone, name_fr=f"GT {size}")
    for number in range(size):
        day = DAY + timedelta(days=number * 2)
        member = make_member(zone).membership.organisation
        mandate = make_member(other_zone, member)
        group.members.add(mandate.person)
        meet(other_zone, day)
        listed = meet(other_zone, day, hour=14)
        make_participation(listed, organisation=member)
        meet(other_zone, day, kind="working_group", working_group=group)
        meet(zone, day).joint_zones.add(other_zone)
        make_body(zone, types=["oisp"], organisations=[member], days=[day, day + timedelta(7)])
        make_body(organisations=[member])


def test_strip_asks_the_same_questions_however_much_takes_place(zone, other_zone, coordinator):
    counts = []
    for size in (1, 4):
        fill(zone, other_zone, size)
        user = type(coordinator).objects.get(pk=coordinator.pk)
        with CaptureQueriesContext(connection) as queries:
            weeks, *_rest = slots_query.weeks_of(
                zone, date(2027, 3, 8), 8, user, today=date(2027, 2, 1)
            )
            assert any(cell.count for week in weeks for day in week for cell in day)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 11  # mandates of the reader, ten of the strip


def test_counts_of_the_strip_agree_with_a_recount_by_hand(zone, other_zone, region):
    """Every half-day of eight weeks, counted again row by row with the simplest rules."""
    fill(zone, other_zone, 5)
    monday = date(2027, 3, 8)
    weeks, *_rest = slots_query.weeks_of(zone, monday, 8, region, today=date(2027, 2, 1))
    shown = {c.half: set(c.taken) for week in weeks for day in week for c in day}
    assert len(shown) == 80
    assert shown == {half: _recounted(zone, half) for half in shown}
    assert len([half for half, who in shown.items() if who]) >= 10


def _recounted(zone, half):
    ours = set(Membership.objects.filter(zone=zone).values_list("organisation", flat=True))
    found = set()
    for meeting in Meeting.objects.all():
        if _lies_in(meeting, half):
            rows = meeting.participations.filter(is_expected=True)
            if rows:
                found |= set(rows.values_list("organisation", flat=True))
            elif meeting.working_group:
                for person in meeting.working_group.members.all():
                    found |= {m.membership.organisation_id for m in person.mandates.all()}
            else:
                for one in [meeting.zone, *meeting.joint_zones.all()]:
                    found |= set(one.memberships.values_list("organisation", flat=True))
    for outside in OutsideMeeting.objects.all():
        if _lies_in(outside, half):
            found |= set(outside.body.organisations.values_list("pk", flat=True))
            for row in (outside.body.zone or zone).memberships.all():
                if row.organisation.type in outside.body.types.all():
                    found.add(row.organisation_id)
    return found & ours


def _lies_in(meeting, half):
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    if starts.date() != half.day:
        return False
    return starts.hour < 12 if half.part == "am" else ends.hour >= 13 and ends.hour != 13


def test_habit_and_empty_months_come_from_the_zone_alone(zone, other_zone, members, region):
    make_rules(zone, valid_from=date(2026, 1, 1), preferred_weekday=1, preferred_half_day="pm")
    meet(zone, date(2027, 3, 18))
    meet(other_zone, date(2027, 4, 15))
    meet(zone, date(2027, 4, 20), kind="working_group")  # of a few: the month has no meeting yet
    weeks, *_rest = slots_query.weeks_of(zone, date(2027, 3, 8), 8, region, today=date(2027, 2, 1))
    found = {c.half: c for week in weeks for day in week for c in day}
    assert not found[Half(DAY, "am")].is_month_empty
    assert found[Half(date(2027, 4, 15), "am")].is_month_empty
    assert found[Half(date(2027, 3, 9), "pm")].is_usual
    assert not found[Half(date(2027, 3, 9), "am")].is_usual
    assert not found[Half(DAY, "pm")].is_usual_day


def test_partner_of_two_zones_reads_what_both_may_read(zone, other_zone, members):
    user = make_user(zone, coordinator=True)
    make_member(other_zone, person=user.person)
    seat(other_zone, members[0])
    meeting = meet(other_zone, title_fr="Convoquée")
    planned = meet(other_zone, status="planned", title_fr=SECRET)
    found = {e.url for e in cell(zone, user).engagements}
    assert found == {meeting.get_absolute_url(), ""}
    assert planned.get_absolute_url() not in found
