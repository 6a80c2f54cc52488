"""Tacit approval: where its rules say so, a PV nobody contests is approved by the days that pass.

Only where the rules of its day give a number of days. The days of remarks must be over too, no
remark may wait for its answer, and the meeting that a letter already called to approve it keeps
its word: that one decides, and what it decided is noted until its own PV leaves. Where the rules
give no days and ask for no approval, nothing is asked of anybody: the PV stays as it was sent.
"""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from ..models import PV, AgendaItem, Meeting
from . import remarks
from .register import lock
from .sealing import close


def approve_due(now=None):
    """Approve what is due; called by the clock each hour. Returns how many PVs were approved."""
    now = now or timezone.now()
    sent = PV.objects.filter(status=PV.Status.SENT, meeting__is_imported=False)
    pvs = sent.select_related("meeting__zone").order_by("sent_at")
    return sum(approve(pv, now) for pv in pvs if is_due(pv, now))


def due_on(pv):
    """The first day a sent PV may count as approved, by the rules of its day; None: never."""
    days = pv.meeting.rules().tacit_days
    if days is None or pv.sent_at is None:
        return None
    waited = timezone.localdate(pv.sent_at) + timedelta(days=days)
    until = remarks.last_day(pv)
    return max(waited, until) + timedelta(days=1) if until else waited + timedelta(days=1)


def is_due(pv, now):
    """Whether the days have passed and nobody waits for an answer, nor a meeting for the PV."""
    day = due_on(pv)
    if day is None or timezone.localdate(now) < day or pv.remarks.open().exists():
        return False
    called = models.Q(meeting__status=Meeting.Status.CONVENED)
    # It was held: its verdict is noted with its PV, which has not left or is not even begun.
    held = models.Q(meeting__status=Meeting.Status.HELD, meeting__pv__sent_at=None)
    return not pv.approval_items.filter(called | held).exists()


@transaction.atomic
def approve(pv, now):
    """Approve one PV if it still is due, under its lock; True when it was."""
    pv = lock(pv)
    if pv.status != PV.Status.SENT or not is_due(pv, now):
        return False
    close(pv, PV.Status.TACIT, by=None, at=now)
    # Agendas still in preparation have nothing to approve any more.
    before_letter = (Meeting.Status.PLANNED, Meeting.Status.POSTPONED)
    waiting = AgendaItem.objects.filter(approves=pv, meeting__status__in=before_letter)
    waiting.filter(blocks=None).delete()
    return True
