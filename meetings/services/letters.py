"""The outbox: letters queued with the act, delivered one by one, never twice, never lost.

A letter is claimed (queued → sending), built, handed to the mail server, then marked. A worker
killed in between leaves it « sending »; it is tried again after ``Letter.ABANDONED_AFTER`` with
the same Message-ID, so that the one possible duplicate is recognised as such.
"""

import logging
import smtplib

from django.core.mail import get_connection
from django.db import DatabaseError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import emails, tasks
from ..models import Letter
from .errors import WrongStatus

logger = logging.getLogger("concertation.letters")

BACKOFF_MINUTES = (1, 5, 15, 60, 240)
#: What a letter is built from.
RELATED = ("meeting__zone", "meeting__host", "participation", "voter__poll__zone", "paper")
#: What a try to deliver writes on the letter.
OUTCOME = ("status", "next_try_at", "sent_at", "error", "subject", "body")


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
    """Take back those of ``letters`` (a queryset) that have not left; returns how many."""
    waiting = letters.filter(status=Letter.Status.QUEUED)
    return waiting.update(status=Letter.Status.WITHDRAWN)


def is_moot(letter):
    """Whether a letter that waits has lost its reason: see ``LetterQuerySet.moot``."""
    return Letter.objects.moot().filter(pk=letter.pk).exists()


def deliver_due(limit=None):
    """Deliver the letters that are due, on one connection. Returns ``(sent, refused)`` counts.

    A refusal for good (5xx) is kept with the server's words; anything else is tried again later,
    ``Letter.MAX_ATTEMPTS`` times at most.
    """
    sent = refused = 0
    connection = get_connection()
    try:
        for pk in list(Letter.objects.due(timezone.now()).values_list("pk", flat=True)[:limit]):
            letter = _claim(pk)
            if letter is not None:
                status = _deliver(letter, connection)
                sent += status == Letter.Status.SENT
                refused += status == Letter.Status.REFUSED
    finally:
        _close(connection)
    return sent, refused


def _close(connection):
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        logger.info("the mail server closed the connection first")


def _claim(pk):
    """Take a due letter for this worker, or ``None`` when another one has it."""
    now = timezone.now()
    # The try counts from here: a letter that kills its worker must not be tried for ever.
    claim = {"status": Letter.Status.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}
    if not Letter.objects.due(now).filter(pk=pk).update(**claim):
        return None
    letter = Letter.objects.select_related(*RELATED).filter(pk=pk).first()
    if letter is not None and is_moot(letter):
        Letter.objects.filter(pk=pk).update(status=Letter.Status.WITHDRAWN)
        return None
    return letter


def _deliver(letter, connection):
    try:
        _check_attempts(letter)
        message = emails.build(letter)
        message.connection = connection
        letter.subject, letter.body = message.subject[:250], message.body
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _postpone_or_refuse(letter, f"{code} {words!r}", permanent=code >= 500)
    except smtplib.SMTPResponseException as error:
        _postpone_or_refuse(letter, f"{error.smtp_code} {error.smtp_error!r}", permanent=False)
        _close(connection)
    except (smtplib.SMTPException, OSError, DatabaseError) as error:
        _postpone_or_refuse(letter, str(error), permanent=False)
        _close(connection)
    except Exception as error:
        # One letter that cannot be built must not keep the others from leaving.
        logger.exception("letter %s could not be built", letter.pk)
        _postpone_or_refuse(letter, repr(error), permanent=True)
    else:
        letter.status, letter.sent_at, letter.error = Letter.Status.SENT, timezone.now(), ""
    # Not save(): a letter taken off the list meanwhile must not come back, nor stop the others.
    Letter.objects.filter(pk=letter.pk).update(**{name: getattr(letter, name) for name in OUTCOME})
    return letter.status


def _check_attempts(letter):
    if letter.attempts > Letter.MAX_ATTEMPTS:
        raise smtplib.SMTPException(_("L’envoi de cette lettre s’est interrompu plusieurs fois."))


def _postpone_or_refuse(letter, words, *, permanent):
    letter.error = words
    if permanent or letter.attempts >= Letter.MAX_ATTEMPTS:
        letter.status = Letter.Status.REFUSED
        return
    minutes = BACKOFF_MINUTES[min(letter.attempts, len(BACKOFF_MINUTES)) - 1]
    letter.status = Letter.Status.QUEUED
    letter.next_try_at = timezone.now() + timezone.timedelta(minutes=minutes)


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
