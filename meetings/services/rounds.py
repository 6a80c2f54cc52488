"""What the connections of one round share: two locks, the papers, the counts, the processor."""

import logging
import sys
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import Lock, RLock

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from ..models import Letter, Paper

logger = logging.getLogger("concertation.letters")

#: How long one thread computes before another has its turn (Python's own: 5 ms).
TURN_SECONDS = 0.001
#: How long a thread steps aside after its letter left: without it, it goes on computing for a whole
#: turn while the next letter, for which the door has just opened, waits for the processor.
ASIDE_SECONDS = 0.0003


class Unset(Exception):
    """The PDF of a paper could not be set: its letters are tried again later."""


@dataclass
class Round:
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

    @contextmanager
    def at_the_door(self):
        """The one letter whose fate is in doubt; the next one then passes without delay."""
        with self.door:
            yield
        if self.connections > 1:
            time.sleep(ASIDE_SECONDS)

    def writing(self):
        return self.pen if connection.vendor == "sqlite" else nullcontext()

    def paper(self, pk):
        """A paper with its PDF, read or set once a round. Raises ``Unset`` when it cannot be."""
        with self.pen:
            if pk is not None and pk not in self.papers:
                self.papers[pk] = _with_pdf(pk)
        found = self.papers.get(pk)
        if isinstance(found, Unset):
            raise Unset(*found.args)
        return found

    def count(self, status):
        with self.pen:
            self.sent += status == Letter.Status.SENT
            self.refused += status == Letter.Status.REFUSED


def _with_pdf(pk):
    """The ``Paper``, its PDF set if it was not; else the ``Unset`` to raise for its letters."""
    paper = Paper.objects.get(pk=pk)
    try:
        paper.pdf()
    except DatabaseError:
        raise  # says nothing of the paper
    except Exception as error:
        logger.exception("paper %s could not be set", pk)
        return Unset(_("Le PDF n’a pas pu être mis en page : %(error)r") % {"error": error})
    return paper


@contextmanager
def in_short_turns():
    """A thread that writes a letter soon lets the one go on whose server has just answered."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
