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


def charts(report, data, told=()):
    """``[{"chapter", "size", "title", "caption", "svg"}]``, those of a chapter in its order.

    ``data``: the ``ZoneYear`` it is set from; ``told``: the versions of the paper, the other one is
    made; ``chapter``: its key, or ``GLANCE``; the last three as ``{"fr", "nl"}``, or one of them
    for a chart that a single version prints.
    """
    kept, found = {}, {edition["language"]: edition for edition in told}
    if others := [language for language in LANGUAGES if language not in found]:
        made = editions(report.zone, report.year, report, data, others)
        found |= {edition["language"]: edition for edition in made}
    for edition in (found[language] for language in LANGUAGES):
        for key, html in _printed(edition):
            for place, chart in enumerate(_found(html)):
                empty = {"chapter": key, "size": chart["size"]} | {word: {} for word in WORDS}
                one = kept.setdefault((key, place), empty)
                for word in WORDS:
                    one[word][edition["language"]] = chart[word]
    return list(kept.values())


def _printed(edition):
    with translation.override(edition["language"]):
        yield GLANCE, render_to_string("pdf/report_figures.html", edition)
    for part in edition["chapters"]:
        yield part["key"], part["html"]


def _found(html):
    for size, figure in FIGURE.findall(without_addresses(html)):
        if picture := PICTURE.search(figure):
            yield {
                "size": size.strip(),
                "title": _words(TITLE, picture[0]),
                "caption": _words(CAPTION, figure),
                "svg": picture[0],
            }


def _words(pattern, html):
    found = pattern.search(html)
    return unescape(strip_tags(found[1])) if found else ""


def by_chapter(snapshot):
    """``{chapter: [{"size", "title", "caption", "svg"}]}`` of a frozen snapshot, in the active
    language; nothing of a report frozen before its charts were kept."""
    language, found = (get_language() or "fr")[:2], {}
    for one in snapshot.get("charts", ()):
        if language not in one["svg"]:
            continue
        told = {word: one[word][language] for word in WORDS}
        told["svg"] = mark_safe(told["svg"])  # drawn by ``concertation.svg``, which escapes
        found.setdefault(one["chapter"], []).append(told | {"size": one["size"]})
    return found
