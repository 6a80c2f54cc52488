"""The PV, written passage by passage: each save says which revision it replaces."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ..models import PV, Block
from ..models.pv import fold
from .errors import Conflict, WrongStatus
from .registers import keep_registers, record_opinion, set_action


@transaction.atomic
def open_pv(meeting, *, by):
    """The PV of the meeting, created in the form its house rules ask for; twice is once."""
    pv, _created = PV.objects.get_or_create(
        meeting=meeting,
        defaults={"kind": meeting.rules().record_kind, "secretary": by.full_name if by else ""},
    )
    return pv


@transaction.atomic
def add_block(item, *, kind, by, **fields):
    """Append a passage under an agenda item; an action or an opinion gets its register row."""
    _locked_draft(item.meeting)
    last = item.blocks.aggregate(last=Max("position"))["last"] or 0
    block = Block(item=item, kind=kind, position=last + 1, updated_by=by, **fields)
    block.full_clean(exclude=["updated_by"])
    block.save()
    keep_registers(block)
    index(item.meeting)
    return block


@transaction.atomic
def save_block(block_id, *, revision, by, **fields):
    """Save a passage if nobody saved it since ``revision``.

    Raises ``Conflict`` (with the passage as it stands) when somebody did: the caller shows both.
    """
    block = (
        Block.objects.select_for_update(of=("self",))
        .select_related("item__meeting__zone")
        .get(pk=block_id)
    )
    _locked_draft(block.item.meeting)
    if block.revision != revision:
        raise Conflict(_("Quelqu’un d’autre a modifié ce passage entre-temps."), block)
    for field, value in fields.items():
        setattr(block, field, value)
    block.revision += 1
    block.updated_by = by
    block.full_clean(exclude=["updated_by"])
    block.save()
    keep_registers(block)
    index(block.item.meeting)
    return block


@transaction.atomic
def save_passage(block_id, *, revision, by, fields, action=None, addressees=None):
    """Save a passage, and the owners of its action or the addressees of its opinion.

    ``fields``: Block field name → value; ``action``: the keywords of ``registers.set_action``.
    Raises ``Conflict`` as ``save_block`` does: then nothing at all is written.
    """
    block = save_block(block_id, revision=revision, by=by, **fields)
    if action is not None:
        set_action(block, **action)
    if addressees is not None:
        opinion = block.opinion
        record_opinion(
            opinion,
            addressees=addressees,
            sent_on=opinion.sent_on,
            answered_on=opinion.answered_on,
            answer=opinion.answer,
        )
    return block


@transaction.atomic
def delete_block(block, *, by):
    """Take a passage out of a draft; its history stays."""
    _locked_draft(block.item.meeting)
    meeting = block.item.meeting
    block.delete()
    index(meeting)


def _locked_draft(meeting):
    """Hold the PV while its text changes, so that « Envoyer » never leaves between two words."""
    locked = PV.objects.select_for_update(of=("self",)).select_related("meeting")
    pv = locked.filter(meeting=meeting).first()
    if pv is None:
        raise WrongStatus(_("Ouvrez d’abord le PV de cette réunion."))
    if not pv.is_editable:
        raise WrongStatus(_("Ce PV est parti : son texte ne change plus."))
    return pv


@transaction.atomic
def save_head(pv, *, chair, secretary):
    """Who chaired and who took the minutes."""
    pv = _locked_draft(pv.meeting)
    pv.chair, pv.secretary = chair, secretary
    pv.save()
    return pv


def index(meeting):
    """Refresh what the archive searches in: titles and passages, folded."""
    words = [meeting.title_fr, meeting.title_nl]
    for item in meeting.agenda.prefetch_related("blocks"):
        words += [item.title_fr, item.title_nl]
        words += [f"{b.text_fr} {b.text_nl} {b.said_by}" for b in item.blocks.all()]
    PV.objects.filter(meeting=meeting).update(search_text=fold(" ".join(words)))
