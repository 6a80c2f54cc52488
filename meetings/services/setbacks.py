"""What becomes of a letter that did not leave: when it is tried again, in which words it failed."""

import smtplib
from datetime import timedelta

from django.utils import timezone

from ..models import Letter

BACKOFF_MINUTES = (1, 5, 15, 60, 240)
#: A connection that was lost says nothing of the letter: it waits less, the first time.
DROPPED = timedelta(seconds=10)


def after_failure(attempts, permanent=False):
    """The fields of a letter after so many tries: it waits longer each time, then is refused."""
    if permanent or attempts >= Letter.MAX_ATTEMPTS:
        return {"status": Letter.Status.REFUSED}
    minutes = BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1]
    next_try_at = timezone.now() + timedelta(minutes=minutes)
    return {"status": Letter.Status.QUEUED, "next_try_at": next_try_at}


def wait_for_the_server(said):
    """No connection could be opened: everything due has had its try."""
    due = Letter.objects.due(timezone.now()).filter(status=Letter.Status.QUEUED)
    for attempts in set(due.values_list("attempts", flat=True)):
        facts = after_failure(attempts + 1) | {"attempts": attempts + 1, "error": said}
        due.filter(attempts=attempts).update(**facts)


def words(error):
    """What the server or the network said, as a sentence to show."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answer(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def answer(code, said):
    """« 550 Boîte fermée »: the answer of a server on one line."""
    if isinstance(said, bytes):
        said = said.decode("utf-8", "replace")
    return f"{code} {' '.join(said.split())}"
