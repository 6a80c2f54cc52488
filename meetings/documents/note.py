"""The note for the absent: one page, decided, asked of *you*, dates (aide-mémoire of a meeting)."""

from django.utils.translation import gettext_lazy as _

from concertation import pdf as engine
from concertation.bilingual import localised
from concertation.typography import current_language

from . import common, minutes
from .brief import gathered, on_one_page

HEADING = _("Note pour les absents")


def note(pv, level, asked=None, languages=None):
    """The note on one page for the readers at ``level``, bytes.

    ``asked``: an ``Asked``, whose institution the page names and whose actions alone it lists; None
    for the note that is common to all the absent, with everybody's actions.
    """
    meeting = pv.meeting
    languages = languages or common.languages_of(meeting.languages)
    title = common.paper_title(meeting, HEADING, languages[0])
    context = minutes.paper_context(pv, level, languages)
    context |= common.paper_context(meeting, HEADING, languages) | {"title": title}
    found = gathered(meeting, level, languages, asked)
    html = on_one_page(context, found, languages, asked)
    return engine.html_to_pdf(html, language=languages[0], title=title)


def note_name(pv):
    return common.file_name("Note-absents", pv.meeting)


def told(pv, level, asked=None):
    """What the note says, for a page or a letter, in the active language.

    ``decided`` [(text, how)], ``actions`` [(who, text, until when)], ``dates`` [text], ``hidden``
    the number of passages that this reader may not read.
    """
    language = current_language()
    found = gathered(pv.meeting, level, (language,), asked)
    return {
        "decided": [(_text(row), row["labels"][0]["details"]) for row in found["decided"]],
        "actions": [(row["who"], _text(row), _first(row["due"])) for row in found["actions"]],
        "dates": [_first(cells) for cells in minutes.announced(pv.meeting, (language,))],
        "hidden": found["hidden"],
        "theme": localised(pv.meeting, "title")[0],
    }


def _text(row):
    if row["texts"]:
        return row["texts"][0].text
    return row["labels"][0]["kind"] if "labels" in row else ""


def _first(cells):
    return cells[0].text if cells else ""
