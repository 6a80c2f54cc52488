"""Two texts side by side: what differs, word by word, and how two changes of one text meet."""

import re
from collections import Counter
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]")
#: Pairs of like words a comparison may look at, times the shorter text: about a second.
MOST_STEPS = 100_000_000
#: Ends a stretch of words that is compared as a whole when word for word would take minutes.
STOP = re.compile(r"[.!?;:]\Z|.*\n", re.DOTALL)


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
    for kind, a, b, c, d in opcodes(first, second):
        for pieces, words in ((left, first[a:b]), (right, second[c:d])):
            if words:
                pieces.append(("".join(words), kind != "equal"))
    return left, right


def opcodes(first, second):
    """``SequenceMatcher.get_opcodes`` of two lists of words, in bounded time.

    Its time grows with the cube of a text rewritten from end to end, and anybody with a link may
    send one: beyond ``MOST_STEPS`` sentences are compared first, and words inside those that
    changed, as far as that goes; what is left is replaced as a whole.
    """
    if _steps(first, second) <= MOST_STEPS:
        return SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    mine, theirs = _sentences(first), _sentences(second)
    starts, ends = _starts(mine), _starts(theirs)
    if _steps(mine, theirs) > MOST_STEPS:
        return _around(first, second)
    rows = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    room = MOST_STEPS // max(1, sum(kind != "equal" for kind, *_bounds in rows))
    found = []
    for kind, a, b, c, d in rows:
        a, b, c, d = starts[a], starts[b], ends[c], ends[d]
        if kind != "replace" or _steps(first[a:b], second[c:d]) > room:
            found.append((kind, a, b, c, d))
            continue
        inner = SequenceMatcher(None, first[a:b], second[c:d], autojunk=False).get_opcodes()
        found += [(one, a + w, a + x, c + y, c + z) for one, w, x, y, z in inner]
    return found


def _steps(first, second):
    there = Counter(second)
    pairs = sum(count * there[word] for word, count in Counter(first).items())
    return pairs * min(len(first), len(second))


def _sentences(words):
    found, start = [], 0
    for place, word in enumerate(words, start=1):
        if STOP.match(word):
            found.append(tuple(words[start:place]))
            start = place
    return [*found, tuple(words[start:])] if start < len(words) else found


def _starts(sentences):
    places = [0]
    for sentence in sentences:
        places.append(places[-1] + len(sentence))
    return places


def _around(first, second):
    """What both begin and end with is kept, all that is between is replaced."""
    most = min(len(first), len(second))
    head = next((n for n in range(most) if first[n] != second[n]), most)
    left = most - head
    tail = next((n for n in range(left) if first[-1 - n] != second[-1 - n]), left)
    a, c = len(first) - tail, len(second) - tail
    rows = [
        ("equal", 0, head, 0, head),
        ("replace", head, a, head, c),
        ("equal", a, len(first), c, len(second)),
    ]
    return [row for row in rows if row[1] < row[2] or row[3] < row[4]]


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
    return [(a, b, changed[c:d]) for kind, a, b, c, d in opcodes(words, changed) if kind != "equal"]


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
