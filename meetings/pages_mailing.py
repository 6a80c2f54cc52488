"""What the page of invitations shows once the letters have left: who got it, who answered.

What it shows before: ``pages_recipients``.
"""

from django.db.models import Prefetch
from django.utils import timezone

from .models import Answer, Letter, Participation
from .pages import answers_of
from .pages_letters import progress, server_words
from .services.changes import unannounced
from .services.recipients import group_by_reader


def after_sending(meeting, chosen=""):
    """Each addressee with their last letter and their answer; three queries.

    ``chosen``: an answer, to list only those expected who gave it; anything else lists everybody.
    """
    letters = Prefetch("letters", Letter.objects.order_by("-pk"), to_attr="letters_back")
    answers = Prefetch("answers", Answer.objects.order_by("-pk"), to_attr="answers_back")
    rows = meeting.participations.select_related("replaced_by").prefetch_related(letters, answers)
    people = list(rows)
    for row in people:
        row.letter = next(iter(row.letters_back), None)
        if row.letter:
            row.letter.error = server_words(row.letter)  # no address stands on this list
        row.last_answer = next(iter(row.answers_back), None)
    _say_with_whom(people)
    silent = [row for row in people if _is_silent(row)]
    chosen = chosen if chosen in Participation.Answer.values else ""
    return {
        "progress": progress([letter for row in people for letter in row.letters_back]),
        "people": [row for row in people if not chosen or _answered(row, chosen)],
        "filters": answers_of(people),
        "chosen": chosen,
        "silent_count": len(group_by_reader(silent)),
        "new_items": list(unannounced(meeting)) if meeting.is_convened else [],
        "to_call": [row for row in people if row.is_invited and not row.email],
        "can_remind": meeting.is_convened and meeting.starts_at > timezone.now(),
    }


def _say_with_whom(people):
    """``row.reads_with``: the row that carries the letter of somebody who sits twice, else None."""
    for row in people:
        row.reads_with = None
    for reader in group_by_reader([row for row in people if row.is_invited]):
        for row in reader.others:
            row.reads_with = reader.lead


def _answered(row, answer):
    return row.is_expected and row.answer == answer


def _is_silent(row):
    pending = row.answer == Participation.Answer.PENDING
    return row.is_expected and row.is_invited and bool(row.email) and pending
