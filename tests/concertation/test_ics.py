from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from concertation.ics import calendar_entry

BRUSSELS = ZoneInfo("Europe/Brussels")
FACTS = {
    "uid": "reunion-12@concertation.example",
    "sequence": 1,
    "starts_at": datetime(2020, 4, 23, 9, 30, tzinfo=BRUSSELS),
    "ends_at": datetime(2020, 4, 23, 12, 30, tzinfo=BRUSSELS),
    "summary": "Commission zonale Sud ; identité, bilan",
    "location": "Antenne Actiris de Forest, rue de la Station 17",
    "description": "Ordre du jour :\n1. Retours\n2. Divers",
    "url": "https://concertation.example/r/abc/",
    "stamp": datetime(2020, 4, 1, 8, 0, 0, 123, tzinfo=UTC),
}
ORGANIZER = {"organizer_name": "Anaïs Lambert", "organizer_email": "anais@ml.example"}


def entry(**changes):
    return calendar_entry(**{**FACTS, **ORGANIZER, **changes})


def event(content):
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH"])
def test_entry_is_read_back_as_given(method):
    content = entry(method=method, attendee=("Odile Gérard", "odile@partenaire.example"))
    found = event(content)
    assert Calendar.from_ical(content)["method"] == method
    assert found["status"] == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")
    assert (found["uid"], found["sequence"]) == (FACTS["uid"], 1)
    assert found.decoded("dtstart") == FACTS["starts_at"]
    assert found.decoded("dtend") == FACTS["ends_at"]
    assert str(found["description"]) == FACTS["description"]
    assert str(found["summary"]) == FACTS["summary"]
    assert found["organizer"].params["cn"] == "Anaïs Lambert"
    assert str(found["attendee"]) == "mailto:odile@partenaire.example"


def test_entry_is_written_in_utc_with_crlf_and_no_time_zone():
    content = entry()
    assert b"DTSTART:20200423T073000Z\r\n" in content
    assert b"DTSTAMP:20200401T080000Z\r\n" in content
    assert b"VTIMEZONE" not in content
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_same_facts_give_the_same_bytes():
    assert entry() == entry()


@pytest.mark.parametrize(
    ("local", "written"),
    [
        (datetime(2026, 3, 29, 1, 30, tzinfo=BRUSSELS), b"20260329T003000Z"),
        (datetime(2026, 3, 29, 3, 30, tzinfo=BRUSSELS), b"20260329T013000Z"),
        (datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=BRUSSELS), b"20261025T003000Z"),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BRUSSELS), b"20261025T013000Z"),
    ],
)
def test_nights_of_the_change_of_hour_keep_their_instant(local, written):
    assert b"DTSTART:" + written in entry(starts_at=local)


@pytest.mark.parametrize("field", ["summary", "location", "url", "uid", "organizer_name"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b"])
def test_line_break_adds_no_property(field, end):
    hostile = f"Réunion{end}ATTENDEE:mailto:x@victime.example{end}END:VEVENT{end}BEGIN:VEVENT"
    content = entry(**{field: hostile})
    found = event(content)  # exactly one event
    assert "attendee" not in found
    assert not any(
        line.startswith((b"ATTENDEE", b"END:VEVENTBEGIN")) for line in content.splitlines()
    )


def test_description_adds_no_property():
    found = event(entry(description="a\r\nATTENDEE:mailto:x@victime.example\r\nb"))
    assert "attendee" not in found
    assert str(found["description"]) == "a\nATTENDEE:mailto:x@victime.example\nb"


@pytest.mark.parametrize("name", ['A";RSVP=TRUE:x', "A;ROLE=CHAIR", "A\\nB", "A, B: C"])
def test_name_of_a_person_adds_no_parameter(name):
    person = event(entry(attendee=(name, "odile@partenaire.example")))["attendee"]
    assert person.params["rsvp"] == "FALSE"
    assert person.params["role"] == "REQ-PARTICIPANT"
    assert str(person) == "mailto:odile@partenaire.example"


def test_naive_time_and_unknown_method_are_refused():
    with pytest.raises(ValueError, match="aware"):
        entry(starts_at=datetime(2020, 4, 23, 9, 30))
    with pytest.raises(ValueError, match="method"):
        entry(method="REPLY")
