"""The report as a word-processor file, for those who must paste it into a form of Actiris.

While it is written, the same chapters as the PDF; once it is validated, what was frozen with it:
its texts and its tables, and not one figure of today.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from concertation import word
from concertation.bilingual import localised
from concertation.one_moment import one_moment
from concertation.typography import date_short

from . import canvas, docx_html, docx_tables, export, indicators
from .documents_parts import VERSIONS, editions, languages_of
from .permissions import is_validated
from .wording import without_addresses

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(zone, year, report=None, *, language=None):
    """The .docx of the report, bytes, without its annexes; the same rows give the same bytes.

    ``report``, ``language``: as ``documents.render``.
    """
    languages = languages_of(report, language)
    if is_validated(report) and report.figures:
        return _saved(zone, report, languages, lambda *where: _frozen(report, *where))
    with one_moment():
        data = indicators.gather(zone, year)
        told = {one["language"]: one for one in editions(zone, year, report, data, languages)}
    return _saved(zone, report, languages, lambda *where: _live(told, *where), year=year)


def _saved(zone, report, languages, write, year=None):
    year = year or report.year
    names = {"year": year}
    with translation.override(languages[0]):
        names["name"] = zone.name
        document = word.new_document(
            title=_("Rapport de coordination %(year)d, zone %(name)s") % names,
            language=languages[0],
            foot=_("Rapport de coordination %(year)d · Zone %(name)s") % names,
            copy=_state(report),
            created=report.validated_at if is_validated(report) else None,
        )
    for language in languages:
        with translation.override(language):
            names["name"] = zone.name
            title = _("Rapport de coordination %(year)d, zone %(name)s") % names
            head = word.heading(document, title, 0, language)
            head.paragraph_format.page_break_before = language != languages[0]
            if len(languages) > 1:
                line = document.add_paragraph(style="Subtitle")
                word.write(line, VERSIONS[language], language)
            write(document, language)
    return word.saved(document)


def _state(report):
    if not is_validated(report):
        return _("Projet")
    return _("Validé par la coordination le %(day)s") % {"day": date_short(report.validated_at)}


def _live(told, document, language):
    """The chapters of the PDF, the key figures as a table."""
    edition = told[language]
    word.heading(document, _("En un coup d’œil"), 1, language)
    rows = [
        (one["label"], f"{one['value']} {one['unit']}".strip(), one["note"])
        for one in edition["key_figures"]
    ]
    head = (_("Chiffre"), _("Valeur"), _("Note"))
    word.table(document, head, rows, (76, 34, 56), language)
    for part in edition["chapters"]:
        word.heading(document, f"{part['number']}. {part['title']}", 1, language)
        for html, tongue in ((part["text"], part["text_language"]), (part["html"], language)):
            chapter = docx_html.Chapter(document, tongue)
            chapter.feed(without_addresses(html))
            chapter.close()


def _frozen(report, document, language):
    """The texts of the frozen canvas, then every frozen table."""
    texts = {one["key"]: one.get("text", {}) for one in report.figures.get("canvas", ())}
    for chapter in canvas.chapters_of(report, report.year):
        said = texts.get(chapter.key, {})
        words, tongue = _said(said, language)
        if words:
            word.heading(document, chapter.title, 1, language)
            word.rich(document, without_addresses(words), tongue)
    tables = [one for one in export.tables(report.figures, language) if one.rows]
    if tables:
        word.heading(document, _("Les tableaux du rapport"), 1, language)
    for table in tables:
        docx_tables.write(document, table, language)
    word.turned(document, wide=False)


def _said(texts, language):
    """A text of the snapshot in a language, or in the other one: (text, its language)."""

    class Text:
        text_fr, text_nl = texts.get("fr", ""), texts.get("nl", "")

    return localised(Text, "text", language)
