"""What a letter says to its reader alone: their seats, a word for them, what they may read."""

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from concertation.memo import remembered
from zones.models.rules import Visibility

from .. import documents
from ..models import Letter, Participation
from ..models.levels import readable
from ..services.recipients import seats_of
from .names import plain_name


def facts(letter, items):
    """The personal part of the context. ``items``: the agenda of the meeting, a list."""
    row = letter.participation
    seats = list(filter(None, map(plain_name, _seats(row))))
    return {
        "institution": _listed(seats),
        "has_seats": len(seats) > 1,
        "note": row.personal_note.strip() if letter.kind == Letter.Kind.CONVOCATION else "",
        "topic": row.topic,
        "answered": _answered(row),
        "must_confirm": row.needs_confirmation,
        "joined_pvs": [pv for pv, _paper in _to_approve(letter, items)],
    }


def prepare(letters):
    """Look up at once the seats of everybody these letters go to."""
    rows = [letter.participation for letter in letters if letter.participation]
    meetings = {row.meeting_id for row in rows}
    addresses = {row.email.lower() for row in rows if row.email}
    same = Q(person__in={row.person_id for row in rows} - {None}) | Q(address__in=addresses)
    everybody = Participation.objects.annotate(address=Lower("email")).filter(
        same, meeting__in=meetings, is_invited=True
    )
    found = {}
    for one in everybody:
        for mark in (one.person_id, one.address):
            found.setdefault((one.meeting_id, mark), []).append(one)
    for row in rows:
        known = [
            one
            for mark in filter(None, (row.person_id, row.email.lower()))
            for one in found.get((row.meeting_id, mark), ())
        ]
        row.seats = _named(row, {one.pk: one for one in known if one.pk != row.pk}.values())


def papers_to_approve(letter):
    """The PVs the agenda submits to this reader, as they were sent: their ``Paper`` rows."""
    items = _submitting(letter.meeting)
    return [paper for _pv, paper in _to_approve(letter, items)]


@remembered
def _submitting(meeting):
    return list(meeting.agenda.filter(approves__isnull=False))


def _to_approve(letter, items):
    """(PV, its stored paper) for each one the agenda submits and this reader may read."""
    if letter.kind != Letter.Kind.CONVOCATION or not any(item.approves_id for item in items):
        return []
    pvs = [item.approves for item in items if item.approves_id]
    row = letter.participation
    levels = {pv: _level_then(row, pv) for pv in pvs if not pv.is_draft}
    readable_pvs = {pv: at for pv, at in levels.items() if pv.meeting.visibility in readable(at)}
    found = [(pv, _paper(pv, level)) for pv, level in readable_pvs.items()]
    return [(pv, paper) for pv, paper in found if paper]


@remembered
def _paper(pv, level):
    """The copy of the PV that was kept for the readers at ``level``."""
    return documents.stored_pv(pv, level)


def _level_then(row, pv):
    """The level at which the reader of ``row`` reads the PV of an earlier meeting."""
    if row.capacity == Participation.Capacity.COORDINATION:
        return Visibility.COORDINATION
    if row.person_id and row.person_id in _there(pv.meeting):
        return Visibility.PRESENT
    return Visibility.REGION if row.is_guest else Visibility.ZONE


@remembered
def _there(meeting):
    """Ids of the people noted present at an earlier meeting."""
    rows = meeting.participations.present().exclude(person=None)
    return set(rows.values_list("person", flat=True))


def _seats(row):
    """Names of the institutions its reader sits for, as the preview grouped them or as saved."""
    if hasattr(row, "seats"):
        return row.seats
    same = Q(person_id=row.person_id) if row.person_id else Q()
    if row.email:
        same |= Q(email__iexact=row.email)
    if not (same and row.pk):
        return _named(row, ())
    return _named(row, row.meeting.participations.filter(same, is_invited=True).exclude(pk=row.pk))


def _named(row, known):
    others = seats_of(row, list(known)) if known else []
    return dict.fromkeys(one.organisation_name for one in (row, *others))


def _listed(names):
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _answered(row):
    """« excusé », « remplacé par Luc Martens »: what they had answered; "" before any answer."""
    if row.answer == Participation.Answer.PENDING:
        return ""
    name = plain_name(row.replaced_by.person_name) if row.replaced_by else ""
    if name:
        return _("remplacé par %(name)s") % {"name": name}
    return row.get_answer_display()
