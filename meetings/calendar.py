"""Meetings as calendar entries: the facts of a file, in the language of the reader."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from concertation import ics
from concertation.bilingual import localised

from . import wording


def entry(meeting, *, language, method="PUBLISH", attendee=None, url=""):
    """One meeting as an ``.ics`` file (bytes); same meeting, same bytes.

    ``method``: PUBLISH (a file to keep), REQUEST (comes with a letter), CANCEL (withdrawal).
    ``attendee``: (name, e-mail) of the reader. ``url``: the page the entry opens, absolute.
    """
    name, email = _organizer(meeting, language)
    return ics.calendar_entry(
        **_facts(meeting, language, url),
        organizer_name=name,
        organizer_email=email,
        method=method,
        attendee=attendee,
    )


def _facts(meeting, language, url):
    with override(language):
        return {
            "uid": meeting.uid,
            "sequence": meeting.sequence,
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
            "summary": _summary(meeting),
            "location": wording.location(meeting),
            "description": _description(meeting, url),
            "url": url,
            "stamp": _stamp(meeting),
        }


def _summary(meeting):
    title = localised(meeting, "title")[0]
    return " – ".join(part for part in (wording.body_name(meeting), title) if part)


def _description(meeting, url):
    items = meeting.agenda.all() if meeting.is_agenda_public else []
    lines = [
        f"{number}. {localised(item, 'title')[0]}" for number, item in enumerate(items, start=1)
    ]
    if lines:
        lines.insert(0, _("Ordre du jour"))
    if url:
        lines += ["", url] if lines else [url]
    return "\n".join(lines)


def _stamp(meeting):
    """When the entry last changed: the last event, never the clock."""
    events = sorted(meeting.events.all(), key=lambda event: (event.at, event.pk))
    return events[-1].at if events else meeting.created_at


def _organizer(meeting, language):
    """The coordinating institution that has an address; ours otherwise."""
    with override(language):
        for organisation in wording.organisers(meeting):
            if organisation.email:
                return organisation.name, organisation.email
        return wording.sender_name(meeting.zone), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
