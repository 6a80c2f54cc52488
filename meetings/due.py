"""« Avant fin avril », « tegen 12 mei »: the last day that the words of a meeting allow; pure.

``read_due`` never guesses: what it does not understand is ``None``, and the words stay as they are.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from .imports.dates import find_dates
from .imports.text import fold

#: The twelve months, as both languages write and shorten them.
_MONTHS = (
    "jan(?:vier|uari|v)?",
    "fev(?:rier|r)?|feb(?:ruari)?",
    "mars|maart|mrt",
    "avr(?:il)?|apr(?:il)?",
    "mai|mei",
    "juin|juni?",
    "juil(?:let)?|juli?",
    "aout|aug(?:ustus)?",
    "sept(?:embre|ember)?|sep",
    "oct(?:obre)?|okt(?:ober)?",
    "nov(?:embre|ember)?",
    "dec(?:embre|ember)?",
)
_MONTH = "|".join(f"(?P<m{number}>{words})" for number, words in enumerate(_MONTHS, 1))
_PARTS = {
    "fin": "end",
    "eind": "end",
    "einde": "end",
    "debut": "start",
    "begin": "start",
    "mi": "middle",
    "half": "middle",
    "halfweg": "middle",
    "midden": "middle",
}
_PART = rf"(?:(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})[\s-]+)?"
_OF = r"(?:(?:du|de|van|la|le|l'|d'|het|mois|maand|de la)\s*)*"
_IN_MONTH = re.compile(
    rf"(?P<before>\b(?:avant|voor)\s+)?{_OF}{_PART}{_OF}(?<![a-z])(?:{_MONTH})(?![a-z])\.?"
    r"(?:\s+(?P<year>(?:19|20)\d\d)(?!\d))?"
)
_YEAR_END = re.compile(rf"{_PART}{_OF}(?:annee|an|jaar)\b|\b(?:fin|eind|einde)\s+(?P<year>20\d\d)")
_NUMBERS = {
    "fr": ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    "nl": ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
}
_MORE_NUMBERS = {"fr": {"une": 1, "quinze": 15}, "nl": {"veertien": 14, "vijftien": 15}}
_WITHIN = {
    "fr": r"\b(?:dans|sous|d'ici|endeans)\s+(?:les\s+)?(?P<n>\d{1,3}|[a-z]+)\s+"
    r"(?P<unit>jour|semaine|mois)s?\b",
    "nl": r"\b(?:binnen|over)\s+(?:de\s+)?(?P<n>\d{1,3}|[a-z]+)\s+"
    r"(?P<unit>dag|week|weken|maand)(?:en)?\b",
}
_UNITS = {"jour": 1, "semaine": 7, "mois": 0, "dag": 1, "week": 7, "weken": 7, "maand": 0}
#: Said without a number: (days, months).
_IDIOMS = {
    "fr": (
        (r"\bquinzaine\b", (15, 0)),
        (r"\bhuitaine\b", (8, 0)),
        (r"\bdemain\b", (1, 0)),
    ),
    "nl": ((r"\bmorgen\b", (1, 0)),),
}
_MONTH_END = {
    "fr": (
        r"\b(?:fin|mois)\b.*\bmois\s+prochain\b|\bmois\s+prochain\b",
        r"\bfin\s+(?:du|de)\s+mois\b(?!\s+(?:de\b|d'))",
    ),
    "nl": (r"\bvolgende\s+maand\b", r"\beinde?\s+(?:van\s+)?(?:de|deze)?\s*maand\b"),
}
_WEEK_END = {
    "fr": (r"\bsemaine\s+prochaine\b", r"\bfin\s+(?:de\s+)?(?:la\s+|cette\s+)?semaine\b"),
    "nl": (r"\bvolgende\s+week\b", r"\beinde?\s+(?:van\s+)?(?:de|deze)?\s*week\b"),
}
_NEXT_MEETING = {
    "fr": r"\bprochaine\s+(?:reunion|seance|commission|rencontre|assemblee|czs?)\b",
    "nl": r"\bvolgende\s+(?:vergadering|bijeenkomst|zitting|commissie|zoom)\b",
}
_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
}
FRIDAY = 4


def read_due(text, *, said_on, language="fr", next_meeting=None):
    """The last day that ``text`` allows, or ``None`` when it does not say.

    ``said_on``: the day of the meeting; a day or month without its year is the first to come. A
    date written in full is that date, whatever the year. « Avant avril » is the last day of March,
    « pour avril », « d’ici avril » and « fin avril » the last of April; « début » is the 10th and
    « mi- » the 15th. ``language``: the one tried first, people mix both. ``next_meeting``: the day
    of the next meeting, or a function that tells it, asked only when the words need it.
    """
    folded = " ".join(fold(text).split())
    if not folded:
        return None
    languages = ("nl", "fr") if language == "nl" else ("fr", "nl")
    if any(re.search(_NEXT_MEETING[code], folded) for code in languages):
        return next_meeting() if callable(next_meeting) else next_meeting
    try:
        return _read(folded, said_on, languages)
    except (ValueError, OverflowError):  # beyond the calendar
        return None


def _read(folded, said_on, languages):
    if days := find_dates(folded, after=said_on):
        return days[0].on
    for code in languages:
        for reader in (_within, _month_end, _week_end, _weekday):
            if found := reader(folded, said_on, code):
                return found
    return _in_month(folded, said_on) or _year_end(folded, said_on)


def _within(folded, said_on, code):
    for pattern, (days, months) in _IDIOMS[code]:
        if re.search(pattern, folded):
            return _months_later(said_on, months) + timedelta(days=days)
    match = re.search(_WITHIN[code], folded)
    number = _number(match["n"], code) if match else None
    if number is None:
        return None
    step = _UNITS[match["unit"]]
    return said_on + timedelta(days=number * step) if step else _months_later(said_on, number)


def _number(word, code):
    if word.isdecimal():
        return int(word)
    if word in _NUMBERS[code]:
        return _NUMBERS[code].index(word) + 1
    return _MORE_NUMBERS[code].get(word)


def _months_later(day, months):
    """The same day ``months`` later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(folded, said_on, code):
    after, this = _MONTH_END[code]
    if re.search(after, folded):
        return _last(_months_later(said_on, 1))
    return _last(said_on) if re.search(this, folded) else None


def _last(day):
    return day.replace(day=monthrange(day.year, day.month)[1])


def _week_end(folded, said_on, code):
    """The Friday of that week; of the next one when it is past."""
    after, this = _WEEK_END[code]
    friday = said_on + timedelta(days=FRIDAY - said_on.weekday())
    if re.search(after, folded):
        return friday + timedelta(days=7)
    if re.search(this, folded):
        return friday if friday >= said_on else friday + timedelta(days=7)
    return None


def _weekday(folded, said_on, code):
    for number, name in enumerate(_WEEKDAYS[code]):
        if re.search(rf"\b{name}\b", folded):
            return said_on + timedelta(days=(number - said_on.weekday() - 1) % 7 + 1)
    return None


def _in_month(folded, said_on):
    match = _IN_MONTH.search(folded)
    if not match:
        return None
    month = next(n for n in range(1, 13) if match[f"m{n}"])
    part = _PARTS.get(match["part"])
    is_before = bool(match["before"]) and part is None
    if match["year"]:
        return _day_of(int(match["year"]), month, part, is_before)
    day = _day_of(said_on.year, month, part, is_before)
    return day if day >= said_on else _day_of(said_on.year + 1, month, part, is_before)


def _day_of(year, month, part, is_before):
    if is_before:
        return date(year, month, 1) - timedelta(days=1)
    days = {"start": 10, "middle": 15}
    return date(year, month, days.get(part) or monthrange(year, month)[1])


def _year_end(folded, said_on):
    match = _YEAR_END.search(folded)
    if not match or (match["part"] not in ("fin", "eind", "einde") and not match["year"]):
        return None
    return date(int(match["year"] or said_on.year), 12, 31)
