"""The outbox: letters written with the act that wants them, taken back when it is undone.

How they leave: ``services/delivery.py``.
"""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import Person

from .. import tasks
from ..models import Letter, Paper, Participation
from .errors import Refused, WrongStatus

#: The same letter does not leave twice within this time.
RESEND_AFTER = timezone.timedelta(minutes=1)

__all__ = [
    "call_off",
    "is_moot",
    "queue_letters",
    "queue_staff",
    "queue_voters",
    "resend",
    "send_trial",
    "withdraw",
]


def queue_letters(meeting, participations, kind, *, by, paper=None):
    """Write one letter per participation that has an address; they leave after the commit.

    ``paper``: the ``Paper`` they carry, or ``{language: Paper}`` (a reader whose language is not
    there gets any of them), or a function of the participation.
    Returns the number queued. Runs inside the caller's transaction.
    """
    last = meeting.letters.filter(kind=kind).aggregate(last=Max("round"))["last"] or 0
    # By keys: five hundred letters that hold their objects take a fifth longer to write.
    return _queue(
        Letter(
            meeting_id=meeting.pk,
            participation_id=participation.pk,
            kind=kind,
            round=last + 1,
            to_email=participation.email,
            language=participation.language,
            paper_id=getattr(_paper_of(participation, paper), "pk", None),
            queued_by_id=getattr(by, "pk", None),
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


def _paper_of(participation, paper):
    if callable(paper):
        return paper(participation)
    if not isinstance(paper, dict):
        return paper
    return paper.get(participation.language) or next(iter(paper.values()), None)


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
def resend(letter, *, by, address=""):
    """Send a letter once more to its reader; returns the letter that leaves.

    A refused one waits again: it never left. After one that left, a new one is written for this
    reader alone, with the paper as it stands today. ``address``: where to, from now on; without
    it, the address the reader has now. Raises ``WrongStatus`` while the letter waits, within a
    minute of the last one, or when it has lost its reason.
    """
    row = _locked_reader(letter)
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    same = Letter.objects.filter(participation=row, kind=letter.kind)
    _check_resend(letter, same)
    _correct_address(row, letter, address.strip().lower())
    if letter.status == Letter.Status.SENT:
        last = same.aggregate(last=Max("round"))["last"]
        letter = Letter(
            meeting=letter.meeting,
            participation=row,
            kind=letter.kind,
            round=last + 1,
            language=row.language,
            paper=_paper_of_today(letter, row),
        )
    letter.to_email, letter.queued_by = row.email, by
    letter.status, letter.attempts, letter.error = Letter.Status.QUEUED, 0, ""
    letter.next_try_at = timezone.now()
    letter.save()
    if is_moot(letter):
        raise WrongStatus(_("Cette lettre n’a plus de raison de partir : rien n’a été renvoyé."))
    transaction.on_commit(tasks.wake_the_postman)
    return letter


def _locked_reader(letter):
    rows = Participation.objects.select_for_update(of=("self",)).select_related("person")
    row = rows.filter(pk=letter.participation_id).first()
    if row is None:
        raise WrongStatus(_("Cette lettre n’a pas de destinataire sur la liste."))
    return row


def _check_resend(letter, same):
    just_now = timezone.now() - RESEND_AFTER
    waiting = same.filter(status__in=(Letter.Status.QUEUED, Letter.Status.SENDING)).exists()
    if waiting or letter.status == Letter.Status.WITHDRAWN:
        raise WrongStatus(_("Cette lettre est retirée ou attend son tour : rien n’a été renvoyé."))
    if same.filter(sent_at__gt=just_now).exists():
        raise WrongStatus(_("Cette lettre vient de partir : attendez une minute."))


def _correct_address(row, letter, address):
    """The address typed, for the row and for the person who had the wrong one; else today's."""
    person = row.person
    if not address:
        address = (person and person.email) or row.email
    elif person and person.email.lower() == row.email.lower() and _is_free(address):
        person.email = address
        person.save()
    if address != row.email:
        row.email = address
        row.save(update_fields=["email"])


def _is_free(address):
    return not Person.objects.filter(email__iexact=address).exists()


def _paper_of_today(letter, row):
    """What the letter carries now: a convocation that has changed since is not sent as it was."""
    if letter.paper is None or letter.paper.kind in (Paper.Kind.PV, Paper.Kind.NOTE):
        return letter.paper
    from .papers import keep_letters  # which builds documents: not needed to write a letter

    return _paper_of(row, keep_letters(letter.meeting, [row]))


@transaction.atomic
def send_trial(meeting, user, language):
    """Queue the letter of ``meeting`` as it would leave, for ``user`` alone; returns 1.

    Raises ``Refused`` without an address, ``WrongStatus`` within a minute of the last one.
    """
    if not user.email:
        raise Refused(_("Votre compte n’a pas d’adresse : l’essai n’est pas parti."))
    mine = meeting.letters.filter(kind=Letter.Kind.TEST, to_email=user.email, language=language)
    if mine.filter(created_at__gt=timezone.now() - RESEND_AFTER).exists():
        raise WrongStatus(_("Un essai vient de partir : attendez une minute."))
    return queue_staff(meeting, [user], Letter.Kind.TEST, by=user, language=language)
