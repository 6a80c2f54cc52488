"""Calendars that others wrote: what they mean, and what they must not do to us."""

import time
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from concertation import ics_reading
from concertation.ics_reading import Unreadable, read, read_apart

SINCE, UNTIL = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)
GT = """UID:gt
SUMMARY:Groupe de travail
DTSTART;TZID=Europe/Brussels:20261015T093000
DTEND;TZID=Europe/Brussels:20261015T123000"""


def calendar(*events, head=""):
    """A calendar file of these events (their inner lines)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", *head.splitlines()]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.splitlines(), "END:VEVENT"]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()


def moments(found):
    return [(timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)) for one in found]


def clock(found):
    return [f"{starts:%d/%m %H:%M}–{ends:%d/%m %H:%M}" for starts, ends in moments(found)]


def refusal(content, **bounds):
    with pytest.raises(Unreadable) as caught:
        read_apart(content, SINCE, UNTIL, **bounds)
    return caught.value.code


@pytest.mark.parametrize("zone", ["Europe/Brussels", "Romance Standard Time", "Europe/Paris"])
def test_weekly_series_keeps_its_hour_across_the_october_change(zone):
    weekly = GT.replace("Europe/Brussels", zone) + "\nRRULE:FREQ=WEEKLY;COUNT=3"
    found = read(calendar(weekly), SINCE, UNTIL)
    assert clock(found) == [
        "15/10 09:30–15/10 12:30",
        "22/10 09:30–22/10 12:30",
        "29/10 09:30–29/10 12:30",
    ]
    assert [one.starts_at.astimezone(UTC).hour for one in found] == [7, 7, 8]


def test_series_in_universal_time_moves_by_an_hour():
    event = "UID:u\nDTSTART:20261022T073000Z\nDTEND:20261022T103000Z\nRRULE:FREQ=WEEKLY;COUNT=2"
    found = read(calendar(event), SINCE, UNTIL)
    assert clock(found) == ["22/10 09:30–22/10 12:30", "29/10 08:30–29/10 11:30"]


def test_time_without_a_zone_is_brussels_time():
    found = read(calendar("UID:f\nDTSTART:20261115T140000\nDURATION:PT2H"), SINCE, UNTIL)
    assert clock(found) == ["15/11 14:00–15/11 16:00"]


@pytest.mark.parametrize("end", ["", "\nDTEND;VALUE=DATE:20261026"])
def test_whole_day_runs_from_midnight_to_midnight_even_on_the_long_day(end):
    found = read(calendar("UID:j\nDTSTART;VALUE=DATE:20261025" + end), SINCE, UNTIL)
    assert clock(found) == ["25/10 00:00–26/10 00:00"]
    first, last = (at.astimezone(UTC) for at in (found[0].starts_at, found[0].ends_at))
    assert (last - first).total_seconds() == 25 * 3600


def test_moved_and_dropped_occurrences_are_followed():
    series = GT + "\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Brussels:20261022T093000"
    moved = """UID:gt
RECURRENCE-ID;TZID=Europe/Brussels:20261029T093000
SUMMARY:Déplacée
DTSTART;TZID=Europe/Brussels:20261030T140000
DTEND;TZID=Europe/Brussels:20261030T160000"""
    found = read(calendar(series, moved), SINCE, UNTIL)
    assert clock(found) == [
        "15/10 09:30–15/10 12:30",
        "30/10 14:00–30/10 16:00",
        "05/11 09:30–05/11 12:30",
    ]
    assert [one.title for one in found] == ["Groupe de travail", "Déplacée", "Groupe de travail"]


def test_only_what_overlaps_the_window_is_returned():
    old = GT.replace("202610", "202608").replace("UID:gt", "UID:old")
    far = GT.replace("2026", "2029").replace("UID:gt", "UID:far")
    assert [one.uid for one in read(calendar(old, GT, far), SINCE, UNTIL)] == ["gt"]


def test_what_takes_no_time_is_left_out_and_what_is_private_keeps_its_secret():
    found = read(
        calendar(
            GT + "\nSTATUS:CANCELLED",
            GT.replace("UID:gt", "UID:b") + "\nTRANSP:TRANSPARENT",
            GT.replace("UID:gt", "UID:c").replace("Groupe", "Secret") + "\nCLASS:PRIVATE",
            "UID:d\nSUMMARY:Vacances\nDTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261101",
        ),
        SINCE,
        UNTIL,
    )
    assert [(one.uid, one.title) for one in found] == [("c", "")]


def test_entry_without_an_end_lasts_an_hour():
    found = read(calendar("UID:x\nDTSTART:20261115T140000"), SINCE, UNTIL)
    assert clock(found) == ["15/11 14:00–15/11 15:00"]


def test_names_are_cut_and_cleaned():
    event = "UID:" + "u" * 400 + "\nSUMMARY:a\x07b\u202ec" + "é" * 300 + "\nDTSTART:20261115T140000"
    (found,) = read(calendar(event), SINCE, UNTIL)
    assert found.title.startswith("a b c")
    assert len(found.title) == 200
    assert len(found.uid) == 64


def test_same_entry_twice_is_one_occurrence():
    assert len(read(calendar(GT, GT), SINCE, UNTIL)) == 1


def test_reading_apart_gives_the_same():
    content = calendar(GT + "\nRRULE:FREQ=WEEKLY;COUNT=3", "UID:j\nDTSTART;VALUE=DATE:20261025")
    assert read_apart(content, SINCE, UNTIL) == read(content, SINCE, UNTIL)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_calendar"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "not_a_calendar"),
        (b"\xef\xbb\xbf  <!doctype html><title>Connexion</title>", "html"),
        (b"<html>BEGIN:VCALENDAR END:VCALENDAR", "html"),
        (calendar(GT)[:-20], "truncated"),
        (b"BEGIN:VCALENDAR\r\n" + bytes(range(256)) * 9 + b"END:VCALENDAR", "unreadable"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 3000 + b"END:VCALENDAR", "unreadable"),
        (calendar("UID:x\nDTSTART:20261115T140000" * 60) + b" " * 5_000_001, "too_big"),
    ],
)
def test_what_is_no_calendar_is_said(content, code):
    assert refusal(content) == code


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=MINUTELY;COUNT=100000000",
        "RRULE:FREQ=HOURLY;UNTIL=99991231T000000Z",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3",
        "RRULE:FREQ=YEARLY;BYMONTHDAY=" + ",".join(str(n) for n in range(1, 32)) + ";BYYEARDAY="
        + ",".join(str(n) for n in range(1, 200)),
        "RRULE:FREQ=DAILY\r\nEXRULE:FREQ=DAILY",
    ],
)  # fmt: skip
def test_rule_without_measure_is_refused_at_once(rule):
    began = time.monotonic()
    assert refusal(calendar(GT + "\n" + rule)) in {"hostile_rule", "unreadable"}
    assert time.monotonic() - began < 3


def test_rule_that_began_before_computers_is_refused():
    event = "UID:x\nDTSTART:00010101T000000Z\nRRULE:FREQ=DAILY"
    assert refusal(calendar(event)) == "hostile_rule"


def test_hundred_thousand_entries_are_refused_before_they_are_parsed():
    began = time.monotonic()
    assert refusal(b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000
                   + b"END:VCALENDAR") == "too_many_events"  # fmt: skip
    assert time.monotonic() - began < 3


def test_year_filled_by_daily_series_is_refused():
    events = [GT.replace("UID:gt", f"UID:{n}") + "\nRRULE:FREQ=DAILY" for n in range(12)]
    assert refusal(calendar(*events)) == "too_many_occurrences"


def test_rules_that_never_fall_are_stopped_with_their_process():
    never = "\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    events = [f"UID:{n}\nDTSTART:19710101T090000Z{never}" for n in range(500)]
    began = time.monotonic()
    assert refusal(calendar(*events), seconds=1) == "too_slow"
    assert time.monotonic() - began < 4


def test_process_that_reads_knows_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "une clé")
    seen = {}
    run = ics_reading.subprocess.run

    def spied(command, **ways):
        seen.update(ways, command=command)
        return run(command, **ways)

    monkeypatch.setattr(ics_reading.subprocess, "run", spied)
    read_apart(calendar(GT), SINCE, UNTIL)
    assert seen["env"] == {}
    assert "-I" in seen["command"]
