"""When the demonstration's meetings take place, relative to today so that it never gets old."""

from dataclasses import dataclass
from datetime import date, timedelta

from meetings.models import Meeting

Kind = Meeting.Kind
WEEKDAYS = {"sud": 3, "nord-est": 1, "centrale": 0, "nord-ouest": 3, "ouest": 4, "sud-est": 1}


@dataclass(frozen=True)
class Slot:
    on: date
    kind: str
    is_cancelled: bool = False


def slots(zone, rules, today):
    """The meetings of a zone over two and a half years up to two months from now."""
    first = today - timedelta(days=912)
    return [
        slot
        for year in range(first.year, today.year + 2)
        for slot in _year(zone, rules, year, today)
        if first <= slot.on <= today + timedelta(days=70)
    ]


def _year(zone, rules, year, today):
    weekday = WEEKDAYS.get(zone.code, 3)
    if rules.default_kind == Kind.THEME_DAY:
        formal = [
            (3, Kind.THEME_DAY),
            (5, Kind.CONFERENCE),
            (10, Kind.THEME_DAY),
            (12, Kind.CONFERENCE),
        ]
    else:
        formal = [
            (2, Kind.COMMISSION),
            (5, Kind.COMMISSION),
            (10, Kind.COMMISSION),
            (12, Kind.COMMISSION),
        ]
    others = [
        (3, Kind.WORKING_GROUP),
        (4, Kind.VISIT),
        (6, Kind.PARTNER_DAY),
        (9, Kind.WORKING_GROUP),
    ]
    if zone.position % 3 == 0:
        others.append((11, Kind.DIRECTORS))
    found = [Slot(_day(year, month, weekday), kind) for month, kind in formal]
    found += [Slot(_day(year, month, (weekday + 1) % 5), kind) for month, kind in others]
    if zone.position == 1 and year == today.year - 1:
        # A year short of its quota: one meeting called off, one never held.
        found = [
            Slot(s.on, s.kind, is_cancelled=s.on.month == 5) for s in found if s.on.month != 12
        ]
        found = [slot for slot in found if slot.kind != Kind.VISIT]
    return sorted(found, key=lambda slot: slot.on)


def _day(year, month, weekday):
    """The second such weekday of the month."""
    first = date(year, month, 8)
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def next_weekday(today, days, weekday):
    """The first such weekday at least ``days`` days from today."""
    day = today + timedelta(days=days)
    return day + timedelta(days=(weekday - day.weekday()) % 7)
