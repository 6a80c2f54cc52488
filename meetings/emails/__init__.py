"""A row of the outbox → an unsent message in its reader's language."""

from ..models import Letter
from . import actions, contradiction, cosigning, letters, note, polls, reader, reminders, staff
from .names import plain_name


def build(letter):
    """The unsent ``EmailMultiAlternatives`` of a ``Letter``, whatever its kind.

    Saves nothing; the same letter always carries the same Message-ID.
    """
    return BUILDERS.get(letter.kind, letters.build)(letter)


def prepare(letters):
    """Look up at once what the letters of a batch say of their readers."""
    reader.prepare(letters)


#: Kinds that say more than the letters of a meeting, or that go to somebody not on its list.
BUILDERS: dict[Letter.Kind, callable] = {
    Letter.Kind.ITEMS_CALL: reminders.items_call,
    Letter.Kind.PRACTICAL: reminders.practical,
    Letter.Kind.NUDGE: staff.nudge,
    Letter.Kind.TEST: staff.build_test,
    Letter.Kind.ACTIONS: actions.build,
    Letter.Kind.ACTION_DUE: actions.build,
    Letter.Kind.PV_LATE: actions.pv_late,
    Letter.Kind.REVIEW: contradiction.review,
    Letter.Kind.REMARK: contradiction.remark,
    Letter.Kind.NOTE: note.build,
    Letter.Kind.COSIGN: cosigning.build,
    Letter.Kind.POLL: polls.build,
    Letter.Kind.POLL_REMINDER: polls.build,
}

__all__ = ["build", "plain_name", "prepare"]
