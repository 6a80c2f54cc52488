"""PDF with text: lines in reading order, paragraphs mended, repeated heads and feet left out."""

import io
import re
from collections import Counter
from dataclasses import dataclass

from .limits import PAGES, TEXT, Unreadable

#: What opens a line of its own, however full the line before was.
_OPENS = re.compile(r"\s*(?:[·•∙▪‣◦●○–—*+→-]\s|\d{1,2}\s?[.)]\s|[a-zA-Z][.)]\s)")
#: « Lieu : », « Décision prise : »: a label opens a paragraph.
_LABEL = re.compile(r"\s*[A-ZÀ-Þ][\w’'-]*(?:\s[\w’'-]+){0,3}[\s\xa0\u202f]?:(?!\d)")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:p(?:age|agina|\.)?\s?)?\d{1,3}\s?(?:/|sur|van|de)\s?\d{1,3}|p(?:age|agina|\.)\s?\d{1,3}",
    re.IGNORECASE,
)
#: The end of an address: « …/page.html) », « ada@exemple.be ».
_ADDRESS = re.compile(r"[\w/@-][./][a-z]{2,6}\)?$")
#: Points by which what was measured may be wrong.
SLACK = 2
#: Halves of words that keep their hyphen: « peut-être », « dit-il », « celui-ci ».
_FIRST = {"peut", "est", "vice", "ex", "non", "inter", "mi", "demi", "sous", "là", "ci", "après"}
_SECOND = {"il", "ils", "elle", "elles", "on", "je", "tu", "nous", "vous", "le", "la", "les", "lui"}
_SECOND |= {"ce", "ci", "là", "même", "mêmes", "être", "midi", "t", "à", "vous", "leur", "moi", "y"}
#: Lines at the top and the foot of a page that may be repeated.
EDGE = 3


@dataclass
class _Line:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    #: Width of its first word, with the space before it.
    word: float = 0


def read(data):
    """The lines of a PDF. Raises ``Unreadable``: « locked », « no_text », « damaged », « long »."""
    pages, width = _pages(data)
    if not any(line.text.strip() for page in pages for line in page):
        raise Unreadable("no_text")
    repeated = _repeated(pages)
    margin = _margin(pages, width)
    lines = []
    for page in pages:
        kept = [line for place, line in enumerate(page) if not _is_edge(page, place, repeated)]
        _join(lines, kept, margin)
    text = "\n".join(text for text, _line in lines)
    if len(text) > TEXT:
        raise Unreadable("too_long")
    return text


def _margin(pages, width):
    """Where lines stop: as far from the edge as most of them begin, unless many go beyond.

    An address that no line can hold sticks out: it says nothing of the others.
    """
    lines = [line for page in pages for line in page]
    left = Counter(round(line.left, 1) for line in lines).most_common(1)[0][0]
    beyond = sum(line.right > width - left + 1 for line in lines)
    return width - left if beyond * 20 <= len(lines) + 19 else max(line.right for line in lines)


def _pages(data):
    """The lines of each page, and the width of a page."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException

    try:
        found, width = [], 0
        for page in extract_pages(io.BytesIO(data), laparams=LAParams(boxes_flow=None)):
            found.append(_lines(page))
            width = min(width or page.width, page.width)
            if len(found) > PAGES:
                raise Unreadable("too_long")
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Unreadable("locked") from error
    except (PSException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable("damaged") from error
    return found, width


def _lines(page):
    from pdfminer.layout import LTTextContainer, LTTextLine

    found = []
    for box in page:
        if isinstance(box, LTTextContainer):
            found += [line for line in box if isinstance(line, LTTextLine)]
    rows = [
        _Line(line.get_text().rstrip("\n"), line.x0, line.x1, line.y1, line.y0, _first_word(line))
        for line in found
        if line.get_text().strip()
    ]
    return _in_rows(rows)


def _first_word(line):
    """Where a line would have to go on to keep its first word on the line before."""
    last, height = line.x0, line.y1 - line.y0
    for glyph in line:
        if glyph.get_text() == " " or not hasattr(glyph, "x1"):
            break
        last = glyph.x1
    return last - line.x0 + height / 4


def _in_rows(lines):
    """Lines from top to bottom; those of one height are one, as in a table or after a bullet."""
    rows = []
    for line in sorted(lines, key=lambda one: (-one.top, one.left)):
        last = rows[-1] if rows else None
        middle = (line.top + line.bottom) / 2
        if last and last.bottom < middle < last.top:
            if line.left >= last.left:
                last.text, last.right = f"{last.text} {line.text}", max(last.right, line.right)
            else:
                last.text, last.left = f"{line.text} {last.text}", line.left
        else:
            rows.append(line)
    return rows


def _key(text):
    return _DIGITS.sub("#", " ".join(text.split()).casefold())


def _repeated(pages):
    """Lines found at the edge of at least two pages in three: heads, feet and page numbers."""
    if len(pages) < 2:
        return set()
    seen = Counter()
    for page in pages:
        seen.update({_key(line.text) for line in (*page[:EDGE], *page[-EDGE:])})
    return {key for key, count in seen.items() if count >= max(2, 2 * len(pages) / 3)}


def _is_edge(page, place, repeated):
    if place in (0, len(page) - 1) and _PAGE_NUMBER.fullmatch(page[place].text.strip()):
        return True
    is_near = place < EDGE or place >= len(page) - EDGE
    return is_near and _key(page[place].text) in repeated


def _join(lines, page, margin):
    """Add the lines of a page: what the margin cut is one line again."""
    for position, line in enumerate(page):
        text = line.text.strip()
        before = page[position - 1] if position else None
        if before is None:
            last = lines[-1][1] if lines else None
        else:
            last = before
        if lines and last and _goes_on(last, line, margin, is_new_page=before is None):
            lines[-1] = (_glue(lines[-1][0], text), line)
            continue
        height = line.top - line.bottom
        if before and before.bottom - line.top > 0.9 * height:
            lines.append(("", line))
        lines.append((text, line))


def _goes_on(last, line, margin, *, is_new_page):
    """Whether ``line`` goes on with the paragraph of ``last``: its first word did not fit."""
    gap = last.bottom - line.top
    if not is_new_page and gap > 0.75 * (line.top - line.bottom):
        return False
    has_ended = last.text.rstrip().endswith((".", ";", ":", "!", "?"))
    is_dash = line.text[:1] in "-–—+" and not has_ended
    if (_OPENS.match(line.text) and not is_dash) or _LABEL.match(line.text):
        return False
    is_capital = line.text[:1].isupper()
    # A heading after a full sentence; whatever comes after an address, that fills its line anyway.
    if is_capital and has_ended and line.text.rstrip().endswith(":"):
        return False
    if is_capital and _ADDRESS.search(last.text):
        return False
    if line.left < last.left - 30:
        return False
    return last.right + line.word > margin - (0 if is_capital and has_ended else SLACK)


def _glue(before, after):
    if before.endswith("/") and "://" in before.split()[-1]:
        return before + after
    if before.endswith(("-", "‐", "/")) and before[-2:-1].isalpha():
        is_hyphen = before.endswith(("-", "‐")) and after[:1].islower()
        cut = is_hyphen and (before.endswith("‐") or not _is_compound(before, after))
        return (before[:-1] if cut else before) + after
    return f"{before} {after}"


def _is_compound(before, after):
    """« Va-t- » and « il »: a hyphen of the word itself, not one of the line."""
    first, second = before.split()[-1][:-1], re.match(r"\w*", after).group()
    return "-" in first or first.casefold() in _FIRST or second.casefold() in _SECOND
