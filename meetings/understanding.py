"""What the form of an action understood of its words, told before anybody is written to."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from concertation.typography import current_language, date_short

from .due import read_due
from .known_names import OFFICE, PERSON, known_names
from .models import Meeting

PHONE = re.compile(r"\+?[\d\s./()-]{6,}\Z")


def split_owners(typed):
    """The names of a field: separated by commas or semicolons, each once, in order."""
    names = (" ".join(name.split()) for name in typed.replace(";", ",").split(","))
    return list(dict.fromkeys(name for name in names if name))


def due_of(meeting, text):
    """The day that the words of a deadline allow, or ``None``; « la prochaine » asks one query."""
    language = "nl" if meeting.languages == "nl" else current_language()
    ask = {"said_on": meeting.held_on, "next_meeting": lambda: next_meeting_on(meeting)}
    return read_due(text, language=language, **ask)


def next_meeting_on(meeting):
    """The day of the next meeting of the same kind in its zone, not called off; else ``None``."""
    later = Meeting.objects.filter(
        zone=meeting.zone_id, kind=meeting.kind, starts_at__gt=meeting.starts_at
    ).exclude(status=Meeting.Status.CANCELLED)
    found = later.order_by("starts_at").first()
    return found.held_on if found else None


def told(meeting, *, owners, due_on, due_text, contact):
    """Sentences on what was typed: whom, for when, and what stays as it is.

    ``due_on``: the exact date, which always wins, or ``None``.
    """
    lines = owner_lines(meeting, owners)
    if due_text.strip() and not due_on:
        read = due_of(meeting, due_text)
        lines.append(
            _("Échéance comprise : %(day)s") % {"day": date_short(read)}
            if read
            else _("Échéance gardée en toutes lettres : aucune date n’y est lue")
        )
    if contact.strip() and not looks_reachable(contact):
        lines.append(_("Ce contact ne ressemble ni à une adresse e-mail ni à un numéro"))
    return lines


def owner_lines(meeting, owners):
    """What each name means; nothing for a name that is exactly the one known."""
    lines = []
    for name in owners:
        meant = known_names(meeting).meaning(name)
        lines.append(owner_line(meant))
    return [line for line in lines if line]


def owner_line(meant):
    words = {"name": meant.typed, "known": meant.full_name}
    if meant.is_ambiguous:
        return _("« %(name)s » : plusieurs portent ce nom, il reste en toutes lettres") % words
    if meant.kind == OFFICE:
        return _("« %(name)s » : l’institution %(known)s") % words
    if meant.kind == PERSON:
        return _("« %(name)s » : %(known)s") % words if meant.typed != meant.full_name else ""
    return _("« %(name)s » : inconnu ici, le nom reste en toutes lettres") % words


def saved_lines(action, meeting):
    """As ``told``, for an action as it is saved: a query only where a name means nobody."""
    unknown = [o.name for o in action.owners.all() if not (o.person_id or o.organisation_id)]
    lines = owner_lines(meeting, unknown) if unknown else []
    if action.is_due_read and action.due_on:
        lines.append(_("Échéance comprise : %(day)s") % {"day": date_short(action.due_on)})
    elif action.due_text and not action.due_on:
        lines.append(_("Échéance gardée en toutes lettres : aucune date n’y est lue"))
    return lines


def looks_reachable(contact):
    """Is every part an e-mail address or a telephone number?"""
    return all(_is_address(part) or PHONE.match(part) for part in split_owners(contact))


def _is_address(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
