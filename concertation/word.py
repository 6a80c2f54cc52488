"""The word-processor engine: a document with our styles, typed text in, bytes out.

Opens in Word and LibreOffice. Text is only ever text: nothing typed becomes a field, a macro or a
picture; the only links are those that ``markup`` knows. The same document gives the same bytes.
"""

import io
import re
import zipfile
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from . import markup
from .markup import BOLD, END, LINK
from .typography import typeset

INK, GREY = RGBColor(0x1C, 0x24, 0x30), RGBColor(0x56, 0x60, 0x70)
FONT = "Calibri"
LOCALES = {"fr": "fr-BE", "nl": "nl-BE"}
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
#: What XML cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def new_document(*, title, language, foot, copy, created=None):
    """An A4 document: ``foot`` and the page numbers below, ``copy`` (for whom) above."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    _set_styles(document, language)
    _set_properties(document, title, language, created)
    head = section.header.paragraphs[0]
    head.alignment = 2
    write(head, copy, language, size=8.5, colour=GREY)
    low = section.footer.paragraphs[0]
    write(low, f"{foot}\t", language, size=8.5, colour=GREY)
    low.paragraph_format.tab_stops.add_tab_stop(Mm(166), 2)
    _field(low, "PAGE")
    write(low, " / ", language, size=8.5, colour=GREY)
    _field(low, "NUMPAGES")
    return document


def _set_styles(document, language):
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    normal.element.get_or_add_rPr().append(_language(language))
    sizes = {"Title": 22, "Subtitle": 12, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), INK, FONT
        style.font.italic = False
        style.paragraph_format.keep_with_next = True
        fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
    label = document.styles.add_style("Nature du passage", WD_STYLE_TYPE.PARAGRAPH)
    label.base_style = normal
    label.font.bold, label.font.size = True, Pt(9.5)
    label.paragraph_format.keep_with_next = True
    label.paragraph_format.space_after = Pt(1)


def _language(language):
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), LOCALES[language])
    return element


def _set_properties(document, title, language, created):
    """What the file says of itself: its title and its date, nobody's name, no machine's."""
    about = document.core_properties
    about.title, about.language = clean(title)[:250], LOCALES[language]
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.revision = 1
    about.created = about.modified = (created or UNDATED).astimezone(UTC).replace(tzinfo=None)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            package.rels.pop(key)


def clean(text):
    """``text`` without the control characters that would make the file unreadable."""
    return _FORBIDDEN.sub("", str(text))


def write(paragraph, text, language, *, bold=False, size=None, colour=None):
    """Append plain ``text`` to ``paragraph``, in its language."""
    run = paragraph.add_run(clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    run._r.get_or_add_rPr().append(_language(language))
    return run


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
    """A list of plain ``titles`` that counts from 1."""
    number = None
    for title in titles:
        paragraph = document.add_paragraph(style="List Number")
        number = number or _fresh_list(paragraph)
        _number(paragraph, number)
        write(paragraph, title, language)


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


def table(document, head, rows, widths, language):
    """A table of plain text with a head that comes back on each page; ``widths`` in millimetres."""
    grid = document.add_table(rows=0, cols=len(widths))
    grid.style = "Table Grid"
    grid.autofit = False
    for number, values in enumerate([head, *rows] if head else rows):
        line = grid.add_row()
        is_head = bool(head) and not number
        for cell, value, width in zip(line.cells, values, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            write(cell.paragraphs[0], value, language, bold=is_head, size=10)
        if is_head:
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()
    return grid


def columns(document, count):
    """Side by side: the cells of one row without borders."""
    grid = document.add_table(rows=1, cols=count)
    grid.autofit = False
    for cell in grid.rows[0].cells:
        cell.width = Mm(166 / count)
    return grid.rows[0].cells


def saved(document):
    """The bytes of the file; the dates inside the archive are fixed."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            kept = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            kept.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(kept, source.read(entry))
    return out.getvalue()
