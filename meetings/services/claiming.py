"""Which letters a worker takes, and how many: one worker a letter, one share a minute."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import Letter, Meeting

MINUTE = timedelta(minutes=1)


@transaction.atomic
def claim(size):
    """Mark letters as this worker's; those that lost their reason are withdrawn instead.

    What a dead worker left comes last and one at a time: if it is a letter that kills, it takes
    no other with it. The try counts from here, so that it is not tried for ever.
    """
    now = timezone.now()
    due = Letter.objects.due(now).unblocked().select_for_update(skip_locked=True)
    fresh = due.filter(status=Letter.Status.QUEUED).values_list("pk", flat=True)
    pks = list(fresh[:size]) or list(due.values_list("pk", flat=True)[:1])
    claimed = Letter.objects.filter(pk__in=pks)
    claimed.update(status=Letter.Status.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    claimed.moot().update(status=Letter.Status.WITHDRAWN)
    return pks


def loaded(pks):
    """The letters still to send among ``pks``, sharing the meetings they tell of."""
    rows = Letter.objects.filter(pk__in=pks, status=Letter.Status.SENDING)
    letters = list(rows.select_related("participation", "person", "voter__poll__zone"))
    meetings = Meeting.objects.with_joint().select_related("zone", "host")
    meetings = meetings.prefetch_related("agenda", "events")
    meetings = meetings.in_bulk({letter.meeting_id for letter in letters} - {None})
    for letter in letters:
        letter.meeting = meetings.get(letter.meeting_id)
        if letter.participation:
            letter.participation.meeting = letter.meeting
    return letters


def give_back(letters):
    """Untouched letters wait again, as if they had not been claimed."""
    untouched = {"status": Letter.Status.QUEUED, "claimed_at": None, "attempts": F("attempts") - 1}
    for letter in letters:
        mine(letter).update(**untouched)


def mine(letter):
    """The row, as long as no other worker took the letter up nor anybody withdrew it."""
    return Letter.objects.filter(
        pk=letter.pk, status=Letter.Status.SENDING, claimed_at=letter.claimed_at
    )


def share():
    """How many letters may still be claimed this minute, by all workers; ``None``: no limit."""
    if not settings.LETTERS_PER_MINUTE:
        return None
    return settings.LETTERS_PER_MINUTE - _of_the_minute().count()


def _of_the_minute():
    recent = Letter.objects.filter(claimed_at__gt=timezone.now() - MINUTE)
    return recent.exclude(status=Letter.Status.WITHDRAWN)


def next_round_at():
    """When something may leave next; ``None`` when nothing waits."""
    at, left = Letter.objects.next_due_at(), share()
    if at is None or left is None or left > 0:
        return at
    first = _of_the_minute().order_by("claimed_at").values_list("claimed_at", flat=True).first()
    return max(at, (first or timezone.now()) + MINUTE)
