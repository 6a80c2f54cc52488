"""Other bodies' calendars: read by the worker from a real server, kept when the reading fails."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings.forms_outside import OutsideMeetingForm
from meetings.models import OutsideBody, OutsideMeeting
from meetings.services import outside
from meetings.services.errors import Refused
from meetings.slots import halves
from meetings.tasks_outside import read_calendar
from tests.concertation.test_fetch import HOME, says, server
from tests.concertation.test_ics_reading import calendar
from tests.factories import at, make_organisation

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
WEEKLY = """UID:gt
SUMMARY:Groupe de travail
DTSTART;TZID=Europe/Brussels:20261015T093000
DTEND;TZID=Europe/Brussels:20261015T123000
RRULE:FREQ=WEEKLY;COUNT=3"""


@pytest.fixture
def body(zone):
    return OutsideBody.objects.create(name_fr="GT FeBISP", zone=zone)


def subscribe(body, port):
    OutsideBody.objects.filter(pk=body.pk).update(calendar_url=f"http://{HOME}:{port}/gt.ics")
    body.refresh_from_db()
    return {"allowed": {(HOME, port)}}


def starts(body):
    return [f"{timezone.localtime(row.starts_at):%d/%m %H:%M}" for row in body.meetings.all()]


def test_calendar_is_taken_over_and_read_again_without_doubles(body):
    with server(says(calendar(WEEKLY), 'ETag: "1"\r\n')) as (port, _asked):
        ways = subscribe(body, port)
        assert outside.refresh(body, now=NOW, **ways)
        body.refresh_from_db()
        assert (body.etag, body.fetched_at, body.fetch_error) == ('"1"', NOW, "")
        assert outside.refresh(body, now=NOW + timedelta(hours=7), **ways)
    assert starts(body) == ["15/10 09:30", "22/10 09:30", "29/10 09:30"]
    assert {row.title for row in body.meetings.all()} == {"Groupe de travail"}


def test_entry_that_left_the_calendar_leaves_us_and_those_by_hand_stay(body):
    by_hand = OutsideMeeting.objects.create(
        body=body, starts_at=at(date(2026, 10, 20)), ends_at=at(date(2026, 10, 20), 12)
    )
    old = OutsideMeeting.objects.create(
        body=body, uid="old", starts_at=at(date(2026, 5, 5)), ends_at=at(date(2026, 5, 5), 12)
    )
    with server(says(calendar(WEEKLY))) as (port, _asked):
        outside.refresh(body, now=NOW, **subscribe(body, port))
    with server(says(calendar(WEEKLY + "\nEXDATE;TZID=Europe/Brussels:20261022T093000"))) as (
        port,
        _asked,
    ):
        outside.refresh(body, now=NOW, **subscribe(body, port))
    assert starts(body) == ["05/05 09:30", "15/10 09:30", "20/10 09:30", "29/10 09:30"]
    assert {by_hand, old} <= set(body.meetings.all())


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (says(b"<!doctype html><title>Connexion</title>"), "html", "pas un calendrier"),
        (says(calendar(WEEKLY), length=9000), "truncated", "incomplet"),
        (says(calendar(WEEKLY)[:-30]), "truncated", "incomplet"),
        (says(status="404 Not Found"), "refused_404", "n’existe plus"),
        (says(status="503 Sorry"), "refused_503", "(503)"),
        (says(head="Location: http://10.0.0.1/\r\n", status="302 Found"), "private", "privé"),
        (
            says(calendar(WEEKLY.replace("WEEKLY;COUNT=3", "SECONDLY"))),
            "hostile_rule",
            "sans mesure",
        ),
        (lambda _received, _write: None, "unreachable", "pas répondu"),
    ],
)  # fmt: skip
def test_reading_that_fails_keeps_what_was_there_and_says_why(body, answer, code, words):
    with server(says(calendar(WEEKLY), 'ETag: "1"\r\n')) as (port, _asked):
        outside.refresh(body, now=NOW, **subscribe(body, port))
    with server(answer) as (port, _asked):
        later = NOW + timedelta(hours=6)
        assert not outside.refresh(body, now=later, **subscribe(body, port))
    body.refresh_from_db()
    assert (body.fetch_error, body.fetched_at, body.entries_at) == (code, later, NOW)
    assert words in outside.why(body)
    assert len(starts(body)) == 3


def test_every_code_has_its_sentence():
    import re
    from pathlib import Path

    import concertation

    folder = Path(concertation.__file__).parent
    text = "".join((folder / name).read_text() for name in ("fetch.py", "ics_reading.py"))
    raised = set(re.findall(r'(?:Unfetchable|Unreadable)\("(\w+)"', text))
    raised |= {"too_slow", "tls", "html", "not_a_calendar", "unreadable", "too_big"}
    assert raised <= outside.SENTENCES.keys()


def test_unchanged_calendar_is_not_sent_again_but_read_in_full_once_a_week(body):
    def answer(received, write):
        known = b'If-None-Match: "1"' in received
        reply = (
            says(status="304 Not Modified") if known else says(calendar(WEEKLY), 'ETag: "1"\r\n')
        )
        reply(received, write)

    with server(answer) as (port, asked):
        ways = subscribe(body, port)
        for hours in (0, 7, 24 * 8):
            body.refresh_from_db()
            assert outside.refresh(body, now=NOW + timedelta(hours=hours), **ways)
    assert ["If-None-Match" in text for text in asked] == [False, True, False]
    body.refresh_from_db()
    assert body.entries_at == NOW + timedelta(hours=24 * 8)
    assert len(starts(body)) == 3


def test_whole_day_of_a_calendar_takes_both_half_days(body):
    whole = "UID:j\nSUMMARY:Journée d’étude\nDTSTART;VALUE=DATE:20261025"
    with server(says(calendar(whole))) as (port, _asked):
        outside.refresh(body, now=NOW, **subscribe(body, port))
    row = body.meetings.get()
    assert [half.key for half in halves(row.starts_at, row.ends_at)] == [
        "2026-10-25-am",
        "2026-10-25-pm",
    ]


def test_address_changed_during_the_reading_is_not_filled_with_the_old_entries(body):
    with server(says(calendar(WEEKLY))) as (port, _asked):
        ways = subscribe(body, port)
        OutsideBody.objects.filter(pk=body.pk).update(calendar_url="https://autre.exemple/")
        outside.refresh(body, now=NOW, **ways)
    body.refresh_from_db()
    assert starts(body) == []
    assert body.fetched_at is None


def test_other_calendar_address_forgets_the_entries_of_the_first(
    body, coordinator, django_capture_on_commit_callbacks
):
    with server(says(calendar(WEEKLY), 'ETag: "1"\r\n')) as (port, _asked):
        outside.refresh(body, now=NOW, **subscribe(body, port))
    body.refresh_from_db()
    body.calendar_url = "https://autre.exemple/gt.ics"
    with django_capture_on_commit_callbacks(execute=True):
        outside.save_body(body, by=coordinator, types=[], organisations=[])
    body.refresh_from_db()
    assert (starts(body), body.etag, body.fetched_at) == ([], "", None)
    assert _queued() == [body.pk]


def test_body_is_corrected_while_its_calendar_waits_to_be_read(
    body, coordinator, django_capture_on_commit_callbacks
):
    body.calendar_url = "https://faute.exemple/"
    for address in ("https://a.exemple/gt.ics", "https://a.exemple/gt.ics"):
        with django_capture_on_commit_callbacks(execute=True):
            outside.save_body(body, by=coordinator, types=[], organisations=[])
        body.name_fr, body.calendar_url = "GT corrigé", address
    body.refresh_from_db()
    assert (body.name_fr, body.calendar_url) == ("GT corrigé", "https://a.exemple/gt.ics")
    assert _queued() == [body.pk]


def _queued():
    rows = DBTaskResult.objects.filter(task_path=read_calendar.module_path).order_by("enqueued_at")
    return [row.args_kwargs["args"][0] for row in rows]


def test_clock_queues_a_reading_per_calendar_that_is_due(zone, django_capture_on_commit_callbacks):
    now = timezone.now()
    made = {
        name: OutsideBody.objects.create(name_fr=name, calendar_url=url, fetched_at=read_at)
        for name, url, read_at in (
            ("jamais", "https://a.exemple/", None),
            ("hier", "https://b.exemple/", now - timedelta(days=1)),
            ("à l’instant", "https://c.exemple/", now - timedelta(hours=1)),
            ("sans", "", None),
        )
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert outside.refresh_due() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert outside.refresh_due() == 0  # both wait already
    assert sorted(_queued()) == sorted([made["jamais"].pk, made["hier"].pk])


def test_calendar_is_not_asked_for_twice_in_a_row(body, django_capture_on_commit_callbacks):
    body.calendar_url = "https://a.exemple/"
    body.save()
    with django_capture_on_commit_callbacks(execute=True):
        outside.ask_to_read(body)
    with pytest.raises(Refused, match="déjà demandée"):
        outside.ask_to_read(body)
    DBTaskResult.objects.all().delete()
    body.fetched_at = timezone.now()
    with pytest.raises(Refused, match="vient d’être lu"):
        outside.ask_to_read(body)


def test_task_of_a_body_that_is_gone_does_nothing(db):
    assert read_calendar.func(4_000_000) is None


def test_task_reads_and_never_raises_for_a_hostile_address(body):
    body.calendar_url = "http://169.254.169.254/latest/"
    body.save()
    assert read_calendar.func(body.pk) is False
    body.refresh_from_db()
    assert body.fetch_error == "private"


def test_same_meeting_is_added_once(body, coordinator):
    moments = [(at(40), at(40, 12)), (at(47), at(47, 12)), (at(40), at(40, 12))]
    assert outside.add_meetings(body, moments, title="", by=coordinator) == 2
    assert outside.add_meetings(body, moments, title="", by=coordinator) == 0


def test_meeting_of_a_calendar_is_corrected_there_only(body):
    row = OutsideMeeting.objects.create(body=body, uid="x", starts_at=at(40), ends_at=at(40, 12))
    for gesture in (outside.save_meeting, outside.delete_meeting):
        with pytest.raises(Refused, match="là-bas"):
            gesture(row)
    row.uid, row.ends_at = "", row.starts_at
    with pytest.raises(ValidationError):
        outside.save_meeting(row)


def series(body, **changes):
    data = {"title": "", "on": "2026-10-08", "starts": "09:30", "ends": "12:00"}
    return OutsideMeetingForm(data | changes, instance=OutsideMeeting(body=body))


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, "08/10"),
        ({"repeat": "once", "until": "2026-12-31"}, "08/10"),
        ({"repeat": "weekly", "until": "2026-10-29"}, "08/10 15/10 22/10 29/10"),
        ({"repeat": "fortnightly", "until": "2026-11-06"}, "08/10 22/10 05/11"),
        ({"repeat": "monthly", "until": "2027-01-14"}, "08/10 12/11 10/12 14/01"),
        ({"on": "2026-10-29", "repeat": "monthly", "until": "2026-12-31"}, "29/10 26/11 31/12"),
    ],
)
def test_series_falls_on_its_days_at_its_hour_across_the_clock_change(body, changes, days):
    form = series(body, **changes)
    assert form.is_valid(), form.errors
    found = [timezone.localtime(starts) for starts, _ends in form.moments()]
    assert " ".join(f"{moment:%d/%m}" for moment in found) == days
    assert {f"{moment:%H:%M}" for moment in found} == {"09:30"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"repeat": "weekly"}, "until"),
        ({"repeat": "weekly", "until": "2026-10-01"}, "until"),
        ({"repeat": "weekly", "until": "2030-10-01"}, "until"),
        ({"repeat": "monthly", "until": "2099-10-01"}, "until"),
        ({"repeat": "weekly", "until": "9999-12-31"}, "until"),
        ({"ends": "09:00"}, "ends"),
        ({"on": "0001-01-01"}, "on"),
        ({"repeat": "x"}, "repeat"),
    ],
)
def test_series_without_measure_is_refused_on_its_field(body, changes, field):
    form = series(body, **changes)
    assert not form.is_valid()
    assert field in form.errors


def test_series_that_meets_the_missing_hour_of_march_is_refused_in_a_sentence(body):
    form = series(
        body, on="2027-03-21", starts="02:30", ends="03:30", repeat="weekly", until="2027-04-04"
    )
    assert form.is_valid()
    with pytest.raises(ValidationError, match="changement d’heure"):
        form.moments()


def test_body_calls_the_institutions_it_was_given(zone, coordinator):
    organisation = make_organisation("CPAS", "cpas")
    made = outside.save_body(
        OutsideBody(zone=zone, name_fr="Coordination"),
        by=coordinator,
        types=[organisation.type],
        organisations=[organisation],
    )
    assert list(made.types.all()) == [organisation.type]
    assert made.created_by == coordinator
