"""Reminders of what was promised: one before the date, one after, then silence."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..models import PV, ActionItem, ActionNotice, Meeting, ReminderKind
from ..reminder_plan import GRACE, follow_up_switches
from .owners import owners_of, write
from .reminders import OPENS_AT

logger = logging.getLogger("concertation.clock")

Kind = ActionNotice.Kind
SWITCHES = {Kind.BEFORE: ReminderKind.DUE_SOON, Kind.AFTER: ReminderKind.OVERDUE}
#: A little more than the longest rule, on either side of today.
HORIZON = timezone.timedelta(days=33)


def send_due(now=None):
    """Write what is due; returns the number of letters queued.

    Run as often as one likes, by as many workers as one likes: a reminder leaves once for a date.
    Nothing leaves before ``OPENS_AT``. One meeting that fails does not stop the others.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour < OPENS_AT:
        return 0
    letters = 0
    for pk in sorted({action.block.item.meeting_id for action, _kind in _due(now)}):
        try:
            letters += send(pk, now=now)
        except Exception:
            logger.exception("reminders of the actions of meeting %s could not leave", pk)
    return letters


def send(pk, *, now=None):
    """Write the reminders due of the actions of one meeting; returns the letters queued.

    Proofs and letters are one transaction, under the lock of the meeting; the database refuses a
    second proof for the same date.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=pk)
            return sum(_write(meeting, kind, now) for kind in SWITCHES)
    except IntegrityError:
        logger.info("reminders of the actions of meeting %s left from another worker", pk)
        return 0


def _write(meeting, kind, now):
    actions = [action for action, due in _due(now, meeting=meeting.pk) if due == kind]
    recipients, _unreached = owners_of(meeting, actions)
    days = {action.pk: action.due_on for action in actions}
    notices = ActionNotice.objects.filter(action__in=actions, kind=kind)
    told = set(notices.values_list("action", "person", "for_day"))
    count = 0
    for one in recipients:
        fresh = [a for a in one.actions if (a.pk, one.person.pk, days[a.pk]) not in told]
        count += write(meeting, one.person, fresh, kind)
    return count


def _due(now, **of):
    """[(action, kind)] of what is to be reminded of today, told or not; two queries and owners'.

    Not of a PV that left on the day of the reminder or later: its letter has just said it.
    """
    today = timezone.localtime(now).date()
    rows = ActionItem.objects.open().filter(
        due_on__range=(today - HORIZON, today + HORIZON), block__item__meeting__is_imported=False
    )
    rows = rows.exclude(block__item__meeting__pv__status__in=PV.UNSENT)
    rows = rows.filter(block__item__meeting__pv__isnull=False)
    if of:
        rows = rows.filter(block__item__meeting=of["meeting"])
    rows = rows.select_related("block__item__meeting__pv")
    actions = list(rows.prefetch_related("owners__person", "owners__organisation"))
    rules = follow_up_switches({action.zone_id for action in actions})
    return [
        (action, kind)
        for action in actions
        for kind in SWITCHES
        if _is_due(action, kind, rules[action.zone_id], today)
    ]


def _is_due(action, kind, rules, today):
    rule = rules[SWITCHES[kind]]
    shift = timezone.timedelta(days=rule.days_before)
    day = action.due_on - shift if kind == Kind.BEFORE else action.due_on + shift
    last = day + GRACE
    if kind == Kind.BEFORE:
        last = min(last, action.due_on - timezone.timedelta(days=1))
    sent_on = timezone.localtime(action.block.item.meeting.pv.sent_at).date()
    return rule.is_on and day <= today <= last and sent_on < day
