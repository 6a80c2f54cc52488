"""Long papers, set by a worker: asked for, made with a sign of life, taken up again."""

import hashlib
import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetings.services.errors import Refused

from .. import tasks
from ..making_beat import beating
from ..making_kinds import KINDS
from ..models import Making

logger = logging.getLogger("concertation.makings")

Status = Making.Status
#: Somebody who asks again this soon clicked twice; later, what they changed must be in it.
SAME_CLICK = timezone.timedelta(seconds=5)
MOST_ATTEMPTS = 3
#: How long a paper waits to be fetched.
KEPT = timezone.timedelta(days=7)


def ask(what, *, zone=None, year, language, by, edition=None):
    """Have ``what`` (a key of ``KINDS``) made by a worker; returns its ``Making``.

    One that still waits, or that was asked for by the same click, is given back: a worker reads
    the rows when it begins. What freezes something is made once, however many people ask, and
    freezes the ``edition`` it was asked for, however late a worker takes it up.
    """
    fingerprint = _fingerprint(what, zone, year, language, edition)
    if found := _under_way(what, fingerprint):
        return found
    try:
        with transaction.atomic():
            making = Making.objects.create(
                what=what,
                zone=zone,
                year=year,
                edition=edition,
                language=language,
                fingerprint=fingerprint,
                asked_by=by,
            )
    except IntegrityError:  # somebody asked at the same moment
        # A worker may have taken it up since: it is the last one, in whatever state.
        asked = Making.objects.defer("content").filter(fingerprint=fingerprint)
        return asked.latest("asked_at", "pk")
    transaction.on_commit(lambda: tasks.make.enqueue(making.pk))
    return making


def _fingerprint(what, zone, year, language, edition):
    words = f"{what}|{zone.code if zone else ''}|{year}|{language}|{edition or ''}"
    return hashlib.sha256(words.encode()).hexdigest()


def _under_way(what, fingerprint):
    running = Q(status=Status.RUNNING, beat_at__gte=abandoned_before())
    if not KINDS[what].is_once:
        running &= Q(started_at__gte=timezone.now() - SAME_CLICK)
    rows = Making.objects.filter(Q(status=Status.WAITING) | running, fingerprint=fingerprint)
    return rows.defer("content").first()


def abandoned_before():
    """A running one without a sign of life since then belongs to a worker that died."""
    return timezone.now() - timezone.timedelta(seconds=settings.MAKING_ABANDONED_SECONDS)


# --- The worker --------------------------------------------------------------------------------


def run(pk):
    """Make it, if nobody else does; returns its state, or None when there was nothing to do.

    A maker that refuses (``Refused``) fails with its sentence; anything else is logged and fails
    with one of ours. Nothing raises: the queue would show a failed task to nobody.
    """
    making = _claim(pk)
    if making is None:
        return None
    try:
        with translation.override(_page_language(making)), beating(making) as on_step:
            content = KINDS[making.what].load()(making, on_step)
    except Refused as refused:
        return _end(making, status=Status.FAILED, error=str(refused))
    except Exception:
        logger.exception("making %s (%s) failed", making.pk, making.what)
        return _end(making, status=Status.FAILED, error="")
    kept = content if KINDS[making.what].is_kept else None
    return _end(making, status=Status.READY, content=kept, done=F("total"))


def _claim(pk):
    """The making, now ours, or None: another worker has it, it is over, or it was tried enough."""
    now = timezone.now()
    lost = Q(started_at=None) | Q(beat_at__lt=abandoned_before())
    free = Q(status=Status.WAITING) | Q(status=Status.RUNNING) & lost
    rows = Making.objects.filter(free, pk=pk)
    rows.filter(attempts__gte=MOST_ATTEMPTS).update(status=Status.FAILED, error="")
    claimed = rows.filter(attempts__lt=MOST_ATTEMPTS).update(
        status=Status.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        beat_at=now,
        step="",
        done=0,
        total=0,
    )
    if not claimed:
        return None
    return Making.objects.select_related("zone", "asked_by").defer("content").get(pk=pk)


def _page_language(making):
    """Steps and sentences are read by whoever asked."""
    return making.asked_by.language if making.asked_by else settings.LANGUAGE_CODE


def _end(making, *, status, **values):
    """Only the worker that holds it ends it: one that was taken for dead may still come back."""
    held = Making.objects.filter(pk=making.pk, started_at=making.started_at)
    ended = held.update(status=status, step="", beat_at=timezone.now(), **values)
    return str(status) if ended else None


# --- The clock ---------------------------------------------------------------------------------


def wake(making):
    """Take up a making whose worker died; called by whoever looks at it, done for the first."""
    lost = Making.objects.filter(status=Status.RUNNING, beat_at__lt=abandoned_before())
    # Without a start it is nobody's: the worker taken for dead may not write in it any more.
    if lost.filter(pk=making.pk).update(started_at=None, beat_at=timezone.now()):
        transaction.on_commit(lambda: tasks.make.enqueue(making.pk))


def tidy():
    """Each hour: what was lost is taken up again, what nobody fetched goes; how many went."""
    lost = Q(status=Status.RUNNING, beat_at__lt=abandoned_before())
    lost |= Q(status=Status.WAITING, asked_at__lt=abandoned_before())
    for pk in Making.objects.filter(lost).values_list("pk", flat=True):
        tasks.make.enqueue(pk)
    over = Making.objects.filter(status__in=(Status.READY, Status.FAILED))
    return over.filter(beat_at__lt=timezone.now() - KEPT).delete()[0]


def failure(making):
    """The sentence of a making that failed."""
    return making.error or _(
        "La mise en page s’est arrêtée. Rien n’est perdu : demandez-la de nouveau ; "
        "si elle s’arrête encore, signalez-le à la personne qui gère l’application."
    )
