"""The word-processor engine: a document with our styles, typed text in, bytes out.

Opens in Word and LibreOffice. Text is only ever text: nothing typed becomes a field, a macro or a
picture; the only links are those that ``markup`` knows. The same document gives the same bytes.
"""

import io
import re
import zipfile
from copy import deepcopy

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from . import markup
from .markup import BOLD, END, LINK
from .typography import typeset
from .word_styles import LOCALES, clean, in_language, set_properties, set_styles

__all__ = [
    "LOCALES",
    "clean",
    "columns",
    "fill",
    "heading",
    "new_document",
    "numbered",
    "paragraph",
    "rich",
    "saved",
    "table",
    "turned",
    "write",
]

GREY = RGBColor(0x56, 0x60, 0x70)
#: Millimetres between the margins, upright and lying; more columns than ``MANY`` are set smaller.
PAGE, WIDE, MANY = 166, 253, 7
#: The style of a table without borders.
BARE = "Normal Table"


def new_document(*, title, language, foot, copy, created=None):
    """An A4 document: ``foot`` and the page numbers below, ``copy`` (for whom) above."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    set_styles(document, language)
    set_properties(document, title, language, created)
    head = section.header.paragraphs[0]
    head.alignment = 2
    write(head, copy, language, size=8.5, colour=GREY)
    # Its style has tabs of its own: the numbers of the pages would stop at the first one.
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    low = section.footer.paragraphs[0]
    write(low, f"{foot}\t", language, size=8.5, colour=GREY)
    low.paragraph_format.tab_stops.add_tab_stop(Mm(PAGE), WD_TAB_ALIGNMENT.RIGHT)
    _field(low, "PAGE")
    write(low, " / ", language, size=8.5, colour=GREY)
    _field(low, "NUMPAGES")
    return document


def write(paragraph, text, language, *, bold=False, size=None, colour=None):
    """Append plain ``text`` to ``paragraph``, in its language."""
    run = paragraph.add_run(clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    run._r.get_or_add_rPr().append(in_language(language))
    return run


def turned(document, *, wide):
    """Go on upright, or lying down where ``wide``; nothing happens on a sheet that lies so."""
    last = document.sections[-1]
    lies = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    if last.orientation == lies:
        return
    foot = deepcopy(last.footer.paragraphs[0]._p)
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = lies
    section.page_width, section.page_height = last.page_height, last.page_width
    section.footer.is_linked_to_previous = False
    section.footer._element.replace(section.footer.paragraphs[0]._p, foot)
    stops = section.footer.paragraphs[0].paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(WIDE if wide else PAGE), WD_TAB_ALIGNMENT.RIGHT)


def heading(document, text, level, language):
    """A heading in its language; ``level`` 0 is the title. ``text``: as ``fill``."""
    style = f"Heading {level}" if level else "Title"
    return fill(document.add_paragraph(style=style), text, language)


def fill(paragraph, text, language, **looks):
    """Append ``text`` in ``language``, or the pieces ``[(text, is bold, language)]`` it is."""
    bold = looks.pop("bold", False)
    for words, is_bold, tongue in [(text, bold, language)] if isinstance(text, str) else text:
        write(paragraph, words, tongue, bold=bold or is_bold, **looks)
    return paragraph


def _field(paragraph, code):
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    size = OxmlElement("w:rPr")
    points = OxmlElement("w:sz")
    points.set(qn("w:val"), "17")
    size.append(points)
    text = OxmlElement("w:t")
    text.text = "1"
    run.extend([size, text])
    element.append(run)
    paragraph._p.append(element)


def rich(container, text, language):
    """Typed text with its light markup, as paragraphs and lists of ``container``.

    ``container``: a document or a cell; an empty first paragraph of a cell is used.
    """
    for group in markup.split(str(text or "").replace("\r\n", "\n").replace("\r", "\n")):
        if isinstance(group, markup.Lines):
            line = paragraph(container)
            for number, words in enumerate(group.lines):
                if number:
                    line.add_run().add_break()
                _line(line, words, language)
        else:
            _points(container, group, language, depth=1)


def paragraph(container, style=None):
    """A new paragraph; in a cell that holds nothing yet, its own empty one."""
    own = container.paragraphs if hasattr(container, "_tc") else ()
    if len(own) == 1 and not own[0].runs:
        own[0].style = style or own[0].style
        return own[0]
    return container.add_paragraph(style=style)


def _points(container, group, language, depth):
    name = "List Number" if group.kind == "ol" else "List Bullet"
    style = f"{name} {depth}" if 1 < depth < 4 else name
    number = None
    for point in group.points:
        line = paragraph(container, style)
        if group.kind == "ol":
            number = number or _fresh_list(line)
            _number(line, number)
        _line(line, " ".join(point.words), language)
        for inner in point.under:
            _points(container, inner, language, min(depth + 1, 3))


def _fresh_list(paragraph):
    """A list that counts from 1: Word goes on counting from one « List Number » to the next."""
    numbering = paragraph.part.numbering_part.element
    used = paragraph.style.element.pPr.numPr.numId.val
    kind = numbering.num_having_numId(used).abstractNumId.val
    fresh = numbering.add_num(kind)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return fresh.numId


def _number(paragraph, number):
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def numbered(document, titles, language):
    """A list of ``titles`` (each as ``fill``) that counts from 1."""
    number = None
    for title in titles:
        paragraph = document.add_paragraph(style="List Number")
        number = number or _fresh_list(paragraph)
        _number(paragraph, number)
        fill(paragraph, title, language)


def _line(paragraph, line, language):
    line, links = markup.mark(clean(line))
    found, bold = iter(links), False
    for piece in re.split(f"([{LINK}{BOLD}{END}])", typeset(line, language)):
        if piece == BOLD:
            bold = True
        elif piece == END:
            bold = False
        elif piece == LINK:
            words, address = next(found)
            _link(paragraph, words, address, language)
        elif piece:
            write(paragraph, piece, language, bold=bold)


def _link(paragraph, words, address, language):
    key = paragraph.part.relate_to(clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = write(paragraph, words, language, colour=RGBColor(0x1B, 0x49, 0x65))
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def table(document, head, rows, widths, language, *, numbers=()):
    """A table with a head that comes back on each page, whose rows are never cut.

    Cells: as ``fill``; ``widths`` in millimetres; ``numbers``: the columns set to the right.
    """
    grid = _grid(document, widths)
    grid.style = "Table Grid"
    size = 10 if len(widths) <= MANY else 8
    for number, values in enumerate([head, *rows] if head else rows):
        line = _row(grid, widths)
        is_head = bool(head) and not number
        for place, (cell, value) in enumerate(zip(line.cells, values, strict=True)):
            own = cell.paragraphs[0]
            own.paragraph_format.space_after = Pt(2)
            own.alignment = WD_ALIGN_PARAGRAPH.RIGHT if place in numbers else None
            fill(own, value, language, bold=is_head, size=size)
        if is_head:
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return grid


def _grid(document, widths):
    """No row yet. Word reads the width of a cell in it, LibreOffice that of its column."""
    grid = document.add_table(rows=0, cols=len(widths))
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    return grid


def _row(grid, widths):
    line = grid.add_row()
    line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(line.cells, widths, strict=True):
        cell.width = Mm(width)
    return line


def columns(document, count):
    """Side by side: the cells of one row without borders, under those that stand just above."""
    last = document.tables[-1] if document.tables else None
    follows = last is not None and last._tbl is document.element.body[-2]
    if not follows or last.style.name != BARE or len(last.columns) != count:
        last = _grid(document, [PAGE / count] * count)
    return _row(last, [PAGE / count] * count).cells


def _part_tables(document):
    """Room under each table; two of them, or one and the end, would be one without a paragraph."""
    for grid in document.tables:
        after = grid._tbl.getnext()
        if after.tag != qn("w:p"):
            grid._tbl.addnext(spacer := document.add_paragraph()._p)
            Paragraph(spacer, document).paragraph_format.space_after = Pt(0)
        elif not Paragraph(after, document).style.name.startswith("Heading"):
            Paragraph(after, document).paragraph_format.space_before = Pt(6)


def saved(document):
    """The bytes of the file; the dates inside the archive are fixed."""
    _part_tables(document)
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            kept = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            kept.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(kept, source.read(entry))
    return out.getvalue()
