"""A PV as a word-processor file: what people still edit after us, for one audience."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from concertation import word

from . import common, minutes

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pv_docx(pv, level):
    """The PV for the readers at ``level`` as a .docx, bytes; the same rows give the same bytes."""
    languages = common.languages_of(pv.meeting.languages)
    with override(languages[0]):
        context = minutes.paper_context(pv, level, languages)
        context |= minutes.text_context(pv, level, languages)
        return word.saved(_written(pv, context, languages, _privacy(context)))


def docx_name(pv, prefix):
    return common.file_name(prefix, pv.meeting).removesuffix(".pdf") + ".docx"


def _privacy(context):
    return (lambda text: text) if context["shows_emails"] else minutes.without_addresses


def _written(pv, context, languages, told):
    language = languages[0]
    document = word.new_document(
        title=context["title"],
        language=language,
        foot=told(context["foot"]),
        copy=context["audience_line"],
        created=pv.decided_at or pv.sent_at,
    )
    writer = _Writer(document, languages, told)
    writer.head(context)
    writer.presences(context)
    writer.hour(context["opened"])
    for item in context["items"]:
        writer.item(item, context["later"])
    if context["later"] and not context["later_has_its_point"]:
        writer.heading(writer.said(_("Prochaines réunions")))
        writer.dates(context["later"])
    writer.hour(context["adjourned"])
    writer.hour(context["validation"])
    writer.hour(context["audience"])
    return document


class _Writer:
    """The document being written, its languages, and what privacy lets out of a text."""

    def __init__(self, document, languages, told):
        self.document, self.languages, self.told = document, languages, told

    @property
    def language(self):
        return self.languages[0]

    def line(self, cells):
        """Cells as one line of plain text, a fallback marked."""
        texts = [cell.text + (f" ({cell.language})" if cell.is_fallback else "") for cell in cells]
        return self.told(" / ".join(texts))

    def pieces(self, cells, before=""):
        """The same line, each text in its language: what ``word.fill`` takes."""
        found = [(before, False, self.language)] if before else []
        for number, cell in enumerate(cells):
            mark = f" ({cell.language})" if cell.is_fallback else ""
            found += [(" / ", False, self.language)] if number else []
            found.append((self.told(cell.text) + mark, False, cell.language))
        return found

    def cells(self, cells, style=None):
        return word.fill(
            self.document.add_paragraph(style=style), self.pieces(cells), self.language
        )

    def said(self, words):
        """A lazy text of ours in the languages of the paper, as pieces."""
        return self.pieces(common.spoken(words, self.languages))

    def heading(self, pieces, level=1):
        return word.heading(self.document, pieces, level, self.language)

    def head(self, context):
        self.cells(context["heading"], "Title")
        self.cells(context["occasion"], "Subtitle")
        for cells in (context["eyebrow"], *context["organisers"], context["stamp"]):
            self.cells(cells)
        if context["edition"]:
            self.cells(context["edition"])
        facts = [(self.pieces(one["label"]), self.pieces(one["value"])) for one in context["facts"]]
        word.table(self.document, None, facts, (42, 124), self.language)
        if context["verdict"] and context["pv"].verdict_text:
            self.cells(context["verdict"], "Nature du passage")
            word.rich(self.document, self.told(context["pv"].verdict_text), self.language)
        if context["theme"]:
            self.cells(context["theme"])
        if context["items"]:
            self.heading(self.said(_("Ordre du jour")))
            titles = [self.pieces(item["title"]) for item in context["items"]]
            word.numbered(self.document, titles, self.language)

    def presences(self, context):
        groups = (
            (_("Présents"), context["present"]),
            (_("Représentés"), context["represented"]),
            (_("Excusés"), context["excused"]),
            (_("Absents"), context["absent"] if context["is_formal"] else []),
        )
        if any(rows for _label, rows in groups):
            self.heading(self.said(_("Présences")))
        names = [self.said(one) for one in (_("Institution"), _("Nom"), _("Qualité"))]
        for label, rows in groups:
            if rows:
                self.heading(self.said(label), 2)
                lines = [self._person(row, context["shows_emails"]) for row in rows]
                word.table(self.document, names, lines, (66, 66, 34), self.language)

    def _person(self, row, shows_emails):
        notes = [self.line(cells) for cells in (row.stay, row.proxy) if cells]
        name = row.person_name + "".join(f" ({note})" for note in notes)
        if shows_emails and row.email:
            name += f", {row.email}"
        return (
            self.told(row.organisation_name),
            self.told(name),
            self.said(row.Capacity(row.capacity).label),
        )

    def item(self, item, later):
        self.heading(self.pieces(item["title"], before=f"{item['number']}. "))
        for cell in item["approval"]:
            self.cells([cell])
        for passage in item["passages"]:
            self.passage(passage)
        if item["hidden"]:
            self.cells(item["hidden"])
        if item["is_next_meetings"]:
            self.dates(later)

    def passage(self, passage):
        parts = passage["columns"]
        if len(parts) > 1:
            sides = word.columns(self.document, len(parts))
        else:
            sides = [self.document] * len(parts)
        for side, column in zip(sides, parts, strict=True):
            self._column(side, column, passage["is_plain"])
        for note in passage["notes"]:
            self.cells(note)

    def _column(self, side, column, is_plain):
        cell = column["cell"]
        marks = [f"({cell.language})"] if cell.is_fallback else []
        marks += [str(_("traduction à revoir"))] if column["is_stale"] else []
        if not is_plain or marks:
            told = [f"{one['kind']} · {one['details']}".strip(" ·") for one in column["label"]]
            words = " ".join([*([] if is_plain else [" / ".join(told)]), *marks])
            label = word.paragraph(side, "Nature du passage")
            word.write(label, self.told(words), cell.language)
        word.rich(side, self.told(cell.text), cell.language)

    def dates(self, later):
        for cells in later:
            self.cells(cells, "List Bullet")

    def hour(self, cells):
        for cell in cells:
            self.cells([cell])
