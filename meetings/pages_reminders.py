"""What leaves by itself, told before it leaves: on the page of a meeting, on that of a zone."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import day_month

from .models import Meeting, ReminderKind
from .reminder_plan import (
    addressees,
    condition,
    rules_and_runs,
    timetable,
    verdict,
    with_notice,
)
from .services.convening import expected_members

#: How many meetings the page of a zone looks ahead.
SHOWN = 12


def label(kind):
    return {
        ReminderKind.ITEMS: _("Appel aux points de l’ordre du jour"),
        ReminderKind.CONVENE: _("Rappel d’envoyer les invitations"),
        ReminderKind.SILENT: _("Rappel à ceux qui n’ont pas répondu"),
        ReminderKind.PRACTICAL: _("Note pratique"),
    }[kind]


def panel(meeting, context):
    """« Ce qui partira seul »: one line a reminder, for ``components/todo.html``.

    ``meeting``: from ``with_reminders``; ``context``: that of the page, which has read the
    participations and the house rules: no query, but two to count those who would be on the list
    while nobody is. Nothing is told of a meeting that is over.
    """
    if not meeting.is_open or meeting.is_imported:
        return []
    people, profile = context["participants"], context["facts"].rules
    rules, runs = rules_and_runs(meeting)
    plan = timetable(meeting, rules, notice_days=profile.notice_days, runs=runs)
    today = timezone.localdate()
    return [_line(meeting, one, people, profile, today) for one in plan]


def _line(meeting, reminder, people, profile, today):
    flag, word, note = _left(reminder) or _stays(meeting, reminder, people, profile, today)
    if flag is None:
        flag, word, note = _coming(meeting, reminder, people, today)
    return {"flag_kind": flag, "flag_label": word, "text": label(reminder.kind), "note": note}


def _left(reminder):
    if reminder.run is None:
        return None
    day = day_month(reminder.run.at)
    if not reminder.run.letters:
        return (
            "muted",
            _("rien à envoyer"),
            _("le %(day)s, personne n’en avait besoin") % {"day": day},
        )
    return "ok", _("parti le %(day)s") % {"day": day}, _people(reminder.run.letters)


def _stays(meeting, reminder, people, profile, today):
    """Why it will not leave, or three times None."""
    if not reminder.is_on:
        return "muted", _("éteint"), _("pour toutes les réunions de la zone")
    reason = verdict(meeting, reminder.kind, agenda_form=profile.agenda_form)
    if not reason and today > reminder.last_on:
        reason = _("son jour était le %(day)s") % {"day": day_month(reminder.due_on)}
    return ("muted", _("ne part pas"), reason) if reason else (None, None, None)


def _coming(meeting, reminder, people, today):
    late = reminder.due_on < today
    word = _("dès que possible") if late else _("le %(day)s") % {"day": day_month(reminder.due_on)}
    missing = condition(meeting, reminder.kind, has_list=bool(people))
    if missing:
        return "", word, _("si %(condition)s") % {"condition": missing}
    return "soon", word, _to_whom(meeting, reminder.kind, people)


def _to_whom(meeting, kind, people):
    if kind == ReminderKind.CONVENE:
        return _("à la coordination, si rien n’est parti d’ici là")
    if kind == ReminderKind.ITEMS and not people:
        people = expected_members(meeting)
    count = _people(len(addressees(kind, people)))
    return count if kind == ReminderKind.ITEMS else _("%(people)s à ce jour") % {"people": count}


def _people(number):
    return ngettext("à %(n)s personne", "à %(n)s personnes", number) % {"n": number}


def departures(zone, rules):
    """What is still to leave for the coming meetings of ``zone``, soonest first; two queries.

    ``rules``: {kind: rule} of the zone. [{day, label, meeting}].
    """
    rows = Meeting.objects.filter(zone=zone, is_imported=False).upcoming()
    meetings = with_notice(rows).select_related("zone").prefetch_related("reminder_runs")[:SHOWN]
    today = timezone.localdate()
    found = [
        {"day": max(one.due_on, today), "label": label(one.kind), "meeting": meeting}
        for meeting in meetings
        for one in timetable(
            meeting,
            rules,
            notice_days=meeting.notice_then or 0,
            runs=meeting.reminder_runs.all(),
        )
        if one.is_on and one.run is None and today <= one.last_on and _is_possible(meeting, one)
    ]
    return sorted(found, key=lambda one: (one["day"], one["meeting"].starts_at))


def _is_possible(meeting, reminder):
    return not verdict(meeting, reminder.kind, agenda_form=None)
