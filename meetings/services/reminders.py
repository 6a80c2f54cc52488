"""Reminders: sent by the clock, once a date, to whom they concern at the moment they leave."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from zones.models import Mandate

from .. import tasks
from ..models import Letter, Meeting, ReminderKind, ReminderRule, ReminderRun
from ..reminder_plan import (
    addressees,
    condition,
    rules_and_runs,
    switches,
    timetable,
    verdict,
    with_notice,
)
from .convening import sync_participants
from .errors import Refused
from .letters import queue_letters, queue_staff

logger = logging.getLogger("concertation.clock")

#: Nobody is written to before eight in the morning, Brussels time; any day of the week.
OPENS_AT = 8
#: Nobody gets a reminder within twelve hours of the letter it reminds of, or of another reminder.
RECENTLY = timezone.timedelta(hours=12)
#: A little more than the longest rule: no reminder of a later meeting is due.
HORIZON = timezone.timedelta(days=62)
_OPEN = (Meeting.Status.PLANNED, Meeting.Status.CONVENED, Meeting.Status.POSTPONED)
LETTERS = {
    ReminderKind.ITEMS: Letter.Kind.ITEMS_CALL,
    ReminderKind.CONVENE: Letter.Kind.NUDGE,
    ReminderKind.SILENT: Letter.Kind.REMINDER,
    ReminderKind.PRACTICAL: Letter.Kind.PRACTICAL,
}


def send_due(now=None):
    """Send every reminder whose day has come; returns the number of letters queued.

    Run as often as one likes, by as many workers as one likes: a reminder leaves once for a date.
    Nothing leaves before ``OPENS_AT``. One meeting that fails does not stop the others.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour < OPENS_AT:
        return 0
    letters = 0
    for pk, kind in _due(now):
        try:
            letters += send(pk, kind, now=now)
        except Exception:
            logger.exception("reminder %s of meeting %s could not leave", kind, pk)
    return letters


def _due(now):
    """(meeting id, kind) of what looks due; ``send`` asks again once it holds the meeting."""
    rows = Meeting.objects.filter(
        status__in=_OPEN, is_imported=False, starts_at__gt=now, starts_at__lt=now + HORIZON
    )
    meetings = list(with_notice(rows).prefetch_related("reminder_runs"))
    rules = switches(meeting.zone_id for meeting in meetings)
    today = timezone.localtime(now).date()
    return [
        (meeting.pk, reminder.kind)
        for meeting in meetings
        for reminder in timetable(
            meeting,
            rules[meeting.zone_id],
            notice_days=meeting.notice_then or 0,
            runs=meeting.reminder_runs.all(),
        )
        if reminder.is_due(today)
    ]


def send(pk, kind, *, now=None):
    """Send one reminder of one meeting if it still is to leave; returns the letters queued.

    The proof that it left and its letters are one transaction, under the lock of the meeting; the
    database refuses a second proof for the same date.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            rows = Meeting.objects.select_for_update(of=("self",)).select_related("zone")
            return _send(rows.get(pk=pk), kind, now)
    except IntegrityError:
        if not ReminderRun.objects.filter(meeting=pk, kind=kind, at__gte=now - RECENTLY).exists():
            raise
        return 0  # another worker was first


def _send(meeting, kind, now):
    if not _may_leave(meeting, kind, now):
        return 0
    run = ReminderRun.objects.create(meeting=meeting, kind=kind, for_day=meeting.held_on, at=now)
    run.letters = _write(meeting, kind, now)
    run.save(update_fields=["letters"])
    return run.letters


def _may_leave(meeting, kind, now):
    profile = meeting.rules()
    rules, runs = rules_and_runs(meeting)
    plan = timetable(meeting, rules, notice_days=profile.notice_days, runs=runs)
    reminder = next(one for one in plan if one.kind == kind)
    return (
        reminder.is_due(timezone.localtime(now).date())
        and not verdict(meeting, kind, agenda_form=profile.agenda_form)
        and not condition(meeting, kind, has_list=meeting.participations.exists())
        and not _is_fresh(meeting, kind, now)
    )


def _is_fresh(meeting, kind, now):
    """Whether the letter this one reminds of has only just left: the next ticks will see."""
    if kind not in (ReminderKind.SILENT, ReminderKind.PRACTICAL):
        return False
    convened = meeting.events.filter(kind=Meeting.Status.CONVENED, at__gt=now - RECENTLY)
    return convened.exists()


def _write(meeting, kind, now):
    if kind == ReminderKind.CONVENE:
        return queue_staff(meeting, coordinators(meeting.zone_id), LETTERS[kind])
    if kind == ReminderKind.ITEMS and meeting.counts_for_quota:
        sync_participants(meeting)
    rows = addressees(kind, meeting.participations.all())
    recently = meeting.letters.filter(kind=LETTERS[kind], created_at__gt=now - RECENTLY)
    known = set(recently.values_list("participation_id", flat=True))
    rows = [row for row in rows if row.pk not in known]
    return queue_letters(meeting, rows, LETTERS[kind], by=None) if rows else 0


def coordinators(zone):
    """Accounts of those who coordinate the zone (its id) today."""
    mandates = Mandate.objects.on(timezone.localdate()).coordinating()
    people = mandates.filter(membership__zone=zone).values("person")
    return User.objects.filter(person__in=people, is_active=True).order_by("pk")


# --- What a zone decides ------------------------------------------------------------------------


@transaction.atomic
def set_rules(zone, wanted):
    """Keep the reminders of a zone: ``wanted`` is {kind: (is on, days)}, see ``ReminderRule``.

    A kind that is not given stays as it is. Raises ``ValidationError`` for days out of bounds,
    ``Refused`` when the letters to the partners would not follow each other: the points, then the
    reminder, then the practical note.
    """
    partners = [kind for kind in ReminderRule.DAYS_BEFORE if kind != ReminderKind.CONVENE]
    order = [kind for kind in partners if wanted[kind][0]]
    days = [wanted[kind][1] for kind in order]
    if any(later >= sooner for sooner, later in zip(days, days[1:], strict=False)):
        raise Refused(
            _(
                "Les lettres aux partenaires se suivent : l’appel aux points d’abord, puis le "
                "rappel, puis la note pratique. Corrigez les jours."
            )
        )
    for kind, (is_on, days_before) in wanted.items():
        rule = ReminderRule.objects.filter(zone=zone, kind=kind).first()
        rule = rule or ReminderRule(zone=zone, kind=kind)
        rule.is_on, rule.days_before = is_on, days_before
        rule.full_clean()
        rule.save()
    tasks.keep_the_clock()
