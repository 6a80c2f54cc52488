"""The agenda of old minutes, and the same points found again as headings of the body."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .text import fold, split_bullet, words_of

MAX_ITEMS = 99
MAX_TITLE = 400
_HEAD = re.compile(r"(?:l')?(?:ordre du jour|o\.?d\.?j\.?|agenda|agendapunten|dagorde)\s?(?::|$)")
_NUMBERED = re.compile(r"(?:point |punt )?(?P<number>\d{1,2})\s?[.)°:–-]\s?(?=\D)(?P<title>\S.*)")
_SECTION = re.compile(r"(?P<section>[A-Z]\.\s[^\n]{2,200}?)\s(?=\d{1,2}\.\s[^\W\d_])|[A-Z]\.\s\S")
_KINDS = (
    ("approval", r"approbation .{0,40}(?:p\.?v|proces)|goedkeuring|notulen|approbation du"),
    (
        "next_meetings",
        r"prochaine?s? (?:reunion|rencontre|concertation|seance|commission|cz|date|rendez)"
        r"|volgende (?:vergader|bijeenkomst|zitting)|dates? des reunions",
    ),
    ("divers", r"\bdivers\b|\bvaria\b|^infos?\b|rondvraag"),
    ("working_group", r"groupes? de travail|werkgroep|\bgt\b"),
    ("opinion", r"\bavis\b|\badvies\b"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_EMPTY_WORDS = {"le", "la", "les", "l", "de", "du", "des", "d", "et", "a", "au", "en", "un", "une"}


@dataclass
class Announced:
    """A point of the agenda list: its number, its clean title, its lines as written."""

    number: int
    title: str
    line: str


@dataclass
class Agenda:
    items: list[Announced] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def guess_kind(title):
    """Kind of a point from its title: approval, next_meetings, divers, working_group, opinion…"""
    folded = fold(title[:MAX_TITLE])
    return next((kind for kind, pattern in _COMPILED if pattern.search(folded)), "information")


def read_number(line):
    """``(number, title)`` of « 3. Titre », with or without bullet; None for any other line.

    « 3) » is refused: in minutes it opens a list inside a point far more often than a point.
    """
    if re.match(r"\d{1,2}\)", line):
        return None
    match = _NUMBERED.match(line) or _NUMBERED.match(split_bullet(line)[1])
    if not match or not any(char.isalpha() for char in match.group("title")[:40]):
        return None
    return int(match.group("number")), match.group("title").strip()


def split_section(line):
    """« B. FINANCES 2. Budget » → the section, then the point."""
    match = _SECTION.match(line[:300])
    if match and match.group("section"):
        return [match.group("section"), line[match.end() :]]
    return [line]


def is_section(line):
    """« A. SÉANCE PUBLIQUE »: a letter, then capitals."""
    return bool(_SECTION.match(line)) and line[2:].upper() == line[2:] and len(line) < 200


def find_agenda(lines, used):
    """The first agenda list of ``lines``, outside the indices ``used``."""
    agenda = Agenda()
    start = next((i for i, t in enumerate(lines) if i not in used and is_agenda_head(t)), None)
    if start is None:
        return agenda
    agenda.heads.append(start)
    agenda.used.add(start)
    numbered, gap = None, False
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if not line:
            gap = True
            continue
        number = read_agenda_number(line)
        if index in used or not _belongs(agenda, line, number, numbered, gap):
            break
        numbered = bool(number) if numbered is None else numbered
        _take(agenda, line, number, numbered)
        agenda.used.add(index)
        gap = False
    return agenda


def is_agenda_head(line):
    match = _HEAD.match(fold(line[:60]))
    return bool(match) and not line[match.end() :].strip()


def read_agenda_number(line):
    """As ``read_number``; in the agenda list, « 3) » is a point too."""
    match = re.match(r"(\d{1,2})\)\s?(\S.*)", line)
    return (int(match.group(1)), match.group(2)) if match else read_number(line)


def _belongs(agenda, line, number, numbered, gap):
    if len(agenda.items) >= MAX_ITEMS or len(line) > MAX_TITLE:
        return False
    if not agenda.items:
        return True
    last = agenda.items[-1].number
    if numbered:
        return last < number[0] <= last + 2 if number else not gap and _is_wrapped(agenda, line)
    return not gap and not number and ":" not in line[-1]


def _is_wrapped(agenda, line):
    """An unnumbered line right under a point is its second half only if it cannot be a sentence."""
    return line[0].islower() or not agenda.items[-1].title.rstrip().endswith((";", ".", "»"))


def _take(agenda, line, number, numbered):
    if numbered and not number:
        last = agenda.items[-1]
        agenda.items[-1] = Announced(last.number, f"{last.title} {line}", f"{last.line} {line}")
        agenda.items[-1].title = clean_title(agenda.items[-1].title)
        return
    position = len(agenda.items) + 1
    value, title = number or (position, split_bullet(line)[1])
    agenda.items.append(Announced(value, clean_title(title), line))


def clean_title(title):
    return title.strip().rstrip(";,").rstrip() or title


def similar(one, two):
    """Whether two titles name one point: « Divers » and « Les divers (infos) »."""
    first = [w for w in words_of(one[:MAX_TITLE]) if w not in _EMPTY_WORDS]
    second = [w for w in words_of(two[:MAX_TITLE]) if w not in _EMPTY_WORDS]
    if not first or not second:
        return False
    shared = len(set(first) & set(second)) / min(len(set(first)), len(set(second)))
    if shared >= 0.6:
        return True
    return SequenceMatcher(None, " ".join(first)[:120], " ".join(second)[:120]).ratio() >= 0.75


def find_headings(lines, items, used):
    """``{line index: (number, title)}`` of the body headings.

    With an agenda, its points are looked for: same number and alike, then the same words without a
    number, then the number alone between two found ones. Without one, numbers that follow each
    other from 1. Numbered lists inside a point are left alone.
    """
    free = {i: t for i, t in enumerate(lines) if t and i not in used}
    numbered = {i: n for i, t in free.items() if len(t) <= MAX_TITLE and (n := read_number(t))}
    if not items:
        return _count_up(lines, numbered)
    found = {}
    by_number = {}
    for index, (number, title) in numbered.items():
        by_number.setdefault(number, []).append((index, title))
    plain = _plain_titles(free)
    for item in items:
        near = (i for i, title in by_number.get(item.number, ()) if similar(title, item.title))
        index = next(near, None)
        if index is None:
            index = plain.get(tuple(words_of(item.title)))
        if index is not None and index not in found:
            found[index] = (item.number, item.title)
    _fill_gaps(found, items, by_number, lines)
    _add_unannounced(found, items, by_number, lines)
    return found


def _plain_titles(free):
    plain = {}
    for index, line in free.items():
        if len(line) <= MAX_TITLE:
            plain.setdefault(tuple(words_of(line)), index)
    return plain


def _fill_gaps(found, items, by_number, lines):
    """A reworded heading keeps its number, and its place between its neighbours."""
    placed = {number: index for index, (number, _title) in found.items()}
    for position, item in enumerate(items):
        if item.number in placed:
            continue
        before = [placed[other.number] for other in items[:position] if other.number in placed]
        after = [placed[other.number] for other in items[position + 1 :] if other.number in placed]
        low, high = max(before, default=-1), min(after, default=len(lines))
        for index, _title in by_number.get(item.number, ()):
            if low < index < high and index not in found and _stands_apart(lines, index):
                found[index] = (item.number, item.title)
                placed[item.number] = index
                break


def _add_unannounced(found, items, by_number, lines):
    """« 7. Point ajouté en séance » after the last of the agenda, when it stands apart."""
    last = max(found, default=None)
    number = items[-1].number + 1
    while last is not None:
        later = ((i, t) for i, t in by_number.get(number, ()) if i > last and i not in found)
        added = next((pair for pair in later if _stands_apart(lines, pair[0])), None)
        if not added:
            return
        last, title = added
        found[last] = (number, clean_title(title))
        number += 1


def _stands_apart(lines, index):
    return index == 0 or not lines[index - 1]


def _count_up(lines, numbered):
    found, expected, in_list = {}, 1, (-2, 0)
    for index, (number, title) in numbered.items():
        continues_list = in_list == (index - 1, number - 1)
        if number == expected and not continues_list:
            found[index] = (number, clean_title(title))
            expected += 1
        else:
            in_list = (index, number)
    return found
