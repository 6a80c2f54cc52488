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
    Voice,
    Vote,
)
from meetings.models.levels import narrowest
from meetings.reading import levels_today
from zones.models import Addressee

from .year import Label, Passage


def read_sealed_pvs(years):
    """Give the PVs of several editions the dates of the first, and the verdict that stands.

    Those being rectified are noted (``ZoneYear.rectified``) before they show that verdict. In
    memory: these rows are not to be saved. Two queries when there are such PVs, none otherwise.
    """
    met = [sitting.meeting for data in years.values() for sitting in data.sittings]
    found = [pv for one in met if (pv := getattr(one, "pv", None)) and pv.edition > 1]
    if not found:
        return
    drafts = {pv.meeting_id for pv in found if pv.status in PV.UNSENT}
    for data in years.values():
        data.rectified = drafts.intersection(one.meeting.pk for one in data.sittings if one.counts)
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

    What they led to is of today: an action done since is done; so is a level, when it is narrower.
    The passages that the rectification adds stay, as those of any draft. Three queries when a PV
    is being rectified, one more when it takes an opinion with addressees out; none otherwise.
    """
    every = [one for data in years.values() for one in (*data.passages, *data.shared)]
    drafts = [one for one in every if one.pv_status in PV.UNSENT]
    # An action that is carried over may be of a meeting that was not read itself.
    reopened = {one.meeting_id for one in drafts if one.block.pv_edition > 1}
    reopened.update(*(data.rectified for data in years.values()))
    if not reopened:
        return
    rows = PVVersion.objects.filter(
        pv__meeting__in=reopened, edition=F("pv__edition"), content__has_key="rows"
    )
    # By number: a rectification that was given up and opened again is told by its last opening.
    versions = {row.pv_id: row for row in rows.select_related("pv__meeting").order_by("number")}
    today = levels_today(versions)
    for version in versions.values():
        edition = _Edition(version, today)
        for data in years.values():
            data.noted = [row for row in data.noted if str(row.pk) not in edition.noted]
            if edition.meeting.zone_id == data.zone.pk:
                data.noted_from |= {int(pk): block for pk, block in edition.noted.items()}
                if edition.meeting.year < data.year:
                    data.older |= {pk: edition.passage(block) for pk, block in edition.blocks}
                data.passages = _replaced(data.passages, data.year, edition)
            elif any(one.meeting.pk == edition.meeting.pk for one in data.this_year):
                data.shared = _replaced(data.shared, data.year, edition)
    _add_addressees(years)


def _replaced(passages, year, edition):
    meeting = edition.meeting.pk
    live = {one.block.pk: one for one in passages if one.meeting_id == meeting}
    others = [one for one in passages if one.meeting_id != meeting]
    sealed = [edition.passage(block, live.get(block.pk)) for block in edition.kept[Block].values()]
    told = [one for one in sealed if _is_told(year, one, live)]
    added = [one for pk, one in live.items() if pk not in edition.kept[Block]]
    return sorted([*others, *told, *added], key=_place)


def _place(passage):
    block = passage.block
    return passage.met_at, block.item.position, block.position, block.pk


def _is_told(year, passage, live):
    """As ``gathering`` reads them: of the year; of the years before, the actions still open; of any
    year, the opinions numbered in this one."""
    opinion = getattr(passage.block, "opinion", None)
    if opinion is not None and opinion.year == year:
        return True
    if passage.met_on.year == year:
        return passage.block.kind != Block.Kind.INFORMATION
    if passage.met_on.year > year or not (passage.is_gone or passage.block.pk in live):
        return False
    action = getattr(passage.block, "action", None)
    return action is not None and (action.done_on is None or action.done_on.year >= year)


KEPT = (AgendaItem, Block, ActionItem, ActionOwner, Opinion, Vote, Voice)


class _Edition:
    """What a sealed PV said when its rectification was opened, and the levels of today.

    ``kept``: {model: {pk: row}}.
    """

    def __init__(self, version, today):
        rows = version.content["rows"]
        self.meeting, self.status = version.pv.meeting, rows["head"]["status"]
        self.today = today
        #: Findings that the register took from its passages: they count as those.
        self.noted = rows.get("noted", {})
        self.kept = {model: {} for model in KEPT}
        every = [*rows["items"], *rows["blocks"], *rows["followed"]]
        for one in serializers.deserialize("json", json.dumps(every)):
            row = one.object
            self.kept.setdefault(type(row), {})[row.pk] = row
            if isinstance(row, AgendaItem):
                row.meeting = self.meeting
            if isinstance(row, Opinion):
                row.kept_addressees = one.m2m_data["addressees"]

    @property
    def blocks(self):
        return self.kept[Block].items()

    def passage(self, block, live=None):
        """The ``Passage`` of a sealed block; ``live``: the same one today, where it was read."""
        block.item = self.kept[AgendaItem][block.item_id]
        for name, model in (("action", ActionItem), ("opinion", Opinion)):
            mine = [row for row in self.kept[model].values() if row.block_id == block.pk]
            if row := getattr(live and live.block, name, None) or next(iter(mine), None):
                row.block = block  # both know each other
            else:
                block._state.fields_cache[name] = None
        block._state.fields_cache["vote"] = self._vote(block)
        owners = [
            row.name
            for row in self.kept[ActionOwner].values()
            if self.kept[ActionItem][row.action_id].block_id == block.pk
        ]
        about = self.meeting.starts_at, self.meeting.pk, self.status, self._level(block)
        is_gone = live is None and str(block.key) not in self.today
        bodies = live.addressees if live else []
        return Passage(block, *about, owners, bodies, is_gone, is_sealed=True)

    def _vote(self, block):
        """The vote on a sealed block with its voices, or None: one taken again is of the draft."""
        vote = next((row for row in self.kept[Vote].values() if row.block_id == block.pk), None)
        if vote:
            voices = [row for row in self.kept[Voice].values() if row.vote_id == vote.pk]
            vote._prefetched_objects_cache = {"voices": voices}
        return vote

    def _level(self, block):
        """The narrowest of then and now."""
        now = *self.today.get(str(block.key), []), *self.today.get(block.item_id, [])
        return narrowest(self.meeting.visibility, block.item.visibility, block.visibility, *now)


def _add_addressees(years):
    """Those of the opinions that a rectification takes out, as they were kept."""
    every = [one for data in years.values() for one in (*data.passages, *data.shared)]
    gone = [one for one in every if one.is_gone and getattr(one.block, "opinion", None)]
    wanted = {pk for one in gone for pk in one.block.opinion.kept_addressees}
    bodies = Addressee.objects.in_bulk(wanted) if wanted else {}
    for one in gone:
        found = [bodies[pk] for pk in one.block.opinion.kept_addressees if pk in bodies]
        one.addressees = [Label(body.code, body.name_fr, body.name_nl) for body in found]
