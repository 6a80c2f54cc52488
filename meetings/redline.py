"""What a remark changed, word by word: kept, taken out, put in."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from .comparing import WORD, opcodes

KEPT, OUT, IN = "keep", "del", "ins"


def pieces(before, after):
    """[(kind, text)] of the way from ``before`` to ``after``, in reading order."""
    first, second = WORD.findall(before), WORD.findall(after)
    found = []
    for kind, a, b, c, d in opcodes(first, second):
        if kind == "equal":
            found.append((KEPT, "".join(first[a:b])))
            continue
        if b > a:
            found.append((OUT, "".join(first[a:b])))
        if d > c:
            found.append((IN, "".join(second[c:d])))
    return _without_crumbs(found)


def _without_crumbs(found):
    """A lone space between two changes is part of them: « ~~a b~~ c d », not word for word."""
    joined = []
    for place, (kind, text) in enumerate(found):
        is_between = 0 < place < len(found) - 1
        if kind == KEPT and is_between and not text.strip() and "\n" not in text:
            joined += [(OUT, text), (IN, text)]
        else:
            joined.append((kind, text))
    return _grouped(joined)


def _grouped(rows):
    """What is taken out, then what is put in, between two kept pieces."""
    found, out, put = [], "", ""
    for kind, text in [*rows, (KEPT, "")]:
        if kind == OUT:
            out += text
        elif kind == IN:
            put += text
        else:
            found += [(OUT, out), (IN, put), (kind, text)]
            out = put = ""
    return [(kind, text) for kind, text in found if text]


def redline(before, after):
    """Escaped HTML of the way from ``before`` to ``after``: ``<del>``, ``<ins>``, line breaks."""
    return format_html_join("", "{}", ((_marked(*piece),) for piece in pieces(before, after)))


def _marked(kind, text):
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))
    return lines if kind == KEPT else format_html("<{0}>{1}</{0}>", kind, lines)
