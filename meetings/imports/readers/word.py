"""Word documents (.docx): paragraphs, lists, tables; changes accepted, comments left out."""

import io
import re
import zipfile

from .limits import TEXT, Unreadable, parse_xml, part_of
from .numbering import BULLET, Counters, spell

#: Deleted or moved away by a tracked change; the old form of a shape; where a comment hangs.
SKIPPED = {"del", "moveFrom", "Fallback", "pict", "instrText", "delText"}
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_PLACE = re.compile(r"%(\d)")


def read(data):
    """The lines of a Word document. Raises ``Unreadable``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unreadable("damaged") from error
    names = set(archive.namelist())
    if "word/document.xml" not in names:
        raise Unreadable("damaged")
    levels = _levels(part_of(archive, "word/numbering.xml")) if _NUMBERS in names else {}
    styles = _styles(part_of(archive, "word/styles.xml")) if _STYLES in names else {}
    body = _Body(levels, styles)
    parse_xml(part_of(archive, "word/document.xml"), body.start, body.end, body.text)
    for notes in ("word/footnotes.xml", "word/endnotes.xml"):
        if notes in names:
            parse_xml(part_of(archive, notes), body.start, body.end, body.text)
    return "\n".join(body.lines)


_NUMBERS, _STYLES = "word/numbering.xml", "word/styles.xml"


def _levels(content):
    """{list id: {level: (style, text, first number)}}."""
    abstract, lists, now = {}, {}, {"abstract": None, "level": None, "list": None}

    def start(tag, found):
        if tag == "abstractNum":
            now["abstract"] = abstract.setdefault(found.get("abstractNumId"), {})
        elif tag == "lvl" and now["abstract"] is not None:
            now["level"] = now["abstract"].setdefault(found.get("ilvl"), {})
        elif tag in ("numFmt", "lvlText", "start") and now["level"] is not None:
            now["level"].setdefault(tag, found.get("val", ""))
        elif tag == "num":
            now["list"] = found.get("numId")
        elif tag == "abstractNumId" and now["list"]:
            lists[now["list"]] = found.get("val")

    def end(tag):
        if tag == "abstractNum":
            now["abstract"] = None
        elif tag == "lvl":
            now["level"] = None

    parse_xml(content, start, end, lambda _text: None)
    return {one: abstract.get(kind, {}) for one, kind in lists.items()}


def _styles(content):
    """{style id: (list id, level)} of the paragraph styles that number by themselves."""
    found, now = {}, {"style": None}

    def start(tag, given):
        if tag == "style":
            now["style"] = given.get("styleId")
        elif tag in ("numId", "ilvl") and now["style"]:
            found.setdefault(now["style"], {})[tag] = given.get("val", "")

    parse_xml(content, start, lambda _tag: None, lambda _text: None)
    return found


class _Body:
    """Walks the body: a paragraph is a line, a row of a table too."""

    def __init__(self, levels, styles):
        self.levels, self.styles = levels, styles
        self.lines, self.size = [], 0
        self.counters = Counters()
        self.skipped, self.is_text = 0, False
        self.paragraphs, self.rows = [], []

    def start(self, tag, found):
        if self.skipped or tag in SKIPPED:
            self.skipped += 1
        elif tag == "p":
            self.paragraphs.append({"text": [], "style": "", "numId": "", "ilvl": ""})
        elif tag == "tr":
            self.rows.append([])
        elif tag == "tc" and self.rows:
            self.rows[-1].append([])
        elif self.paragraphs:
            self._inside(tag, found)

    def _inside(self, tag, found):
        now = self.paragraphs[-1]
        if tag == "t":
            self.is_text = True
        elif tag == "pStyle":
            now["style"] = found.get("val", "")
        elif tag in ("numId", "ilvl"):
            now[tag] = now[tag] or found.get("val", "")
        elif tag in BREAKS and "pos" not in found:  # a tab stop of the paragraph, not a tab
            now["text"].append(BREAKS[tag])

    def end(self, tag):
        if self.skipped:
            self.skipped -= 1
        elif tag == "t":
            self.is_text = False
        elif tag == "p" and self.paragraphs:
            self._close(self.paragraphs.pop())
        elif tag == "tr" and self.rows:
            cells = [" ".join(cell) for cell in self.rows.pop()]
            self._line(" | ".join(cell for cell in cells if cell.strip()))

    def text(self, characters):
        if self.is_text and not self.skipped and self.paragraphs:
            self.paragraphs[-1]["text"].append(characters)

    def _close(self, paragraph):
        text = "".join(paragraph["text"])
        mark = self._mark(paragraph) if text.strip() else ""
        line = f"{mark} {text}" if mark else text
        if self.rows and self.rows[-1]:
            if line.strip():
                self.rows[-1][-1].append(" ".join(line.split()))
        elif not self.rows:
            self._line(line)

    def _line(self, line):
        self.size += len(line) + 1
        if self.size > TEXT:
            raise Unreadable("too_long")
        self.lines.append(line)

    def _mark(self, paragraph):
        style = self.styles.get(paragraph["style"], {})
        number = paragraph["numId"] or style.get("numId", "")
        level = paragraph["ilvl"] or style.get("ilvl", "") or "0"
        kind = self.levels.get(number, {}).get(level)
        if not kind or number == "0" or not level.isdecimal():
            return ""
        if kind.get("numFmt") in ("bullet", "none"):
            return BULLET if kind["numFmt"] == "bullet" else ""
        first = kind.get("start", "1")
        self.counters.count(number, int(level), int(first) if first.isdecimal() else 1)
        shown = kind.get("lvlText") or f"%{int(level) + 1}."
        return _PLACE.sub(lambda found: self._number(number, int(found.group(1)) - 1), shown)

    def _number(self, number, level):
        style = self.levels[number].get(str(level), {}).get("numFmt", "decimal")
        return spell(self.counters.at(number, level), style)
