"""The archive: which PVs a reader finds, by words, zone, year, theme, institution and nature."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from concertation.bilingual import localised
from zones.models import Organisation, Theme, Zone
from zones.search import matches

from . import stems
from .models import PV, AgendaItem, Block, Participation, PVText
from .models.meeting_queryset import in_zones
from .models.readers import readable_by
from .sealed_reading import added_since, corrected, of_nature
from .services.indexing import refresh_stale


@dataclass(frozen=True)
class Search:
    """What was asked: words, a zone's code, a year, a theme's code, an institution, a nature."""

    words: str = ""
    zone: str = ""
    year: str = ""
    theme: str = ""
    organisation: str = ""
    nature: str = ""

    @property
    def wanted(self):
        """The stems to look for: see ``stems.asked``."""
        return stems.asked(self.words)


def catch_up(user, search):
    """What the user may find was perhaps written a moment ago: called before a search for words."""
    if search.words:
        refresh_stale(PV.objects.open_to(user))


def found_by(user, search):
    """PVs the user may read, newest first, with ``decisions_count``; heavy columns left aside.

    Of those being corrected the sealed edition is searched: see ``sealed_reading.editions``.
    """
    readable = PV.objects.open_to(user)
    # A subquery, not a join: the database then counts for the fifty rows of the page only.
    decisions = Block.objects.filter(
        item__meeting=OuterRef("meeting"), kind=Block.Kind.DECISION
    ).order_by()
    counted = decisions.values("item__meeting").annotate(n=Count("pk")).values("n")
    return (
        readable.filter(_conditions(user, search))
        .with_joint()
        .select_related("meeting__zone")
        .annotate(decisions_count=Subquery(counted))
        .defer("verdict_text", "meeting__message_fr", "meeting__message_nl")
        .order_by("-meeting__starts_at", "-pk")
    )


def facets(user, search):
    """``(zones, years, total)`` of what this user may read: [(code, name)], [year], and the number
    of PVs that ``found_by`` gives for the same search; one query for the three.
    """
    wanted = _conditions(user, search)
    about = ("position", "code", "name_fr", "name_nl")
    rows = (
        PV.objects.open_to(user)
        .order_by()
        .values_list(*(f"meeting__zone__{name}" for name in about))
        .annotate(
            first=Min("meeting__starts_at"),
            last=Max("meeting__starts_at"),
            total=Count("pk", filter=wanted or None),
        )
    )
    rows = sorted(rows)
    zones = {code: _Named(name_fr, name_nl) for _place, code, name_fr, name_nl, *_counts in rows}
    named = [(code, localised(zone, "name")[0]) for code, zone in zones.items()]
    bounds = [timezone.localtime(moment).year for row in rows for moment in row[4:6]]
    years = list(range(max(bounds), min(bounds) - 1, -1)) if bounds else []
    return named, years, sum(row[6] for row in rows)


class _Named:
    def __init__(self, name_fr, name_nl):
        self.name_fr, self.name_nl = name_fr, name_nl


def _conditions(user, search):
    wanted = Q()
    for word in search.wanted:
        rows = PVText.objects.readable_by(user).filter(stems__holds=word)
        wanted &= Q(pk__in=rows.values("pv"))
    if search.zone:
        wanted &= in_zones(Zone.objects.filter(code=search.zone).values("pk"), "meeting__")
    if len(search.year) == 4 and search.year.isdecimal() and 1900 <= int(search.year) < 3000:
        wanted &= Q(meeting__starts_at__year=int(search.year))
    sealed = corrected(user) if search.theme or search.nature else {}
    if search.theme:
        wanted &= Q(Exists(_about(user, search.theme).exclude(pk__in=added_since(sealed))))
    if search.organisation:
        wanted &= Q(Exists(_attended_by(search.organisation)))
    if search.nature in Block.Kind.values:
        live = Q(Exists(_of_nature(user, search.nature))) & ~Q(pk__in=list(sealed))
        wanted &= live | Q(pk__in=of_nature(sealed, search.nature))
    return wanted


def _about(user, code):
    """Of a theme: the meeting's own, or that of one of its items that the user may read."""
    themes = Theme.objects.filter(code=code).values("pk")
    items = AgendaItem.objects.filter(meeting=OuterRef("meeting"))
    own = Q(theme__in=themes) & readable_by(user, "meeting__", "visibility")
    return items.filter(own | Q(meeting__themes__in=themes))


def _attended_by(name):
    """Where one of the institutions of that name, acronym or other name was noted present."""
    known = Organisation.objects.prefetch_related("other_names")
    named = [row.pk for row in known if _is_called(row, name)]
    rows = Participation.objects.present().filter(meeting=OuterRef("meeting"))
    return rows.filter(organisation__in=named)


def _is_called(organisation, name):
    others = [other.name for other in organisation.other_names.all()]
    texts = [organisation.name_fr, organisation.name_nl, organisation.acronym, *others]
    return any(matches(name, text) for text in texts if text)


def _of_nature(user, kind):
    """Passages the user may read: what a reserved one is about is not told by finding it."""
    blocks = Block.objects.filter(item__meeting=OuterRef("meeting"), kind=kind)
    return blocks.filter(readable_by(user, "item__meeting__", "visibility", "item__visibility"))
