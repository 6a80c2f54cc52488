"""The archive: which PVs hold these words, and the passage where they stand."""

import re

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe

from concertation.bilingual import localised
from zones.models import Zone

from .models import PV, Block
from .models.meeting_queryset import in_zones
from .models.pv import fold, holding

#: Characters of context on each side of the first word found.
AROUND = 110


def archive(user, *, words="", zone="", year=""):
    """PVs the user may read, newest first, with ``decisions_count``; heavy columns left aside."""
    # A subquery, not a join: the database then counts for the fifty rows of the page only.
    decisions = Block.objects.filter(
        item__meeting=OuterRef("meeting"), kind=Block.Kind.DECISION
    ).order_by()
    counted = decisions.values("item__meeting").annotate(n=Count("pk")).values("n")
    return (
        PV.objects.visible_to(user)
        .filter(_wanted(words, zone, year))
        .select_related("meeting__zone")
        .annotate(decisions_count=Subquery(counted))
        .defer("search_text", "verdict_text", "meeting__message_fr", "meeting__message_nl")
        .order_by("-meeting__starts_at", "-pk")
    )


def _wanted(words, zone, year):
    wanted = holding(words)
    if zone:
        wanted &= in_zones(Zone.objects.filter(code=zone).values("pk"), "meeting__")
    if len(str(year)) == 4 and str(year).isdecimal() and 1900 <= int(year) < 3000:
        wanted &= Q(meeting__starts_at__year=int(year))
    return wanted


def facets(user, *, words="", zone="", year=""):
    """``(zones, years, total)`` of what this user may read: [(code, name)], [year], and the number
    of PVs that ``archive`` gives for the same words, zone and year; one query for the three.
    """
    wanted = _wanted(words, zone, year)
    about = ("position", "code", "name_fr", "name_nl")
    rows = (
        PV.objects.visible_to(user)
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


def find_passages(pvs, words):
    """PV id → the excerpt where most of ``words`` stand, marked; one query for all ``pvs``.

    ``pvs`` must come from ``archive``: nothing else is read, so nothing else can be shown.
    """
    wanted = sorted(set(fold(words).split()), key=len, reverse=True)
    best = {}
    if not wanted:
        return best
    blocks = Block.objects.filter(item__meeting__pv__in=[pv.pk for pv in pvs]).values_list(
        "item__meeting__pv", "text_fr", "text_nl", "said_by", "item__title_fr", "item__title_nl"
    )
    for pv, *texts in blocks:
        for text in texts:
            folded = fold(text)
            score = sum(word in folded for word in wanted)
            if score > best.get(pv, (0, ""))[0]:
                best[pv] = (score, text)
    return {pv: excerpt(text, wanted) for pv, (_score, text) in best.items()}


def excerpt(text, folded_words):
    """An escaped excerpt of ``text`` around the first word found, each of them in ``<mark>``."""
    text = " ".join(text.split())
    spans = find_words(text, folded_words)
    if not spans:
        return ""
    start, end = max(0, spans[0][0] - AROUND), min(len(text), spans[0][1] + AROUND)
    start = start and text.rfind(" ", 0, start) + 1
    end = text.find(" ", end) if " " in text[end:] else len(text)
    written, at = ["… " if start else ""], start
    for first, last in spans:
        if last <= end:
            written += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    written += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(written))  # every piece of text went through escape()


def find_words(text, folded_words):
    """[(start, end)] of the words in ``text``, found whatever the accents and case.

    Folding may lengthen or shorten a text (a ligature, a combining accent): ``places`` remembers
    where each folded character comes from.
    """
    folded, places = [], []
    for place, character in enumerate(text):
        for plain in fold(character):
            folded.append(plain)
            places.append(place)
    pattern = "|".join(re.escape(word) for word in folded_words)
    found = re.finditer(pattern, "".join(folded)) if pattern else ()
    places.append(len(text))  # so that an accent after the last letter is marked with it
    return [
        (places[match.start()], max(places[match.end() - 1] + 1, places[match.end()]))
        for match in found
    ]
