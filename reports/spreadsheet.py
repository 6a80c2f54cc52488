"""Tables as an XLSX workbook that opens without a question and computes nothing."""

import io
import re
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from concertation.shapes import MISSING

FORMATS = {"share": "0%", "date": "dd/mm/yyyy"}
#: What Excel refuses in the name of a sheet, and how long a name and a cell may be.
REFUSED, NAME_LENGTH, CELL_LENGTH = re.compile(r"[\\/*?:\[\]]"), 31, 32_767
NARROW, WIDE = 10, 60
#: Every file of an archive bears this day.
EPOCH = (1980, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
HEAD = PatternFill("solid", fgColor="E8EDF3")


def workbook(tables, title=""):
    """The bytes of a workbook, a sheet a table; its head stays in sight and can be filtered."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = title, "Concertation"
    book.properties.created = datetime(2000, 1, 1)
    names = set()
    for table in tables:
        _sheet(book, table, _name(table.name, names))
    if not names:
        book.create_sheet(_name(title or "vide", names))
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer)


def _without_clock(buffer):
    """The same tables give the same bytes: the hour of the writing is taken out of the file."""
    kept = io.BytesIO()
    with ZipFile(buffer) as written, ZipFile(kept, "w") as bundle:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\2", content)
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            bundle.writestr(entry, content)
    return kept.getvalue()


def _sheet(book, table, name):
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns):
        sheet.column_dimensions[get_column_letter(number + 1)].width = _width(table, number, column)
    if table.columns:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.append([_head(sheet, column) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, *pair) for pair in zip(row, table.columns, strict=True)])


def _head(sheet, column):
    cell = _text(sheet, column.title)
    cell.font, cell.fill = Font(bold=True), HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet, content, column):
    if content is None:
        return _text(sheet, MISSING)
    if column.kind == "date" and content:
        day = content if isinstance(content, date) else date.fromisoformat(content)
        return _formatted(sheet, day, "date")
    if isinstance(content, (int, float)) and column.kind != "text":
        return _formatted(sheet, content, column.kind)
    cell = _text(sheet, content)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _formatted(sheet, content, kind):
    cell = WriteOnlyCell(sheet, content)
    cell.number_format = FORMATS.get(kind, "General")
    cell.alignment = Alignment(vertical="top")
    return cell


def _text(sheet, content):
    """A text stays one: openpyxl would read « =1+1 » as a formula and « #N/A » as an error."""
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(content))[:CELL_LENGTH]
    cell.data_type = "s"
    return cell


def _name(wanted, taken):
    name = REFUSED.sub(" ", wanted)[:NAME_LENGTH].strip("' ") or "table"
    short, number = name, 1
    while name.lower() in taken:
        number += 1
        name = f"{short[: NAME_LENGTH - 3]} {number}"
    taken.add(name.lower())
    return name


def _width(table, number, column):
    """Wide enough for the longest cell, within what a screen shows."""
    lengths = [len(str(row[number])) for row in table.rows if row[number] is not None]
    return min(max([*lengths, len(column.title), NARROW]) + 2, WIDE)
