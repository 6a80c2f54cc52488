"""What the worker does: the postman's round."""

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from .models import Letter


@task()
def deliver_letters():
    """Deliver what is due; if something must wait for a later try, ask to be called back then.

    The round that may have to take over is asked for before the first letter leaves: a worker that
    is killed asks for nothing any more.
    """
    from .services.letters import deliver_due

    now = timezone.now()
    if Letter.objects.due(now).exists():
        _ask_for_a_round(now + Letter.ABANDONED_AFTER)
    sent, refused = deliver_due()
    if (at := Letter.objects.next_due_at()) is not None:
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
