"""Calendar entries: a meeting's facts → bytes of a ``.ics`` file. The caller owns UID and stamp.

Times are written in UTC, which every calendar reads right across the change of hour, and the same
facts always give the same bytes: nothing here looks at the clock.
"""

import functools
import re
from datetime import UTC, datetime
from typing import NamedTuple

from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Concertation//FR"
METHODS = ("REQUEST", "CANCEL", "PUBLISH")
# The newline of a description is legitimate; every other control character is somebody's trick.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]+")


def calendar_entry(
    *,
    uid,
    sequence,
    starts_at,
    ends_at,
    summary,
    location,
    description,
    url,
    organizer_name,
    organizer_email,
    stamp,
    method="REQUEST",
    attendee=None,
):
    """One meeting as an iCalendar file (bytes, CRLF).

    ``starts_at``, ``ends_at``, ``stamp``: aware datetimes. ``sequence`` grows with each change that
    was sent. ``attendee``: (name, e-mail) of the reader, who answers by the link of the letter.
    Raises ``ValueError`` for a naive datetime or an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"Unknown method {method!r}.")
    event = Event()
    event.add("uid", one_line(uid))
    event.add("sequence", int(sequence))
    event.add("dtstamp", _utc(stamp))
    event.add("dtstart", _utc(starts_at))
    event.add("dtend", _utc(ends_at))
    event.add("summary", one_line(summary))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("location", one_line(location))
    event.add("description", _paragraphs(description))
    event.add("url", _no_space(url))
    _add_people(event, organizer_name, organizer_email, attendee)
    calendar = Calendar()
    for name, value in (("version", "2.0"), ("prodid", PRODUCT), ("method", method)):
        calendar.add(name, value)
    calendar.add_component(event)
    return calendar.to_ical()


def one_line(text):
    """The text without breaks nor control characters: nobody adds a property through a name."""
    return CONTROL.sub(" ", str(text).replace("\n", " ")).strip()


def _add_people(event, organizer_name, organizer_email, attendee):
    if organizer_email:
        event.add("organizer", _person(organizer_name, organizer_email), encode=0)
    if attendee:
        person = _person(*attendee)
        # RSVP=FALSE: they answer by the link of the letter, not by calendar mail.
        person.params |= {
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "FALSE",
        }
        event.add("attendee", person, encode=0)


def _person(name, email):
    person = vCalAddress(f"mailto:{_no_space(email)}")
    person.params["CN"] = one_line(name or email).replace('"', "'")
    return person


def _paragraphs(value):
    return CONTROL.sub(" ", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def _no_space(value):
    return re.sub(r"\s+", "", one_line(value))


def _utc(moment):
    if moment.tzinfo is None:
        raise ValueError("A calendar entry needs aware datetimes.")
    return moment.astimezone(UTC).replace(microsecond=0)


# --- A calendar to subscribe to -----------------------------------------------------------------

#: How often programs are asked to read a subscription again.
REFRESH = "PT6H"
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
#: Longest line in bytes, without its end (RFC 5545, 3.1).
LINE = 75


class Entry(NamedTuple):
    """One event of a calendar; ``stamp``, ``starts_at``, ``ends_at``: aware datetimes."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    url: str
    status: str


def calendar_feed(entries, *, name):
    """Many entries as one calendar to subscribe to (bytes, CRLF); same entries, same bytes.

    ``entries``: iterable of ``Entry``. ``name``: what programs call the calendar. Written line by
    line, because a calendar of years is read every few hours by many programs and the library
    takes a millisecond an event; nobody is named in it.
    Source: RFC 5545; RFC 7986 for NAME and REFRESH-INTERVAL.
    """
    name = _text(name)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _fold(f"NAME:{name}"),
        _fold(f"X-WR-CALNAME:{name}"),
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    lines += [_event(entry) for entry in entries]
    lines += ["END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def _event(entry):
    location = f"\r\nLOCATION:{_text(entry.location)}" if entry.location else ""
    return (
        f"BEGIN:VEVENT\r\nUID:{entry.uid}\r\nSEQUENCE:{entry.sequence}\r\n"
        f"DTSTAMP:{_instant(entry.stamp)}\r\n"
        f"DTSTART:{_instant(entry.starts_at)}\r\nDTEND:{_instant(entry.ends_at)}\r\n"
        + _fold(f"SUMMARY:{_text(entry.summary)}")
        + _fold(location)
        + _fold(f"\r\nDESCRIPTION:{_text(entry.description)}")
        + _fold(f"\r\nURL:{entry.url}")
        + f"\r\nSTATUS:{entry.status}\r\nEND:VEVENT"
    )


# The same places and words come back from one event to the next.
@functools.lru_cache(maxsize=4096)
def _text(value):
    return _paragraphs(value).translate(ESCAPES)


def _instant(moment):
    if moment.tzinfo is not UTC:
        moment = _utc(moment)
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _fold(line):
    """The line cut where it passes 75 bytes, never inside a character."""
    data = line.encode()
    if len(data) <= LINE:
        return line
    parts, limit = [], LINE + (2 if line.startswith("\r\n") else 0)
    while len(data) > limit:
        cut = limit
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(data[:cut])
        data, limit = data[cut:], LINE - 1
    return b"\r\n ".join([*parts, data]).decode()
