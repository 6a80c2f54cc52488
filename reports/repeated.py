"""Texts taken over from the year before: how much is the same, and what is not.

Source: étude « 20 ans après », 2015 (« copié-collé de plus en plus succinct »). Flagged, never
forbidden: a zone may have nothing new to say, and then says so.
"""

import functools
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from concertation.bilingual import LANGUAGES
from meetings.comparing import WORD
from meetings.redline import redline

#: Share of the words that are the same from which a text is called repeated.
ALIKE = 0.9
#: Beyond so many steps (pairs of words to compare) the order of the words is left out.
MOST_STEPS = 2_000_000


@dataclass(frozen=True)
class Repeated:
    """A text as it was the year before. ``share``: 0.9 to 1; ``language``: « fr » or « nl »."""

    language: str
    share: float
    before: str
    after: str

    @property
    def percent(self):
        """Rounded down: 100 % is said of the very same words only."""
        return int(self.share * 100)

    @property
    def is_same(self):
        return self.share == 1

    @property
    def difference(self):
        """Escaped HTML: what was taken out, what was put in."""
        return redline(self.before, self.after)


def repeated(texts, last):
    """{chapter: [Repeated]} of the texts (nearly) equal to ``last`` (year)'s: {chapter: text}."""
    found = {}
    for chapter, text in texts.items():
        before = last.get(chapter)
        rows = list(_languages(before, text)) if before else []
        if rows:
            found[chapter] = rows
    return found


def _languages(before, after):
    for language in LANGUAGES:
        old = plain(getattr(before, f"text_{language}"))
        new = plain(getattr(after, f"text_{language}"))
        if old and new and (share := share_kept(old, new)) >= ALIKE:
            yield Repeated(language, share, old, new)


def plain(text):
    """A text with the line ends of one machine and without its outer spaces."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


@functools.lru_cache(maxsize=128)
def share_kept(before, after):
    """Share (0 to 1) of the words of both texts that the other holds too, in the same order.

    Twice the words in common over all the words, as ``difflib`` reckons it; spaces and line ends
    are no words. Texts too long to be compared word for word are compared without their order. Two
    empty texts share nothing.
    """
    first, second = _words(before), _words(after)
    if not first or not second:
        return 0.0
    together = len(first) + len(second)
    common = sum((Counter(first) & Counter(second)).values())
    if 2 * common < ALIKE * together:  # no order of the words would make them more alike
        return 2 * common / together
    head, tail = _same_ends(first, second)
    inner = first[head : len(first) - tail], second[head : len(second) - tail]
    return 2 * (head + tail + _common(*inner)) / together


def _words(text):
    return [word for word in WORD.findall(text) if not word.isspace()]


def _same_ends(first, second):
    """Number of words that both begin with, and of those both end with after them."""
    most = min(len(first), len(second))
    head = next((n for n in range(most) if first[n] != second[n]), most)
    left = most - head
    return head, next((n for n in range(left) if first[-1 - n] != second[-1 - n]), left)


def _common(first, second):
    there = Counter(second)
    if sum(count * there[word] for word, count in Counter(first).items()) > MOST_STEPS:
        return sum((Counter(first) & there).values())
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
