"""A calendar to subscribe to: what the standard asks, whatever people typed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from concertation.ics import Entry, calendar_feed

START = datetime(2026, 4, 23, 7, 30, tzinfo=UTC)


def make_entry(**fields):
    known = {
        "uid": "reunion-1@concertation",
        "sequence": 0,
        "stamp": datetime(2026, 3, 1, tzinfo=UTC),
        "starts_at": START,
        "ends_at": START + timedelta(hours=3),
        "summary": "Commission zonale Sud",
        "location": "Maison de l’emploi",
        "description": "Programme",
        "url": "https://exemple.be/zones/sud/reunions/1/",
        "status": "CONFIRMED",
    }
    return Entry(**known | fields)


def parsed(content):
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    "text",
    [
        "Emploi, formation; bilan \\ suites",
        "é" * 200,
        "😀" * 90,
        "a" * 74 + "é" + "b" * 300,
        "Deux\nlignes",
        "« Guillemets » : n° 4\u202f?",
        "\\n n’est pas un retour",
    ],
)
def test_what_people_typed_comes_back_and_no_line_is_too_long(text):
    content = calendar_feed([make_entry(summary=text, location=text)], name=text)
    assert str(parsed(content)["summary"]) == text
    assert str(parsed(content)["location"]) == text
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # never cut inside a character


def test_nobody_adds_a_property_through_a_title():
    hostile = "Réunion\r\nATTENDEE:mailto:x@exemple.be\rURL:http://ailleurs\x85BEGIN:VALARM\u2028"
    event = parsed(calendar_feed([make_entry(summary=hostile, description=hostile)], name=hostile))
    assert "attendee" not in event
    assert event["url"] == "https://exemple.be/zones/sud/reunions/1/"
    assert not event.subcomponents


def test_hours_are_written_in_utc_whatever_their_zone():
    brussels = ZoneInfo("Europe/Brussels")
    starts = datetime(2026, 10, 25, 1, 30, tzinfo=brussels)
    event = parsed(calendar_feed([make_entry(starts_at=starts, ends_at=START)], name="A"))
    assert event["dtstart"].dt == starts
    assert event["dtstart"].to_ical() == b"20261024T233000Z"
    with pytest.raises(ValueError, match="aware"):
        calendar_feed([make_entry(starts_at=datetime(2026, 10, 25))], name="A")


def test_programs_are_told_when_to_come_back_and_the_bytes_depend_on_the_facts_only():
    content = calendar_feed([make_entry()], name="Concertation, zone Sud")
    assert content == calendar_feed([make_entry()], name="Concertation, zone Sud")
    calendar = Calendar.from_ical(content)
    assert calendar["refresh-interval"].dt == timedelta(hours=6)
    assert calendar["method"] == "PUBLISH"
    assert b"NAME:Concertation\\, zone Sud\r\n" in content


def test_calendar_without_a_meeting_is_a_calendar():
    assert not Calendar.from_ical(calendar_feed([], name="Vide")).walk("VEVENT")
