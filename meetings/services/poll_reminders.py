"""Reminders of a date poll: by hand or by the clock, once more, then silence."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import DatePoll, Letter
from .errors import Refused, WrongStatus
from .letters import queue_voters
from .poll_choice import locked

#: Nobody is reminded twice within these hours, by hand or by the clock.
BETWEEN_REMINDERS = timedelta(hours=12)
#: The clock writes to the silent once, this long before the poll closes, from eight o’clock on.
BEFORE_CLOSING = timedelta(days=2)
CLOCK_OPENS_AT = 8


def silent(poll):
    """The people asked who have not answered yet."""
    return poll.voters.filter(answered_at__isnull=True)


@transaction.atomic
def remind_silent(poll, *, by):
    """Write once more to the silent; returns the number of letters queued.

    ``DatePoll.MAX_REMINDERS`` times in all, then silence. Raises ``WrongStatus`` when the poll
    takes no answer any more, ``Refused`` when nobody is to be reminded or it is too soon.
    """
    poll = locked(poll)
    if not poll.is_open:
        raise WrongStatus(_("Ce sondage n’attend plus de réponse : on ne relance plus."))
    if not poll.reminders_left:
        raise Refused(
            _("Deux rappels sont partis, c’est assez : appelez celles et ceux qui manquent.")
        )
    if _reminded_since(poll, timezone.now() - BETWEEN_REMINDERS):
        raise Refused(_("Un rappel est parti il y a moins de douze heures : patientez un peu."))
    count = _remind(poll, by)
    if not count:
        raise Refused(_("Personne à relancer : tous ont répondu, ou n’ont pas d’adresse."))
    return count


def _reminders(poll):
    return Letter.objects.filter(voter__poll=poll, kind=Letter.Kind.POLL_REMINDER)


def _reminded_since(poll, moment):
    return _reminders(poll).filter(created_at__gte=moment).exists()


def _remind(poll, by):
    count = queue_voters(silent(poll), Letter.Kind.POLL_REMINDER, by=by)
    if count:
        poll.reminders_sent += 1
        poll.save(update_fields=["reminders_sent"])
    return count


def remind_due(now=None):
    """What the clock does: remind the silent of each poll once, two days before it closes.

    Run as often as one likes. A reminder by hand in those last two days stands for it; a poll
    opened later than that is left to its coordination. Returns the number of letters queued.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour < CLOCK_OPENS_AT:
        return 0
    closing = DatePoll.objects.open(now).filter(closes_at__lte=now + BEFORE_CLOSING)
    return sum(_remind_by_the_clock(pk, now) for pk in closing.values_list("pk", flat=True))


@transaction.atomic
def _remind_by_the_clock(pk, now):
    poll = locked(DatePoll(pk=pk))
    window = poll.closes_at - BEFORE_CLOSING
    if not (poll.is_open and poll.reminders_left and poll.opened_at < window):
        return 0
    by_the_clock = _reminders(poll).filter(queued_by__isnull=True)
    if by_the_clock.exists() or _reminded_since(poll, min(window, now - BETWEEN_REMINDERS)):
        return 0
    return _remind(poll, None)
