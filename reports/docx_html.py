"""The HTML of a chapter, as our templates render it, into a word-processor document.

Headings, paragraphs, lists and tables pass, as text and bold; pictures do not: the table beside
each of them says the same. Nothing typed becomes anything but text.
"""

import re
from html.parser import HTMLParser

from concertation import word

#: What HTML takes for one space; the no-break ones of French are kept.
SPACES = re.compile(r"[ \t\r\n]+")
HEADINGS = {"h3": "Heading 2", "h4": "Heading 3"}
BLOCKS = {"p", "div", "section", "dt", "dd", "figcaption", *HEADINGS}
SKIPPED = {"figure", "svg", "script", "style"}
#: Widths of the columns of our tables, in millimetres, by class (paper.css).
WIDTHS = {"col-xs": 14, "col-s": 22, "col-m": 34, "col-l": 50, "col-xl": 60}


class Chapter(HTMLParser):
    """``Chapter(document, "fr").feed(html)`` then ``.close()`` appends the HTML to the document."""

    def __init__(self, document, language):
        super().__init__(convert_charrefs=True)
        self.document, self.languages = document, [("", language)]
        self.pieces, self.style, self.bold, self.skipped = [], None, 0, []
        self.lists, self.table = [], None
        #: Headings that nothing follows yet: one above a picture alone is not written.
        self.waiting = []

    @property
    def language(self):
        return self.languages[-1][1]

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if self.skipped or tag in SKIPPED:
            self.skipped += [tag] if tag in SKIPPED else []
            return
        self.languages += [(tag, told["lang"])] if told.get("lang") in word.LOCALES else []
        if tag == "br":
            self.pieces.append(("\n", False, self.language))
        elif self.table is not None:
            self._in_table(tag, told)
        elif tag == "table":
            self._flush()
            self.table = {"head": None, "rows": [], "classes": []}
        elif tag in ("ul", "ol"):
            self._flush()
            self.lists.append("List Number" if tag == "ol" else "List Bullet")
        elif tag == "li" or tag in BLOCKS:
            self._flush()
            self.style = self._style(tag, told)
        self.bold += tag in ("strong", "b", "dt")

    def _style(self, tag, told):
        if tag == "li" or self.lists:
            return self.lists[-1] if self.lists else None
        is_label = tag == "dt" or "label" in told.get("class", "").split()
        return "Nature du passage" if is_label else HEADINGS.get(tag)

    def handle_endtag(self, tag):
        if self.skipped:
            if tag == self.skipped[-1]:
                self.skipped.pop()
            return
        if self.languages[-1][0] == tag:
            self.languages.pop()
        self.bold -= tag in ("strong", "b", "dt") and self.bold > 0
        if tag == "table" and self.table is not None:
            self._write_table()
        elif self.table is not None:
            self._end_in_table(tag)
        elif tag in ("ul", "ol"):
            self._flush()
            self.lists = self.lists[:-1]
        elif tag == "li" or tag in BLOCKS:
            self._flush()

    def handle_data(self, data):
        text = SPACES.sub(" ", data)
        if text and not self.skipped:
            self.pieces.append((text, bool(self.bold), self.language))

    def close(self):
        super().close()
        self._flush()

    def _flush(self):
        """The words gathered so far, as one paragraph of their style."""
        pieces, style = _trimmed(self.pieces), self.style
        self.pieces, self.style = [], None
        if pieces and style in HEADINGS.values():
            self.waiting = [one for one in self.waiting if one[0] < style] + [(style, pieces)]
        elif pieces:
            self._write_headings()
            word.fill(self.document.add_paragraph(style=style), pieces, self.language)

    def _write_headings(self):
        for style, pieces in self.waiting:
            word.fill(self.document.add_paragraph(style=style), pieces, self.language)
        self.waiting = []

    # --- Tables ----------------------------------------------------------------------------------

    def _in_table(self, tag, told):
        if tag == "tr":
            self.table["rows"].append([])
        elif tag in ("th", "td"):
            self.pieces = []
            if len(self.table["rows"]) == 1:
                self.table["classes"].append(told.get("class", "").split())
        elif tag in BLOCKS or tag == "li":
            self._new_line()

    def _end_in_table(self, tag):
        if tag in ("th", "td") and self.table["rows"]:
            self.table["rows"][-1].append(_trimmed(self.pieces))
            self.pieces = []
        elif tag == "thead" and self.table["rows"]:
            self.table["head"] = self.table["rows"].pop(0)
        elif tag in BLOCKS or tag == "li":
            self._new_line()

    def _new_line(self):
        if self.pieces and self.pieces[-1][0] != "\n":
            self.pieces.append(("\n", False, self.language))

    def _write_table(self):
        table, self.table, self.pieces = self.table, None, []
        rows = [row for row in table["rows"] if row]
        count = max((len(row) for row in [table["head"] or [], *rows]), default=0)
        if not count or not rows:
            return
        rows = [row + [""] * (count - len(row)) for row in rows]
        head = table["head"] and table["head"] + [""] * (count - len(table["head"]))
        classes = table["classes"]
        numbers = {place for place, one in enumerate(classes) if "number" in one}
        self._write_headings()
        word.table(
            self.document, head, rows, widths(classes, count), self.language, numbers=numbers
        )


def widths(classes, count):
    """Millimetres of each column: those that a class gives, the others share what is left."""
    given = [next((WIDTHS[c] for c in one if c in WIDTHS), None) for one in classes[:count]]
    given += [None] * (count - len(given))
    free = [one for one in given if one is None]
    share = (word.PAGE - sum(one for one in given if one)) / len(free) if free else 0
    found = [share if one is None else one for one in given]
    if free and share < 9:
        found = [9 if one is None else one for one in given]
    return [one * word.PAGE / sum(found) for one in found]


def _trimmed(pieces):
    """Pieces without the spaces and breaks at both ends of the paragraph."""
    pieces = [piece for piece in pieces if piece[0]]
    while pieces and not pieces[0][0].strip(" \n"):
        pieces = pieces[1:]
    while pieces and not pieces[-1][0].strip(" \n"):
        pieces = pieces[:-1]
    if pieces:
        pieces[0] = (pieces[0][0].lstrip(" "), *pieces[0][1:])
        pieces[-1] = (pieces[-1][0].rstrip(" "), *pieces[-1][1:])
    return pieces
