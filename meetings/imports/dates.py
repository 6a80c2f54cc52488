"""Dates, times and deadlines as people write them in minutes, French and Dutch."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta

from .text import fold

_MONTH_WORDS = (
    ("janvier", "janv", "januari", "jan"),
    ("fevrier", "fevr", "fev", "februari", "feb"),
    ("mars", "maart", "mrt"),
    ("avril", "avr", "april", "apr"),
    ("mai", "mei"),
    ("juin", "juni", "jun"),
    ("juillet", "juil", "juli", "jul"),
    ("aout", "augustus", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "oktober", "oct", "okt"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
_MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
_YEAR = r"(?:19|20)\d\d"
_LONG = (
    rf"(?<!\d)(?P<d1>\d{{1,2}})(?:er|ste)?[\s./-]{{0,3}}(?P<m1>{_MONTH})"
    rf"(?:[\s./-]{{0,3}}(?P<y1>{_YEAR})(?!\d))?"
)
_ISO = rf"(?<![\d-])(?P<y2>{_YEAR})-(?P<m2>\d\d)-(?P<d2>\d\d)(?![\d-])"
_SLASH = (
    rf"(?<![\d/.,=-])(?P<d3>\d{{1,2}})\s?/\s?(?P<m3>\d{{1,2}})"
    rf"(?:\s?/\s?(?P<y3>{_YEAR}|\d\d))?(?![\d/])"
)
_DOTS = (
    rf"(?<![\d/.,-])(?P<d4>\d{{1,2}})(?P<sep>[.\s-])(?P<m4>\d{{1,2}})(?P=sep)(?P<y4>{_YEAR})(?!\d)"
)
_DATE = re.compile("|".join((_LONG, _ISO, _SLASH, _DOTS)))
_TIME = re.compile(
    r"(?<![\d/.,])(?P<h1>\d{1,2})\s?(?:heures?|uur|[hu])(?![a-z])(?:\s?(?P<m1>\d\d)(?!\d))?"
    r"|(?<![\d/.,:])(?P<h2>\d{1,2}):(?P<m2>\d\d)(?![\d:])"
)
_RANGE = re.compile(r"\s{0,2}(?:a|jusqu'a|tot|-|–|—|>|→)\s{0,2}")
_WEEKDAYS = (
    ("lundi", "maandag", "ma"),
    ("mardi", "dinsdag", "di"),
    ("mercredi", "woensdag", "wo"),
    ("jeudi", "donderdag", "do"),
    ("vendredi", "vrijdag", "vr"),
    ("samedi", "zaterdag", "za"),
    ("dimanche", "zondag", "zo"),
)
_WEEKDAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_DUE = re.compile(
    r"\b(?P<prep>avant|pour|d'ici|au plus tard|tegen|voor|uiterlijk)\s"
    r"(?:(?:le|la|au|a|op|de|het)\s)?"
    r"(?:(?P<part>fin|debut|mi|eind|einde|begin|half|midden)[\s-]"
    r"(?:du mois de\s|du mois d'|de\s|van\s)?)?"
    rf"(?=\d|{_MONTH})"
)
_BARE_MONTH = re.compile(rf"(?P<month>{_MONTH})(?:\s?(?P<year>{_YEAR})(?!\d))?")


@dataclass(frozen=True)
class FoundDate:
    on: date
    start: int
    end: int


def find_dates(text, after=None):
    """Dates of ``text``, in order. Without a year, the first such day on or after ``after``.

    Dates without a year are left out when ``after`` is None; impossible ones always are.
    """
    found = []
    for match in _DATE.finditer(fold(text)):
        group = next(n for n in "1234" if match.group(f"d{n}"))
        day, month, year = (match.group(f"{part}{group}") for part in "dmy")
        number = _MONTHS.get(month.rstrip(".")) or (int(month) if month.isdecimal() else 0)
        on = _resolve(int(day), number, _full_year(year), after)
        if on:
            found.append(FoundDate(on, match.start(), match.end()))
    return found


def _full_year(year):
    if not year:
        return None
    return int(year) if len(year) == 4 else 2000 + int(year)


def _resolve(day, month, year, after):
    if year is None and after is None:
        return None
    years = [year] if year else [after.year, after.year + 1]
    for candidate in years:
        try:
            on = date(candidate, month, day)
        except ValueError:
            continue
        if year or on >= after:
            return on
    return None


def find_times(text):
    """``(starts_at, ends_at, end position)`` of the first time of ``text``, or range of times."""
    folded = fold(text)
    first = _next_time(folded, 0)
    if not first:
        return None, None, 0
    starts_at, end = first
    link = _RANGE.match(folded, end)
    match = _TIME.match(folded, link.end()) if link else None
    ends_at = _as_time(match) if match else None
    return starts_at, ends_at, match.end() if ends_at else end


def _next_time(folded, position):
    for match in _TIME.finditer(folded, position):
        value = _as_time(match)
        if value:
            return value, match.end()
    return None


def _as_time(match):
    hour, minute = match.group("h1") or match.group("h2"), match.group("m1") or match.group("m2")
    if int(hour) > 23 or int(minute or 0) > 59:
        return None
    return time(int(hour), int(minute or 0))


def starts_with_weekday(text):
    """Whether the line opens with a day of the week, in full or in Dutch short form."""
    word = re.match(r"[a-z]{2,10}", fold(text))
    return bool(word) and word.group() in _WEEKDAY


def contradicts_weekday(text, found):
    """Whether the word before the date names another day of the week than the calendar."""
    words = re.findall(r"[a-z]+", fold(text[max(0, found.start - 14) : found.start]))
    named = _WEEKDAY.get(words[-1]) if words else None
    return named is not None and named != found.on.weekday()


def find_due(text, after):
    """``("avant fin avril", date(2020, 4, 30))``: the first deadline, and the last day it allows.

    ``("", None)`` without a deadline; the day is None when there is no year to count from.
    """
    folded = fold(text)
    for match in _DUE.finditer(folded):
        dated = _DATE.match(folded, match.end())
        if dated and not match.group("part"):
            due = text[match.start() : dated.end()]
            days = find_dates(due, after)
            return due, days[0].on if days else None
        month = _BARE_MONTH.match(folded, match.end())
        if month:
            return text[match.start() : month.end()].rstrip(". "), _due_month(match, month, after)
    return "", None


def _due_month(match, month, after):
    number, year = _MONTHS[month.group("month").rstrip(".")], month.group("year")
    if not year and not after:
        return None
    year = int(year) if year else after.year + (number < after.month)
    part = match.group("part")
    if part in ("mi", "half", "midden"):
        return date(year, number, 15)
    if part in ("debut", "begin"):
        return date(year, number, 10)
    if match.group("prep") in ("avant", "voor") and not part:
        return date(year, number, 1) - timedelta(days=1)
    return date(year, number, monthrange(year, number)[1])
