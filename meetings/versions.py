"""Every version of every passage, read from its history: who wrote what, and when."""

from .models import AgendaItem, Block

#: What a version says, besides its details.
SAID = ("text_fr", "text_nl", "said_by", "decision_mode", "visibility")
COUNTED = ("votes_for", "votes_against", "abstentions")
#: Among the details of the version that says a passage was taken out: the rows that went with it.
#: Not words of the passage: no page shows them.
WENT_WITH_IT = "went_with_it"


def versions_of(key):
    """Every version of a passage, the last first, with its author."""
    rows = Block.history.filter(key=key).select_related("history_user")
    return rows.order_by("-history_date", "-history_id")


def last_version(key):
    return versions_of(key).first()


def versions_in(meeting, key):
    """The versions of a passage of this meeting, the last first; empty for another meeting's.

    An item may be gone: the history says of which meeting it was.
    """
    rows = list(versions_of(key))
    if not rows or not was_in(meeting, rows[0].item_id):
        return []
    return rows


def was_in(meeting, item_id):
    """Is or was this item on the agenda of the meeting?"""
    return AgendaItem.history.filter(id=item_id, meeting=meeting.pk).exists()


def values_of(row):
    """{field: value} of a version, its details among them."""
    return {name: getattr(row, name) for name in (*SAID, *COUNTED)} | details_of(row)


def details_of(row):
    """{name: words} of what its action or its opinion said at a version."""
    return {name: value for name, value in row.details.items() if name != WENT_WITH_IT}


def values_at(key, revision):
    """The same for a revision of a passage; None when unknown."""
    row = Block.history.filter(key=key, revision=revision).order_by("-history_id").first()
    return values_of(row) if row else None


def removed_from(meeting):
    """The last version of each passage that was taken out of the PV, the latest first."""
    items = AgendaItem.history.filter(meeting=meeting.pk).values("id")
    there = Block.objects.filter(item__meeting=meeting).values("key")
    rows = Block.history.filter(item__in=items, history_type="-").exclude(key__in=there)
    rows = rows.select_related("history_user").order_by("-history_date", "-history_id")
    found = {}
    for row in rows:
        found.setdefault(row.key, row)
    return list(found.values())
