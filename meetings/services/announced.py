"""Who knows of a meeting's date: those are told when it moves or is called off."""

from django.db.models import Exists, OuterRef, Q

from ..models import Letter, Meeting


def _date_letters(**of):
    """Announcements of the date that left or may still leave."""
    rows = Letter.objects.filter(kind=Letter.Kind.DATE, **of)
    return rows.exclude(status=Letter.Status.WITHDRAWN)


def was_announced(meeting):
    """Whether partners have the date in their calendar: by a letter of convening, or a poll."""
    return _convened(meeting).exists() or _date_letters(meeting=meeting).exists()


def date_was_announced(meeting):
    """Whether a calendar entry left before the convocation, which must then replace it."""
    return _date_letters(meeting=meeting).exists()


def _convened(meeting):
    return meeting.events.filter(kind=Meeting.Status.CONVENED)


def told(meeting):
    """The participations to tell of a change: those who were written the date.

    Once convened, everybody invited; and always whoever got the date, even if they were taken off
    the list since: it stands in their calendar.
    """
    announced = Q(Exists(_date_letters(participation=OuterRef("pk"))))
    convened = Q(Exists(_convened(meeting)), is_invited=True)
    return meeting.participations.filter(convened | announced)
