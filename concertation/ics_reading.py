"""Read a calendar that somebody else wrote: bytes → the occurrences of a window of time.

The file is hostile until read: what is counted before parsing bounds most of it, and ``read_apart``
does the rest in a process of its own, without our environment, with bounded time and memory. This
file is also that process (``python -I ics_reading.py``): it imports nothing of the application.
"""

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
MOST_EVENTS, MOST_OCCURRENCES, MOST_BYTES = 5_000, 2_000, 5_000_000
#: A rule that repeats within the day is no meeting; lists of so many parts are a bomb.
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_PARTS = 60
#: Longer than this it is a period (« vacances »), not something that one attends.
LONGEST = timedelta(days=15)
#: An entry without an end, or that ends when it begins.
SHORTEST = timedelta(hours=1)
OLDEST = 1970
SECONDS, MEMORY = 20, 1_000_000_000
TITLE, UID = 200, 255
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class Unreadable(Exception):
    """The calendar was not understood; ``code`` says why, the caller has the sentence."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Occurrence:
    """One entry at one moment. ``starts_at``/``ends_at``: aware datetimes."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime


def read(content, since, until):
    """The occurrences that overlap ``since``–``until`` (aware), soonest first, each once.

    Entries that are cancelled, or marked as taking no time, are left out; of a private one the
    title is left out. A time without a zone is Brussels time; a whole day runs from midnight to
    midnight there.
    Raises ``Unreadable``: ``html``, ``not_a_calendar``, ``truncated``, ``too_big``,
    ``too_many_events``, ``too_many_occurrences``, ``hostile_rule``, ``unreadable``.
    """
    import recurring_ical_events
    from icalendar import Calendar

    _check_envelope(content)
    try:
        calendar = Calendar.from_ical(content)
        _check_rules(calendar)
        found = recurring_ical_events.of(calendar, skip_bad_series=True).between(since, until)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise Unreadable("unreadable") from error
    if len(found) > MOST_OCCURRENCES:
        raise Unreadable("too_many_occurrences")
    kept = (_occurrence(event) for event in found if _takes_time(event))
    unique = {(one.uid, one.starts_at): one for one in kept if one is not None}
    return sorted(unique.values(), key=lambda one: (one.starts_at, one.uid))


def read_apart(content, since, until, *, seconds=SECONDS):
    """``read`` in a process of its own, stopped after ``seconds``; raises ``Unreadable`` too
    (``too_slow`` when it had to be stopped, ``unreadable`` when it died)."""
    command = [sys.executable, "-I", __file__, since.isoformat(), until.isoformat(), str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file
            command, input=content, capture_output=True, timeout=seconds, env={}, check=False
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow") from error
    except ValueError as error:
        # Out of time (SIGXCPU) or of memory: the process said nothing.
        raise Unreadable("too_slow" if done.returncode < 0 else "unreadable") from error
    if "error" in answer:
        raise Unreadable(answer["error"])
    return [
        Occurrence(
            row["uid"],
            row["title"],
            datetime.fromisoformat(row["starts_at"]),
            datetime.fromisoformat(row["ends_at"]),
        )
        for row in answer["occurrences"]
    ]


def _check_envelope(content):
    if len(content) > MOST_BYTES:
        raise Unreadable("too_big")
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    head = text[:200].upper()
    if not head.startswith(b"BEGIN:VCALENDAR"):
        raise Unreadable("html" if head.startswith(b"<") else "not_a_calendar")
    if not text.upper().endswith(b"END:VCALENDAR"):
        raise Unreadable("truncated")
    if text.upper().count(b"BEGIN:") > MOST_EVENTS * 2:  # with alarms and time zones
        raise Unreadable("too_many_events")


def _check_rules(calendar):
    """Refuse what would keep the reader counting: it is no calendar of meetings."""
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE", [])
        rules = rules if isinstance(rules, list) else [rules]
        start = getattr(event.get("DTSTART"), "dt", None)
        if "EXRULE" in event or (rules and start is not None and start.year < OLDEST):
            raise Unreadable("hostile_rule")
        for rule in rules:
            _check_rule(rule)
        for name in ("RDATE", "EXDATE"):
            values = event.get(name, [])
            values = values if isinstance(values, list) else [values]
            if sum(len(getattr(value, "dts", ())) for value in values) > MOST_OCCURRENCES:
                raise Unreadable("hostile_rule")


def _check_rule(rule):
    frequency = [str(value).upper() for value in rule.get("FREQ", [])]
    interval = rule.get("INTERVAL", [1])
    parts = sum(len(values) for name, values in rule.items() if name.upper().startswith("BY"))
    within = any(len(rule.get(name, [])) > 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if (
        not frequency
        or any(value not in FREQUENCIES for value in frequency)
        or any(number < 1 for number in interval)
        or parts > MOST_PARTS
        or within
    ):
        raise Unreadable("hostile_rule")


def _takes_time(event):
    is_cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return not is_cancelled and str(event.get("TRANSP", "OPAQUE")).upper() != "TRANSPARENT"


def _occurrence(event):
    starts = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else starts
    if not isinstance(starts, datetime):
        ends = max(ends, starts + timedelta(days=1))
    starts_at, ends_at = _moment(starts), _moment(ends)
    ends_at = ends_at if ends_at > starts_at else starts_at + SHORTEST
    if ends_at - starts_at > LONGEST:
        return None
    is_private = str(event.get("CLASS", "PUBLIC")).upper() != "PUBLIC"
    title = "" if is_private else CONTROL.sub(" ", str(event.get("SUMMARY", ""))).strip()
    return Occurrence(_identity(event, title), title[:TITLE], starts_at, ends_at)


def _identity(event, title):
    """Its UID, or a digest where it has none, or one that no table would hold."""
    uid = CONTROL.sub(" ", str(event.get("UID", ""))).strip()
    if uid and len(uid) <= UID:
        return uid
    return hashlib.sha256((uid or f"{title}{event['DTSTART'].dt}").encode()).hexdigest()


def _moment(value):
    if not isinstance(value, datetime):
        value = datetime.combine(value, time()) if isinstance(value, date) else value
    return value if value.tzinfo else value.replace(tzinfo=ZONE)


def _main(since, until, seconds):
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    try:
        moments = (datetime.fromisoformat(since), datetime.fromisoformat(until))
        found = [asdict(one) for one in read(sys.stdin.buffer.read(), *moments)]
        for one in found:
            one["starts_at"], one["ends_at"] = (
                one["starts_at"].isoformat(),
                one["ends_at"].isoformat(),
            )
        answer = {"occurrences": found}
    except Unreadable as error:
        answer = {"error": error.code}
    except MemoryError:
        answer = {"error": "too_big"}
    except Exception:  # whatever a hostile file breaks is « unreadable »
        answer = {"error": "unreadable"}
    print(json.dumps(answer, default=datetime.isoformat))


if __name__ == "__main__":
    _main(*sys.argv[1:])
