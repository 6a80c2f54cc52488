"""PVs being corrected, for who does not write them: their sealed edition, no word of the draft."""

from django.db.models import Q

from concertation.memo import remembered

from .models import PV, AgendaItem, Block, SealedPV
from .models.levels import narrowest
from .permissions import coordinates
from .readership import levels_of
from .reading import kept_minority, levels_today, sift


class Edition:
    """The sealed edition ``row`` of a PV, as its reader may read it today.

    ``items``: [(kept item, may not be read, passages that may be)], as plain data.
    """

    def __init__(self, row, level, today):
        self.row, self.content = row, row.version.content
        sifted = [(kept, *sift(kept, level, today)) for kept in self.content["items"]]
        self.items = [(kept, is_hidden, told) for kept, is_hidden, told, _hidden in sifted]
        self._today = today

    def passages(self):
        """(nature, *texts) of each passage, as ``passages.find_passages`` looks at them."""
        for kept, _is_hidden, told in self.items:
            for block in told:
                names = ("kind", "text_fr", "text_nl", "said_by")
                own = [block.get(name, "") for name in names]
                yield *own, kept_minority(block), kept["title_fr"], kept["title_nl"]

    def agenda(self):
        """The items of its agenda, each with the narrowest level of then and now."""
        for kept, *_passages in self.items:
            levels = [kept.get("visibility", ""), *self._today.get(kept.get("item"), [])]
            level = narrowest(*levels) if any(levels) else ""
            titles = {name: kept[name] for name in ("title_fr", "title_nl")}
            yield AgendaItem(pk=kept.get("item"), visibility=level, **titles)

    def count_decisions(self):
        kinds = [block["kind"] for kept in self.content["items"] for block in kept["blocks"]]
        return kinds.count(Block.Kind.DECISION)


def editions(user, pvs):
    """{PV id: ``Edition``} of those of ``pvs`` that ``user`` reads sealed while they are corrected.

    These PVs then show, in memory, the state and the form that were sealed: they are not to be
    saved. Four queries when there are some, none otherwise.
    """
    drafts, found = {pv.pk: pv for pv in pvs if _is_corrected(user, pv)}, {}
    if not drafts:
        return found
    levels = levels_of(user, [pv.meeting for pv in drafts.values()])
    today = levels_today(drafts)
    rows = SealedPV.objects.filter(pv__in=drafts, replaced_by=None)
    for row in rows.select_related("version"):
        pv = drafts[row.pv_id]
        pv.status, pv.kind = row.status, row.version.content["kind"]
        found[pv.pk] = Edition(row, levels[pv.meeting_id], today)
    return found


def _is_corrected(user, pv):
    if not (pv.is_draft and pv.edition > 1):
        return False
    if hasattr(pv, "is_joint"):
        pv.meeting.is_joint = pv.is_joint
    return not coordinates(user, pv.meeting)


@remembered
def corrected(user):
    """``editions`` of all that the user may open: a few at a time."""
    rows = PV.objects.open_to(user).filter(status__in=PV.UNSENT, edition__gt=1)
    return editions(user, rows.with_joint().select_related("meeting__zone"))


def of_nature(found, kind):
    """Ids of the PVs of ``found`` in whose sealed text the reader finds a passage of ``kind``."""
    return [pk for pk, one in found.items() if any(kind == told[0] for told in one.passages())]


def agenda_as_called(meeting):
    """The agenda of ``meeting`` (a queryset) as others than who writes its PV read it: without the
    points that a correction being written adds. One query more then, and that of its PV once it
    is held.
    """
    agenda, known = meeting.agenda.all(), _sealed_points(meeting)
    return agenda if known is None else agenda.filter(pk__in=known)


def published(pieces, meeting):
    """Of ``pieces`` (files of ``meeting``, a queryset), those that others than who writes its PV
    may open: a file of a point that a correction being written adds waits for its edition. As many
    queries as ``agenda_as_called``.
    """
    known = _sealed_points(meeting)
    return pieces if known is None else pieces.filter(Q(item=None) | Q(item__in=known))


def _sealed_points(meeting):
    """The ids of the points of its sealed edition while a correction is written, else None."""
    pv = getattr(meeting, "pv", None) if meeting.is_held else None
    if pv is None or pv.edition == 1:
        return None
    # Asked of the database: ``editions`` gave this PV, in memory, the state that was sealed.
    rows = pv.sealed.filter(replaced_by=None, pv__status__in=PV.UNSENT)
    content = rows.values_list("version__content", flat=True).first()
    known = [kept.get("item") for kept in content["items"]] if content else [None]
    return None if None in known else known


def added_since(found):
    """The agenda items that the drafts of ``found`` added."""
    known = [item.pk for one in found.values() for item in one.agenda()]
    return AgendaItem.objects.filter(meeting__pv__in=found).exclude(pk__in=known)
