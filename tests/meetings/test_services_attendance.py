import pytest

from meetings.models import Meeting
from meetings.services import attendance
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
)


@pytest.fixture
def meeting(zone):
    return make_meeting(zone, day=0)


def test_two_people_at_the_door_do_not_undo_each_other(meeting, coordinator):
    first, second = make_participation(meeting), make_participation(meeting)
    attendance.record_presences(meeting, {first.pk: "present"}, by=coordinator)
    attendance.record_presences(meeting, {second.pk: "excused"}, by=coordinator)
    first.refresh_from_db()
    assert first.presence == "present"
    assert first.encoded_by == coordinator


def test_rows_of_another_meeting_and_unknown_words_are_ignored(meeting, coordinator):
    mine, foreign = make_participation(meeting), make_participation(make_meeting())
    changed = attendance.record_presences(
        meeting, {mine.pk: "asleep", foreign.pk: "present"}, by=coordinator
    )
    foreign.refresh_from_db()
    assert (changed, foreign.presence) == (0, "unknown")


def test_persons_and_institutions_are_counted_apart(meeting):
    actiris, person = make_organisation("Actiris"), make_person()
    for _n in range(3):
        make_participation(meeting, organisation=actiris, presence="present")
    make_participation(meeting, person, make_organisation("CPAS"), presence="present")
    make_participation(meeting, person, make_organisation("ALE"), presence="present")
    make_participation(meeting, organisation=make_organisation("Absente"), presence="absent")
    represented = make_organisation("Par procuration")
    make_participation(meeting, organisation=represented, presence="represented")
    counts = attendance.headcount(meeting)
    assert (counts["persons"], counts["institutions"]) == (4, 4)
    assert counts["expected_institutions"] == 5
    listed = Meeting.objects.with_counts().get()
    assert (listed.persons_present, listed.institutions_present) == (4, 4)


def test_somebody_added_twice_is_there_once(meeting, coordinator):
    for _n in range(2):
        attendance.add_present(
            meeting,
            name="Nele Rombouts",
            organisation_name="VDAB",
            capacity="guest",
            by=coordinator,
        )
    assert meeting.participations.count() == 1


def test_attendance_is_not_closed_on_an_empty_room_nor_before_the_day(meeting, coordinator):
    make_participation(meeting)
    meeting.starts_at = meeting.starts_at.replace(hour=0, minute=1)
    meeting.save()
    with pytest.raises(Refused, match="Personne n’est noté présent"):
        attendance.close_attendance(meeting, by=coordinator)
    future = make_meeting(meeting.zone, day=3)
    make_participation(future, presence="present")
    with pytest.raises(Refused, match="pas commencé"):
        attendance.close_attendance(future, by=coordinator)


def test_closing_twice_is_refused(zone, coordinator):
    meeting = make_meeting(zone, day=-1)
    make_participation(meeting, presence="present")
    attendance.close_attendance(meeting, by=coordinator)
    with pytest.raises(WrongStatus):
        attendance.close_attendance(meeting, by=coordinator)
    assert meeting.events.filter(kind="held").count() == 1


def test_nobody_is_seen_at_a_meeting_in_preparation(zone, coordinator):
    with pytest.raises(WrongStatus):
        attendance.record_presences(make_meeting(zone, "planned"), {}, by=coordinator)
