"""The letters that the clock sends: what they say besides the facts of the meeting."""

from django.utils import timezone
from django.utils.translation import override

from .. import wording
from ..models import Participation, ReminderKind
from ..reminder_plan import rules_and_runs, timetable
from . import letters


def items_call(letter):
    """The call for agenda items; ``before`` is the day the invitations should leave, or None."""
    meeting = letter.meeting
    rules, runs = rules_and_runs(meeting)
    plan = timetable(meeting, rules, notice_days=meeting.rules().notice_days, runs=runs)
    convening = next(one for one in plan if one.kind == ReminderKind.CONVENE)
    is_ahead = convening.due_on > timezone.localdate()
    return letters.build(letter, before=convening.due_on if is_ahead else None)


def practical(letter):
    """The practical note: how to get there, what to read, whom to call."""
    meeting, row = letter.meeting, letter.participation
    with override(letter.language):
        organisers = wording.organisers(meeting)
        directions = wording.directions(meeting)[0]
    return letters.build(
        letter,
        directions=directions,
        documents=[str(one) for one in meeting.attachments.for_invited()],
        phones=[(org.name, org.phone) for org in organisers if org.phone],
        is_silent=row.answer == Participation.Answer.PENDING,
        must_confirm=row.needs_confirmation,
    )
