"""The outbox: letters written with the act that wants them, taken back when it is undone.

How they leave: ``services/delivery.py``.
"""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import tasks
from ..models import Letter
from .errors import WrongStatus

__all__ = [
    "call_off",
    "is_moot",
    "queue_letters",
    "queue_staff",
    "queue_voters",
    "resend",
    "withdraw",
]


def queue_letters(meeting, participations, kind, *, by, paper=None):
    """Write one letter per participation that has an address; they leave after the commit.

    ``paper``: the ``Paper`` they carry, or ``{language: Paper}`` (a reader whose language is not
    there gets any of them). Returns the number queued. Runs inside the caller's transaction.
    """
    last = meeting.letters.filter(kind=kind).aggregate(last=Max("round"))["last"] or 0
    return _queue(
        Letter(
            meeting=meeting,
            participation=participation,
            kind=kind,
            round=last + 1,
            to_email=participation.email,
            language=participation.language,
            paper=_paper_for(participation.language, paper),
            queued_by=by,
        )
        for participation in participations
        if participation.email
    )


def queue_voters(voters, kind, *, by):
    """Write one letter of a poll per voter that has an address; returns the number queued."""
    voters = [voter for voter in voters if voter.email]
    past = Letter.objects.filter(voter__in=voters, kind=kind).values_list("voter")
    last = dict(past.annotate(last=Max("round")).order_by())
    return _queue(
        Letter(
            voter=voter,
            kind=kind,
            round=last.get(voter.pk, 0) + 1,
            to_email=voter.email,
            language=voter.language,
            queued_by=by,
        )
        for voter in voters
    )


def queue_staff(meeting, users, kind, *, by=None, language=None):
    """Write one letter about ``meeting`` per user, in their language; returns the number queued."""
    return _queue(
        Letter(
            meeting=meeting,
            kind=kind,
            to_email=user.email,
            language=language or user.language,
            queued_by=by,
        )
        for user in users
        if user.email
    )


def _queue(letters):
    letters = Letter.objects.bulk_create(letters)
    if letters:
        transaction.on_commit(tasks.wake_the_postman)
    return len(letters)


def _paper_for(language, paper):
    if not isinstance(paper, dict):
        return paper
    return paper.get(language) or next(iter(paper.values()), None)


def withdraw(letters):
    """Take back those of ``letters`` (a queryset) that have not left; returns how many.

    Also one that a worker holds but has not begun to hand over: it asks again at that moment.
    """
    return letters.not_handed().update(status=Letter.Status.WITHDRAWN)


def call_off(meeting):
    """Withdraw what has not left of a meeting just called off, before its cancellation is written.

    Returns the participations (a set of keys) to whom all that was ever written stayed here: they
    have heard of nothing. Runs inside the caller's transaction; a letter already given to the
    server, or about to be, counts as left.
    """
    withdraw(meeting.letters.exclude(kind=Letter.Kind.CANCELLATION))
    heard = meeting.letters.may_have_left().values_list("participation", flat=True)
    return set(meeting.letters.values_list("participation", flat=True)) - set(heard)


def is_moot(letter):
    """Whether a letter that waits has lost its reason: see ``LetterQuerySet.moot``."""
    return Letter.objects.moot().filter(pk=letter.pk).exists()


@transaction.atomic
def resend(letter, *, by):
    """Queue a refused letter again, to the address its addressee has now."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.status != Letter.Status.REFUSED:
        raise WrongStatus(_("Cette lettre est partie ou attend son tour : rien n’a été renvoyé."))
    participation = letter.participation
    if participation.person_id and participation.person.email:
        participation.email = participation.person.email
        participation.save(update_fields=["email"])
    letter.to_email = participation.email
    letter.status, letter.attempts, letter.error = Letter.Status.QUEUED, 0, ""
    letter.next_try_at, letter.queued_by = timezone.now(), by
    letter.save()
    transaction.on_commit(tasks.wake_the_postman)
    return letter
