"""Two texts side by side: what differs, word by word, and how two changes of one text meet."""

import re
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]")


def plain(value):
    """A value as it is compared: text without its outer spaces, a date or a choice as a word."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if plain(one)}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "__iter__"):
        return sorted(str(getattr(one, "pk", one)) for one in value)
    return str(value)


def same(one, other):
    return plain(one) == plain(other)


def side_by_side(one, other):
    """([(piece, differs)], [(piece, differs)]): both texts, cut where they differ."""
    first, second = WORD.findall(one), WORD.findall(other)
    left, right = [], []
    for kind, a, b, c, d in _opcodes(first, second):
        for pieces, words in ((left, first[a:b]), (right, second[c:d])):
            if words:
                pieces.append(("".join(words), kind != "equal"))
    return left, right


def _opcodes(first, second):
    return SequenceMatcher(None, first, second, autojunk=False).get_opcodes()


def united(base, mine, theirs):
    """One text that holds both changes, to be read again by whoever chooses it.

    Words changed by one only are taken; where both changed the same words, both stand one after
    the other, the saved ones first. Without ``base`` (None) the two texts follow each other.
    """
    if mine == theirs or not theirs:
        return mine
    if not mine:
        return theirs
    if base is None:
        return f"{theirs}\n\n{mine}"
    words = WORD.findall(base)
    written, place = [], 0
    for start, end, my_words, their_words in _changes(words, mine, theirs):
        written += words[place:start]
        if my_words is None:
            written += their_words
        elif their_words in (None, my_words):
            written += my_words
        else:
            written += _both(their_words, my_words)
        place = end
    return "".join([*written, *words[place:]])


def _both(theirs, mine):
    glued = theirs and mine and not theirs[-1].isspace() and not mine[0].isspace()
    between = [" "] if glued else []
    return [*theirs, *between, *mine]


def _changes(words, mine, theirs):
    """[(start, end, my words or None, their words or None)] of ``words``, overlaps joined."""
    sides = [_edits(words, WORD.findall(text)) for text in (mine, theirs)]
    spans = sorted((start, end) for edits in sides for start, end, _new in edits)
    regions = []
    for start, end in spans:
        if regions and start <= regions[-1][1]:
            regions[-1][1] = max(end, regions[-1][1])
        else:
            regions.append([start, end])
    return [
        (start, end, *(_within(words, side, start, end) for side in sides))
        for start, end in regions
    ]


def _edits(words, changed):
    return [
        (a, b, changed[c:d]) for kind, a, b, c, d in _opcodes(words, changed) if kind != "equal"
    ]


def _within(words, edits, start, end):
    """The words of one side between ``start`` and ``end`` of the base; None when it left them."""
    inside = [edit for edit in edits if start <= edit[0] and edit[1] <= end]
    if not inside:
        return None
    written, place = [], start
    for first, last, new in inside:
        written += [*words[place:first], *new]
        place = last
    return [*written, *words[place:end]]
