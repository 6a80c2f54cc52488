"""What the page of invitations shows: who is proposed, what leaves, what came back."""

import re
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from . import emails
from .models import Answer, Letter, Meeting, Participation
from .pages import answers_of
from .services import convening

#: The address of an answer page, whatever its signature.
PERSONAL_LINK = re.compile(r"https?://\S*?/reponse/\S+")


@dataclass(frozen=True)
class Proposed:
    """Somebody on the list of recipients; ``key`` names them in the form, saved or not."""

    key: str
    row: Participation
    is_checked: bool


def proposed(meeting):
    """Everybody the letter could go to: rows already saved, then members still to be added.

    Reading never writes: the members of the zone who are not on the list yet are shown from their
    mandates, and saved with the list.
    """
    saved = list(meeting.participations.all())
    known = {(row.person_id, row.organisation_id) for row in saved}
    missing = []
    if not meeting.is_convened and not meeting.is_held:
        missing = [row for row in convening.expected_members(meeting) if _seat(row) not in known]
    people = [Proposed(_key(row), row, row.is_invited) for row in (*saved, *missing)]
    return sorted(people, key=lambda one: (one.row.organisation_name, one.row.person_name))


def _seat(row):
    return row.person_id, row.organisation_id


def _key(row):
    return f"p{row.pk}" if row.pk else f"m{row.person_id}-{row.organisation_id}"


def keep_list(meeting, keys):
    """Save the members proposed, and who of the list gets the letter (``keys`` of the form)."""
    convening.sync_participants(meeting)
    seats = {
        f"m{row.person_id}-{row.organisation_id}": row.pk for row in meeting.participations.all()
    }
    ids = {seats.get(key) or _pk(key) for key in keys}
    convening.set_invited(meeting, ids - {None})


def _pk(key):
    number = key.removeprefix("p")
    return int(number) if number.isdecimal() and len(number) < 10 else None


def before_sending(meeting):
    people = proposed(meeting)
    reachable = [one for one in people if one.row.email]
    chosen = [one for one in reachable if one.is_checked]
    return {
        "reachable": reachable,
        "unreachable": [one for one in people if not one.row.email],
        "empty_seats": convening.members_without_anybody(meeting),
        "chosen_count": len(chosen),
        "shortfall": convening.notice_shortfall(meeting),
        "preview": preview(meeting, chosen[0].row) if chosen else None,
    }


def preview(meeting, row):
    """The e-mail as it would leave for ``row``, without their personal link."""
    letter = Letter(
        meeting=meeting,
        participation=row,
        kind=Letter.Kind.CONVOCATION,
        to_email=row.email,
        language=row.language,
        message_id="<apercu@concertation>",
    )
    message = emails.build(letter)
    return {
        "to": row.person_name,
        "language": row.language,
        "subject": message.subject,
        "body": without_personal_link(message.body),
    }


def without_personal_link(body):
    """The text of a letter without the address that answers in its reader's name.

    Recognised by its shape: the signature changes with the second it was made.
    """
    return PERSONAL_LINK.sub(_("[lien personnel de réponse]"), body)


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
        row.last_answer = next(iter(row.answers_back), None)
    silent = [row for row in people if _is_silent(row)]
    chosen = chosen if chosen in Participation.Answer.values else ""
    return {
        "people": [row for row in people if not chosen or _answered(row, chosen)],
        "filters": answers_of(people),
        "chosen": chosen,
        "silent_count": len(silent),
        "to_call": [row for row in people if row.is_invited and not row.email],
        "can_remind": meeting.is_convened and meeting.starts_at > timezone.now(),
    }


def _answered(row, answer):
    return row.is_expected and row.answer == answer


def _is_silent(row):
    pending = row.answer == Participation.Answer.PENDING
    return row.is_expected and row.is_invited and bool(row.email) and pending


def is_before(meeting):
    return meeting.status in (Meeting.Status.PLANNED, Meeting.Status.POSTPONED)
