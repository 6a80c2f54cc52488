"""« Annoncer la date »: the date goes into everybody's calendar before the convocation."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Letter, Meeting
from .announced import was_announced
from .convening import sync_participants
from .errors import Refused, WrongStatus
from .letters import queue_letters
from .recipients import leads

__all__ = ["announce_date", "to_announce", "was_announced"]

IN_PREPARATION = (Meeting.Status.PLANNED, Meeting.Status.POSTPONED)


@transaction.atomic
def announce_date(meeting, *, by):
    """Write the date, with its calendar entry, to the people of the list who do not know it yet.

    The list is proposed from the members of the zone where nobody made one. Returns the number of
    letters queued. Raises ``WrongStatus`` unless the meeting is in preparation, ``Refused`` when
    its date is past or everybody knows it.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("zone")
    meeting = rows.get(pk=meeting.pk)
    if meeting.status not in IN_PREPARATION:
        raise WrongStatus(_("Cette réunion est déjà convoquée, tenue ou annulée."))
    if meeting.starts_at <= timezone.now():
        raise Refused(_("La date de la réunion est passée : corrigez-la avant de l’annoncer."))
    if not meeting.participations.exists():
        sync_participants(meeting)
    count = queue_letters(meeting, to_announce(meeting), Letter.Kind.DATE, by=by)
    if not count:
        raise Refused(_("Personne à prévenir : la date est déjà annoncée à toute la liste."))
    return count


def to_announce(meeting):
    """Who gets the letter and was not written the date yet: one participation per reader."""
    told = meeting.letters.filter(kind=Letter.Kind.DATE).exclude(status=Letter.Status.WITHDRAWN)
    known = set(told.values_list("participation", flat=True))
    readers = leads(list(meeting.participations.filter(is_invited=True)))
    return [row for row in readers if row.email and row.pk not in known]
