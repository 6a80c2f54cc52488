"""Who may read a PV, its items and its passages: narrowed at any time, widened on a second look."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Block
from ..models.levels import LEVELS, narrowest
from .indexing import forget_index
from .register import keep_papers, lock
from .sealing import keep_version


class Widening(Exception):
    """More people would read what left already: ``things`` are pairs (item or passage, level)."""

    def __init__(self, things):
        super().__init__(_("Plus de monde lirait ce qui est déjà parti : relisez, puis confirmez."))
        self.things = things


@transaction.atomic
def change_levels(pv, *, by, meeting=None, items=None, blocks=None, confirmed=False):
    """Give a PV, its items and passages other levels; returns how many changed.

    ``meeting``: the level of the whole; ``items`` and ``blocks``: levels by id. What is not named
    stays as it is.

    Of a PV that left, the version and the papers of the moment are kept: from then on each circle
    gets a copy without what is kept from it. What was sent before cannot be called back.

    Raises ``Widening`` when a PV that left would be read by more people and nobody ``confirmed``;
    ``ValidationError`` when something would be read more widely than what it stands in.
    """
    pv = lock(pv)
    parts = _parts(pv.meeting)
    before = _effective(pv.meeting, *parts)
    changed = _set(parts[0], items) + _set(parts[1], blocks)
    if meeting and meeting != pv.meeting.visibility:
        pv.meeting.visibility = meeting
        changed.insert(0, pv.meeting)
    # The sealed edition of a PV being rectified is read all the while, at the level of the meeting.
    if (pv.edition > 1 or not pv.is_draft) and not confirmed:
        _refuse_widening(before, _effective(pv.meeting, *parts))
    _save(changed, pv.meeting, by)
    if changed and not pv.is_draft:
        keep_version(pv, by)
        keep_papers(pv, sealed=pv.sealed.filter(edition=pv.edition).first())
    return len(changed)


def _parts(meeting):
    """The items and the passages, held: each passage with its item, each item with its meeting."""
    items = {item.pk: item for item in meeting.agenda.all()}
    rows = Block.objects.select_for_update(of=("self",)).filter(item__in=items)
    blocks = list(rows.order_by("item__position", "position", "pk"))
    for block in blocks:
        block.item = items[block.item_id]
    for item in items.values():
        item.meeting = meeting
    return list(items.values()), blocks


def _set(rows, levels):
    """Give the rows the levels asked for; those that changed."""
    changed = [row for row in rows if (levels or {}).get(row.pk, row.visibility) != row.visibility]
    for row in changed:
        row.visibility = levels[row.pk]
    return changed


def _effective(meeting, items, blocks):
    """{item or passage: the level that decides}."""
    found = {item: narrowest(meeting.visibility, item.visibility) for item in items}
    return found | {
        block: narrowest(meeting.visibility, block.item.visibility, block.visibility)
        for block in blocks
    }


def _refuse_widening(before, after):
    wider = [thing for thing in after if LEVELS.index(after[thing]) > LEVELS.index(before[thing])]
    if wider:
        raise Widening([(thing, after[thing]) for thing in wider])


def _save(changed, meeting, by):
    for row in changed:
        if isinstance(row, Block):
            row.revision += 1
            row.updated_by = by
        row.clean()
        row.save()
    if changed:
        forget_index(meeting)
