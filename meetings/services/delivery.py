"""The postman's round: letters claimed, built and handed over on a few connections at once.

A letter is claimed (queued → sending), built, announced to the server, noted as handed over, given,
then marked. Only one letter of a worker is ever between its last byte and its mark: a worker that
is killed leaves at most one double, with the same Message-ID, and loses none.
"""

import logging
import math
import smtplib
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.carrier import Carrier
from concertation.memo import forget, remembering

from .. import emails
from ..models import Letter
from .claiming import claim, give_back, loaded, mine, share
from .rounds import Round, Unset, in_short_turns
from .setbacks import DROPPED, after_failure, answer, wait_for_the_server, words

logger = logging.getLogger("concertation.letters")

#: Letters one connection claims at once.
BATCH = 20
#: And at least, so that the end of a round is shared out without a question for each letter.
LAST = 4
#: Letters that an answer, a vote or an hour makes moot, without anybody withdrawing them.
SOON_MOOT = {
    *Letter.BEFOREHAND,
    *Letter.TO_VOTERS,
    *Letter.TO_OWNERS,
    Letter.Kind.PV_LATE,
}
#: Told once a letter of that kind left, by applications that this one may not know. Whoever is
#: told must bear to be told twice, or never: the clock is there for what a killed worker forgot.
ONCE_SENT: dict[Letter.Kind, callable] = {}
#: How long the mark of a letter that left is tried again while the database is away.
INSIST_SECONDS = 60


def deliver_due(limit=None):
    """Deliver the letters that are due, at most ``limit``. Returns ``(sent, refused)`` counts.

    A refusal for good (5xx) is kept with the server's words; anything else is tried again later,
    ``Letter.MAX_ATTEMPTS`` times at most. Stops early when the minute's share is used up.
    """
    due = Letter.objects.due(timezone.now()).count()
    due = due if limit is None else min(due, limit)
    connections = max(1, min(settings.MAIL_CONNECTIONS, math.ceil(due / BATCH)))
    round_ = Round(connections, due if limit is None else limit)
    if connections == 1:
        _carry_all(round_)
    else:
        with in_short_turns(), ThreadPoolExecutor(connections) as pool:
            ended = [pool.submit(_carry_in_thread, round_) for _n in range(connections)]
        for one in ended:
            one.result()
    if round_.silence and not round_.is_reached:
        wait_for_the_server(round_.silence)
    return round_.sent, round_.refused


def _carry_in_thread(round_):
    try:
        _carry_all(round_)
    finally:
        connection.close()


def _carry_all(round_):
    """Carry letters on one connection until none is due, or the server is out of reach."""
    carrier, satchel = Carrier(), Satchel(round_)
    try:
        with remembering():
            while (letter := satchel.first()) and _can_go_on(letter, carrier, round_):
                satchel.letters.popleft()
                round_.count(_try(letter, carrier, round_, satchel))
    finally:
        carrier.close()
        satchel.empty()


class Satchel:
    """What one connection has still to carry: letters, and a batch claimed but not read yet."""

    def __init__(self, round_):
        self.letters, self._claimed, self._round = deque(), None, round_

    def first(self):
        """The letter to carry next, or ``None`` when no more is due."""
        while not self.letters:
            claimed, self._claimed = self._claimed or _claim(self._round), None
            if claimed is None:
                return None
            self.letters.extend(_read(*claimed, self._round))
        return self.letters[0]

    def look_ahead(self):
        """Claim the next batch before the last letter of this one: reading it is for later."""
        if len(self.letters) == 1 and self._claimed is None:
            self._claimed = _claim(self._round)

    def empty(self):
        """What was not carried waits again."""
        claimed, self._claimed = self._claimed, None
        unread = loaded(claimed[0]) if claimed else []
        if self.letters or unread:
            with self._round.writing():
                give_back([*self.letters, *unread])


def _can_go_on(letter, carrier, round_):
    """Whether there is a connection, and the time to use it.

    A letter claimed long ago, before a slow server, may soon look abandoned to another worker.
    """
    try:
        carrier.open()
    except (smtplib.SMTPException, OSError) as error:
        round_.silence = words(error)
        carrier.close()
        return False
    round_.is_reached = True
    return timezone.now() - letter.claimed_at < Letter.ABANDONED_AFTER / 2


def _claim(round_):
    """``(pks, excess)`` of the next batch for one connection; ``None`` when none is due.

    ``excess``: how many of them another worker, claiming at the same moment, left no share for.
    The last letters are shared out thinly, as another worker may be carrying its part of them.
    """
    with round_.pen:
        waiting = min(round_.left, Letter.objects.due(timezone.now()).count())
        size = min(BATCH, max(LAST, waiting // (2 * round_.connections)))
        size = min(size, round_.left, size if share() is None else share())
        pks = claim(size) if size > 0 else []
        round_.left -= len(pks)
        return (pks, -min(0, share() or 0)) if pks else None


def _read(pks, excess, round_):
    """The letters of a batch, with what they share; those in excess are given back."""
    letters = loaded(pks)
    kept = max(0, len(letters) - excess)
    if kept < len(letters):
        with round_.writing():
            give_back(letters[kept:])
    forget()
    emails.prepare(letters[:kept])
    return letters[:kept]


# --- One letter ----------------------------------------------------------------------------------


def _try(letter, carrier, round_, satchel):
    """Build the letter and hand it over; returns the status it is left with.

    ``satchel``: what comes next; its first letter is written while the server thinks.
    """
    try:
        _check_attempts(letter)
        left = carrier.carry(
            _written(letter, round_),
            may_leave=lambda: _may_leave(letter, round_),
            handing=lambda: _handing(letter, round_),
            following=lambda: _following(satchel, round_),
        )
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _fail(letter, round_, answer(code, said), permanent=code >= 500)
    except smtplib.SMTPDataError as error:
        return _fail(letter, round_, words(error), permanent=error.smtp_code >= 500)
    except smtplib.SMTPResponseException as error:
        return _fail(letter, round_, words(error))
    except (smtplib.SMTPException, OSError, DatabaseError) as error:
        carrier.close()
        said, begun = words(error), carrier.has_begun
        return _fail(letter, round_, said, is_answer=False, in_doubt=begun)
    except Unset as error:
        return _fail(letter, round_, words(error), is_answer=False)
    except Exception as error:
        # One letter that cannot be built must not keep the others from leaving.
        logger.exception("letter %s could not be built", letter.pk)
        return _fail(letter, round_, repr(error), permanent=True)
    if not left:
        return Letter.Status.WITHDRAWN
    _tell(letter, round_)
    return Letter.Status.SENT


def _tell(letter, round_):
    """A deposit is noted, for instance; what fails there undoes nothing of the letter."""
    if letter.kind not in ONCE_SENT:
        return
    try:
        with round_.writing():
            ONCE_SENT[letter.kind](letter)
    except Exception:
        logger.exception("letter %s left, and nobody could be told", letter.pk)


def _following(satchel, round_):
    letter = satchel.first()
    message = letter and _written(letter, round_)
    satchel.look_ahead()
    return message


def _written(letter, round_):
    """The message of the letter, written once; the letter then holds its own words."""
    if not hasattr(letter, "message"):
        letter.paper = round_.paper(letter.paper_id)
        message = emails.build(letter)
        letter.subject, letter.body = message.subject[:250], message.body
        letter.message = message
    return letter.message


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
    with round_.at_the_door():
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


def _fail(letter, round_, said, *, permanent=False, is_answer=True, in_doubt=False):
    """Keep the words of the failure; try later unless it is for good. Returns the status.

    ``is_answer``: it is the server that said no. ``in_doubt``: it may have taken the letter.
    """
    outcome = {"error": said, "subject": letter.subject, "body": letter.body}
    if not in_doubt:  # an earlier try may have left it so
        outcome["handed_at"] = None if is_answer else letter.handed_at
    outcome |= after_failure(letter.attempts, permanent)
    if not is_answer and letter.attempts == 1:
        outcome["next_try_at"] = timezone.now() + DROPPED
    with round_.writing():
        mine(letter).update(**outcome)
    return outcome["status"]
