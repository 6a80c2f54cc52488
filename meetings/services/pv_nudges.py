"""The PV that was not sent: its coordination is told three times, then nobody is."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..models import PV, Letter, Meeting, ReminderKind, ReminderRule, ReminderRun
from ..reminder_plan import GRACE, follow_up_switches
from .letters import queue_staff
from .reminders import OPENS_AT, coordinators

logger = logging.getLogger("concertation.clock")

#: A little more than the longest rule and its last step.
HORIZON = timezone.timedelta(days=42)


def send_due(now=None):
    """Write to the coordination of each meeting whose PV is late today; returns the letters queued.

    As ``reminders.send_due``: as often as one likes, once a step, not before ``OPENS_AT``.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour < OPENS_AT:
        return 0
    letters = 0
    for pk in _due(now):
        try:
            letters += send(pk, now=now)
        except Exception:
            logger.exception("reminder of the PV of meeting %s could not leave", pk)
    return letters


def owes_pv(meeting, pv):
    """Whether a PV is expected: formal meetings owe one, the others when somebody opened it.

    ``pv``: its PV or ``None``. Minutes taken over from the past are nobody's debt.
    """
    if not meeting.is_held or meeting.is_imported:
        return False
    return pv.is_draft if pv else meeting.counts_for_quota


def step_of(meeting, rule, today):
    """The day of the step that is due today (a date), late by ``GRACE`` at most, or ``None``."""
    first = meeting.held_on + timezone.timedelta(days=rule.days_before)
    steps = [first + timezone.timedelta(days=days) for days in ReminderRule.PV_STEPS]
    due = [day for day in steps if day <= today <= day + GRACE]
    return due[-1] if rule.is_on and due else None


def send(pk, *, now=None):
    """Send one reminder of the PV of a meeting if it still is to leave; returns the letters."""
    now = now or timezone.now()
    try:
        with transaction.atomic():
            rows = Meeting.objects.select_for_update(of=("self",)).select_related("zone")
            return _send(rows.get(pk=pk), now)
    except IntegrityError:
        logger.info("the reminder of the PV of meeting %s left from another worker", pk)
        return 0


def _send(meeting, now):
    rule = follow_up_switches({meeting.zone_id})[meeting.zone_id][ReminderKind.PV_LATE]
    day = step_of(meeting, rule, timezone.localtime(now).date())
    pv = PV.objects.filter(meeting=meeting).first()
    if day is None or not owes_pv(meeting, pv):
        return 0
    if meeting.reminder_runs.filter(kind=ReminderKind.PV_LATE, for_day__gte=day).exists():
        return 0
    run = ReminderRun.objects.create(
        meeting=meeting, kind=ReminderKind.PV_LATE, for_day=day, at=now
    )
    run.letters = queue_staff(meeting, coordinators(meeting.zone_id), Letter.Kind.PV_LATE)
    run.save(update_fields=["letters"])
    return run.letters


def _due(now):
    """Ids of the meetings whose PV looks late today; ``send`` asks again. Three queries."""
    today = timezone.localtime(now).date()
    rows = Meeting.objects.held().filter(
        is_imported=False, starts_at__gt=now - HORIZON, starts_at__lt=now
    )
    rows = rows.exclude(pv__isnull=False, pv__status__in=set(PV.Status) - set(PV.UNSENT))
    meetings = list(rows.prefetch_related("reminder_runs"))
    rules = follow_up_switches({meeting.zone_id for meeting in meetings})
    return [
        meeting.pk
        for meeting in meetings
        if (day := step_of(meeting, rules[meeting.zone_id][ReminderKind.PV_LATE], today))
        and not any(
            run.kind == ReminderKind.PV_LATE and run.for_day >= day
            for run in meeting.reminder_runs.all()
        )
    ]
