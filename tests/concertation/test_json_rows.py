"""Rows of another table read inside one row, on whichever database runs the suite."""

from django.db.models import OuterRef

from concertation.json_rows import as_model, rows_within
from meetings.models import Meeting, MeetingEvent
from tests.factories import at, make_meeting


def read(meeting):
    events = MeetingEvent.objects.filter(meeting=OuterRef("pk"))
    names = ("kind", "at", "previous_starts_at")
    within = rows_within(events, "meeting", **{name: name for name in names})
    return Meeting.objects.annotate(told=within).get(pk=meeting.pk).told


def test_rows_within_keep_moments_to_the_second_and_their_zone(zone):
    meeting, other = make_meeting(zone), make_meeting(zone, day=40)
    for owner in (meeting, other):
        owner.events.all().delete()
    for hour in (0, 23):
        meeting.events.create(kind="planned", at=at(-3, hour, 15))
    other.events.create(kind="planned", at=at(-9))
    found = [as_model(MeetingEvent, values) for values in read(meeting)]
    assert sorted(event.at for event in found) == [at(-3, 0, 15), at(-3, 23, 15)]
    assert {(event.kind, event.previous_starts_at) for event in found} == {("planned", None)}


def test_rows_within_a_row_without_any_are_none(zone):
    meeting = make_meeting(zone)
    meeting.events.all().delete()
    assert read(meeting) is None
