"""The postman's round: letters claimed, built and handed over on a few connections at once.

A letter is claimed (queued → sending), built, announced to the server, noted as handed over, given,
then marked. Only one letter of a worker is ever between its last byte and its mark: a worker that
is killed leaves at most one double, with the same Message-ID, and loses none.
"""

import logging
import math
import smtplib
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock, RLock

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.carrier import Carrier
from concertation.memo import remembering

from .. import emails
from ..models import Letter, Paper
from .claiming import claim, give_back, loaded, mine, share

logger = logging.getLogger("concertation.letters")

#: Letters one connection claims at once.
BATCH = 20
BACKOFF_MINUTES = (1, 5, 15, 60, 240)
#: A connection that was lost says nothing of the letter: it waits less, the first time.
DROPPED_SECONDS = 10
#: Letters that an answer, a vote or an hour makes moot, without anybody withdrawing them.
SOON_MOOT = {*Letter.BEFOREHAND, *Letter.TO_VOTERS}
#: How long the mark of a letter that left is tried again while the database is away.
INSIST_SECONDS = 60


@dataclass
class _Round:
    """What the connections of one round share."""

    connections: int
    left: int
    #: Held by the one letter whose fate is in doubt.
    door: Lock = field(default_factory=Lock)
    #: Held while claiming and counting; on SQLite for every write (waiting here costs no polling).
    pen: RLock = field(default_factory=RLock)
    papers: dict = field(default_factory=dict)
    sent: int = 0
    refused: int = 0
    is_reached: bool = False
    silence: str = ""

    def writing(self):
        return self.pen if connection.vendor == "sqlite" else nullcontext()

    def paper(self, pk):
        """A paper with its content, read once a round."""
        if pk is not None and pk not in self.papers:
            self.papers[pk] = Paper.objects.get(pk=pk)
        return self.papers.get(pk)

    def count(self, status):
        with self.pen:
            self.sent += status == Letter.Status.SENT
            self.refused += status == Letter.Status.REFUSED


def deliver_due(limit=None):
    """Deliver the letters that are due, at most ``limit``. Returns ``(sent, refused)`` counts.

    A refusal for good (5xx) is kept with the server's words; anything else is tried again later,
    ``Letter.MAX_ATTEMPTS`` times at most. Stops early when the minute's share is used up.
    """
    due = Letter.objects.due(timezone.now()).count()
    due = due if limit is None else min(due, limit)
    connections = max(1, min(settings.MAIL_CONNECTIONS, math.ceil(due / BATCH)))
    round_ = _Round(connections, due if limit is None else limit)
    if connections == 1:
        _carry_all(round_)
    else:
        with ThreadPoolExecutor(connections) as pool:
            ended = [pool.submit(_carry_in_thread, round_) for _n in range(connections)]
        for one in ended:
            one.result()
    if round_.silence and not round_.is_reached:
        _wait_for_the_server(round_.silence)
    return round_.sent, round_.refused


def _carry_in_thread(round_):
    try:
        _carry_all(round_)
    finally:
        connection.close()


def _carry_all(round_):
    """Carry letters on one connection until none is due, or the server is out of reach."""
    carrier = Carrier()
    try:
        while (letters := _take(round_)) is not None:
            with remembering():
                emails.prepare(letters)
                while letters and _can_go_on(letters[0], carrier, round_):
                    round_.count(_try(letters.pop(0), carrier, round_))
            if letters:
                with round_.writing():
                    give_back(letters)
                return
    finally:
        carrier.close()


def _can_go_on(letter, carrier, round_):
    """Whether there is a connection, and the time to use it.

    A letter claimed long ago, before a slow server, may soon look abandoned to another worker.
    """
    try:
        carrier.open()
    except (smtplib.SMTPException, OSError) as error:
        round_.silence = _words(error)
        carrier.close()
        return False
    round_.is_reached = True
    return timezone.now() - letter.claimed_at < Letter.ABANDONED_AFTER / 2


def _take(round_):
    """The next letters for one connection; ``None`` when none is due or the share is used up."""
    with round_.pen:
        size = max(1, min(BATCH, round_.left // (2 * round_.connections)))
        size = min(size, round_.left, size if share() is None else share())
        if size <= 0:
            return None
        pks = claim(size)
        round_.left -= len(pks)
        letters = loaded(pks, round_.paper)
        excess = -min(0, share() or 0)  # another worker claimed at the same moment
        give_back(letters[len(letters) - excess :])
        return letters[: len(letters) - excess] if pks else None


# --- One letter ----------------------------------------------------------------------------------


def _try(letter, carrier, round_):
    """Build the letter and hand it over; returns the status it is left with."""
    try:
        _check_attempts(letter)
        message = emails.build(letter)
        letter.subject, letter.body = message.subject[:250], message.body
        left = carrier.carry(
            message,
            may_leave=lambda: _may_leave(letter, round_),
            handing=lambda: _handing(letter, round_),
        )
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _fail(letter, round_, _answer(code, words), permanent=code >= 500)
    except smtplib.SMTPDataError as error:
        return _fail(letter, round_, _words(error), permanent=error.smtp_code >= 500)
    except smtplib.SMTPResponseException as error:
        return _fail(letter, round_, _words(error))
    except (smtplib.SMTPException, OSError, DatabaseError) as error:
        carrier.close()
        return _fail(letter, round_, _words(error), is_answer=False)
    except Exception as error:
        # One letter that cannot be built must not keep the others from leaving.
        logger.exception("letter %s could not be built", letter.pk)
        return _fail(letter, round_, repr(error), permanent=True)
    return Letter.Status.SENT if left else Letter.Status.WITHDRAWN


def _check_attempts(letter):
    if letter.attempts > Letter.MAX_ATTEMPTS:
        raise smtplib.SMTPException(_("L’envoi de cette lettre s’est interrompu plusieurs fois."))


def _may_leave(letter, round_):
    """Note that the letter is being handed over, unless it has just lost its reason.

    From this write on, whoever calls the meeting off must write to this reader; before it, they
    withdraw the letter and this write finds nothing.
    """
    if letter.kind in SOON_MOOT and Letter.objects.moot().filter(pk=letter.pk).exists():
        with round_.writing():
            mine(letter).update(status=Letter.Status.WITHDRAWN)
        return False
    noted = {"handed_at": timezone.now(), "subject": letter.subject, "body": letter.body}
    with round_.writing():
        return bool(mine(letter).update(**noted))


@contextmanager
def _handing(letter, round_):
    """The moment of doubt: the server has the whole letter, the row does not say so yet."""
    with round_.door:
        yield
        facts = {"status": Letter.Status.SENT, "sent_at": timezone.now(), "error": ""}
        with round_.writing():
            _insist(lambda: Letter.objects.filter(pk=letter.pk).update(**facts))


def _insist(write):
    """Write what must not be forgotten, even if the database is away for a moment."""
    until = time.monotonic() + INSIST_SECONDS
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.5)


def _fail(letter, round_, words, *, permanent=False, is_answer=True):
    """Keep the words of the failure; try later unless it is for good. Returns the status.

    ``is_answer``: the server said that it did not take the letter; else nobody knows.
    """
    outcome = {"error": words, "subject": letter.subject, "body": letter.body}
    if is_answer:
        outcome["handed_at"] = None
    outcome |= _after_failure(letter.attempts, permanent)
    if not is_answer and letter.attempts == 1:
        outcome["next_try_at"] = timezone.now() + timedelta(seconds=DROPPED_SECONDS)
    with round_.writing():
        mine(letter).update(**outcome)
    return outcome["status"]


def _after_failure(attempts, permanent=False):
    if permanent or attempts >= Letter.MAX_ATTEMPTS:
        return {"status": Letter.Status.REFUSED}
    minutes = BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1]
    next_try_at = timezone.now() + timedelta(minutes=minutes)
    return {"status": Letter.Status.QUEUED, "next_try_at": next_try_at}


def _wait_for_the_server(words):
    """No connection could be opened: everything due has had its try."""
    due = Letter.objects.due(timezone.now()).filter(status=Letter.Status.QUEUED)
    for attempts in set(due.values_list("attempts", flat=True)):
        facts = _after_failure(attempts + 1) | {"attempts": attempts + 1, "error": words}
        due.filter(attempts=attempts).update(**facts)


def _words(error):
    """What the server or the network said, as a sentence to show."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _answer(code, words):
    if isinstance(words, bytes):
        words = words.decode("utf-8", "replace")
    return f"{code} {' '.join(words.split())}"
