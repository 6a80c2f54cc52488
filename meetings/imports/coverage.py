"""Proof that an import drops nothing: every word of the text is somewhere in the draft."""

from collections import Counter

from .namelist import SMALL_WORDS
from .text import clean_text, words_of


def lost_words(text, draft):
    """Words of the cleaned ``text``, counted, that the draft holds less often; [] is the promise.

    « M., Mme, et » between names are not counted: lists of people become rows.
    """
    kept = Counter(word for part in _parts(draft) for word in words_of(part))
    lost = []
    for word in words_of(clean_text(text)):
        if kept[word]:
            kept[word] -= 1
        elif word not in SMALL_WORDS:
            lost.append(word)
    return lost


def _parts(draft):
    yield draft.title
    yield from draft.head_lines
    yield from draft.unplaced
    for person in draft.people:
        yield from (person.name, person.organisation or "", person.email or "", person.role)
    for item in draft.items:
        yield from (item.announced, item.heading)
        for block in item.blocks:
            yield "" if block.label and block.label in block.text else block.label
            yield block.text
