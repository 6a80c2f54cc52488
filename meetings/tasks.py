"""What the worker does: the postman's round."""

from django.utils import timezone
from django_tasks import task

from .models import Letter


@task()
def deliver_letters():
    """Deliver what is due; if something must wait for a later try, ask to be called back then."""
    from .services.letters import deliver_due

    sent, refused = deliver_due()
    waiting = Letter.objects.filter(status=Letter.Status.QUEUED).order_by("next_try_at").first()
    if waiting:
        deliver_letters.using(run_after=max(waiting.next_try_at, timezone.now())).enqueue()
    return {"sent": sent, "refused": refused}


def wake_the_postman():
    """Ask for a round now; called once the act that wrote the letters is committed."""
    deliver_letters.enqueue()
