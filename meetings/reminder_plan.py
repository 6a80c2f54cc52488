"""When the reminders of a meeting leave, to whom, and what stands in their way; nothing is saved.

The page that announces them and the worker that sends them ask the same functions.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from concertation.json_rows import as_model, rows_within
from zones.models import HouseRules

from .models import Meeting, Participation, ReminderKind, ReminderRule, ReminderRun

#: A worker that was down catches up with what is two days late, never more.
GRACE = timedelta(days=2)
#: Days of margin for the coordination between the nudge and the last day the notice allows.
NUDGE_MARGIN = 2
LONGEST = 60
IN_PREPARATION = (Meeting.Status.PLANNED, Meeting.Status.POSTPONED)


@dataclass(frozen=True)
class Reminder:
    """One reminder of one meeting: it leaves on ``due_on``, or late but not after ``last_on``.

    ``run``: the proof that it left for this date, or None.
    """

    kind: ReminderKind
    is_on: bool
    due_on: date
    last_on: date
    run: ReminderRun | None

    def is_due(self, today):
        return self.is_on and self.run is None and self.due_on <= today <= self.last_on


def switches(zones):
    """{zone id: {kind: rule}} for the ``zones`` (ids): what a zone did not set is the default.

    One query. A rule that was never saved has no primary key.
    """
    kept = {zone: {} for zone in zones}
    for rule in ReminderRule.objects.filter(zone__in=kept):
        kept[rule.zone_id][rule.kind] = rule
    return {zone: _completed(rules, zone) for zone, rules in kept.items()}


def follow_up_switches(zones):
    """As ``switches``, for the reminders of actions and of PVs; one query."""
    kept = {zone: {} for zone in zones}
    for rule in ReminderRule.objects.filter(zone__in=kept, kind__in=ReminderRule.DAYS_OF_FOLLOW_UP):
        kept[rule.zone_id][rule.kind] = rule
    return {
        zone: _completed(rules, zone, ReminderRule.DAYS_OF_FOLLOW_UP)
        for zone, rules in kept.items()
    }


def with_reminders(rows):
    """Meetings, each with what ``rules_and_runs`` needs, without a query more."""
    rules = ReminderRule.objects.filter(zone=OuterRef("zone"))
    runs = ReminderRun.objects.filter(meeting=OuterRef("pk"))
    names = ("kind", "is_on", "days_before"), ("kind", "for_day", "at", "letters")
    asked_rules, asked_runs = ({name: name for name in fields} for fields in names)
    return rows.annotate(
        kept_rules=rows_within(rules, "zone", **asked_rules),
        kept_runs=rows_within(runs, "meeting", **asked_runs),
    )


def rules_and_runs(meeting):
    """``({kind: rule}, [run])`` of one meeting; one query, none after ``with_reminders``."""
    kept = meeting
    if not hasattr(meeting, "kept_rules"):
        kept = with_reminders(Meeting.objects.filter(pk=meeting.pk).only("pk")).get()
    rules = [as_model(ReminderRule, values) for values in kept.kept_rules or []]
    runs = [as_model(ReminderRun, values) for values in kept.kept_runs or []]
    return _completed({rule.kind: rule for rule in rules}, meeting.zone_id), runs


def _completed(rules, zone, days_of=ReminderRule.DAYS_BEFORE):
    return {
        kind: rules.get(kind) or ReminderRule(zone_id=zone, kind=kind, days_before=days)
        for kind, days in days_of.items()
    }


def with_notice(rows):
    """Meetings, each with ``notice_then``: the clear days its zone asks for on its day."""
    profiles = HouseRules.objects.filter(
        zone=OuterRef("zone"), valid_from__lte=OuterRef("starts_at")
    )
    return rows.annotate(
        notice_then=Subquery(profiles.order_by("-valid_from").values("notice_days")[:1])
    )


def timetable(meeting, rules, *, notice_days, runs):
    """The four ``Reminder`` of ``meeting``, in the order they leave.

    ``rules``: {kind: rule} of its zone. ``notice_days``: clear days between letter and meeting;
    the nudge comes early enough to respect them. ``runs``: what left already, for any date.
    A reminder that is late never leaves on the day of the next one, nor on that of the meeting.
    """
    day = meeting.held_on
    due = {
        kind: day - timedelta(days=_days_before(kind, rule, notice_days))
        for kind, rule in rules.items()
    }
    left = {run.kind: run for run in runs if run.for_day == day}
    steps = [due[kind] for kind, rule in rules.items() if rule.is_on] + [day]
    return [
        Reminder(kind, rules[kind].is_on, due[kind], _last_day(due[kind], steps), left.get(kind))
        for kind in sorted(due, key=due.get)
    ]


def _days_before(kind, rule, notice_days):
    if kind != ReminderKind.CONVENE:
        return rule.days_before
    return min(LONGEST, max(rule.days_before, notice_days + NUDGE_MARGIN))


def _last_day(due_on, steps):
    following = min(step for step in steps if step > due_on)
    return min(due_on + GRACE, following - timedelta(days=1))


def verdict(meeting, kind, *, agenda_form):
    """Why this reminder will not leave, as a sentence, however long one waits; "" otherwise."""
    if not meeting.is_open:
        return _("la réunion est tenue ou annulée")
    if meeting.is_imported:
        return _("la réunion a été reprise d’un ancien PV")
    if kind in (ReminderKind.ITEMS, ReminderKind.CONVENE) and meeting.is_convened:
        return _("les invitations sont parties")
    if kind == ReminderKind.ITEMS and agenda_form == HouseRules.AgendaForm.NONE:
        return _("la zone se réunit sans ordre du jour")
    return ""


def condition(meeting, kind, *, has_list):
    """What must happen first, as a sentence after « si »; "" when nothing is missing.

    Only a meeting that counts for the quota calls all the members of its zone: the list of a
    working group or of a meeting of directors is first made by hand.
    """
    if kind in (ReminderKind.SILENT, ReminderKind.PRACTICAL) and meeting.status in IN_PREPARATION:
        return _("les invitations sont parties d’ici là")
    if kind == ReminderKind.ITEMS and not (has_list or meeting.counts_for_quota):
        return _("la liste des invités est faite d’ici là")
    return ""


def addressees(kind, rows):
    """Who of the participations ``rows`` gets the letter of ``kind``; the nudge goes to none."""
    return [row for row in rows if row.is_invited and row.email and _CHOSEN[kind](row)]


def _is_partner(row):
    """The coordination writes the agenda: it is not asked for its own points."""
    return row.capacity != Participation.Capacity.COORDINATION


def _is_silent(row):
    return row.is_expected and row.answer == Participation.Answer.PENDING


def _may_come(row):
    """Whoever comes, whoever may: silent members, and answers given for another date."""
    answers = Participation.Answer
    if row.answer == answers.COMING or _is_silent(row):
        return True
    return row.needs_confirmation and row.answer != answers.UNCONCERNED


_CHOSEN = {
    ReminderKind.ITEMS: _is_partner,
    ReminderKind.CONVENE: lambda row: False,
    ReminderKind.SILENT: _is_silent,
    ReminderKind.PRACTICAL: _may_come,
}
