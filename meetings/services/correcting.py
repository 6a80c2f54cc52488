"""A sealed PV is corrected by a new edition; until it is decided upon, the sealed one is read."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import (
    PV,
    ActionItem,
    ActionOwner,
    Block,
    Finding,
    Letter,
    Opinion,
    Recount,
    Voice,
    Vote,
)
from ..models.levels import narrowest
from .errors import Refused, WrongStatus
from .giving_back import bring_back, followed, give_back, plain, read
from .letters import withdraw
from .minutes import index
from .register import keep_papers, lock
from .registers import FOLLOWED, write
from .sealing import keep_version

#: What hangs on a passage, and has rows of its own.
PARTS = (ActionItem, Opinion, Vote)
#: What whoever ticks an action says of it.
TICKED = ("done_on", "done_by", "is_said_by_link", "outcome")
OF_AN_ACTION = ("due_on", "due_text", "is_due_read", "contact")
OF_AN_ITEM = ("title_fr", "title_nl", "position", "visibility")
#: What of the head of a PV its correction may change, and giving it up gives back.
HEAD = ("kind", "status", "chair", "secretary", "verdict_text", "correction_reason")


@transaction.atomic
def correct(pv, *, reason, by):
    """« Rectifier ce PV »: open the next edition as a draft with the text of the sealed one.

    Raises ``WrongStatus`` unless the PV is decided upon and sealed, ``Refused`` without a reason.
    """
    pv = lock(pv)
    if not pv.is_decided or not pv.sealed.filter(edition=pv.edition).exists():
        raise WrongStatus(_("Seul un PV scellé se rectifie ; celui-ci ne l’est pas."))
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Dites pourquoi ce PV est rectifié : la nouvelle édition l’imprimera."))
    kept = _whole(pv)
    pv.edition += 1
    pv.status, pv.correction_reason = PV.Status.DRAFT, reason
    pv.decided_at = pv.decided_in = pv.remarks_until = pv.review_asked_at = None
    pv.verdict_text = ""
    pv.save()
    keep_version(pv, by, rows=kept)
    return pv


@transaction.atomic
def abandon(pv, *, by):
    """Give up a correction that has not left: back to the sealed text exactly.

    Levels are no words of the text: what was narrowed meanwhile stays narrowed, and the papers of
    the sealed edition are kept anew for each circle, as ``levels.change_levels`` does; what was
    widened is again as narrow as it was sealed.
    Every version written meanwhile stays in the history. Raises ``WrongStatus`` once it left.
    """
    pv = lock(pv)
    sealed = pv.sealed.filter(edition__lt=pv.edition).order_by("-edition").first()
    if not pv.is_draft or sealed is None:
        raise WrongStatus(_("Il n’y a pas de rectification à abandonner."))
    # Its last opening: one that was given up before has nothing to say of what changed since.
    version = pv.versions.filter(edition=pv.edition, content__has_key="rows").last()
    rows = version.content["rows"]
    # First the text: a passage moved to a point that goes would go with it.
    narrowed = [
        *_give_back_text(pv, rows["blocks"], by),
        *_give_back_items(pv, rows["items"]),
    ]
    _give_back_followed(rows["followed"], by)
    _give_back_noted(rows.get("noted", {}))
    for name in HEAD:
        setattr(pv, name, rows["head"][name])
    pv.edition, pv.review_asked_at = sealed.edition, None
    pv.decided_at, pv.decided_in = sealed.decided_at, sealed.decided_in
    pv.save()
    withdraw(pv.meeting.letters.filter(kind=Letter.Kind.REVIEW))
    index(pv.meeting)
    if narrowed:
        keep_version(pv, by)
        keep_papers(pv, sealed=sealed)
    return pv


def _whole(pv):
    """Every row of the text, with what hangs on it, as it will be given back."""
    items = pv.meeting.agenda.all()
    blocks = Block.objects.filter(item__in=items)
    votes = Vote.objects.filter(block__in=blocks)
    hanging = [
        *followed(blocks),
        *votes,
        *Voice.objects.filter(vote__in=votes),
        *Recount.objects.filter(block__in=blocks),
    ]
    return {
        "head": {name: getattr(pv, name) for name in HEAD},
        "items": plain(items),
        "blocks": plain(blocks),
        "followed": plain(hanging),
        "noted": dict(Finding.objects.filter(block__in=blocks).values_list("pk", "block")),
    }


def _give_back_items(pv, kept):
    """Titles, order and levels of the points; those added since are taken out. Returns those whose
    level stays narrower than it was sealed."""
    narrowed = []
    items = [one.object for one in read(kept)]
    pv.meeting.agenda.exclude(pk__in=[item.pk for item in items]).delete()
    for item in pv.meeting.agenda.all():
        saved = next(one for one in items if one.pk == item.pk)
        level = _narrower(saved.visibility, item.visibility)
        if level != saved.visibility:
            narrowed.append(item)
        for name in OF_AN_ITEM:
            setattr(item, name, getattr(saved, name))
        item.visibility = level
        item.save()
    return narrowed


def _narrower(sealed, now):
    """The level that decides, "" when neither says one."""
    return narrowest(sealed, now) if sealed or now else ""


def _give_back_text(pv, kept, by):
    """The passages as they were: taken out, rewritten or put back, each with one more version.

    One that is put back gets what it had when it went, ticks and letters among it. Returns those
    whose level stays narrower than it was sealed.
    """
    blocks = {one.object.pk: one.object for one in read(kept)}
    now = Block.objects.filter(item__meeting=pv.meeting)
    for block in now.exclude(pk__in=blocks):
        block._history_user = by
        block.delete()
    revisions = dict(now.values_list("pk", "revision"))
    levels, narrowed = _last_levels(blocks), []
    for pk, block in blocks.items():
        level = _narrower(block.visibility, levels.get(pk, ""))
        if level != block.visibility:
            narrowed.append(block)
        block.visibility = level
        block.revision = revisions.get(pk, block.revision) + 1
        block.updated_by = block._history_user = by
        block.save(force_insert=pk not in revisions)
        if pk not in revisions:
            bring_back(block, by)
    return narrowed


def _last_levels(blocks):
    """{id: level} of passages (ids) as they stood last, also of those that were taken out."""
    last = Block.history.filter(id__in=blocks).order_by("history_date", "history_id")
    return dict(last.values_list("id", "visibility"))


def _give_back_followed(kept, by):
    """What the PV says of its actions, opinions and votes; what they led to since lives on.

    An action ticked meanwhile stays ticked, an opinion sent stays sent: facts of after the PV.
    A request to sign comes back with its opinion: see ``give_back``.
    """
    rows = read(kept)
    kept_of = {kind: {one.object.pk for one in rows if type(one.object) is kind} for kind in PARTS}
    ActionOwner.objects.filter(action__in=kept_of[ActionItem]).delete()
    Voice.objects.filter(vote__in=kept_of[Vote]).delete()
    since = _take_out_newer(rows)
    for one in rows:
        row, known = one.object, type(one.object).objects.filter(pk=one.object.pk).first()
        if known is None:
            give_back(one, by)
            if isinstance(row, PARTS) and (noted := since.get((type(row), row.block_id))):
                write(row, noted)
        elif isinstance(row, ActionItem):
            for name in OF_AN_ACTION:
                setattr(known, name, getattr(row, name))
            known.save()
        elif isinstance(row, Vote):
            one.save()


def _take_out_newer(rows):
    """A passage taken out, then put back, was given a row anew: it makes room for the sealed one.

    Returns {(model, passage): what was noted on the new row, of after the PV}.
    """
    since = {}
    for kind in PARTS:
        kept = {one.object.block_id: one.object.pk for one in rows if type(one.object) is kind}
        for new in kind.objects.filter(block__in=kept).exclude(pk__in=kept.values()):
            since[kind, new.block_id] = _noted(new)
            new.delete()
    return since


def _noted(row):
    if isinstance(row, ActionItem) and row.done_on:
        return {name: getattr(row, name) for name in TICKED}
    if isinstance(row, Opinion):
        noted = {name: getattr(row, name) for name in FOLLOWED}
        noted["addressees"] = list(row.addressees.all())
        return {name: value for name, value in noted.items() if value}
    return {}


def _give_back_noted(kept):
    """What was taken from a passage to the register of findings is linked to it again."""
    for finding in Finding.objects.filter(pk__in=kept, block=None):
        finding.block_id = kept[str(finding.pk)]
        finding.save()
