"""The light markup of typed text: bold, lists, links, and nothing else.

``**bold**``; lines opening with ``- `` or ``1. ``, two spaces deeper for a list in a list;
``[words](https://…)``. Everything else is what it looks like. Pure: text in, pieces out.
"""

import re
from dataclasses import dataclass, field

#: Letters of no alphabet that stand for a link, the start and the end of bold while a line is set.
LINK, BOLD, END = "\ue001", "\ue002", "\ue003"
#: What may not be typed, because it stands for something: see also ``typography.HELD``.
RESERVED = dict.fromkeys(range(0xE000, 0xE004))

# No pattern may look twice over the same text: people paste whole files by mistake.
_NO_ADDRESS = "\\s()<>\"'«»\\[\\]\ue000-\ue003"
_LINK = re.compile(
    rf"\[([^\[\]\n]+)\]\((https?://[^{_NO_ADDRESS}]+|mailto:[^{_NO_ADDRESS}?&@]+@[^{_NO_ADDRESS}?&@]+)\)"
)
# « 2**3**4 » and an address with asterisks are not bold: nothing of a word touches the marks.
_BOLD = re.compile(r"(?<![\w*/])\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*(?![\w*])")
_BULLET = re.compile(r"^\s*(?:[·•▪‣]\s*|[-*–]\s+)(?=\S)")
_NUMBER = re.compile(r"^\s*(\d{1,2})[.)]\s+(?=\S)")
#: Lists in lists beyond this stay at this depth.
DEEPEST = 4


@dataclass
class Lines:
    """A paragraph: its lines."""

    lines: list


@dataclass
class Point:
    """One point of a list: its words, and the lists under it."""

    words: list
    under: list = field(default_factory=list)


@dataclass
class Points:
    """A list, « ul » or « ol », and how far it stands from the margin."""

    kind: str
    indent: int
    points: list = field(default_factory=list)


def split(text):
    """``Lines`` and ``Points`` of a text, in order; the words still bear their marks."""
    groups, opened = [], []
    fresh = True
    for line in text.split("\n"):
        if not line.strip():
            fresh = True
            continue
        if _is_placed(line, groups, opened):
            pass
        elif opened and not fresh and line[:1].isspace():
            opened[-1].points[-1].words.append(line.strip())
        elif groups and not fresh and isinstance(groups[-1], Lines):
            groups[-1].lines.append(line.strip())
        else:
            opened.clear()
            groups.append(Lines([line.strip()]))
        fresh = False
    return groups


def _is_placed(line, groups, opened):
    """Put ``line`` in the list it belongs to, if it is a point of one."""
    found = _BULLET.match(line) or _NUMBER.match(line)
    if not found:
        return False
    number = int(found[1]) if found.re is _NUMBER else None
    kind = "ul" if number is None else "ol"
    indent = len(line) - len(line.lstrip())
    point = Point([line[found.end() :].strip()])
    while len(opened) > 1 and indent < opened[-1].indent:
        opened.pop()
    is_inner = opened and indent >= opened[-1].indent + 2 and len(opened) < DEEPEST
    if opened and not is_inner and _continues(opened[-1], kind, number):
        opened[-1].points.append(point)
        return True
    if kind == "ol" and number != 1:  # « 3. » alone is how somebody writes, not a list
        return False
    if opened and not is_inner:
        opened.pop()
    opened.append(Points(kind, indent, [point]))
    (opened[-2].points[-1].under if len(opened) > 1 else groups).append(opened[-1])
    return True


def _continues(points, kind, number):
    return points.kind == kind and (number is None or number == len(points.points) + 1)


def mark(line):
    """``line`` with ``LINK``, ``BOLD`` and ``END`` in place of its marks; [(words, address)]."""
    links = []

    def held(found):
        links.append((unbold(found[1]).strip() or bare(found[2]), found[2]))
        return LINK

    line = _LINK.sub(held, line.translate(RESERVED))
    return _BOLD.sub(rf"{BOLD}\1{END}", line), links


def unbold(text):
    return _BOLD.sub(r"\1", text)


def bare(address):
    """An address as it is read out: without « mailto: »."""
    return address.removeprefix("mailto:")


def spelled(words, address):
    """A link where nothing can be clicked: « le règlement (https://…) »."""
    return words if words == bare(address) else f"{words} ({bare(address)})"


def plain(text):
    """The text without its marks, for what shows text as it is: e-mails, exports, extracts.

    Lists keep their dashes and numbers, which read well anywhere.
    """
    marked, links = mark(str(text or ""))
    found = iter(links)
    marked = marked.replace(BOLD, "").replace(END, "")
    return re.sub(LINK, lambda _found: spelled(*next(found)), marked)
