"""« Reporter au… »: an item put off to a coming meeting, or to the next one, not fixed yet."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import PV, AgendaItem, Meeting
from .changes import locked
from .errors import Refused, WrongStatus
from .follow_up import copy_of
from .planning import add_item, delete_item

Outcome = AgendaItem.Outcome


def coming(meeting):
    """The meetings of its zone to which an item of ``meeting`` may be put off, soonest first."""
    rows = Meeting.objects.filter(zone=meeting.zone_id, is_imported=False).upcoming()
    rows = rows.filter(starts_at__gt=max(meeting.starts_at, timezone.now()))
    return rows.exclude(status__in=Meeting.HELD).select_related("zone")


@transaction.atomic
def defer_item(item, *, to, by):
    """Put ``item`` off to the meeting ``to``, or to one not fixed yet (``None``).

    The item is taken up there at once, as an additional point once convened. Raises ``WrongStatus``
    once the PV left, also while it is corrected, or the meeting is called off; ``Refused`` for a
    meeting that is not one of the coming ones of the zone, or when it was announced at the date it
    is put off from now.
    """
    item = _held(item)
    if to is not None:
        to = coming(item.meeting).filter(pk=to.pk).first() if to.pk != item.meeting_id else None
        if to is None:
            raise Refused(_("Choisissez une réunion à venir de la zone, pas encore tenue."))
    if item.outcome == Outcome.DEFERRED and to == item.deferred_to:
        return item  # the second click
    _withdraw_copy(item)
    item.outcome, item.deferred_to = Outcome.DEFERRED, to
    item.save()
    if to is not None:
        _take_up_there(item, to)
    return item


@transaction.atomic
def undo_defer(item, *, by):
    """It is treated at its own meeting after all: the item taken up elsewhere goes away."""
    item = _held(item)
    if item.outcome != Outcome.DEFERRED:
        return item
    _withdraw_copy(item)
    item.outcome, item.deferred_to = "", None
    item.save()
    return item


def _held(item):
    """The item as it stands, its meeting held, its text still open."""
    meeting = locked(item.meeting)
    pv = PV.objects.select_for_update().filter(meeting=meeting).first()
    if meeting.status == Meeting.Status.CANCELLED or (pv and not pv.is_editable):
        raise WrongStatus(
            _("Le PV est parti ou la réunion annulée : ses points ne se reportent plus.")
        )
    if pv and pv.edition > 1:
        raise WrongStatus(_("Ce PV est en rectification : ses points ne se reportent plus."))
    item = AgendaItem.objects.select_related("deferred_to").get(pk=item.pk)
    item.meeting = meeting
    return item


def _take_up_there(item, meeting):
    taken = meeting.agenda.filter(carried_from=item)
    submitted = meeting.agenda.filter(approves=item.approves_id) if item.approves_id else None
    if taken.exists():
        return
    if submitted is not None and submitted.update(carried_from=item):
        return  # the approval of that PV stands there already
    copy = copy_of(item)
    copy.approves_id = item.approves_id
    add_item(meeting, copy)


def _withdraw_copy(item):
    """Take the item off the agenda it was put off to, unless something became of it there."""
    if item.deferred_to is None:
        return
    copy = item.deferred_to.agenda.filter(carried_from=item).first()
    if copy is None:
        return
    if copy.blocks.exists():
        raise Refused(_("Ce point a déjà un texte à la réunion où il est reporté : il y reste."))
    delete_item(copy)
