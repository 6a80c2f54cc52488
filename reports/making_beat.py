"""The signs of life of a making: each step, and a beat from a thread while a step lasts."""

import logging
import threading
from contextlib import contextmanager

from django.db import connection
from django.db.utils import Error
from django.utils import timezone

from .models import Making

logger = logging.getLogger("concertation.makings")

#: Seconds between two beats of a step that lasts: a layout says nothing for itself.
EVERY = 15
WORDS = 120


@contextmanager
def beating(making):
    """Give ``on_step(words, done, total)``; beats until the block is left."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(making, over), daemon=True)
    thread.start()
    try:
        yield lambda words, done, total: _step(making, words, done, total)
    finally:
        over.set()
        thread.join()


def _step(making, words, done, total):
    _tell(making, step=str(words)[:WORDS], done=done, total=total)


def _tell(making, **values):
    ours = Making.objects.filter(pk=making.pk, started_at=making.started_at)
    ours.filter(status=Making.Status.RUNNING).update(beat_at=timezone.now(), **values)


def _beat(making, over):
    """A connection of its own; a base that is busy waits for the next beat."""
    try:
        while not over.wait(EVERY):
            try:
                _tell(making)
            except Error:
                logger.info("making %s could not beat", making.pk)
                connection.close()  # one that was lost stays so: the next beat opens another
    finally:
        connection.close()
