from datetime import time, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from meetings import documents, pages_attendance, pages_pv, presence
from meetings.models import Meeting
from meetings.services import attendance
from meetings.services.errors import Refused, WrongStatus
from meetings.services.taps import Gesture, record_taps
from tests.factories import (
    at,
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
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
    meeting.starts_at = at(0, hour=0, minute=0)  # begun, at any hour of the day
    meeting.save()
    with pytest.raises(Refused, match="Personne n’est noté présent"):
        attendance.close_attendance(meeting, by=coordinator)
    # Lifted at once for want of people, then moved: it is to come.
    future = make_meeting(meeting.zone, day=3, adjourned_at=at(-4), opened_at=at(-4))
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


# --- Taps ---------------------------------------------------------------------------------------


def gesture(row, what, value, minutes=0):
    return Gesture(row.pk, what, str(value), timezone.now() - timedelta(minutes=minutes))


def test_proxy_goes_to_somebody_present_or_expected_and_only_once(meeting, coordinator):
    giver, holder, away = (make_participation(meeting) for _n in range(3))
    attendance.record_presences(meeting, {away.pk: "excused"}, by=coordinator)
    stranger = make_participation(make_meeting())
    for wrong in (away.pk, giver.pk, stranger.pk, "x", 10**12):
        (outcome,) = record_taps(meeting, [gesture(giver, "proxy", wrong)], by=coordinator)
        assert outcome.sentence
        assert not outcome.is_applied
    record_taps(meeting, [gesture(giver, "proxy", holder.pk)], by=coordinator)
    giver.refresh_from_db()
    assert (giver.presence, giver.represented_by) == ("represented", holder)
    (outcome,) = record_taps(meeting, [gesture(holder, "proxy", giver.pk)], by=coordinator)
    assert "porte déjà une procuration" in outcome.sentence or "n’est pas là" in outcome.sentence
    # Coming after all takes the proxy back.
    attendance.record_presences(meeting, {giver.pk: "present"}, by=coordinator)
    giver.refresh_from_db()
    assert giver.represented_by is None


def test_represented_institution_counts_and_its_person_does_not(meeting, coordinator):
    giver, holder = make_participation(meeting), make_participation(meeting)
    record_taps(
        meeting,
        [gesture(holder, "presence", "present"), gesture(giver, "proxy", holder.pk)],
        by=coordinator,
    )
    counts = attendance.headcount(meeting)
    assert (counts["persons"], counts["institutions"]) == (1, 2)
    room = pages_attendance.room(pages_attendance.read_rows(meeting))
    assert (room.persons, room.institutions, room.expected_seated) == (1, 2, 2)


def test_room_counts_as_the_database_does(meeting):
    """An independent recount of the same rows, guests, doubles and unknown institutions alike."""
    actiris, person = make_organisation("Actiris"), make_person()
    for seen in ("present", "represented", "absent", "unknown"):
        make_participation(meeting, organisation=actiris, presence=seen)
    make_participation(meeting, person, make_organisation("CPAS"), presence="present")
    make_participation(
        meeting, person, make_organisation("ALE"), presence="present", is_expected=False
    )
    meeting.participations.create(person_name="Sans Maison", presence="present", is_expected=False)
    counted = attendance.headcount(meeting)
    room = vars(pages_attendance.room(pages_attendance.read_rows(meeting)))
    assert {name: room[name] for name in counted} == counted
    assert (room["expected_seated"], room["unsettled"]) == (2, 1)


def test_hours_say_present_unless_a_later_tap_says_otherwise(meeting, coordinator):
    early, late = make_participation(meeting), make_participation(meeting)
    record_taps(meeting, [gesture(early, "arrived", "10:05")], by=coordinator)
    record_taps(meeting, [gesture(late, "presence", "absent")], by=coordinator)
    record_taps(meeting, [gesture(late, "arrived", "10:05", minutes=10)], by=coordinator)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.presence, late.presence) == ("present", "absent")
    assert presence.stay(early) == "à partir de 10\u00a0h\u00a005"
    assert presence.stay(late) == ""
    # Whoever left at noon was not absent at ten, even when the absence arrives after.
    record_taps(meeting, [gesture(early, "left", "12:00")], by=coordinator)
    record_taps(meeting, [gesture(early, "presence", "absent", minutes=30)], by=coordinator)
    early.refresh_from_db()
    assert presence.stay(early) == "de 10\u00a0h\u00a005 à 12\u00a0h"
    (outcome,) = record_taps(meeting, [gesture(early, "left", "09:00")], by=coordinator)
    assert "précède" in outcome.sentence


def test_minutes_tell_hours_and_proxies_in_the_languages_of_the_paper(zone):
    held = make_meeting(zone, "held", day=-3, languages="both")
    here = make_participation(held, presence="present", arrived_at=time(10, 5))
    make_participation(held, presence="represented", represented_by=here)
    pv = make_pv(held)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(documents.pv(pv))).pages)
    text = " ".join(text.split())
    assert "(à partir de 10 h 05" in text
    assert f"(procuration à {here.person_name}" in text
    groups = dict(pages_pv.by_presence(held))
    assert [row.told for row in groups["présents"]] == ["à partir de 10\u00a0h\u00a005"]
    assert [row.told for row in groups["représentés"]] == [f"procuration à {here.person_name}"]
