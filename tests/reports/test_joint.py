"""A meeting of several zones in their reports and in the region's, recounted the long way."""

import random
from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from meetings.quota import half_days
from reports import indicators
from reports.contents import contents
from reports.indicators import meetings, participation
from reports.region import board, totals
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_zone,
)
from zones.models import Membership

from .builders import YEAR, add_action, add_opinion

pytestmark = pytest.mark.django_db
SEATED = ("present", "represented")


def sits_in(zone, institution, day):
    rows = Membership.objects.filter(zone=zone, organisation=institution)
    rows = rows.filter(Q(started_on__isnull=True) | Q(started_on__lte=day))
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day)).exists()


def seats_of(zone, meeting):
    """The lines of the list that count for ``zone``, from the rule as it is written."""
    rows = list(meeting.participations.all())
    holders = [meeting.zone, *meeting.joint_zones.all()]
    if len(holders) == 1 or meeting.joint_rule == "host":
        return rows if meeting.zone == zone else None
    if zone not in holders:
        return None
    day = timezone.localtime(meeting.starts_at).date()
    kept = []
    for row in rows:
        of = [one for one in holders if sits_in(one, row.organisation, day)]
        if zone in (of or [meeting.zone]):
            kept.append(row)
    return kept


def recount(zone, year):
    held, persons, institutions, half, older, members = [], [], set(), 0, set(), set()
    for meeting in Meeting.objects.filter(status__in=("held", "closed")):
        seats = seats_of(zone, meeting)
        if seats is None:
            continue
        here = timezone.localtime(meeting.starts_at).year
        if here < year:
            older |= _members(seats)
        if here != year:
            continue
        held.append(meeting.pk)
        half += meeting.half_days if meeting.counts_for_quota else 0
        if any(row.presence != "unknown" for row in seats):
            persons.append(len({r.person_key for r in seats if r.presence == "present"}))
            institutions |= {
                r.organisation_id for r in seats if r.organisation_id and r.presence in SEATED
            }
            members |= _members(seats)
    return set(held), persons, institutions, half, members - older if older else None


def _members(seats):
    """The institutions there otherwise than as a guest: only these are new or known ones."""
    apart = ("guest", "expert", "coordination")
    here = {r.organisation_id for r in seats if r.presence in SEATED and r.capacity not in apart}
    return here - {None}


def make_world(dice):
    """Three zones, institutions that sit in one, two or none, meetings of every sort."""
    zones = [make_zone(code) for code in ("sud", "sud-est", "centrale")]
    people = []
    for _n in range(9):
        office = make_organisation()
        person = make_person(organisation=office)
        people.append((office, person))
        for zone in dice.sample(zones, dice.choice((0, 1, 1, 2))):
            start = dice.choice((date(2010, 1, 1), date(YEAR, 6, 15)))
            mandate = make_member(zone, office, person)
            Membership.objects.filter(pk=mandate.membership_id).update(started_on=start)
    for _n in range(18):
        day = date(dice.choice((YEAR - 8, YEAR - 2, YEAR)), dice.randint(1, 12), 10)
        meeting = make_meeting(
            dice.choice(zones),
            dice.choice(("held", "held", "closed", "cancelled", "convened")),
            starts_at=at(day),
            half_days=dice.choice((1, 2)),
            counts_for_quota=dice.random() < 0.8,
            joint_rule=dice.choice(("each", "each", "host")),
        )
        meeting.hold_with(dice.sample(zones, dice.choice((0, 1, 2))))
        if dice.random() < 0.85:
            for office, person in dice.sample(people, 5):
                make_participation(
                    meeting,
                    person,
                    office,
                    capacity=dice.choice(("full", "full", "substitute", "guest")),
                    presence=dice.choice(("present", "present", "represented", "excused")),
                )
            meeting.participations.create(
                person_name="Gustave Invité", capacity="guest", presence="present"
            )
    return zones


@pytest.mark.parametrize("seed", range(5))
def test_figures_of_each_zone_agree_with_the_long_count(seed):
    zones = make_world(random.Random(seed))
    together = indicators.gather_all(zones, YEAR)
    for zone in zones:
        alone = indicators.gather(zone, YEAR)
        held, persons, institutions, half, new = recount(zone, YEAR)
        for data in (alone, together[zone.pk]):
            assert {sitting.meeting.pk for sitting in data.held} == held
            assert sorted(len(s.persons) for s in data.recorded) == sorted(persons)
            assert participation.institutions_reached(data) == institutions
            assert meetings.quota(data).held == half
            assert meetings.quota(data).proved == half_days(zone, YEAR).proved
        assert participation.new_institutions(alone) == new
        assert meetings.quota(alone).reasons == half_days(zone, YEAR).reasons


@pytest.mark.parametrize("seed", range(5))
def test_region_counts_each_meeting_person_and_institution_once(seed):
    zones = make_world(random.Random(seed))
    found = totals(indicators.gather_all(zones, YEAR).values())
    held = [
        meeting
        for meeting in Meeting.objects.filter(status__in=("held", "closed"))
        if timezone.localtime(meeting.starts_at).year == YEAR
    ]
    rows = [row for meeting in held for row in meeting.participations.all()]
    assert found["held"] == len(held)
    assert found["persons"] == len({r.person_key for r in rows if r.presence == "present"})
    assert found["institutions"] == len(
        {r.organisation_id for r in rows if r.organisation_id and r.presence in SEATED}
    )


def test_report_of_each_zone_says_with_whom(client, zone, other_zone, coordinator, outsider):
    meeting = make_meeting(zone, "held", starts_at=at(date(YEAR, 3, 5)))
    meeting.hold_with([other_zone])
    for user, home, words in (
        (coordinator, zone, "avec la zone Nord-Est"),
        (outsider, other_zone, "avec la zone Sud"),
    ):
        client.force_login(user)
        for name, rest in (("report", []), ("figure_rows", ["reunions"])):
            url = reverse(f"reports:{name}", args=[home.code, YEAR, *rest])
            page = client.get(url, {"tout": 1}).content.decode()
            assert words in page
            assert meeting.get_absolute_url() in page


def test_region_says_that_a_joint_meeting_is_counted_once(client, zone, other_zone, region):
    make_meeting(zone, "held", starts_at=at(date(YEAR, 3, 5))).hold_with([other_zone])
    client.force_login(region)
    page = client.get(reverse("reports:region_year", args=[YEAR])).content.decode()
    assert "Ensemble, 1 réunion tenue" in page
    assert "dont 1 par plusieurs zones" in page


# --- The board --------------------------------------------------------------------------------


def test_board_shows_each_zone_and_year_and_opens(client, zone, other_zone, region):
    today = timezone.localdate()
    make_meeting(zone, "held", starts_at=at(date(today.year - 1, 3, 5)), half_days=2)
    client.force_login(region)
    response = client.get(reverse("reports:region_obligation"))
    rows = dict(response.context["rows"])
    assert list(rows) == list(type(zone).objects.all())  # the Region's order, no ranking
    assert [year for year, _quota in rows[zone]] == response.context["years"]
    assert dict(rows[zone])[today.year - 1].held == 2
    address = reverse("meetings:obligation", args=[zone.code])
    assert f"{address}?annee={today.year - 1}" in response.content.decode()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("size", [1, 3])
def test_board_costs_three_queries(zone, other_zone, django_assert_num_queries, size):
    for number in range(size):
        make_meeting(zone, "held", day=-number - 1).hold_with([other_zone])
    with django_assert_num_queries(3):
        board()


@pytest.mark.parametrize("size", [1, 3])
def test_region_with_joint_meetings_costs_the_same(client, zone, other_zone, region, size):
    for number in range(size):
        meeting = make_meeting(zone, "held", partners=size, starts_at=at(date(YEAR, 3, 5 + number)))
        meeting.hold_with([other_zone])
    client.force_login(region)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reports:region_year", args=[YEAR]))
    # The thirteen of a region without reports (tests/reports/test_region.py), who sits where, and
    # the institutions that came and are no members.
    assert len(queries) == 15


def test_each_zone_shows_what_a_joint_meeting_decided_and_the_host_alone_counts_it(
    zone, other_zone
):
    meeting = make_meeting(
        zone, "held", starts_at=at(date(YEAR, 5, 4)), joint_rule="each", visibility="region"
    )
    meeting.joint_zones.add(other_zone)
    make_pv(meeting, "sent", blocks=0)
    add_opinion(meeting, text="L’avis des deux zones.")
    add_action(meeting, text="L’action des deux zones.")
    shown = {}
    for one in (zone, other_zone):
        data = indicators.gather(one, YEAR)
        found = indicators.figures(one, YEAR, data)
        [card] = contents(data, found, [], in_zone=False, with_drafts=False)["cards"]
        words = [str(passage["html"]) for passage in card["passages"]]
        shown[one.code] = words, card["points"]
        here = int(one == zone)
        assert (found["opinions"]["issued"], found["actions"]["opened"]) == (here, here)
    assert shown[zone.code] == shown[other_zone.code]
    assert len(shown[zone.code][0]) == len(shown[zone.code][1]) == 2
