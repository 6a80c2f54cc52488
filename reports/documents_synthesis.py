"""The synthesis as a PDF: live while it is written, stored once it is published.

Bilingual, the paper holds the whole synthesis in French, then in Dutch: tables of six zones do not
stand side by side on a page, and each reader gets one language from cover to end.
"""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from concertation import pdf
from concertation.bilingual import LANGUAGES, localised
from concertation.one_moment import one_moment
from concertation.typography import rich

from . import canvas, synthesis
from .documents import unheard
from .models import Synthesis
from .wording import without_addresses

#: Chapters that open a page; the others follow on.
NEW_PAGE = ("zones", "participation", "themes", "avis", "objectifs", "evolution")
#: Chapters that show rows or figures; the others are only written.
WITH_FIGURES = (
    "resume",
    "zones",
    "cahier",
    "participation",
    "partenaires",
    "themes",
    "modeles",
    "avis",
    "objectifs",
    "reussites",
    "evolution",
    "methode",
)


def file_name(year, edition=1):
    """« Synthese-regionale-2020.pdf », « …-2020-edition-2.pdf »."""
    return f"Synthese-regionale-{year}{f'-edition-{edition}' if edition > 1 else ''}.pdf"


def make(making, on_step):
    """The maker of ``synthesis``: the PDF of the last edition as it stands, in its language."""
    found = Synthesis.objects.filter(year=making.year).order_by("edition").last()
    if found and found.published_at and found.language == making.language:
        return found.paper.pdf()
    if found and found.published_at:
        return render(
            found.figures,
            language=making.language,
            published_at=found.published_at,
            edition=found.edition,
            on_step=on_step,
        )
    on_step(_("Lecture des données des six zones"), 0, 3)
    snapshot = snapshot_of(found or Synthesis(year=making.year))
    return render(snapshot, language=making.language, on_step=on_step)


def snapshot_of(edition):
    """The snapshot of an edition (a ``Synthesis``, saved or not) as the rows stand now."""
    with one_moment():
        return with_texts(synthesis.snapshot(synthesis.read(edition.year)), edition)


def with_texts(snapshot, edition):
    """``snapshot`` with the chapters of the edition and what is written in them."""
    texts = {text.chapter: text for text in edition.texts.all()} if edition.pk else {}
    chapters = canvas.chapters(edition.year, canvas.REGION)
    return snapshot | {
        "edition": edition.edition,
        "canvas": [_chapter(one, texts.get(one.key)) for one in chapters],
    }


def _chapter(chapter, text):
    return {
        "number": chapter.number,
        "key": chapter.key,
        "title": synthesis.both(chapter, "title"),
        "guidance": synthesis.both(chapter, "guidance"),
        "is_written": chapter.is_written,
        "is_due": chapter.is_due,
        "text": synthesis.both(text, "text") if text else {"fr": "", "nl": ""},
    }


def render(snapshot, *, language, published_at=None, edition=1, on_step=None):
    """The bytes of the paper. ``language``: « fr », « nl » or « both »; sealed when published."""
    tell = on_step or unheard
    languages = LANGUAGES if language == "both" else (language,)
    tell(_("Rédaction des pages"), 1, 3)
    parts = [_part(snapshot, one, published_at, edition) for one in languages]
    context = {"parts": parts, "languages": languages, "title": parts[0]["title"]}
    html = pdf.render_html("pdf/synthesis.html", context, languages[0])
    tell(_("Mise en page"), 2, 3)
    return pdf.long_html_to_pdf(
        without_addresses(html),
        language=languages[0],
        title=context["title"],
        sealed=published_at is not None,
        created=published_at,
    )


def _part(snapshot, language, published_at, edition):
    """The synthesis in one language: its template is rendered under it."""
    with translation.override(language):
        chapters = [_written(one, language) for one in snapshot["canvas"]]
        context = {
            **synthesis.contents(snapshot),
            "title": _("Synthèse régionale %(year)d") % {"year": snapshot["year"]},
            "chapters": [one for one in chapters if one["template"] or one["paragraphs"]],
            "published_at": published_at,
            "edition": edition,
            "as_of": date.fromisoformat(snapshot["as_of"]),
        }
        body = pdf.render_html("pdf/_synthesis_part.html", context | {"suffix": language}, language)
    return {"language": language, "title": context["title"], "html": body}


def _written(chapter, language):
    text, said_in = localised(synthesis.named(chapter["text"]), "text", language)
    return {
        "key": chapter["key"],
        "number": chapter["number"],
        "title": synthesis.say(chapter["title"], language),
        "template": template_of(chapter["key"]),
        "flows": chapter["key"] not in NEW_PAGE,
        "is_due": chapter["is_due"],
        "paragraphs": (
            [{"language": said_in, "html": rich(text, links=False, language=said_in)}]
            if text.strip()
            else []
        ),
    }


def template_of(key):
    """The template of what a chapter shows by itself; "" when it is only written."""
    return f"reports/synthesis_chapters/{key}.html" if key in WITH_FIGURES else ""
