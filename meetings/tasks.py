"""What the worker does: the postman's round, and the clock."""

import logging
from importlib import import_module

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from .models import Letter

logger = logging.getLogger("concertation.clock")

TAKE_OVER_AFTER = timezone.timedelta(minutes=1)


@task()
def deliver_letters(helping=False):
    """Deliver what is due; if something must wait for a later try, ask to be called back then.

    The round that may have to take over is asked for before the first letter leaves: a worker that
    is killed asks for nothing any more. It comes soon: what a dead worker had not claimed waits for
    nobody. When many letters are due, a second worker is asked at once to take its part: a round
    that is ``helping`` asks nobody, and finds nothing to do where one worker is alone.
    """
    from .services.claiming import next_round_at
    from .services.delivery import BATCH, deliver_due

    now = timezone.now()
    keep_the_clock()
    if due := Letter.objects.due(now).count():
        _ask_for_a_round(now + min(TAKE_OVER_AFTER, Letter.ABANDONED_AFTER))
    if due > BATCH and not helping:
        deliver_letters.enqueue(helping=True)
    sent, refused = deliver_due()
    if (at := next_round_at()) is not None:
        _ask_for_a_round(at)
    return {"sent": sent, "refused": refused}


def wake_the_postman():
    """Ask for a round now; called once the act that wrote the letters is committed."""
    deliver_letters.enqueue()


def _ask_for_a_round(at):
    """One round at ``at``, unless one comes before: that one will ask again for what is left.

    Otherwise each act that finds a letter waiting would start a chain of rounds of its own.
    """
    now = timezone.now()
    coming = DBTaskResult.objects.filter(
        task_path=deliver_letters.module_path,
        status=TaskResultStatus.READY,
        run_after__gt=now,
        run_after__lte=at,
    )
    if not coming.exists():
        deliver_letters.using(run_after=max(at, now)).enqueue()


@task()
def read_intakes(batch):
    """Read the old minutes of a folder, one after the other."""
    from .services.intake_files import read_batch

    return read_batch(batch)


# --- The clock ----------------------------------------------------------------------------------

#: What the clock does each hour, in this order: (module, function). Other applications may add
#: theirs when they start.
ON_THE_HOUR = [
    ("meetings.services.reminders", "send_due"),
    ("meetings.services.action_reminders", "send_due"),
    ("meetings.services.pv_nudges", "send_due"),
    ("meetings.services.tacit", "approve_due"),
    ("meetings.services.outside", "refresh_due"),
    ("meetings.services.polls", "remind_due"),
    ("meetings.services.indexing", "refresh_all"),
]


@task()
def tick():
    """What is due by its date alone; the queue knows no periodic task, so each asks for the next.

    The successor is asked for first: a worker that is killed asks for nothing any more. One part
    that fails stops neither the others nor the clock.
    """
    keep_the_clock()
    return {
        f"{module.split('.')[-1]}.{name}": _attempt(module, name) for module, name in ON_THE_HOUR
    }


def keep_the_clock():
    """Have a tick at the next full hour at the latest, unless one is queued already.

    Called wherever something is given a date, so that a clock that was lost starts again. A tick
    queued further away (the machine's clock went back) does not count.
    """
    now = timezone.now()
    full_hour = now.replace(minute=0, second=0, microsecond=0) + timezone.timedelta(hours=1)
    coming = DBTaskResult.objects.filter(
        task_path=tick.module_path, status=TaskResultStatus.READY, run_after__lte=full_hour
    )
    if not coming.exists():
        tick.using(run_after=full_hour).enqueue()


def _attempt(module, name):
    """What the function answers, or the class of the error that is logged."""
    try:
        return getattr(import_module(module), name)()
    except Exception as error:
        logger.exception("the clock could not run %s.%s", module, name)
        return type(error).__name__
