"""Calendar entries: the same identity for life, the same bytes for the same meeting."""

from datetime import date

import pytest
from icalendar import Calendar

from meetings import calendar
from meetings.models import MeetingEvent
from tests.factories import at, make_item, make_meeting, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(zone):
    host = make_organisation("Mission Locale du Parc", address_fr="rue du Parc 1, 1190 Forest")
    return make_meeting(zone, day=date(2020, 4, 23), title_fr="Économie sociale", host=host)


def event_of(content):
    return Calendar.from_ical(content).walk("VEVENT")[0]


def test_entry_says_what_when_and_where(meeting):
    make_item(meeting, "Premier point")
    url = "http://testserver/reponse/abc/"
    event = event_of(calendar.entry(meeting, language="fr", url=url))
    assert event["summary"] == "Commission zonale Sud – Économie sociale"
    assert event["location"] == "Mission Locale du Parc, rue du Parc 1, 1190 Forest"
    assert event["dtstart"].dt.isoformat() == "2020-04-23T07:30:00+00:00"
    assert "1. Premier point" in event["description"]
    assert url in event["description"]
    assert event["uid"] == f"reunion-{meeting.pk}@concertation"


def test_entry_is_the_same_twice_and_moves_with_the_events(meeting):
    first = calendar.entry(meeting, language="fr")
    assert first == calendar.entry(meeting, language="fr")
    MeetingEvent.objects.create(
        meeting=meeting, kind="postponed", reason="Grève.", at=at(date(2031, 1, 2))
    )
    meeting.sequence += 1
    event = event_of(calendar.entry(meeting, language="fr"))
    assert event["dtstamp"].dt.year == 2031
    assert event["sequence"] == 1


def test_entry_follows_the_language_of_its_reader(meeting):
    meeting.title_nl = "Sociale economie"
    assert event_of(calendar.entry(meeting, language="nl"))["summary"].endswith("Sociale economie")


def test_request_names_reader_and_organiser(meeting):
    organisation = make_organisation("Mission Locale", email="concertation@exemple.be")
    meeting.zone.coordinations.create(organisation=organisation)
    reader = ("Clara Dumont", "clara@exemple.be")
    event = event_of(calendar.entry(meeting, language="fr", method="REQUEST", attendee=reader))
    assert event["organizer"] == "mailto:concertation@exemple.be"
    assert event["attendee"] == "mailto:clara@exemple.be"
