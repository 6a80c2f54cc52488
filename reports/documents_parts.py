"""What a paper report is made of, language by language: the PDF and the .docx share it."""

import functools
import re
from html import unescape

from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.typography import date_short, rich
from zones.models import Coordination

from . import canvas, indicators, wording
from .contents import contents
from .models import CoordinationReport
from .permissions import is_validated

#: Chapters that open a page. The others follow on: what ends just before them would else be alone
#: on its page (the last action of the meetings, the objectives announced).
NEW_PAGE = ("zone", "reunions")
#: What a chapter says when it has nothing to say: a chapter of those alone is not printed.
QUIET = re.compile(r'<p class="muted[^>]*>.*?</p>', re.DOTALL)
#: A chapter of more sections than these is one line of the table of contents.
MOST_SECTIONS = 14
SECTION = re.compile(r"<h3((?:(?! id=)[^>])*)>(.*?)</h3>", re.DOTALL)

#: What each version of a paper in two languages calls itself, in its own.
VERSIONS = {"fr": "Version française", "nl": "Nederlandstalige versie"}


def languages_of(report, language=None):
    """[codes] of the paper: those asked, else those of the report; French before there is one."""
    wanted = language or (report.language if report else "fr")
    return ["fr", "nl"] if wanted == "both" else [wanted]


def editions(zone, year, report, data, languages):
    """One dict a language: the cover's words, the figures, the chapters as HTML, in that language.

    PVs are quoted as the other zones may read them, since the report leaves for Actiris; as the
    members of the zone may, if the coordination chose so (``quotes_zone``).
    """
    shared = {
        "report": report,
        "is_validated": is_validated(report),
        "today": data.today,
        "texts": {text.chapter: text for text in report.texts.all()} if report else {},
        "figures": indicators.figures(zone, year, data),
        "communes": list(zone.communes.all()),
        "animators": _animators(zone, data),
        "is_both": len(languages) > 1,
    }
    return [_edition(data, language, shared) for language in languages]


def _animators(zone, data):
    rows = Coordination.objects.on(data.last_day).filter(zone=zone).select_related("organisation")
    return [row.organisation for row in rows]


def _edition(data, language, shared):
    with translation.override(language):
        report, communes = shared["report"], shared["communes"]
        context = {
            **contents(
                data,
                shared["figures"],
                communes,
                in_zone=bool(report and report.quotes_zone),
                with_drafts=False,
                report=report,
            ),
            **cover(data, shared),
            "language": language,
            "version": VERSIONS[language],
            "paper": True,
            "prefix": f"{language}-" if shared["is_both"] else "",
            "is_both": shared["is_both"],
        }
        parts = [_part(one, shared["texts"], context) for one in _chapters(report, data.year)]
        printed = [part for part in parts if part["html"] or part["text"]]
        for number, part in enumerate(printed, 1):
            part["number"] = number
        left_out = [part["title"] for part in parts if part not in printed]
        return context | {"chapters": printed, "left_out": left_out}


def _chapters(report, year):
    return [chapter for chapter in canvas.chapters_of(report, year) if chapter.number]


def cover(data, shared):
    """The words of the cover: who, when, and where the report stands, in the active language."""
    zone, report = data.zone, shared["report"]
    names = {"year": data.year, "name": zone.name}
    return {
        "title": _("Rapport de coordination %(year)d, zone %(name)s") % names,
        "foot": _("Rapport de coordination %(year)d · Zone %(name)s") % names,
        "zone_line": _("Zone %(name)s") % names,
        "heading": _("Rapport de coordination %(year)d") % names,
        "communes_line": " · ".join(commune.name for commune in shared["communes"]),
        "animators": [str(one) for one in shared["animators"]],
        "states": states(report, data.today),
        "rectification": report.rectification if report and report.edition > 1 else "",
    }


def states(report, today):
    """Where the report stands, one line each: « Projet, données au … », or validated, and how."""
    if not is_validated(report):
        lines = [_("Projet, données au %(day)s") % {"day": date_short(today)}]
    else:
        day = date_short(report.validated_at)
        lines = [_("Validé par la coordination le %(day)s") % {"day": day}]
    if edition := wording.edition(report):
        lines.insert(0, edition)
    if report and report.verdict and report.decided_in:
        lines.append(VERDICTS[report.verdict] % {"day": date_short(report.decided_in.starts_at)})
    return lines


class _Verdicts:
    """The verdict of the commission with its day, said in the active language."""

    def __getitem__(self, verdict):
        kinds = CoordinationReport.Verdict
        return {
            kinds.APPROVED: _("Approuvé en commission le %(day)s"),
            kinds.AMENDED: _("Approuvé avec modifications en commission le %(day)s"),
            kinds.CONTESTED: _("Contesté en commission le %(day)s"),
        }[verdict]


VERDICTS = _Verdicts()


def _part(chapter, texts, context):
    template = chapter_template(chapter)
    part = {
        "chapter": chapter,
        "title": chapter.title,
        "key": chapter.key,
        "flows": chapter.key not in NEW_PAGE,
        "text": "",
        "text_language": context["language"],
        "html": "",
        "sections": [],
    }
    if chapter.key in texts:
        words, tongue = localised(texts[chapter.key], "text", context["language"])
        part |= {"text": rich(words, links=False, language=tongue), "text_language": tongue}
        part["is_fallback"] = tongue != context["language"]
    if template:
        html = render_to_string(template, context | {"part": part, "hide_chart": True})
        anchor = f"{context['prefix']}{chapter.key}"
        part |= sections(html, anchor) if says_something(html) else {}
    return part


def sections(html, anchor):
    """The HTML with an address on each section, and ``[(address, title), …]`` for the contents."""
    found = []

    def addressed(heading):
        address = f"{anchor}-{len(found) + 1}"
        found.append((address, unescape(strip_tags(heading[2])).strip()))
        return f'<h3{heading[1]} id="{address}">{heading[2]}</h3>'

    marked = SECTION.sub(addressed, html)
    shown = found if len(found) <= MOST_SECTIONS else []
    return {"html": mark_safe(marked), "sections": shown}  # rendered by a template, ids added


def says_something(html):
    """Whether the rows of a chapter hold more than « nothing this year »."""
    return "<svg" in html or bool(strip_tags(QUIET.sub("", html)).strip())


def chapter_template(chapter):
    """The template of what a chapter shows by itself; "" when it is only written."""
    return _template(chapter.key)


@functools.cache
def _template(key):
    name = f"reports/chapters/{key}.html"
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return ""
    return name
