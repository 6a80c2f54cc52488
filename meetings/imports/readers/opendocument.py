"""OpenDocument texts (.odt): paragraphs, headings, lists, tables; tracked changes accepted."""

import io
import zipfile

from .limits import TEXT, Unreadable, parse_xml, part_of
from .numbering import BULLET, Counters, spell

#: What was deleted is kept there by a tracked change; comments; the words of an index are repeats.
SKIPPED = {"tracked-changes", "annotation", "forms", "note-citation", "scripts"}
LISTS = {"list-level-style-number": True, "list-level-style-bullet": False}
MOST_SPACES = 20


def read(data):
    """The lines of an OpenDocument text. Raises ``Unreadable``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unreadable("damaged") from error
    names = set(archive.namelist())
    if "content.xml" not in names:
        raise Unreadable("damaged")
    body = _Body()
    if "styles.xml" in names:
        parse_xml(part_of(archive, "styles.xml"), body.styled, body.unstyled, lambda _text: None)
    parse_xml(part_of(archive, "content.xml"), body.start, body.end, body.text)
    return "\n".join(body.lines)


class _Body:
    def __init__(self):
        self.lines, self.size, self.styles = [], 0, {}
        self.style = None
        self.counters, self.lists, self.number = Counters(), [], 0
        self.ids = {}
        self.skipped, self.paragraphs, self.rows = 0, [], []
        self.is_first, self.is_body = False, False

    # --- Styles of lists ---

    def styled(self, tag, found):
        if tag in ("list-style", "outline-style"):
            name = found.get("name", "") if tag == "list-style" else "outline"
            self.style = self.styles.setdefault(name, {})
        elif (tag in LISTS or tag == "outline-level-style") and self.style is not None:
            is_number = LISTS.get(tag, bool(found.get("num-format")))
            self.style[found.get("level", "1")] = (is_number, found)

    def unstyled(self, tag):
        if tag in ("list-style", "outline-style"):
            self.style = None

    # --- The text ---

    def start(self, tag, found):
        if self.skipped or tag in SKIPPED:
            self.skipped += 1
        elif not self.is_body:
            self.is_body = tag == "text"
            self.styled(tag, found)
        elif tag in ("p", "h"):
            mark = self._outline(found) if tag == "h" else self._mark()
            self.paragraphs.append([mark, []])
        elif tag == "list":
            self._open_list(found)
        elif tag == "list-item":
            self.is_first = True
        elif tag == "table-row":
            self.rows.append([])
        elif tag in ("table-cell", "covered-table-cell") and self.rows:
            self.rows[-1].append([])
        elif self.paragraphs:
            self._inside(tag, found)

    def _inside(self, tag, found):
        text = self.paragraphs[-1][1]
        if tag == "s":
            count = found.get("c", "1")
            text.append(" " * min(int(count) if count.isdecimal() else 1, MOST_SPACES))
        elif tag == "tab":
            text.append("\t")
        elif tag == "line-break":
            text.append("\n")

    def _open_list(self, found):
        if self.lists:
            _key, name, level = self.lists[-1]
            self.lists.append((self.lists[-1][0], found.get("style-name") or name, level + 1))
            return
        name = found.get("style-name", "")
        self.number += 1
        key = self.number
        if found.get("continue-numbering") == "true":
            key = self.ids.get(name, key)
        elif found.get("continue-list"):
            key = self.ids.get(found["continue-list"], key)
        self.ids[name] = key
        if "id" in found:
            self.ids[found["id"]] = key
        self.lists.append((key, name, 1))

    def _mark(self):
        if not self.lists or not self.is_first:
            return ""
        self.is_first = False
        key, name, level = self.lists[-1]
        return self._shown(key, level, self.styles.get(name, {}).get(str(level)))

    def _outline(self, found):
        self_mark = self._mark()
        level = found.get("outline-level", "1")
        style = self.styles.get("outline", {}).get(level)
        if self_mark or not style or not style[0] or found.get("is-list-header"):
            return self_mark
        return self._shown("outline", int(level) if level.isdecimal() else 1, style)

    def _shown(self, key, level, style):
        is_number, told = style or (False, {})
        if not is_number or not told.get("num-format"):
            return BULLET if not is_number else ""
        first = told.get("start-value", "1")
        value = self.counters.count(key, level, int(first) if first.isdecimal() else 1)
        number = spell(value, told["num-format"])
        return f"{told.get('num-prefix', '')}{number}{told.get('num-suffix', '')}".strip()

    def end(self, tag):
        if self.skipped:
            self.skipped -= 1
        elif not self.is_body:
            self.unstyled(tag)
        elif tag in ("p", "h") and self.paragraphs:
            self._close(*self.paragraphs.pop())
        elif tag == "list" and self.lists:
            self.lists.pop()
        elif tag == "table-row" and self.rows:
            cells = [" ".join(cell) for cell in self.rows.pop()]
            self._line(" | ".join(cell for cell in cells if cell.strip()))

    def text(self, characters):
        if self.paragraphs and not self.skipped:
            # As the format asks: runs of white space are one space, the others are elements.
            self.paragraphs[-1][1].append(characters.replace("\n", " "))

    def _close(self, mark, pieces):
        text = "".join(pieces)
        line = f"{mark} {text}" if mark and text.strip() else text
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
