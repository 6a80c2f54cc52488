"""What the clock would have sent before the demonstration begins: it does not send it at once."""

from datetime import datetime, time

from django.utils import timezone

from meetings.models import Meeting, ReminderRun
from meetings.reminder_plan import addressees, rules_and_runs, timetable
from meetings.services.convening import sync_participants


def load(today):
    """The proof of each reminder whose day has come, on that day at eight.

    The calls for items of the meetings in preparation left; their letters are not kept.
    """
    for meeting in Meeting.objects.filter(is_imported=False, status="planned").upcoming():
        rules, runs = rules_and_runs(meeting)
        notice = meeting.rules().notice_days
        for reminder in timetable(meeting, rules, notice_days=notice, runs=runs):
            if reminder.due_on <= today:
                _leave(meeting, reminder)


def _leave(meeting, reminder):
    if reminder.kind == "items" and meeting.counts_for_quota:
        sync_participants(meeting)
    ReminderRun.objects.create(
        meeting=meeting,
        kind=reminder.kind,
        for_day=meeting.held_on,
        at=timezone.make_aware(datetime.combine(reminder.due_on, time(8))),
        letters=len(addressees(reminder.kind, meeting.participations.all())),
    )
