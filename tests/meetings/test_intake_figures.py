"""What was read in old minutes counts in the figures once somebody confirmed it."""

import pytest
from django.urls import reverse

from meetings import attendance_query
from meetings.models import Meeting, Participation
from reports.indicators import gather
from tests.factories import (
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
)


@pytest.fixture
def imported(zone):
    """A meeting of old minutes with one member present, not confirmed."""
    office = make_organisation("Office Exemple")
    person = make_person("Ada Exemple", office)
    make_member(zone, office, person)
    meeting = make_meeting(zone, "held", day=-30)
    make_participation(meeting, person=person, organisation=office, presence="present")
    Meeting.objects.filter(pk=meeting.pk).update(is_imported=True, is_attendance_confirmed=False)
    meeting.refresh_from_db()
    return meeting


def figures(zone, meeting):
    """Every figure of attendance of that meeting: all 0 or empty until it is confirmed."""
    listed = Meeting.objects.filter(pk=meeting.pk).with_counts().with_proofs().get()
    found = attendance_query.sittings(zone)
    seats, _came = attendance_query.seats(found)
    members, _offices = attendance_query.members_seats(zone, found, meeting.held_on)
    data = gather(zone, meeting.year)
    return {
        "listed": listed.persons_present + listed.institutions_present,
        "recorded": listed.attendance_recorded,
        "proof": listed.was_attended,
        "sitting": [one for one in found if one.is_recorded],
        "seats": seats,
        "members": members,
        "last seen": attendance_query.last_seen(zone),
        "reached": attendance_query.people_reached(zone, meeting.year)["all"],
        "report": [seat for sitting in data.sittings for seat in sitting.seats],
    }


def test_unconfirmed_attendance_is_in_no_figure(zone, imported):
    assert {name: value for name, value in figures(zone, imported).items() if value} == {}
    assert Participation.objects.filter(meeting=imported).exists()


def test_confirmed_attendance_is_in_every_figure(zone, imported):
    Meeting.objects.filter(pk=imported.pk).update(is_attendance_confirmed=True)
    assert [name for name, value in figures(zone, imported).items() if not value] == []


def test_unconfirmed_meeting_still_counts_itself(zone, imported):
    data = gather(zone, imported.year)
    assert [sitting.meeting for sitting in data.held] == [imported]


def test_list_and_meeting_page_say_that_attendance_waits(client, zone, coordinator, imported):
    client.force_login(coordinator)
    assert "à confirmer" in client.get(imported.get_absolute_url()).content.decode()
    listed = client.get(reverse("meetings:list", args=[zone.code])).content.decode()
    assert "1 personne, 1 institution" not in listed
    client.post(reverse("meetings:attendance_confirm", args=[zone.code, imported.pk]))
    imported.refresh_from_db()
    assert imported.is_attendance_confirmed
    listed = client.get(reverse("meetings:list", args=[zone.code])).content.decode()
    assert "1 personne, 1 institution" in listed


def test_only_the_coordination_confirms(client, zone, partner, outsider, imported):
    address = reverse("meetings:attendance_confirm", args=[zone.code, imported.pk])
    for user, status in ((partner, 403), (outsider, 404)):
        client.force_login(user)
        assert client.post(address).status_code == status
    imported.refresh_from_db()
    assert not imported.is_attendance_confirmed
