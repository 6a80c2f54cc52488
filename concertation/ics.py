"""Calendar entries: a meeting's facts → bytes of a ``.ics`` file. The caller owns UID and stamp.

Times are written in UTC, which every calendar reads right across the change of hour, and the same
facts always give the same bytes: nothing here looks at the clock.
"""

import re
from datetime import UTC

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
