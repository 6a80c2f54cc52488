"""Where the words stand: for each PV found, the passage that answers best, with marks."""

from django.db.models import Case, When
from django.utils.html import escape
from django.utils.safestring import mark_safe

from concertation.typography import plain
from zones.search import fold

from . import stems
from .models import Block
from .models.levels import readable
from .readership import levels_of
from .stems import LIGATURES, WORD, answers

#: Characters of context on each side of the first word found.
AROUND = 110
#: The note of those who lost a vote, where voices were counted: elsewhere it is not read either.
MINORITY = Case(When(decision_mode__in=["", Block.DecisionMode.VOTE], then="vote__minority_note"))


def find_passages(pvs, user, search, sealed):
    """PV id → the excerpt where most of the words stand, marked; two queries for all ``pvs``.

    With a nature (decisions, opinions…), its passages come first, and alone when there are no
    words. ``pvs`` must come from ``archive.found_by``; a passage above the reader's level is left
    out before it is looked at. ``sealed``: their ``sealed_reading.editions``.
    """
    wanted, kind = search.wanted, search.nature if search.nature in Block.Kind.values else ""
    if not pvs or not (wanted or kind):
        return {}
    for pv in pvs:
        pv.meeting.is_joint = pv.is_joint
    meetings = [pv.meeting for pv in pvs if pv.pk not in sealed]
    blocks = Block.objects.filter(item__meeting__in=meetings).annotate(minority=MINORITY)
    blocks = blocks if wanted else blocks.filter(kind=kind)
    fields = ("text_fr", "text_nl", "said_by", "minority", "item__title_fr", "item__title_nl")
    levels = {pk: set(readable(level)) for pk, level in levels_of(user, meetings).items()}
    rows = blocks.values_list("item__meeting", "visibility", "item__visibility", "kind", *fields)
    best = {}
    for pv in pvs:
        for nature, *texts in sealed[pv.pk].passages() if pv.pk in sealed else ():
            if wanted or nature == kind:
                texts = texts if wanted else texts[:2]
                _keep_best(best, pv.meeting_id, texts, wanted, nature == kind)
    for meeting, own, parent, nature, *texts in rows.order_by("item__position", "position", "pk"):
        if {own, parent} <= levels[meeting]:
            texts = texts if wanted else texts[:2]
            _keep_best(best, meeting, texts, wanted, nature == kind)
    return {pv.pk: excerpt(best[pv.meeting_id][1], wanted) for pv in pvs if pv.meeting_id in best}


def _keep_best(best, meeting, texts, wanted, is_of_nature):
    for text in filter(None, texts):
        words = set(stems.words_of(text))
        score = sum(any(answers(word, [one]) for word in words) for one in wanted)
        rank = (is_of_nature and bool(score or not wanted), score)
        if (score or not wanted) and rank > best.get(meeting, ((False, -1), ""))[0]:
            best[meeting] = (rank, plain(text))


def excerpt(text, wanted):
    """An escaped excerpt of ``text`` around the first word found, each of them in ``<mark>``.

    ``wanted``: see ``stems.asked``; without any, the beginning of the text.
    """
    text = " ".join(text.split())
    spans = find_words(text, wanted)
    first, last = spans[0] if spans else (0, 0)
    start, end = max(0, first - AROUND), min(len(text), last + AROUND)
    start = start and text.rfind(" ", 0, start) + 1
    end = text.find(" ", end) if " " in text[end:] else len(text)
    written, at = ["… " if start else ""], start
    for first, last in spans:
        if last <= end:
            written += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    written += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(written))  # every piece of text went through escape()


def find_words(text, wanted):
    """[(start, end)] of the words of ``text`` that answer ``wanted``, whatever accents and endings.

    Folding may lengthen or shorten a text (a ligature, a combining accent): ``places`` remembers
    where each folded character comes from.
    """
    folded, places = [], []
    for place, character in enumerate(text):
        for letter in fold(character.translate(LIGATURES)):
            folded.append(letter)
            places.append(place)
    places.append(len(text))  # so that an accent after the last letter is marked with it
    return [
        (places[match.start()], max(places[match.end() - 1] + 1, places[match.end()]))
        for match in WORD.finditer("".join(folded))
        if wanted and answers(match[0], wanted)
    ]
