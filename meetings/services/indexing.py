"""What the archive searches in follows the text of the PVs."""

from collections import defaultdict

from django.db import transaction

from ..models import PV, Block, PVText
from ..models.levels import narrowest
from ..reading import kept_minority, levels_today
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
    """{level: stems} of a PV; the level of a passage that says nothing is its item's.

    While a sealed PV is corrected, the words of its sealed edition: everybody searches there.
    """
    found = defaultdict(set)
    _add(found[""], pv.meeting, "title")
    sealed = pv.sealed.filter(replaced_by=None).first() if pv.is_draft else None
    if sealed is not None:
        _add_sealed(found, sealed)
        return found
    for item in pv.meeting.agenda.all():
        _add(found[item.visibility], item, "title")
    blocks = Block.objects.filter(item__meeting=pv.meeting).select_related("item", "action", "vote")
    for block in blocks.prefetch_related("action__owners"):
        levels = (block.visibility, block.item.visibility)
        words = found[_level(levels)]
        _add(words, block, "text")
        said = [block.said_by, minority_of(block), *_owners(block)]
        words |= stems_of(" ".join(said))
    return found


def _add_sealed(found, sealed):
    """The words of a sealed edition, at the narrowest level of then and now."""
    today = levels_today([sealed.pv_id])
    for kept in sealed.version.content["items"]:
        above = [kept.get("visibility", ""), *today.get(kept.get("item"), [])]
        found[_level(above)] |= _stems(kept, "title_fr", "title_nl")
        for block in kept["blocks"]:
            levels = [*above, block.get("visibility", ""), *today.get(block.get("key"), [])]
            words = found[_level(levels)]
            words |= _stems(block, "text_fr", "text_nl", "said_by")
            words |= stems_of(" ".join([kept_minority(block), *block.get("owners", [])]))


def _level(levels):
    return narrowest(*levels) if any(levels) else ""


def _stems(kept, *names):
    return stems_of(" ".join(kept.get(name, "") for name in names))


def _add(words, thing, field):
    for language in ("fr", "nl"):
        words |= stems_of(getattr(thing, f"{field}_{language}"))


def _owners(block):
    action = getattr(block, "action", None)
    return [owner.name for owner in action.owners.all()] if action else []
