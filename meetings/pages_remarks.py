"""What is said beside a PV: its remarks where they stand, their form, the coordination's list."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from zones.models.rules import Visibility

from .audiences import WIDE
from .documents.amendments import readable_remarks
from .forms_remarks import RemarkForm
from .models import Block, Remark
from .models.levels import readable
from .permissions import coordinates
from .readership import can_remark_pv, level_of
from .redline import redline
from .services import remarks, sealing

FLAGS = {
    Remark.Status.OPEN: "soon",
    Remark.Status.ACCEPTED: "ok",
    Remark.Status.NOTED: "zone",
    Remark.Status.REJECTED: "late",
}


@dataclass
class Here:
    """What stands beside one passage, or under one agenda item: no query when it is shown."""

    rows: list = field(default_factory=list)
    link: str = ""
    form: RemarkForm | None = None


@dataclass
class Beside:
    """The remarks of a PV for one reader; ``closed``: why none is taken any more, "" if it is."""

    passages: dict
    items: dict
    closed: str
    until: object
    action: str = ""
    is_wide: bool = False
    #: A refused form whose passage is gone, or that came too late: its words are given back.
    orphan: RemarkForm | None = None

    def at_passage(self, pk):
        return self.passages.get(pk) or Here(link=self._link("passage", pk))

    def at_item(self, pk):
        return self.items.get(pk) or Here(link=self._link("point", pk))

    def _link(self, name, pk):
        return f"?{name}={pk}#remarque" if self.action and pk else ""


def beside(pv, *, level, row=None, user=None, action="", bound=None, asked=None, readers=()):
    """The ``Beside`` of a reader at ``level``: ``row`` by link, ``user`` with an account.

    ``action``: where the form posts, "" for who may not remark. ``asked``: the query of the page
    (?passage=, ?point=); ``bound``: a form that was refused. ``readers``: see ``RemarkForm``. Two
    queries, one more for a form.
    """
    found = Beside({}, {}, remarks.refusal(pv, is_encoded=bool(readers)), remarks.last_day(pv))
    # Outside the zone, the person who remarked is no more than their institution.
    found.is_wide = level in WIDE
    found.action = "" if found.closed else action
    for remark in visible(pv, level, row, user):
        place = found.passages if remark.block_id else found.items
        pk = remark.block_id or remark.item_id
        if pk not in place:
            place[pk] = found.at_passage(pk) if remark.block_id else found.at_item(pk)
        place[pk].rows.append(remark)
    if bound is not None or (found.action and asked):
        _open_form(found, pv, level, bound, asked or {}, readers)
    return found


def given_back(pv, bound):
    """The ``Beside`` of a page that shows no remark but one refused form, with why."""
    return Beside({}, {}, remarks.refusal(pv), remarks.last_day(pv), orphan=bound)


def visible(pv, level, row=None, user=None):
    """Remarks of the edition this reader sees: answered ones on what they read, and their own."""
    mine = {one.pk: one for one in remarks.own(pv, row, user).select_related("block", "item")}
    rows = readable_remarks(pv, level)
    if level != Visibility.COORDINATION:
        rows = rows.exclude(status=Remark.Status.OPEN)
    rows = list(({one.pk: one for one in rows} | mine).values())
    for one in rows:
        one.is_mine = one.pk in mine
    for one in rows:
        describe(one)
    return sorted(rows, key=lambda one: (one.at, one.pk))


def describe(remark):
    """Adds ``flag`` and ``marked``: what it asks, or what was done, word by word."""
    remark.flag = FLAGS[remark.status]
    if remark.status == Remark.Status.ACCEPTED:
        remark.marked = redline(remark.before, remark.after)
    elif remark.proposed_text:
        remark.marked = redline(remark.passage_text, remark.proposed_text)
    else:
        remark.marked = ""
    return remark


def _open_form(found, pv, level, bound, asked, readers):
    """The form at the passage or the item asked for, if this reader reads it."""
    block, item = target(pv, level, asked if bound is None else bound.data)
    if bound is not None and (found.closed or not (block or item)):
        found.orphan = bound
        return
    if not (block or item):
        return
    initial = {"point": item.pk} if item else {"passage": block.pk}
    if block:
        initial["proposed_text"] = localised(block, "text")[0]
        initial["revision"] = block.revision
    place = found.passages if block else found.items
    here = place.setdefault((block or item).pk, Here())
    here.form = bound or RemarkForm(initial=initial, readers=readers, has_passage=bool(block))


def target(pv, level, source):
    """(block, None), (None, item) or (None, None): what ``source`` names, of what is readable."""
    if passage := number(source.get("passage")):
        blocks = Block.objects.readable_at(level).filter(item__meeting=pv.meeting_id)
        return blocks.select_related("item").filter(pk=passage).first(), None
    if point := number(source.get("point")):
        items = pv.meeting.agenda.filter(visibility__in=readable(level))
        return None, items.filter(pk=point).first()
    return None, None


def number(value):
    """The key somebody wrote in an address, or None."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def listed(pv):
    """The coordination's list: (open, answered) remarks of the edition, described."""
    rows = pv.remarks.filter(edition=pv.edition).select_related("block", "item", "decided_by")
    rows = [describe(row) for row in rows]
    is_open = Remark.Status.OPEN
    return (
        [row for row in rows if row.status == is_open],
        [row for row in rows if row.status != is_open],
    )


def earlier_open(pv):
    """Remarks on earlier editions that nobody answered: a contested text keeps them."""
    rows = pv.remarks.open().filter(edition__lt=pv.edition).select_related("block", "item")
    return [describe(row) for row in rows]


def carry(items):
    """Adds ``open_remarks`` and ``open_count`` to the agenda items: what still waits for an answer
    on the PV they submit to approval. One query, none when they submit nothing."""
    submitting = {item.approves_id: item for item in items if item.approves_id}
    for item in items:
        item.open_remarks = []
    if submitting:
        rows = Remark.objects.open().filter(pv__in=submitting)
        for row in rows.select_related("item", "block", "pv__meeting__zone"):
            submitting[row.pv_id].open_remarks.append(describe(row))
    for item in items:
        item.open_count = len(item.open_remarks)
    return items


def answer_page(remark):
    """One remark to answer: where it stands, what the passage says today, what was asked."""
    block = remark.block
    today = getattr(block, f"text_{remark.language}") if block else ""
    moved = bool(block) and today.strip() != remark.passage_text.strip()
    return {
        "remark": describe(remark),
        "today": today,
        "has_moved": moved,
        "is_gone": block is None and bool(remark.passage_text),
        "initial": {
            "new_text": remark.proposed_text or today,
            "revision": block.revision if block else None,
        },
        "source": _("par son lien personnel")
        if remark.source == Remark.Source.LINK
        else remark.get_source_display(),
    }


def on_page(user, pv, *, asked=None, bound=None):
    """``remarks`` for the page of a PV that was sent, for somebody who signed in."""
    level = level_of(user, pv.meeting)
    may = can_remark_pv(user, pv)
    address = reverse("meetings:pv_remark_add", args=[pv.meeting.zone.code, pv.meeting_id])
    return beside(
        pv,
        level=level,
        user=user,
        action=address if may else "",
        asked=asked,
        bound=bound,
        readers=encodable(user, pv) if (asked or bound) else (),
    )


def encodable(user, pv):
    """Readers for whom the coordination may note a remark: those the PV went to, and others of
    the list without an address; nobody for the others."""
    if not coordinates(user, pv.meeting):
        return []
    rows = pv.meeting.participations.order_by("person_name")
    return [row for row in rows if sealing.may_receive(row, pv.meeting)]
