"""The tables of a frozen report on paper, for those who read them there.

What only programs use stays in the workbook: codes, row numbers, addresses in the JSON, and the
columns in which nothing is said. A wide table lies on its side; one that still does not fit is
told row by row.
"""

import re

from concertation import word

#: Keys of the columns that join the tables of the workbook together, and of those that do where
#: they are numbers.
JOINS, NUMBERS = {"code", "path", "nis"}, {"meeting", "institution", "person"}
#: Millimetres that a letter takes, in bold, and what stands around the words of a cell.
LETTER, AROUND = {False: 2.1, True: 1.6}, 4
#: Of a table of two columns: the name of a cell, and what it says.
CARD = (50, 116)
#: Letters of a text beyond which a column asks for no more room.
LONG = 60


def write(document, table, language):
    """``table``: of ``export.tables``, in ``language``."""
    columns = list(zip(table.columns, *table.said, strict=True))
    told = [one for one in columns if not _joins(one[0]) and any(map(str.strip, one[1:]))]
    texts = [[head.title, *cells] for head, *cells in told]
    upright = widths(texts)
    found = upright or widths(texts, word.WIDE)
    word.turned(document, wide=bool(found and not upright))
    word.heading(document, table.title, 2, language)
    if found:
        numbers = {n for n, one in enumerate(told) if one[0].kind in ("number", "share")}
        head, *rows = zip(*texts, strict=True)
        word.table(document, head, rows, found, language, numbers=numbers)
    else:
        _cards(document, texts, language)


def _joins(column):
    return column.key in JOINS or (column.key in NUMBERS and column.kind == "number")


def _cards(document, columns, language):
    """Each row: a title of its first two cells, then what the others say, one under the other."""
    head, *rows = zip(*columns, strict=True)
    for cells in rows:
        said = [one for one in zip(head, cells, strict=True) if one[1]]
        word.heading(document, " · ".join(text for _title, text in said[:2]), 3, language)
        if said[2:]:
            word.table(document, None, said[2:], CARD, language)


def widths(columns, page=word.PAGE):
    """Millimetres of each column, or None when its longest words do not fit beside one another.

    ``columns``: the texts of each, its title first. What is left goes to those with most to say.
    """
    letter = LETTER[len(columns) > word.MANY]
    least = [AROUND + letter * max(map(_longest, texts)) for texts in columns]
    left = page - sum(least)
    if left < 0:
        return None
    wanted = [min(max(map(len, texts)), LONG) for texts in columns]
    return [one + left * much / sum(wanted) for one, much in zip(least, wanted, strict=True)]


def _longest(text):
    """Letters of the longest word; a date and a number with its unit hold no-break spaces."""
    return max((len(part) for part in re.split(r"[-\s]+", text)), default=0)
