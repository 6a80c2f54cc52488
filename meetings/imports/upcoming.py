"""Meetings that minutes announce, with the agenda they prepare for each."""

import re

from .data import DraftNextMeeting
from .dates import find_dates, find_times
from .head import strip_preposition
from .labels import read_label
from .text import fold, split_list_mark

MAX_LINE = 1000
MAX_MEETINGS = 60  # no PV announces more: beyond, the text is something else
_NEXT = re.compile(
    r"(?:la |les |de )?(?:prochaine?s? (?:reunion|concertation|cz|commission|seance|date)"
    r"|volgende (?:vergader|zitting))"
)
_AGENDA = re.compile(r"(?:ordre du jour|odj|agenda)\b")
_DATE_LABEL = re.compile(r"(?:date|datum|quand|wanneer)")
_PLACE_LABEL = re.compile(r"(?:lieu|plaats|endroit|ou|waar)")
_ORGANISING = re.compile(
    r"(?:organisation|preparation|organisatie|voorbereiding)\s"
    r"(?:de la |de l'|du |des |de |d'|van (?:de |het )?)"
)
_KINDS = (
    ("partner_day", re.compile(r"partner ?day")),
    ("working_group", re.compile(r"groupe de travail|werkgroep|\bgt\b")),
    (
        "commission",
        re.compile(r"\bcz[a-z]{0,3}\b|concertation|commission|overleg|reunion|vergadering|seance"),
    ),
)
_TAIL = re.compile(
    r"[\s,;.]*(?:(?:et|en|puis)\s*)?(?:(?:le|op|du|au|les)\s*)?(?:[a-z]{4,9}di\s*)?$"
)
_OF = re.compile(r"^\W*(?:de la|du|des|de|van de|van het|van)\s|\s(?:du|de|le|van|op)\s*$")


def guess_meeting_kind(title):
    """partner_day, working_group, commission or other, from the title of a meeting."""
    folded = fold(title)
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "other")


def find_meetings(item, lines, held_on):
    """Meetings announced by the ``lines`` of ``item``; none without the date of the PV."""
    if held_on is None:
        return []
    meetings, agenda = [], None
    for line in lines:
        if not line or len(line) > MAX_LINE:
            agenda = None
            continue
        bullet, body = split_list_mark(line)
        if agenda is not None and (bullet or body[0].islower()):
            agenda.append(body.strip(" ;."))
            continue
        if len(meetings) >= MAX_MEETINGS:
            break
        agenda = _open_agenda(body, meetings, held_on)
        if agenda is None:
            meetings.extend(_read_line(item, body, meetings, held_on))
    return meetings


def merge(meetings):
    """One draft per day: the agenda of a date told in another point joins its meeting."""
    kept = []
    for meeting in meetings:
        twin = next((m for m in kept if m.on == meeting.on and _agree(m, meeting)), None)
        if twin is None:
            kept.append(meeting)
            continue
        twin.agenda.extend(entry for entry in meeting.agenda if entry not in twin.agenda)
        twin.starts_at, twin.ends_at = (
            twin.starts_at or meeting.starts_at,
            twin.ends_at or meeting.ends_at,
        )
        twin.place = twin.place or meeting.place
        twin.people = twin.people or meeting.people
    return kept


def _agree(one, two):
    return fold(one.title) == fold(two.title) or not one.starts_at or not two.starts_at


def _open_agenda(body, meetings, held_on):
    """The list that the following bullets feed, for « Ordre du jour de la CZS du 12/05 : »."""
    head = _AGENDA.match(fold(body))
    dates = find_dates(body, held_on) if head and len(body) < 150 else []
    if not dates:
        return None
    known = next((m for m in meetings if m.on == dates[0].on), None)
    if known is None:
        title = _clean_title(
            re.sub(r"^\W*(?:de la|du|de l.|des|de|van de)\s", "", body[head.end() : dates[0].start])
        )
        known = _meeting(dates[0].on, title)
        meetings.append(known)
    return known.agenda


def _read_line(item, body, meetings, held_on):
    label = read_label(body)
    name = fold(label.text) if label else ""
    if label and _DATE_LABEL.fullmatch(name):
        return _split_dates(label.rest, _clean_title(item.title), held_on)
    if label and _PLACE_LABEL.fullmatch(name) and meetings:
        meetings[-1].place = meetings[-1].place or label.rest.strip(" .")
        return []
    if item.kind != "next_meetings" and not _NEXT.match(fold(body)):
        return []
    if label and find_dates(label.text, held_on):
        label = None
    title = _clean_title(label.text) if label else _title_in(body)
    return _split_dates(label.rest if label else body, title, held_on)


def _split_dates(text, title, held_on):
    """One meeting per date of the sentence, each with the hours and place told after it."""
    dates = find_dates(text, held_on)
    if not dates:
        return []
    limits = [found.start for found in dates[1:]] + [len(text)]
    meetings = []
    for found, limit in zip(dates, limits, strict=True):
        rest = text[found.end : limit]
        if limit < len(text):
            rest = rest[: _TAIL.search(fold(rest)).start()]
        meeting = _meeting(found.on, title)
        meeting.starts_at, meeting.ends_at, end = find_times(rest)
        meeting.place = _place(rest[end:]) if meeting.starts_at else _place(rest)
        meetings.append(meeting)
    if len({m.place for m in meetings if m.place}) == 1 and len(meetings) > 1:
        for meeting in meetings:
            meeting.place = meeting.place or meetings[-1].place
    return meetings


def _place(text):
    place = re.split(r"\.\s|\n|;", text.strip(" .,;–-:()"))[0].strip(" .,;–-:()")
    if not any(char.isalpha() for char in place) or len(place) > 200:
        return None
    return strip_preposition(place)


def _meeting(on, title):
    return DraftNextMeeting(on, title=title, kind=guess_meeting_kind(title))


def _title_in(body):
    """« Réunion » for a sentence that names no other body."""
    acronym = re.search(r"\bCZ[A-Z]{0,3}\b", body)
    if acronym:
        return acronym.group()
    opening = body.split(",")[0]
    return "Vergadering" if "vergadering" in fold(opening) else "Réunion"


def _clean_title(title):
    """« Prochaines CZS » → « CZS »; « Organisation du Partner Day » → « Partner Day »."""
    folded = fold(title)
    organising = _ORGANISING.match(folded)
    start = organising.end() if organising else 0
    following = re.match(r"(?:la |les |le |de )?(?:prochaine?s?|volgende)\s", folded[start:])
    start += following.end() if following else 0
    title = title[start:].strip(" :–-")
    title = re.sub(r"^(r[ée]union|concertation|date)s$", r"\1", title, flags=re.IGNORECASE)
    return title[:1].upper() + title[1:]
