"""The attendance of old minutes: French and Dutch heads, one person per line or lists of names."""

import re
from dataclasses import dataclass, field, replace

from .data import DraftPerson
from .namelist import MAX_LINE, SMALL_WORDS, read_people
from .names import split_name
from .text import fold, split_bullet, split_list_mark, words_of

_ENDING = r"(?:e?s?|[·.(/-]e?[·.)/-]?s?\)?)"
_TAIL = r"(?: et [a-z]{3,20}| en [a-z]{3,20})?(?: a la reunion)?(?:\s?\(\d{1,3}\))?"
_OPENING = (
    r"(?:les )?(?:(?:personnes|membres|participants|partenaires|leden) )?(?:etaient |sont |zijn )?"
)
_HEADS = tuple(
    (status, re.compile(rf"(?:{_OPENING}(?:{words}){_TAIL})\s?(?::|$)"))
    for status, words in (
        ("excused", rf"(?:absents? )?excuse{_ENDING}|verontschuldigd(?:en)?"),
        ("absent", rf"absent{_ENDING}|afwezig(?:en)?"),
        ("guest", rf"invite{_ENDING}|intervenants?|genodigden?|gasten|assist(?:ai)?ent|waarnemers"),
        (
            "present",
            rf"present{_ENDING}|(?:liste des )?presences|participant{_ENDING}|aanwezig(?:en)?",
        ),
    )
)
_RUN_IN = re.compile(r"\s(?=(?:personnes )?(?:presente?s|aanwezig(?:en)?)\s?:)")
_NOBODY = re.compile(r"(?:neant|aucune?|nihil|geen|niemand|/|-|–|\.)*\.?")


@dataclass
class Attendance:
    """People found, and where: the words of their heads, the lines read,
    and those of which some words fit no one."""

    people: list[DraftPerson] = field(default_factory=list)
    heads: dict[int, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    leftover: list[int] = field(default_factory=list)


def split_run_in_head(line):
    """« PV du 3 mai 2019 Présents : A, B » → its two lines; any other line alone."""
    match = None if read_head(line) else _RUN_IN.search(fold(line[:300]))
    return [line[: match.start()], line[match.end() :]] if match and match.start() else [line]


def read_head(line):
    """``(status, rest of the line)`` of « Excusés : … », None for any other line."""
    if len(line) > MAX_LINE:
        return None
    body = split_bullet(line)[1]
    folded = fold(body)
    for status, pattern in _HEADS:
        match = pattern.match(folded)
        if match:
            return status, body[match.end() :].strip()
    return None


def find_attendance(lines, alone=frozenset()):
    """Read every list of people of ``lines``; nothing is consumed outside those lists."""
    found = Attendance()
    index = 0
    while index < len(lines):
        head = read_head(lines[index])
        index += 1
        if not head:
            continue
        status, rest = head
        named = read_people(rest, forced=True) if rest else []
        if rest and not named and not _NOBODY.fullmatch(fold(rest)):
            continue
        found.used.add(index - 1)
        _keep(found, index - 1, named, status, alone, lines[index - 1], is_head=True)
        index = _read_list(found, lines, index, status, alone)
    return found


def _read_list(found, lines, index, status, alone):
    """Take the lines of names from ``index``; return where the list stops."""
    after_blank = False
    while index < len(lines):
        line = lines[index]
        named = read_people(line, after_blank=after_blank) if line else []
        if line and (not named or read_head(line)):
            break
        after_blank = not line
        if line:
            found.used.add(index)
            _keep(found, index, named, status, alone, line)
        index += 1
    return index


def _keep(found, index, named, status, alone, line, *, is_head=False):
    for person in named:
        first, last = split_name(person.name, person.email, alone)
        found.people.append(replace(person, first_name=first, last_name=last, status=status))
    if is_head:
        rest = read_head(line)[1]
        found.heads[index] = line.removesuffix(rest).strip()
        line = rest
    told = {w for p in named for part in _parts(p) for w in words_of(part)}
    mark = split_list_mark(line)[0]
    if not is_head and words_of(mark):
        found.heads[index] = mark.strip()
        line = line.removeprefix(mark)
    if set(words_of(line)) - told - SMALL_WORDS:
        found.leftover.append(index)


def _parts(person):
    return (person.name, person.organisation or "", person.email or "", person.role)
