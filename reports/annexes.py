"""The partners' own PDFs at the end of a report: its pages leave room for theirs, then take them.

The layout makes one sheet for each page of an annex: title, caption, running number, table of
contents and bookmark are its own. The page itself is then drawn into the sheet, reduced a little,
inside the figure that the layout announced to screen readers. Pages that come from elsewhere hold
no promise of ours: a report with annexes keeps its tags but claims neither PDF/A nor PDF/UA.

Carrying the annexes as attachments of a PDF/A-3 would keep the claim, but nobody who prints or
opens the report in a browser would see them: they are appended, and that is said on the page.
"""

import io
from dataclasses import dataclass

import pikepdf
from django.utils.translation import gettext as _

from meetings.services.errors import Refused

MILLIMETRE = 72 / 25.4
#: Of a sheet, in millimetres: what ``@page annex`` leaves free of running heads (left, bottom,
#: right, top), see paper.css.
FREE = (10, 15, 10, 20)
#: Claims of the metadata that pages from elsewhere cannot keep.
CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfaid:rev", "pdfuaid:part")
#: Name of the page of an annex among what the sheets draw, with its place: the sheets of a report
#: share their resources. One made at random would change the bytes of the same report.
DRAWING = "/ConcertationAnnex%d"


@dataclass(frozen=True)
class Sheet:
    """One page of an annex: its number in it, and whether it is wider than high."""

    number: int
    is_wide: bool


@dataclass
class Placed:
    """An annex as the paper shows it: « Annexe 2 », its sheets, and the bytes they are drawn from.

    ``content``: PDF, normalised when it was taken in.
    """

    number: int
    title: str
    institution: str
    content: bytes
    sheets: list

    @property
    def anchor(self):
        return f"annexe-{self.number}"

    @property
    def count(self):
        return len(self.sheets)


def placed(report):
    """The annexes of a report in their order, with the sheets they need; [] without a report.

    Raises ``Refused`` when the bytes of one are gone: a report never loses an annex without a word.
    """
    if report is None or report.pk is None:
        return []
    rows = report.annexes.select_related("organisation").order_by("position", "pk")
    return [_placed(number, row) for number, row in enumerate(rows, 1)]


def _placed(number, row):
    try:
        with row.file.storage.open(row.file.name) as file:
            content = file.read()
    except FileNotFoundError as error:
        words = _("Le fichier de l’annexe « %(name)s » est introuvable : joignez-la de nouveau.")
        raise Refused(words % {"name": row.title}) from error
    with pikepdf.open(io.BytesIO(content)) as pdf:
        sheets = [Sheet(n, _is_wide(page)) for n, page in enumerate(pdf.pages, 1)]
    institution = row.organisation.name if row.organisation else ""
    return Placed(number, row.title, institution, content, sheets)


def _is_wide(page):
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    is_turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    width, height = abs(right - left), abs(top - bottom)
    return (height > width) if is_turned else (width > height)


def fill(content, annexes, on_page=None):
    """Draw the pages of ``annexes`` into the last sheets of the report ``content`` (PDF bytes).

    ``on_page(done, total)`` is called after each annex. The same input gives the same bytes.
    Raises ``ValueError`` when the report has not the sheets.
    """
    total = sum(annex.count for annex in annexes)
    if not total:
        return content
    with pikepdf.open(io.BytesIO(content)) as report:
        first = len(report.pages) - total
        if first < 1:
            raise ValueError("The report has no sheets for its annexes.")
        done = 0
        for annex in annexes:
            _fill_one(report, first + done, annex)
            done += annex.count
            if on_page:
                on_page(done, total)
        _claim_nothing(report)
        out = io.BytesIO()
        report.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return out.getvalue()


def _fill_one(report, first, annex):
    parents = pikepdf.NumberTree(report.Root.StructTreeRoot.ParentTree)
    with pikepdf.open(io.BytesIO(annex.content)) as source:
        for index, page in enumerate(source.pages):
            drawing = report.copy_foreign(page.as_form_xobject())
            name = pikepdf.Name(DRAWING % (first + index))
            _draw(report, report.pages[first + index], drawing, name, parents)


def _draw(report, sheet, drawing, name, parents):
    """The drawing, centred in the free part of the sheet, as content of the sheet's figure."""
    sheet.add_resource(drawing, pikepdf.Name.XObject, name)
    placement = sheet.calc_form_xobject_placement(drawing, name, _free(sheet), allow_expand=False)
    mark = _mark(sheet, parents)
    words = b"/Figure <</MCID %d>> BDC\n%s\nEMC\n" % (mark, placement)
    words += b"/Artifact BMC\n%s\nEMC\n" % _frame(drawing, placement)
    # What the layout drew is closed in, whatever it left open; ours begins from a clean sheet.
    sheet.contents_add(b"q\n", prepend=True)
    sheet.contents_add(b"\nQ\n" + words)


def _frame(drawing, placement):
    """A hairline around the drawing: what is inside is not ours."""
    place = placement.split(b"cm")[0]  # « q a b c d e f », which puts the form on the sheet
    turned = _numbers(drawing.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    left, bottom, right, top = (float(edge) for edge in drawing.BBox)
    box = _numbers([left, bottom, right - left, top - bottom])
    return b"%s cm %s cm 0.75 G 0.5 w %s re S Q" % (place, turned, box)


def _numbers(values):
    return " ".join(f"{float(value):.4f}" for value in values).encode()


def _free(sheet):
    left, bottom, right, top = (float(edge) for edge in sheet.mediabox)
    west, south, east, north = (side * MILLIMETRE for side in FREE)
    return pikepdf.Rectangle(left + west, bottom + south, right - east, top - north)


def _mark(sheet, parents):
    """A new mark of content for the figure of the sheet, told to the structure tree both ways."""
    number = int(sheet.obj.StructParents)
    marks = parents[number]
    figures = [one for one in marks if str(one.get("/S", "")) == "/Figure"]
    if len(figures) != 1:
        raise ValueError("A sheet has one figure for the page of an annex.")
    figure, mark = figures[0], len(marks)
    marks.append(figure)
    kids = figure.get("/K", pikepdf.Array())
    kids = kids if isinstance(kids, pikepdf.Array) else pikepdf.Array([kids])
    kids.append(mark)
    figure.K = kids
    figure.Pg = sheet.obj
    return mark


def _claim_nothing(report):
    with report.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in CLAIMS:
            if claim in metadata:
                del metadata[claim]
