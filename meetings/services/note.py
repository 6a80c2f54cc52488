"""« Note pour les absents »: what was decided, asked of them and when, sent once to each."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import documents
from ..absentees import absentees
from ..models import PV, Letter, Paper
from ..readership import level_of_reader
from .errors import Refused, WrongStatus
from .letters import queue_letters
from .recipients import leads


def waiting_for(pv):
    """``Absent`` institutions whom no note reached yet, each with ``to``: the rows to write to."""
    written = pv.meeting.letters.filter(kind=Letter.Kind.NOTE)
    written = written.exclude(status=Letter.Status.WITHDRAWN)
    told = set(written.values_list("participation", flat=True))
    groups = absentees(pv.meeting)
    # Somebody who sits for two institutions reads one letter.
    everybody = leads([row for absent in groups for row in absent.reachable])
    chosen = {row.pk for row in everybody} - told
    for absent in groups:
        absent.to = [row for row in absent.rows if row.pk in chosen]
        absent.is_told = any(row.pk in told for row in absent.rows)
    return groups


@transaction.atomic
def send_note(pv, *, by):
    """Send the note to the institutions that had nobody there; returns the number of letters.

    The page is kept as it left, one for each circle of readers. Raises ``WrongStatus`` while the PV
    has not left, ``Refused`` when nobody is left to write to: a second click sends nothing.
    """
    pv = PV.objects.select_for_update(of=("self",)).select_related("meeting__zone").get(pk=pv.pk)
    if pv.is_draft:
        raise WrongStatus(_("La note suit le PV : envoyez-le d’abord."))
    rows = [row for absent in waiting_for(pv) for row in absent.to]
    if not rows:
        raise Refused(_("La note est déjà partie, ou personne n’a d’adresse : rien n’est envoyé."))
    papers = {level: _keep(pv, level) for level in sorted({level_of_reader(row) for row in rows})}
    return queue_letters(
        pv.meeting,
        rows,
        Letter.Kind.NOTE,
        by=by,
        paper=lambda row: papers[level_of_reader(row)],
    )


def _keep(pv, level):
    return Paper.objects.create(
        kind=Paper.Kind.NOTE,
        meeting=pv.meeting,
        language=pv.meeting.languages,
        audience=level,
        file_name=documents.note_name(pv),
        content=documents.note(pv, level),
    )
