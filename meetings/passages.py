"""The archive: which PVs hold these words, and the passage where they stand."""

import re

from django.db.models import Count, Q
from django.utils.html import escape
from django.utils.safestring import mark_safe

from concertation.bilingual import localised

from .models import PV, Block
from .models.pv import fold

#: Characters of context on each side of the first word found.
AROUND = 110


def archive(user, *, words="", zone="", year=""):
    """PVs the user may read, newest first, with ``decisions_count``; heavy columns left aside."""
    rows = PV.objects.visible_to(user).containing(words)
    if zone:
        rows = rows.filter(meeting__zone__code=zone)
    if str(year).isdecimal() and 1900 <= int(year) < 3000:
        rows = rows.filter(meeting__starts_at__year=int(year))
    decisions = Count(
        "meeting__agenda__blocks", filter=Q(meeting__agenda__blocks__kind=Block.Kind.DECISION)
    )
    return (
        rows.select_related("meeting__zone")
        .annotate(decisions_count=decisions)
        .defer("search_text", "verdict_text", "meeting__message_fr", "meeting__message_nl")
        .order_by("-meeting__starts_at", "-pk")
    )


def facets(user):
    """``(zones, years)`` that hold something this user may read: [(code, name)], [year]."""
    found = (
        PV.objects.visible_to(user)
        .order_by()
        .values_list(
            "meeting__zone__position",
            "meeting__zone__code",
            "meeting__zone__name_fr",
            "meeting__zone__name_nl",
            "meeting__starts_at__year",
        )
        .distinct()
    )
    rows = sorted(found)
    zones = {code: _Named(name_fr, name_nl) for _place, code, name_fr, name_nl, _year in rows}
    named = [(code, localised(zone, "name")[0]) for code, zone in zones.items()]
    return named, sorted({row[-1] for row in rows}, reverse=True)


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
