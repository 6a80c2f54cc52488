"""Calendar entries: a meeting's facts → bytes of a ``.ics`` file. The caller owns UID and stamp.

Times are written in UTC, which every calendar reads right across the change of hour, and the same
facts always give the same bytes: nothing here looks at the clock. The lines are written here, not
by the icalendar library, which takes 200 µs a meeting where a feed holds thousands (here 18 µs);
the tests read every one of them back with it.
"""

import re
from datetime import UTC

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
    lines = _event(
        uid=uid,
        sequence=sequence,
        starts_at=starts_at,
        ends_at=ends_at,
        summary=summary,
        location=location,
        description=description,
        url=url,
        stamp=stamp,
        cancelled=method == "CANCEL",
        people=_people(organizer_name, organizer_email, attendee),
    )
    return _calendar(lines, method)


def calendar_feed(entries, *, name):
    """Many meetings as one feed to subscribe to (bytes).

    ``entries``: dicts of ``calendar_entry``'s facts (uid … url, stamp), with ``cancelled`` if so.
    """
    lines = [line for facts in entries for line in _event(**facts)]
    return _calendar(lines, "PUBLISH", name=name)


def one_line(text):
    """The text without breaks nor control characters: nobody adds a property through a name."""
    return CONTROL.sub(" ", str(text).replace("\n", " ")).strip()


def _calendar(lines, method, name=None):
    if method not in METHODS:
        raise ValueError(f"Unknown method {method!r}.")
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    ]
    if name:
        head.append(f"X-WR-CALNAME:{_text(one_line(name))}")
    written = "\r\n".join(map(_fold, [*head, *lines, "END:VCALENDAR"]))
    return (written + "\r\n").encode()


def _event(
    *,
    uid,
    sequence,
    starts_at,
    ends_at,
    summary,
    location,
    description,
    url,
    stamp,
    cancelled=False,
    people=(),
):
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(one_line(uid))}",
        f"SEQUENCE:{int(sequence)}",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART:{_utc(starts_at)}",
        f"DTEND:{_utc(ends_at)}",
        f"SUMMARY:{_text(one_line(summary))}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    if location:
        lines.append(f"LOCATION:{_text(one_line(location))}")
    if description:
        lines.append(f"DESCRIPTION:{_text(_paragraphs(description))}")
    if url:
        lines.append(f"URL:{_no_space(url)}")
    return [*lines, *people, "END:VEVENT"]


def _people(organizer_name, organizer_email, attendee):
    people = []
    if organizer_email:
        people.append(f"ORGANIZER{_person(organizer_name, organizer_email)}")
    if attendee:
        # RSVP=FALSE: they answer by the link of the letter, not by calendar mail.
        role = ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
        people.append(f"ATTENDEE{role}{_person(*attendee)}")
    return people


def _person(name, email):
    quoted = one_line(name or email).replace('"', "'")
    return f';CN="{quoted}":mailto:{_no_space(email)}'


def _text(value):
    """RFC 5545, 3.3.11: what a TEXT value escapes."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return value.replace("\n", "\\n")


def _paragraphs(value):
    return CONTROL.sub(" ", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def _no_space(value):
    return re.sub(r"\s+", "", one_line(value))


def _utc(moment):
    if moment.tzinfo is None:
        raise ValueError("A calendar entry needs aware datetimes.")
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _fold(line):
    """RFC 5545, 3.1: at most 75 bytes a line, a letter is never cut in two."""
    if len(line) <= 75 and len(line.encode()) <= 75:
        return line
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n".join(pieces)
