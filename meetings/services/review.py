"""The draft read again by the co-animators, before it leaves."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from zones.models import Mandate

from ..models import PV, Block, Letter, PVReading
from .errors import Refused, WrongStatus
from .letters import queue_staff, withdraw
from .register import lock


def co_animators(meeting, *, besides):
    """Accounts of those who coordinate the zones of ``meeting`` today, ``besides`` (a user) not."""
    mandates = Mandate.objects.on(timezone.localdate()).coordinating()
    people = mandates.filter(membership__zone__in=meeting.zone_ids).values("person")
    users = User.objects.filter(person__in=people, is_active=True).order_by("pk")
    return list(users.exclude(pk=besides.pk))


def asked_by(pv):
    """Who asked the others to read the draft, or None outside a review."""
    return pv.review_asked_by if pv.status == PV.Status.REVIEW else None


def readers_of(pv, user):
    """Who is expected to read the draft: besides whoever asked; ``user``, as long as nobody did."""
    return co_animators(pv.meeting, besides=asked_by(pv) or user)


@transaction.atomic
def ask_review(pv, *, by):
    """Ask the co-animators to read the draft; returns the letters queued, one each.

    Its text stays theirs to change, and it can leave at any moment. Raises ``WrongStatus`` unless
    it is a draft, ``Refused`` when it holds nothing or when nobody else coordinates.
    """
    pv = lock(pv)
    if pv.status == PV.Status.REVIEW:
        raise WrongStatus(_("La relecture est déjà demandée : rien n’a été renvoyé."))
    if pv.status != PV.Status.DRAFT:
        raise WrongStatus(_("Ce PV est parti : on n’en demande plus la relecture."))
    if not Block.objects.filter(item__meeting=pv.meeting).exists():
        raise Refused(_("Ce PV est encore vide : écrivez au moins un passage."))
    readers = co_animators(pv.meeting, besides=by)
    if not readers:
        raise Refused(_("Personne d’autre ne coordonne cette zone : envoyez le PV directement."))
    pv.status, pv.review_asked_at, pv.review_asked_by = PV.Status.REVIEW, timezone.now(), by
    pv.save()
    return queue_staff(pv.meeting, readers, Letter.Kind.REVIEW, by=by)


@transaction.atomic
def note_reading(pv, *, by, agrees, note=""):
    """Keep that ``by`` read the draft: it may leave, or not before what ``note`` says.

    Every reading is kept. Raises ``WrongStatus`` outside the review, ``Refused`` for a « no »
    without a word, or for whoever asked the others to read.
    """
    pv = lock(pv)
    if pv.status != PV.Status.REVIEW:
        raise WrongStatus(_("Ce PV n’est pas en relecture."))
    if asked_by(pv) == by:
        raise Refused(_("Vous avez demandé la relecture : c’est à l’autre personne de la noter."))
    note = note.strip()
    if not agrees and not note:
        raise Refused(_("Dites ce qui manque avant que le PV parte."))
    return PVReading.objects.create(
        pv=pv, edition=pv.edition, by=by, by_name=by.full_name, agrees=agrees, note=note
    )


@transaction.atomic
def take_back(pv, *, by):
    """Back to a draft: who was asked and has not read it is not expected any more."""
    pv = lock(pv)
    if pv.status != PV.Status.REVIEW:
        raise WrongStatus(_("Ce PV n’est pas en relecture."))
    pv.status, pv.review_asked_at = PV.Status.DRAFT, None
    pv.save()
    withdraw(pv.meeting.letters.filter(kind=Letter.Kind.REVIEW))
    return pv


def readings_of(pv, readers):
    """[(name, the last ``PVReading`` or None)] of the round that was asked for.

    ``readers``: the users who are expected to read; others who did are told as well.
    """
    rows = pv.readings.filter(edition=pv.edition)
    if pv.review_asked_at:
        rows = rows.filter(at__gte=pv.review_asked_at)
    last = {row.by_id: row for row in rows.order_by("at", "pk")}
    found = [(user.full_name, last.pop(user.pk, None)) for user in readers]
    return found + [(row.by_name, row) for row in last.values()]
