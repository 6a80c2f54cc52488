"""The PV, written passage by passage: each save says which revision it replaces."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .. import translation
from ..comparing import same
from ..models import PV, Block, Letter, Opinion, Vote
from ..versions import last_version, was_in
from .errors import Conflict, Elsewhere, Refused, Removed, WrongStatus
from .giving_back import bring_back, keep_with
from .indexing import forget_index
from .letters import withdraw
from .placing import make_room, rearrange
from .registers import keep_registers, set_action


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
    locked_draft(item.meeting)
    block = Block(item=item, kind=kind, position=make_room(item, None))
    return _keep(block, fields, by)


def put_block(
    item,
    key,
    *,
    kind,
    revision,
    fields,
    after,
    by,
    details=None,
    action=None,
    addressees=None,
    anyway=False,
):
    """Write the passage that its writer calls ``key``: created when unknown, saved otherwise.

    ``revision``: the one the writer had under their eyes, 0 for a passage they just made.
    ``fields``: Block field name → value; ``after``: see ``placing.make_room`` (new passages only).
    ``details``: what ``action`` (the keywords of ``registers.set_action``) or ``addressees`` say,
    as plain words for the history. ``anyway``: put back a passage that was taken out.

    The same content again answers the passage as it stands: the answer to the first sending may
    have been lost. Raises ``Conflict`` when somebody saved another text since ``revision``,
    ``Removed`` when somebody took the passage out, ``Elsewhere`` when the key is another
    meeting's: then nothing at all is written.
    """
    fields = fields | ({"details": details} if details else {})
    try:
        with transaction.atomic():
            block = _put(item, key, kind, revision, fields, after, by, anyway)
            _keep_followed(block, action, addressees)
            return block
    except IntegrityError:
        if Block.objects.filter(key=key).exclude(item__meeting=item.meeting_id).exists():
            raise Elsewhere(_("Ce passage n’est pas de cette réunion.")) from None
        raise


def _put(item, key, kind, revision, fields, after, by, anyway):
    locked_draft(item.meeting)
    # The PV is held: whoever writes, moves or removes one of its passages waits for this.
    block = Block.objects.select_related("item__meeting", "updated_by").filter(key=key).first()
    if block is None:
        block = Block(item=item, key=key, kind=kind)
        if last := last_version(key):
            _check_removed(last, item, anyway)
            block.pk, block.revision = last.id, last.revision + 1
        block.position = make_room(item, after)
        return _keep(block, fields, by)
    if block.item.meeting_id != item.meeting_id:
        raise Elsewhere(_("Ce passage n’est pas de cette réunion."))
    return _save(block, revision, fields, by)


def _check_removed(last, item, anyway):
    """A passage that existed comes back when its writer was told that it was taken out."""
    if not was_in(item.meeting, last.item_id):
        raise Elsewhere(_("Ce passage n’est pas de cette réunion."))
    if not anyway:
        raise Removed(_("Ce passage a été retiré du PV pendant que vous écriviez."), last)


@transaction.atomic
def save_block(block_id, *, revision, by, **fields):
    """Save a passage if nobody saved it since ``revision``; see ``put_block``."""
    found = Block.objects.select_related("item__meeting", "updated_by")
    block = found.get(pk=block_id)
    locked_draft(block.item.meeting)
    return _save(found.get(pk=block_id), revision, fields, by)


def _save(block, revision, fields, by):
    if all(same(getattr(block, name), value) for name, value in fields.items()):
        return block
    if block.revision != revision:
        raise Conflict(_("Quelqu’un d’autre a modifié ce passage entre-temps."), block)
    block.revision += 1
    return _keep(block, fields, by)


def _keep(block, fields, by):
    """Write the row and its version; a new action or opinion gets its register row.

    One that comes back gets the row it had: whoever was written to about it is not again.
    """
    is_new = block._state.adding
    block.translated_from = translation.after(block, fields)
    for name, value in fields.items():
        setattr(block, name, value)
    block.updated_by = block._history_user = by
    # The key is unique in the database, which has the last word; the item was read just before.
    # So are its constraints; only a mode of decision can break one, and deserves its sentence.
    block.full_clean(
        exclude=["updated_by", "item", "key"],
        validate_unique=False,
        validate_constraints=bool(block.decision_mode),
    )
    block.save(force_insert=is_new)
    if is_new:
        if block.revision > 1:  # it was taken out
            bring_back(block, by)
        keep_registers(block)
    index(block.item.meeting)
    return block


def _keep_followed(block, action, addressees):
    """The owners and the date of an action, the addressees of an opinion."""
    if action is not None and block.kind == Block.Kind.ACTION:
        set_action(block, **action)
    if addressees is not None and block.kind == Block.Kind.OPINION:
        block.opinion.addressees.set(addressees)


@transaction.atomic
def move_block(block, after, *, by, item=None):
    """Put a passage right after another, under its item or under ``item`` of the same PV.

    Whoever is writing it meanwhile keeps their text: an order is not a revision.
    """
    locked_draft(block.item.meeting)
    if item is not None and item.pk != block.item_id:
        if item.meeting_id != block.item.meeting_id:
            raise Elsewhere(_("Ce point n’est pas de cette réunion."))
        block.item, block.updated_by, block._history_user = item, by, by
        block.save(update_fields=["item", "updated_by", "updated_at"])
    rearrange(block.item, block, after)
    index(block.item.meeting)


@transaction.atomic
def delete_block(block, *, by, revision=None):
    """Take a passage out of a draft; its history stays, and it can be put back.

    ``revision``: the one under the eyes of whoever removes it. Raises ``Conflict`` when somebody
    wrote since, ``Refused`` when it already had effects outside the PV.
    """
    locked_draft(block.item.meeting)
    block = Block.objects.select_related("item__meeting", "updated_by").filter(pk=block.pk).first()
    if block is None:
        return  # taken out by somebody else at the same instant: it is out
    if revision is not None and block.revision != revision:
        raise Conflict(_("Quelqu’un d’autre a modifié ce passage entre-temps."), block)
    _give_up_opinion(block)
    if Vote.objects.filter(block=block).exists():
        raise Refused(_("Ce passage a été voté : annulez d’abord son vote."))
    block._history_user = by
    keep_with(block)
    block.delete()
    index(block.item.meeting)


def _give_up_opinion(block):
    """An opinion goes with its passage, unless it left or another zone put its name under it."""
    opinion = Opinion.objects.filter(block=block).first()
    if opinion is None:
        return
    if opinion.sent_on:
        raise Refused(_("Cet avis est déjà envoyé : il reste dans le PV et dans le registre."))
    if opinion.cosignatures.signed().exists():
        raise Refused(_("Une autre zone a signé cet avis : il reste dans le PV et le registre."))
    withdraw(Letter.objects.filter(cosignatures__opinion=opinion))


@transaction.atomic
def amend_block(block, *, by, **fields):
    """Change a passage of a PV that left, as a remark that was accepted asks; its history is kept.

    The caller holds the PV and has seen to it that it may still change.
    """
    block.revision += 1
    return _keep(block, fields, by)


@transaction.atomic
def amend_item(item, *, by, **fields):
    """Add a passage to a PV that left; as for ``amend_block``."""
    return _keep(Block(item=item, position=make_room(item, None)), fields, by)


def locked_draft(meeting):
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
    pv = locked_draft(pv.meeting)
    pv.chair, pv.secretary = chair, secretary
    pv.save()
    return pv


def index(meeting):
    """What the archive knows of the text is out of date; it is read again before a search."""
    forget_index(meeting)
