"""What stands above the points: title, zone, date, hours, place, language."""

import re
from dataclasses import dataclass, field
from datetime import date, time

from .dates import contradicts_weekday, find_dates, find_times, starts_with_weekday
from .text import fold, words_of

MAX_TITLE = 200
TITLE_LINES = 20
_TITLE = re.compile(
    r"\b(?:p\.?v\.?|proces[- ]verbal|notulen|verslag|compte[- ]rendu|concertation|assemblee|reunion"
    r"|vergadering|overleg|commission|aide-memoire)\b"
)
_PV = re.compile(r"\b(?:p\.?v\.?|proces[- ]verbal|notulen|verslag|compte[- ]rendu|aide-memoire)\b")
_OTHER_DAY = re.compile(
    r"(?:gepubliceerd|publie|approuve|envoye|mis en ligne|imprime|version|terug)"
)
_DATE_LABEL = re.compile(r"(?:date|datum|reunion du|seance du|vergadering van|zitting van)\b")
_PLACE = re.compile(r"(?:lieu|endroit|adresse|plaats|locatie)\s?:\s?")
_HOURS = re.compile(r"(?:heures?|horaire|uur|uren|tijd)\s?:")
_OPENS = re.compile(
    r"ouvre la seance|seance est ouverte|ouverture de la seance"
    r"|opent de (?:zitting|verg)"
)
_CLOSES = re.compile(
    r"leve la seance|seance est levee|cloture (?:de )?la seance"
    r"|sluit de|fin de (?:la )?(?:seance|reunion)"
)
_ZONE = re.compile(
    r"\b(?:zonale|zonaal overleg|zone)\s(?:isp\s|de\s|du\s|van\s)*"
    r"(?P<name>[^\W\d_][\w-]*)"
)
_NOT_ZONES = {"isp", "overleg", "de", "des", "du", "et", "en", "commissie", "commission", "d"}
_FRENCH = {
    "le",
    "la",
    "les",
    "des",
    "du",
    "une",
    "est",
    "et",
    "pour",
    "que",
    "au",
    "sur",
    "presents",
}
_DUTCH = {
    "het",
    "een",
    "van",
    "voor",
    "met",
    "niet",
    "zijn",
    "wordt",
    "vergadering",
    "aanwezig",
    "en",
}


@dataclass
class Head:
    title: str = ""
    title_index: int | None = None
    held_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str | None = None
    used: list[int] = field(default_factory=list)
    contradicted: bool = False
    date_from: str = ""


def read_head_lines(lines, stop):
    """Read the lines above index ``stop``; ``used`` are those that gave something but the title."""
    head = Head()
    indices = [i for i in range(stop) if lines[i] and not lines[i].startswith("#")]
    head.title_index = _find_title(lines, indices)
    if head.title_index is not None:
        head.title = lines[head.title_index]
    _read_date(head, lines, indices)
    for index in indices:
        if index != head.title_index and _read_details(head, lines[index]):
            head.used.append(index)
    if head.title and not head.starts_at:
        head.starts_at, head.ends_at, _end = find_times(head.title)
    return head


def _find_title(lines, indices):
    near = [i for i in indices[:TITLE_LINES] if len(lines[i]) <= MAX_TITLE]
    titled = [i for i in near if _TITLE.search(fold(lines[i])) and not _starts_late(lines[i])]
    dated = [i for i in titled if find_dates(lines[i])]
    return next(iter(dated or titled or near[:1]), None)


def _starts_late(line):
    return bool(_OTHER_DAY.match(fold(line)) or _PLACE.match(fold(line)))


def is_minutes_title(title):
    """Whether the title says PV, compte rendu, notulen, verslag…"""
    return bool(_PV.search(fold(title)))


def _read_date(head, lines, indices):
    ranked = []
    for index in indices[:200]:
        line = lines[index][:400]
        found = find_dates(line)
        if found and not _OTHER_DAY.match(fold(line)):
            labelled = starts_with_weekday(line) or _DATE_LABEL.match(fold(line))
            rank = 0 if index == head.title_index else 1 if labelled else 2
            ranked.append((rank, index, found[0]))
    if ranked:
        rank, index, first = min(ranked, key=lambda entry: entry[:2])
        head.held_on = first.on
        head.date_from = "line" if rank else "title"
        head.contradicted = contradicts_weekday(lines[index], first)
        if rank:
            head.used.append(index)
            _read_dated_line(head, lines[index], first)


def _read_dated_line(head, line, first):
    """« ma 12/06/2023 - 19:30 Raadzaal, Kerkstraat 1 »: hours, then the place."""
    rest = line[first.end :]
    head.starts_at, head.ends_at, end = find_times(rest)
    place = rest[end:].strip(" .,;–-:") if head.starts_at else ""
    if place and len(place) < 150:
        head.place = strip_preposition(place)


def _read_details(head, line):
    folded = fold(line[:400])
    place = _PLACE.match(folded)
    if place:
        head.place = line[place.end() :].strip(" .") or head.place
        return True
    if _HOURS.match(folded) and not head.starts_at:
        head.starts_at, head.ends_at, _end = find_times(line)
        return True
    return False


def read_opening(lines, head):
    """Hours told by « Le président ouvre la séance à 9 h 30 » and « La séance est levée à… »."""
    for line in lines:
        folded = fold(line[:400])
        if not head.starts_at and _OPENS.search(folded):
            head.starts_at = find_times(line[:400])[0]
        if not head.ends_at and _CLOSES.search(folded):
            head.ends_at = find_times(line[:400])[0]


def find_zone(lines):
    """« Sud » in « Concertation zonale Sud » or « ZONE SUD »; None when no zone is named."""
    for line in lines:
        for match in _ZONE.finditer(fold(line[:400])):
            name = line[match.start("name") : match.end("name")]
            if match.group("name") not in _NOT_ZONES and (name[0].isupper()):
                return "-".join(p.capitalize() for p in name.split("-")) if name.isupper() else name
    return None


_PREPOSITION = re.compile(
    r"(?:(?:au sein|dans les locaux) (?:de la |de l'|du |des |d'|de )|a la |a l'|au |aux |a "
    r"|dans (?:la |le |l'|les )?"
    r"|in (?:de |het )?|bij (?:de |het )?|te |op (?:de |het )?|chez )"
)


def strip_preposition(place):
    """« à la Mission Locale » → « Mission Locale », with a capital."""
    match = _PREPOSITION.match(fold(place))
    place = place[match.end() :] if match else place
    return place[:1].upper() + place[1:]


def guess_language(text):
    """ "nl" when the small words are Dutch, "fr" otherwise."""
    words = words_of(text[:20000])
    dutch = sum(word in _DUTCH for word in words)
    return "nl" if dutch > sum(word in _FRENCH for word in words) else "fr"
