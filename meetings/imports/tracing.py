"""Where each line of old minutes went: the left column of the review."""

from dataclasses import dataclass

from .namelist import SMALL_WORDS
from .text import clean_text, words_of


@dataclass(frozen=True)
class Line:
    """A line of the original. ``group``: head, people, items, blocks, unplaced, "" when blank,
    « lost » when it is nowhere; ``position``: the row of that group."""

    number: int
    text: str
    group: str
    position: int = 0


def trace(text, review):
    """[Line] of the cleaned text, each told where the recogniser put it.

    ``review``: as ``review.start`` made it, before anybody changed it. Linear in the text.
    """
    index = _index(review)
    people = [set(_words(_told(row))) for row in review["people"]]
    lines, near = [], 0
    for number, line in enumerate(clean_text(text).split("\n"), start=1):
        words = _words(line)
        if not words:
            group, position = ("", 0) if not line.strip() else ("head", 0)
        else:
            group, position = _place(words, index, people, near)
        if group == "people":
            near = position
        lines.append(Line(number, line, group, position))
    return lines


def _told(row):
    return " ".join([row["name"], row["role"], *row.get("read", ())])


def _words(text):
    return tuple(word for word in words_of(text) if word not in SMALL_WORDS)


def _index(review):
    """{words of a line: [(group, position)]}, the first to be used first."""
    index = {}

    def note(line, group, position):
        words = _words(line)
        if words:
            index.setdefault(words, []).append((group, position))

    note(review["title"], "head", 0)
    for line in review["head_lines"]:
        note(line, "head", 0)
    for position, row in enumerate(review["items"]):
        note(row["announced"], "items", position)
        note(row["heading"], "items", position)
    for position, row in enumerate(review["blocks"]):
        first, *others = row["text"].split("\n")
        label = row["label"]
        note(first if label and label in first else f"{label} {first}", "blocks", position)
        note(first, "blocks", position)
        for line in others:
            note(line, "blocks", position)
    for position, row in enumerate(review["unplaced"]):
        note(row["text"], "unplaced", position)
    return index


def _place(words, index, people, near):
    found = index.get(words)
    if found:
        return found.pop(0) if len(found) > 1 else found[0]
    told = set(words)
    for position in (*range(near, len(people)), *range(near)):
        if people[position] and people[position] <= told:
            return "people", position
    for cut in range(len(words) - 1, 0, -1):  # « Titre … 1. Premier point »: one line, two places
        if found := index.get(words[:cut]):
            return found[0]
        if len(words) - cut > 60:
            break
    for cut in range(1, min(len(words), 60)):
        if found := index.get(words[cut:]):
            return found[0]
    return "lost", 0
