"""What the archive searches in follows the text of the PVs."""

from collections import defaultdict

from django.db import transaction

from ..models import PV, Block, PVText
from ..models.levels import narrowest
from ..stems import stems_of
from ..vote_words import minority_of

#: Texts that changed are read again when somebody looks for words: so many at once.
AT_ONCE = 50


def forget_index(meeting):
    """The text of the PV changed: it is read again before the next search, not at each letter."""
    PV.objects.filter(meeting=meeting, is_index_stale=False).update(is_index_stale=True)


def refresh_stale(pvs):
    """Read again the texts that changed among ``pvs``; returns how many."""
    stale = list(pvs.filter(is_index_stale=True).values_list("pk", flat=True)[:AT_ONCE])
    for pk in stale:
        index(pk)
    return len(stale)


def refresh_all():
    """What the clock does: the texts nobody looked for since they changed."""
    while refresh_stale(PV.objects.all()):
        pass


@transaction.atomic
def index(pv_id):
    """Keep the stems of a PV, apart for each level at which its passages are read."""
    # Marked first: a text that changes while it is read will be read again.
    PV.objects.filter(pk=pv_id).update(is_index_stale=False)
    pv = PV.objects.select_related("meeting").get(pk=pv_id)
    found = stems_by_level(pv)
    PVText.objects.filter(pv=pv).exclude(level__in=found).delete()
    PVText.objects.bulk_create(
        [
            PVText(pv=pv, level=level, stems=" ".join(sorted(words)))
            for level, words in found.items()
        ],
        update_conflicts=True,
        unique_fields=["pv", "level"],
        update_fields=["stems"],
    )


def stems_by_level(pv):
    """{level: stems} of a PV; the level of a passage that says nothing is its item's."""
    found = defaultdict(set)
    _add(found[""], pv.meeting, "title")
    for item in pv.meeting.agenda.all():
        _add(found[item.visibility], item, "title")
    blocks = Block.objects.filter(item__meeting=pv.meeting).select_related("item", "action", "vote")
    for block in blocks.prefetch_related("action__owners"):
        levels = (block.visibility, block.item.visibility)
        words = found[narrowest(*levels) if any(levels) else ""]
        _add(words, block, "text")
        said = [block.said_by, minority_of(block), *_owners(block)]
        words |= stems_of(" ".join(said))
    return found


def _add(words, thing, field):
    for language in ("fr", "nl"):
        words |= stems_of(getattr(thing, f"{field}_{language}"))


def _owners(block):
    action = getattr(block, "action", None)
    return [owner.name for owner in action.owners.all()] if action else []
