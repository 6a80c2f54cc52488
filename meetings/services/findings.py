"""The register of « éléments perfectibles »: noted from a PV or by hand, followed to its effect."""

from django.db import transaction
from django.utils.translation import gettext as _

from zones.models import Zone
from zones.models.rules import Visibility

from ..models import PV, Block, Finding, Letter
from ..models.levels import check_level, narrowest
from ..seen import fingerprint
from .errors import Conflict, WrongStatus
from .letters import withdraw
from .registers import is_kept, write

#: What the register keeps of a finding.
KEPT = (
    "noted_on",
    "subject",
    "measure",
    "public",
    "observation",
    "proposal",
    "visibility",
    "addressees",
    "sent_on",
    "answered_on",
    "answer",
    "effect",
)
#: Characters a subject takes.
SUBJECT = 200
#: Passages of a PV that may enter the register.
KINDS = (Block.Kind.FINDING, Block.Kind.PROPOSITION)


def level_of_passage(block):
    """The narrowest level of a passage, its item and its meeting: a finding is never wider."""
    return narrowest(block.item.meeting.visibility, block.item.visibility, block.visibility)


@transaction.atomic
def note_finding(zone, *, by, block=None, seen=None, **wanted):
    """Enter a finding in the register of ``zone``; returns it.

    ``block``: the passage of a PV it comes from, of a meeting of the zone, once: taken up again, it
    is the same finding. The same content noted twice by the same person is one. Raises ``Conflict``
    when somebody noted the passage in other words than those of ``seen`` (see ``save_finding``),
    ``WrongStatus`` for a passage that may not enter, ``ValidationError`` with what is wrong.
    """
    Zone.objects.select_for_update().get(pk=zone.pk)  # two clicks wait for each other here
    if block is not None:
        _check_passage(zone, block)
        if known := Finding.objects.filter(block=block).first():
            return save_finding(known, seen=seen or "", **wanted)
    elif known := _same(zone, by, wanted):
        return known
    finding = Finding(zone=zone, block=block, created_by=by)
    _check_levels(finding, wanted)
    return write(finding, wanted)


def _check_passage(zone, block):
    meeting = block.item.meeting
    sent = PV.objects.filter(meeting=meeting).exclude(status__in=PV.UNSENT)
    if meeting.zone_id != zone.pk or block.kind not in KINDS or not sent.exists():
        raise WrongStatus(
            _("Ce passage n’entre pas au registre : son PV n’est pas parti, ou il a changé.")
        )


def _same(zone, by, wanted):
    """What this person noted already, word for word."""
    rows = Finding.objects.filter(
        zone=zone,
        created_by=by,
        subject=wanted.get("subject", ""),
        noted_on=wanted.get("noted_on"),
        block=None,
    )
    return next((row for row in rows.order_by("pk") if is_kept(row, wanted)), None)


@transaction.atomic
def save_finding(finding, *, seen=None, **wanted):
    """Save a finding if nobody wrote since ``seen`` (its ``fingerprint``); see ``record_opinion``.

    Raises ``Conflict``, or ``WrongStatus`` when somebody took it out meanwhile.
    """
    current = _locked(finding)
    if seen is not None and seen != fingerprint(current, KEPT):
        if is_kept(current, wanted):
            return current
        raise Conflict(_("Quelqu’un d’autre a modifié ce relevé entre-temps."), current)
    _check_levels(current, wanted)
    return write(current, wanted)


def _check_levels(finding, wanted):
    if finding.block_id and wanted.get("visibility"):
        level = level_of_passage(finding.block)
        finding.visibility = wanted["visibility"]
        check_level(finding, level)


@transaction.atomic
def delete_finding(finding):
    """Take a finding out of the register. Raises ``WrongStatus`` once it was sent or signed: what
    left stays."""
    finding = Finding.objects.select_for_update(of=("self",)).filter(pk=finding.pk).first()
    if finding is None:
        return  # somebody did it at the same instant
    if finding.sent_on or finding.cosignatures.signed().exists():
        raise WrongStatus(_("Ce relevé est déjà envoyé ou cosigné : il reste au registre."))
    withdraw(Letter.objects.filter(cosignatures__finding=finding))
    finding.delete()


def _locked(finding):
    rows = Finding.objects.select_for_update(of=("self",)).filter(pk=finding.pk)
    current = rows.select_related("block__item__meeting").first()
    if current is None:
        raise WrongStatus(_("Ce relevé n’est plus au registre : quelqu’un l’a retiré."))
    return current


def proposed_from(block):
    """The initial values of a finding that comes from a passage: nothing is typed twice.

    Its subject is that of the point it was said under.
    """
    text = (block.text_fr or block.text_nl).strip()
    subject = " ".join((block.item.title_fr or block.item.title_nl).split())[:SUBJECT]
    field = "observation" if block.kind == Block.Kind.FINDING else "proposal"
    level = level_of_passage(block)
    return {
        "subject": subject,
        field: text,
        "noted_on": block.item.meeting.held_on,
        "visibility": narrowest(level, Visibility.ZONE),
    }
