"""Opinions and findings signed by several zones: asked, signed or declined, kept with their words.

What a zone signs is the text that its coordination had under its eyes: it is kept with the
signature, and a text that changes afterwards is told on both sides.
"""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.models import Zone

from .. import tasks
from ..models import PV, CoSignature, Finding, Letter, Opinion
from .errors import Refused, WrongStatus
from .letters import withdraw
from .reminders import coordinators

Status = CoSignature.Status
#: Why a request is gone, in its history: by itself, not with its opinion.
TAKEN_BACK = "taken back"
IN_CORRECTION = gettext_lazy(
    "Le PV de cet avis est en rectification : son texte peut changer. Attendez qu’il reparte."
)


def text_of(thing):
    """What a zone signs: the text in its languages, then the motives; a finding's two texts.

    The same words whatever the language of who asks: its titles are part of what is kept.
    """
    if isinstance(thing, Opinion):
        parts = (thing.block.text_fr, thing.block.text_nl, _titled("Motifs", thing.motives))
    else:
        parts = (
            thing.subject,
            _titled("Mesure ou dispositif", thing.measure),
            _titled("Public", thing.public),
            _titled("Observation", thing.observation),
            _titled("Proposition", thing.proposal),
        )
    return "\n\n".join(part.strip().replace("\r\n", "\n") for part in parts if part.strip())


def digest(text):
    """Sixteen characters that change with the text: what the reader of a page had before them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _titled(title, text):
    return f"{title}\xa0:\n{text.strip()}" if text.strip() else ""


def has_changed(cosignature):
    """Is the text another one than when the zone was asked, or signed?"""
    return text_of(cosignature.thing) != cosignature.text


@transaction.atomic
def ask(thing, zones, *, by):
    """Ask other zones to sign an opinion or a finding; their coordinations get a letter each.

    A zone that was asked already is left alone, one that declined or signed another text is asked
    again. Returns the zones that are asked now. Raises ``Refused``, with the sentence to show.
    """
    thing = _locked(thing)
    _check_askable(thing)
    zones = [zone for zone in zones if zone.pk != thing.zone_id]
    if not zones:
        raise Refused(_("Cochez au moins une autre zone."))
    return [zone for zone in zones if _ask_one(thing, zone, by)]


def _check_askable(thing):
    if is_in_draft(thing):
        raise WrongStatus(
            _("Le PV de cet avis n’est pas parti : son texte peut changer. Envoyez d’abord le PV.")
        )
    if not text_of(thing):
        raise Refused(_("Il n’y a pas encore de texte à signer."))


def is_in_draft(thing):
    """Does its text stand in a PV that has not left, or that is being corrected?"""
    if isinstance(thing, Finding):  # its words are its own
        return False
    pv = PV.objects.filter(meeting__agenda__blocks=thing.block_id).first()
    return pv is None or pv.is_draft


def _ask_one(thing, zone, by):
    known = thing.cosignatures.select_for_update(of=("self",)).filter(zone=zone).first()
    if known and (known.is_asked or (known.is_signed and not has_changed(known))):
        return False
    row = known or CoSignature(zone=zone, **_about(thing))
    row.status, row.text, row.asked_by = Status.ASKED, text_of(thing), by
    row.asked_at, row.decided_at, row.decided_by, row.reason = timezone.now(), None, None, ""
    row.save()
    _write_to(row, zone, by)
    return True


def _about(thing):
    return {"opinion": thing} if isinstance(thing, Opinion) else {"finding": thing}


@transaction.atomic
def sign(cosignature, *, seen, by):
    """Sign the text whose ``digest`` is ``seen``, the one that was read; twice is once.

    Raises ``WrongStatus`` when the answer was given already, the text has just changed, or its PV
    is being corrected.
    """
    row, current = _answering(cosignature, Status.SIGNED)
    if row is None:
        return cosignature
    if is_in_draft(row.thing):
        raise WrongStatus(IN_CORRECTION)
    if seen != digest(current):
        raise WrongStatus(_("Le texte vient de changer : relisez-le, puis signez."))
    row.text = current
    return _answer(row, Status.SIGNED, "", by)


@transaction.atomic
def decline(cosignature, *, reason, by):
    """Say no, and why: the zone that asked reads it. Twice is once."""
    if not reason.strip():
        raise Refused(_("Dites en une phrase pourquoi votre zone ne signe pas."))
    row, _current = _answering(cosignature, Status.DECLINED)
    return _answer(row, Status.DECLINED, reason.strip(), by) if row else cosignature


def _answering(cosignature, status):
    """The row held, and the text as it stands; (None, "") when that answer was given already."""
    rows = CoSignature.objects.select_for_update(of=("self",)).with_thing()
    row = rows.filter(pk=cosignature.pk).first()
    if row is None:
        raise WrongStatus(_("La demande a été retirée par la zone qui l’avait faite."))
    if row.status == status:
        return None, ""
    if not row.is_asked:
        said = row.get_status_display()
        raise WrongStatus(_("Votre zone a déjà répondu : %(answer)s.") % {"answer": said})
    return row, text_of(row.thing)


def _answer(row, status, reason, by):
    row.status, row.reason = status, reason
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    _write_to(row, row.thing.zone, by)
    return row


@transaction.atomic
def take_back(cosignature):
    """Withdraw a request that nobody answered. Raises ``WrongStatus`` once the zone did."""
    rows = CoSignature.objects.select_for_update(of=("self",)).filter(pk=cosignature.pk)
    row = rows.first()
    if row is None:
        return
    if not row.is_asked:
        raise WrongStatus(_("Cette zone a répondu entre-temps : sa réponse reste."))
    withdraw(row.letters.all())
    row._change_reason = TAKEN_BACK
    row.delete()


def write_again(row, by):
    """Write once more to those whose letter was withdrawn before it left; the others keep theirs.

    It asks the other zone to sign or, once that zone answered, tells the first one its answer.
    """
    zone, since = (row.zone, row.asked_at) if row.is_asked else (row.thing.zone, row.decided_at)
    last = row.letters.filter(created_at__gte=since)
    kept = last.exclude(status=Letter.Status.WITHDRAWN)
    if row.is_asked or last.exclude(pk__in=kept).exists():
        _queue(row, zone, by, besides=set(kept.values_list("to_email", flat=True)))


def _write_to(row, zone, by):
    """A letter to each coordinator of ``zone``; what was queued before about it is taken back."""
    withdraw(row.letters.all())
    _queue(row, zone, by)


def _queue(row, zone, by, besides=()):
    letters = Letter.objects.bulk_create(
        Letter(
            kind=Letter.Kind.COSIGN,
            to_email=user.email,
            language=user.language,
            queued_by=by,
        )
        for user in coordinators(zone.pk)
        if user.email and user.email not in besides
    )
    row.letters.add(*letters)
    if letters:
        transaction.on_commit(tasks.wake_the_postman)


def _locked(thing):
    model = Opinion if isinstance(thing, Opinion) else Finding
    rows = model.objects.select_for_update(of=("self",)).select_related("zone")
    found = rows.filter(pk=thing.pk).first()
    if found is None:
        raise WrongStatus(_("Ce relevé n’est plus au registre : quelqu’un l’a retiré."))
    return found


def other_zones(thing):
    """The zones that may be asked, in the order of the Region's list."""
    return Zone.objects.exclude(pk=thing.zone_id)
