"""A meeting in preparation, an ended mandate, a wrong address; and what every list costs."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import ActionItem, Finding, Opinion, OutsideBody, WorkingGroup
from reports.models import CoordinationReport
from tests.factories import (
    at,
    make_block,
    make_meeting,
    make_member,
    make_participation,
    make_poll,
    make_pv,
    make_rules,
)


@pytest.mark.parametrize("status", ["planned", "postponed"])
def test_partner_of_the_zone_never_sees_a_meeting_in_preparation(
    client, zone, partner, coordinator, status
):
    meeting = make_meeting(zone, status, title_fr="Sujet encore secret")
    client.force_login(partner)
    assert client.get(meeting.get_absolute_url()).status_code == 404
    for name in ("meetings:list", "meetings:zone"):
        assert "Sujet encore secret" not in client.get(reverse(name, args=["sud"])).content.decode()
    client.force_login(coordinator)
    assert client.get(meeting.get_absolute_url()).status_code == 200


def test_ended_mandate_closes_the_zone(client, zone, coordinator):
    client.force_login(coordinator)
    assert client.get(reverse("meetings:zone", args=["sud"])).status_code == 200
    mandate = coordinator.person.mandates.get()
    mandate.ended_on = at(-1).date()
    mandate.save()
    assert client.get(reverse("meetings:zone", args=["sud"])).status_code == 404


def test_address_of_another_zone_does_not_open_the_meeting(client, zone, other_zone, coordinator):
    meeting = make_meeting(zone)
    client.force_login(coordinator)
    assert client.get(reverse("meetings:detail", args=["nord-est", meeting.pk])).status_code == 404


LISTS = {
    "meetings:everywhere": [],
    "meetings:archive": [],
    "meetings:themes": [],
    "zones:organisations": [],
    "reports:list": [],
    "meetings:zone": ["sud"],
    "meetings:list": ["sud"],
    "meetings:obligation": ["sud"],
    "meetings:zone_archive": ["sud"],
    "meetings:outside": ["sud"],
    "meetings:outside_everywhere": [],
    "meetings:actions": ["sud"],
    "meetings:frequentation": ["sud"],
    "meetings:groups": ["sud"],
    "meetings:opinions": ["sud"],
    "meetings:findings": ["sud"],
    "meetings:month": [],
    "meetings:zone_month": ["sud"],
    "meetings:feeds": [],
    "meetings:reminders": ["sud"],
    "meetings:polls": ["sud"],
    "meetings:register": ["sud"],
    "zones:members": ["sud"],
    "zones:rules": ["sud"],
}


def fill(zone, size):
    """Some of everything a list of the zone may hold, ``size`` of each."""
    for number in range(size):
        make_member(zone)
        make_rules(zone, valid_from=date(2020 + size, 1, 1 + number))
        meeting = make_meeting(zone, "held", day=-(number + 2) * size * 5, partners=size)
        item = make_pv(meeting, "sent", blocks=size).meeting.agenda.first()
        ActionItem.objects.create(block=make_block(item, "action"), zone=zone)
        Opinion.objects.create(
            block=make_block(item, "opinion"), zone=zone, year=2000 + size, number=number
        )
        Finding.objects.create(zone=zone, subject=f"Relevé {number}")
        group = WorkingGroup.objects.create(zone=zone, name_fr=f"Groupe {size} {number}")
        group.members.add(*(row.person for row in meeting.participations.all()))
        make_meeting(zone, "held", day=-3 - number, kind="working_group", working_group=group)
        CoordinationReport.objects.create(zone=zone, year=2010 + size * 3 + number)
        make_poll(zone, slots=size, voters=size)
        make_participation(make_meeting(zone, day=size * 9 + number))
        body = OutsideBody.objects.create(name_fr=f"Instance {number}", zone=zone)
        body.organisations.add(make_member(zone).membership.organisation)
        body.meetings.create(starts_at=at(30 + number), ends_at=at(30 + number, 12))


@pytest.mark.parametrize("name", sorted(LISTS))
def test_lists_ask_the_same_questions_whatever_their_length(client, zone, coordinator, name):
    client.force_login(coordinator)
    url = reverse(name, args=LISTS[name])
    counts = []
    for size in (1, 3):
        fill(zone, size)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 13
