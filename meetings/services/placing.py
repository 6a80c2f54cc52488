"""The order of the passages under an agenda item."""

from ..models import Block

#: Before every other passage; without ``after``, a passage goes last.
FIRST = "first"


def make_room(item, after):
    """The position of a passage that comes right after the one whose key is ``after``.

    ``after``: a key as text or UUID, ``FIRST``, or nothing (last). A key that is not there any
    more says nothing: the passage goes last.
    """
    rows = _rows(item)
    place = _place(rows, after)
    if place == len(rows):
        return rows[-1].position + 1 if rows else 1
    _number([*rows[:place], None, *rows[place:]])
    return place + 1


def rearrange(item, block, after):
    """Put ``block``, already a passage of ``item``, right after ``after``."""
    rows = [row for row in _rows(item) if row.pk != block.pk]
    rows.insert(_place(rows, after), block)
    _number(rows)


def _rows(item):
    return list(Block.objects.filter(item=item).only("pk", "key", "position"))


def _place(rows, after):
    if after == FIRST:
        return 0
    keys = [str(row.key) for row in rows]
    return keys.index(str(after)) + 1 if str(after) in keys else len(rows)


def _number(rows):
    """Number from 1; an order is not a text: no revision, and nothing in the history."""
    moved = []
    for position, row in enumerate(rows, start=1):
        if row is not None and row.position != position:
            row.position = position
            moved.append(row)
    Block.objects.bulk_update(moved, ["position"])
