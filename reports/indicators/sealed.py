"""A PV being rectified, as its readers read it: its sealed edition, sent the day it first left."""

import json

from django.core import serializers
from django.db.models import F

from meetings.models import (
    PV,
    ActionItem,
    ActionOwner,
    AgendaItem,
    Block,
    Opinion,
    PVVersion,
    SealedPV,
)
from meetings.models.levels import narrowest

from .year import Passage


def read_sealed_pvs(years):
    """Give the PVs of several editions the dates of the first, and the verdict that stands.

    In memory: these rows are not to be saved. Two queries when there are such PVs, none otherwise.
    """
    met = [sitting.meeting for data in years.values() for sitting in data.sittings]
    found = [pv for one in met if (pv := getattr(one, "pv", None)) and pv.edition > 1]
    if not found:
        return
    first = PVVersion.objects.filter(pv__in=found, edition=1, reason=PV.Status.SENT)
    left = dict(first.order_by("-number").values_list("pv", "at"))
    sealed = {}
    for row in SealedPV.objects.filter(pv__in=found).order_by("edition"):
        sealed.setdefault(row.pv_id, []).append(row)
    for pv in found:
        pv.sent_at = left.get(pv.pk, pv.sent_at)
        if rows := sealed.get(pv.pk):
            approved = [row for row in rows if row.status in PV.APPROVED]
            pv.decided_at = (approved or rows)[0].decided_at
            pv.status = pv.status if pv.is_decided else rows[-1].status


def read_sealed_passages(years):
    """Put the passages of the sealed edition in the place of those being rectified.

    What they led to is of today: an action done since is done. The passages that the rectification
    adds stay, as those of any draft. One query when a PV is being rectified, none otherwise.
    """
    every = [one for data in years.values() for one in (*data.passages, *data.shared)]
    drafts = [one for one in every if one.pv_status in PV.UNSENT]
    reopened = {one.meeting_id for one in drafts if one.block.pv_edition > 1}
    if not reopened:
        return
    versions = PVVersion.objects.filter(
        pv__meeting__in=reopened, edition=F("pv__edition"), content__has_key="rows"
    )
    for version in versions.annotate(meeting=F("pv__meeting")):
        for data in years.values():
            told = data.year, version.meeting, version.content["rows"]
            data.passages = _replaced(data.passages, *told)
            data.shared = _replaced(data.shared, *told)


def _replaced(passages, year, meeting, rows):
    live = {one.block.pk: one for one in passages if one.meeting_id == meeting}
    if not live:
        return passages
    about, kept = next(iter(live.values())), _kept(rows)
    sealed = [_sealed(block, about, kept, live.pop(pk, None)) for pk, block in kept[Block].items()]
    others = [one for one in passages if one.meeting_id != meeting]
    told = [one for one in sealed if _is_told(year, one)]
    return sorted([*others, *told, *live.values()], key=_place)


def _place(passage):
    block = passage.block
    return passage.met_at, block.item.position, block.position, block.pk


def _kept(rows):
    """{model: {pk: row}} of what the PV said, and the verdict."""
    found = {model: {} for model in (AgendaItem, Block, ActionItem, ActionOwner, Opinion)}
    every = [*rows["items"], *rows["blocks"], *rows["followed"]]
    for one in serializers.deserialize("json", json.dumps(every)):
        found.get(type(one.object), {})[one.object.pk] = one.object
    return found | {"status": rows["head"]["status"]}


def _sealed(block, about, kept, live):
    """The ``Passage`` of a sealed block; ``live``: the same one today, None once it is deleted."""
    block.item = kept[AgendaItem][block.item_id]
    for name, model in (("action", ActionItem), ("opinion", Opinion)):
        mine = [row for row in kept[model].values() if row.block_id == block.pk]
        row = getattr(live.block, name, None) if live else None
        block._state.fields_cache[name] = row or (mine[0] if mine else None)
    level = narrowest(about.block.meeting_level, block.item.visibility, block.visibility)
    owners = kept[ActionOwner].values()
    names = [row.name for row in owners if kept[ActionItem][row.action_id].block_id == block.pk]
    addressees = live.addressees if live else []
    return Passage(block, about.met_at, about.meeting_id, kept["status"], level, names, addressees)


def _is_told(year, passage):
    """As ``gathering`` reads them: of the year; of the years before, the actions still open."""
    if passage.met_on.year == year:
        return passage.block.kind != Block.Kind.INFORMATION
    action = getattr(passage.block, "action", None)
    return action is not None and (action.done_on is None or action.done_on.year >= year)
