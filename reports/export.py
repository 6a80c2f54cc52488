"""Tables and figures for other programs: XLSX, CSV, JSON. No cell is ever a formula.

A frozen report gives what was frozen with it: everything here is made from a snapshot
(``snapshot.snapshot``, or the dict of the same shape that the synthesis keeps), never from rows.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from json import dumps
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import get_language

from . import spreadsheet, wording

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """``kind``: « text », « number », « share » (0 to 1), « date » (ISO) or « bool »."""

    key: str
    title: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """A table in one language: ``name`` is its file's, ``rows`` are tuples of plain cells.

    None is « n. d. »; a text is only a text, whatever its first character.
    """

    name: str
    title: str
    columns: tuple
    rows: tuple

    @property
    def said(self):
        """The rows for a reader: every cell a text, by the kind of its column."""
        kinds = [column.kind for column in self.columns]
        return [list(map(wording.cell, row, kinds)) for row in self.rows]


def tables(snapshot, language=None):
    """[Table] of a snapshot in ``language`` (the active one by default), in their order.

    As the members of the zone may read it when ``snapshot.seen_by`` opened it for them; as it was
    kept, only what everybody else may.
    """
    language = (language or get_language() or "fr")[:2]
    kept = [one | one["outside"] if one.get("outside") else one for one in snapshot["tables"]]
    return [
        Table(
            one["name"],
            _said(one["title"], language),
            tuple(
                Column(head["key"], _said(head["title"], language), head["kind"])
                for head in one["columns"]
            ),
            tuple(tuple(_said(content, language) for content in row) for row in one["rows"]),
        )
        for one in kept
        if one.get("outside", True) is not None
    ]


def _said(content, language):
    """A label of both languages in one of them, the other when it is missing; else as it is."""
    if isinstance(content, dict):
        return content.get(language) or content.get("fr") or content.get("nl") or ""
    return content


def workbook(tables, *, title=""):
    """The bytes of an XLSX, a sheet a table; every text is forced to be one."""
    return spreadsheet.workbook(tables, title)


def archive(tables, *, extra=()):
    """The bytes of a ZIP of CSV files, one a table, and of ``extra`` ((name, bytes)).

    UTF-8 with its mark and « ; », as Excel opens them in Belgium.
    """
    files = [(f"{one.name}.csv", csv_of(one)) for one in tables]
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as bundle:
        for name, content in [*files, *extra]:
            entry = ZipInfo(name, spreadsheet.EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return buffer.getvalue()


def csv_of(table):
    """The bytes of one table as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([cell(column.title) for column in table.columns])
    for row in table.rows:
        writer.writerow([_written(*pair) for pair in zip(row, table.columns, strict=True)])
    return buffer.getvalue().encode("utf-8-sig")


def _written(content, column):
    """A number keeps its minus sign and takes the comma of Belgium; the rest is text."""
    if content is None or isinstance(content, bool):
        return wording.cell(content, column.kind)
    if isinstance(content, (int, float)) and column.kind != "text":
        return str(content).replace(".", ",")
    if isinstance(content, date):
        return content.isoformat()
    return cell(content)


def cell(content):
    """Text that a spreadsheet shows and never computes (« =cmd » gets an apostrophe)."""
    text = str(content)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text


def json(snapshot):
    """The bytes of a snapshot as JSON, keys in their order, readable by a person."""
    return dumps(snapshot, ensure_ascii=False, indent=1).encode()
