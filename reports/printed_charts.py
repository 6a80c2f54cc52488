"""The charts of a paper as it printed them, kept with the report for its page on a screen.

They are taken out of what the paper is set from: a chart that a chapter gains is kept with the
others. They stay here: ``snapshot.seen_by`` leaves them out of what travels.
"""

import re
from html import unescape

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .documents_parts import editions
from .labels import LANGUAGES
from .wording import without_addresses

#: Where the paper opens, before its chapters.
GLANCE = "coup-d-oeil"
FIGURE = re.compile(r'<figure class="chart([^"]*)">(.*?)</figure>', re.DOTALL)
PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
WORDS = ("title", "caption", "svg")


def charts(report, data):
    """``[{"chapter", "size", "title", "caption", "svg"}]`` in the order of the paper.

    ``data``: the ``ZoneYear`` it is set from; ``chapter``: its key, or ``GLANCE``; the last three
    in both languages, as ``{"fr", "nl"}``.
    """
    said = [
        [one for key, html in _printed(edition) for one in _found(key, html)]
        for edition in editions(report.zone, report.year, report, data, list(LANGUAGES))
    ]
    return [_folded(pair) for pair in zip(*said, strict=True)]


def _printed(edition):
    with translation.override(edition["language"]):
        yield GLANCE, render_to_string("pdf/report_figures.html", edition)
    for part in edition["chapters"]:
        yield part["key"], part["html"]


def _found(key, html):
    for size, figure in FIGURE.findall(without_addresses(html)):
        svg, caption = PICTURE.search(figure)[0], CAPTION.search(figure)
        yield {
            "chapter": key,
            "size": size.strip(),
            "title": unescape(TITLE.search(svg)[1]),
            "caption": unescape(strip_tags(caption[1])) if caption else "",
            "svg": svg,
        }


def _folded(pair):
    return pair[0] | {
        word: {language: one[word] for language, one in zip(LANGUAGES, pair, strict=True)}
        for word in WORDS
    }


def by_chapter(snapshot):
    """``{chapter: [{"size", "title", "caption", "svg"}]}`` of a frozen snapshot, in the active
    language; nothing of a report frozen before its charts were kept."""
    language, found = (get_language() or "fr")[:2], {}
    for one in snapshot.get("charts", ()):
        told = {word: one[word].get(language) or one[word]["fr"] for word in WORDS}
        told["svg"] = mark_safe(told["svg"])  # drawn by ``concertation.svg``, which escapes
        found.setdefault(one["chapter"], []).append(told | {"size": one["size"]})
    return found
