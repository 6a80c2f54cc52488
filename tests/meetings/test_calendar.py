"""Calendar entries: the same identity for life, the same bytes for the same meeting."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from meetings import calendar, emails
from meetings.models import AgendaItem, MeetingEvent
from meetings.services import planning
from meetings.services.letters import queue_letters
from tests.factories import at, make_item, make_meeting, make_organisation, make_participation

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


# --- One entry for the life of a meeting: created, moved, called off --------------------------


def entries(meeting, row):
    """The calendar part of every letter to ``row``, in the order they left, as events."""
    found = []
    for letter in row.letters.order_by("pk"):
        parts = emails.build(letter).alternatives
        content = next(part[0] for part in parts if part[1].startswith("text/calendar"))
        calendar_ = Calendar.from_ical(content)
        found.append((str(calendar_["method"]), calendar_.walk("VEVENT")[0]))
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2026, 10, 22, 9, 30), datetime(2026, 10, 29, 9, 30)),  # 25.10.2026
        (datetime(2027, 10, 28, 9, 30), datetime(2027, 11, 4, 9, 30)),  # 31.10.2027
    ],
)
def test_entry_created_moved_and_withdrawn_is_one_entry_across_october(
    zone, coordinator, before, after
):
    before, after = timezone.make_aware(before), timezone.make_aware(after)
    meeting = make_meeting(zone, starts_at=before, ends_at=before + timedelta(hours=3))
    row = make_participation(meeting)
    queue_letters(meeting, [row], "convocation", by=coordinator)
    built = entries(meeting, row)
    meeting = planning.postpone(
        meeting, starts_at=after, ends_at=after + timedelta(hours=3), reason="Grève.", by=None
    )
    row = meeting.participations.get()
    built.append(entries(meeting, row)[-1])
    meeting.room = "Deuxième étage"
    planning.edit_meeting(meeting, by=None, reason="La salle est prise.")
    built.append(entries(meeting, row)[-1])
    row.letters.update(status="sent")
    planning.cancel(meeting, reason="Encore.", by=None)
    row = meeting.participations.get()
    built.append(entries(meeting, row)[-1])
    assert [method for method, _event in built] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert {str(event["uid"]) for _method, event in built} == {meeting.uid}
    assert [event["sequence"] for _method, event in built] == [0, 1, 2, 3]
    starts = [event["dtstart"].dt for _method, event in built]
    assert [start.hour for start in starts] == [7, 8, 8, 8]  # UTC+2 in summer, UTC+1 after
    assert all(timezone.localtime(start).strftime("%H:%M") == "09:30" for start in starts)
    assert [str(event["status"]) for _method, event in built][-1] == "CANCELLED"


def test_new_points_replace_the_entry_too(zone, coordinator):
    meeting = make_meeting(zone)
    row = make_participation(meeting)
    queue_letters(meeting, [row], "convocation", by=coordinator)
    planning.add_item(meeting, AgendaItem(title_fr="Une urgence"))
    planning.announce_items(meeting, by=coordinator)
    row = type(row).objects.get(pk=row.pk)
    (_method, event) = entries(meeting, row)[-1]
    assert event["sequence"] == 1
    assert "Une urgence" in event["description"]
