"""One line of an attendance list: a person with an institution, or names between commas."""

import re
from dataclasses import dataclass, replace

from .data import DraftPerson
from .names import looks_like_name, strip_title
from .text import fold, split_list_mark

MAX_LINE = 5000
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ORGANISATION = re.compile(r"\(([^()]{1,150})\)")
_ROLE = re.compile(
    r"(?:president|vice\b|voorzit|burgemeest|schepen|echevin|conseiller|secretai|direct[er]"
    r"|leden\b|lid\b|membre|raadslid|bourgmestr|mandataire|animat|coordin|stagiaire|observat"
    r"|algemeen|invite|excuse|present|absent|agent|charge|responsable|representant|deleg|commission"
    r"|points?\b|ordre\b|agenda|divers|introduction|bienvenue|accueil)"
)
# Titles and links between names: the only words that lists of people lose.
SMALL_WORDS = {"m", "mm", "mr", "mrs", "mme", "mmes", "dhr", "mevr", "et", "en"}
SMALL_WORDS |= {"madame", "monsieur", "mevrouw"}


@dataclass
class _Segment:
    text: str
    name: str = ""
    organisation: str | None = None
    email: str | None = None


def read_people(line, *, forced=False, after_blank=False):
    """People of one line, without status; an empty list when the line is not made of names.

    ``forced``: the line follows « Présents : »; ``after_blank``: be stricter, prose may begin.
    """
    bullet, body = split_list_mark(line)
    if not body or len(body) > MAX_LINE:
        return []
    segments = [_read_segment(text) for text in _split(body)]
    if not segments or not _is_person(segments[0], bool(bullet or forced), len(segments)):
        return []
    people = _one_person(segments) if bullet else _many(segments)
    told = any(s.organisation or s.email for s in segments) or strip_title(body) != body
    numbered = bullet[:1].isdigit()  # « 1. Carrefour Emploi » is a point, not a person
    if forced or told or (bullet and not numbered):
        return people
    if numbered or (after_blank and len(people) < 2):
        return []
    return people if any(" " in p.name and not p.name.isupper() for p in people) else []


def _split(body):
    """Cut at commas, semicolons and « et », outside brackets; the pieces in order."""
    pieces, start, depth = [], 0, 0
    for match in re.finditer(r"[(),;&]|\s(?:et|en|and)\s", body):
        mark = match.group()
        if mark in "()":
            depth = max(0, depth + (1 if mark == "(" else -1))
        elif depth == 0:
            pieces.append(body[start : match.start()])
            start = match.end()
    pieces.append(body[start:])
    return [piece.strip(" .") for piece in pieces if piece.strip(" .")]


def _read_segment(text):
    segment, rest = _Segment(text), strip_title(text)
    mail = _EMAIL.search(rest)
    if mail:
        segment.email = mail.group()
        rest = rest[: mail.start()] + rest[mail.end() :]
    organisation = _ORGANISATION.search(rest)
    if organisation:
        segment.organisation = organisation.group(1).strip()
        rest = rest[: organisation.start()] + rest[organisation.end() :]
    rest = rest.strip(" :–—-<>[]/")
    left, colon, right = (part.strip() for part in rest.partition(":"))
    dash = re.match(r"(.{3,80}?)\s[–—]\s(.{2,100})$", rest)
    if colon and right and not segment.organisation and looks_like_name(right):
        segment.organisation, rest = left, right
    elif dash and not segment.organisation and looks_like_name(dash.group(1), single=False):
        rest, segment.organisation = dash.groups()
    segment.name = rest
    return segment


def _is_person(segment, lenient, count):
    name = segment.name
    if not name or _has_role(name):
        return False
    if looks_like_name(name, single=False):
        return True
    if segment.organisation or segment.email:
        tokens = name.split()
        return len(tokens) <= 5 and name[0].isupper() and not any(c.isdigit() for c in name)
    return lenient and looks_like_name(name) and (count == 1 or " " not in name)


def _has_role(name):
    return any(_ROLE.match(word) for word in fold(name).split())


def _one_person(segments):
    """A bulleted line: a name, then the institution and the function of that person."""
    people = []
    for position, segment in enumerate(segments):
        if position == 0 or (segment.organisation and _is_person(segment, False, 2)):
            people.append(_person(segment))
            continue
        last = people[-1]
        if segment.email and not segment.name:
            people[-1] = replace(last, email=last.email or segment.email)
        elif last.organisation is None and not _has_role(segment.name):
            people[-1] = replace(last, organisation=segment.name, email=last.email or segment.email)
        else:
            people[-1] = replace(last, role=f"{last.role}, {segment.text}".strip(" ,"))
    return people


def _many(segments):
    """A list of names, each perhaps followed by the function of those before it."""
    only_first_names = all(" " not in s.name for s in segments)
    people, described = [], 0
    shared = ""
    for segment in segments:
        if _is_person(segment, only_first_names, 2):
            person = _person(segment)
            if shared:
                family = person.name.split(" ", 1)[-1]
                people.append(replace(person, name=f"{shared} {family}"))
                shared = ""
            people.append(person)
        elif segment.email and not segment.name and people:
            people[-1] = replace(people[-1], email=segment.email)
        elif looks_like_name(segment.name) and not _has_role(segment.name) and len(segments) > 3:
            shared = segment.name
        else:
            people[described:] = [replace(p, role=segment.text) for p in people[described:]]
            described = len(people)
    return people


def _person(segment):
    return DraftPerson(segment.name, "", "", segment.organisation, segment.email, "present")
