"""Half-days on which a zone could meet: who is taken, what the day is, which are the best.

Pure computation on what ``slots_query`` has read: no query here. A warning, never a lock.
Source: étude « 20 ans après », 2015 (places of concertation « susceptibles de saturer l’agenda »).
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.models.rules import HalfDay

from .holidays import DayOff, day_off

WEEK = timedelta(weeks=1)
WORKDAYS = 5
#: The hours proposed for a half-day. Source: cahier des charges, « un demi-jour ».
HOURS = {
    HalfDay.MORNING: (time(9, 30), time(12, 30)),
    HalfDay.AFTERNOON: (time(13, 30), time(16, 30)),
}
NOON, LUNCH_ENDS = time(12), time(13)
#: What counts against a half-day, in hundredths of « everybody is taken ». Choices of ours.
SCHOOL, OTHER_WEEKDAY, OTHER_PART, EMPTY_MONTH = 25, 15, 8, -12
#: A habit is read in at least so many meetings, and in half of them.
FEWEST = 3
BEST, BEST_A_WEEK = 4, 2


class Half(NamedTuple):
    """A half-day: ``day`` (local date) and ``part`` (a ``HalfDay`` value)."""

    day: date
    part: str

    @property
    def key(self):
        """« 2026-03-12-am »: how an address names it."""
        return f"{self.day.isoformat()}-{self.part}"

    @property
    def slot(self):
        """« 2026-03-12T09:30 »: when a meeting would begin, in Brussels time."""
        return f"{self.day.isoformat()}T{HOURS[self.part][0]:%H:%M}"

    @property
    def label(self):
        return HalfDay(self.part).label


def halves(starts_at, ends_at):
    """The half-days that lie between two moments, weekends included, in order.

    The part changes at noon; the hour of lunch alone takes nobody's afternoon: 9 h 30 – 13 h is a
    morning, 10 h – 14 h a whole day.
    """
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    day, found = starts.date(), []
    while day <= ends.date() and (day < ends.date() or ends.time() > time(0)):
        begins = starts.time() if day == starts.date() else time(0)
        finishes = ends.time() if day == ends.date() else time(23, 59)
        if begins < NOON:
            found.append(Half(day, HalfDay.MORNING))
        if finishes > LUNCH_ENDS or begins >= NOON:
            found.append(Half(day, HalfDay.AFTERNOON))
        day += timedelta(days=1)
    return found


def half_from(text):
    """The half-day of « 2026-03-12T09:30 » or « 2026-03-12-am »; ``None`` for anything else."""
    try:
        if len(text) == len("2026-03-12-am"):
            return Half(date.fromisoformat(text[:10]), HalfDay(text[11:]))
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    part = HalfDay.MORNING if moment.time() < NOON else HalfDay.AFTERNOON
    return Half(moment.date(), part)


@dataclass(frozen=True)
class Engagement:
    """Something that takes institutions: ``taken`` are ids; ``label`` says what, to this reader.

    ``is_own``: a meeting of the zone that looks for a date.
    """

    label: str
    starts_at: datetime
    ends_at: datetime
    taken: frozenset
    url: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Seat:
    """An institution of the zone, from a day to a day (``None``: since always, or still)."""

    organisation: int
    name: str
    started_on: date | None = None
    ended_on: date | None = None

    def holds(self, day):
        return (self.started_on or day) <= day <= (self.ended_on or day)


@dataclass(frozen=True)
class Habit:
    """The zone's usual weekday (0 is Monday) and half-day; ``None`` and "" when it has none."""

    weekday: int | None = None
    part: str = ""


def habit(rules, past):
    """The preference of the house rules, or what ``past`` (starts of meetings) shows."""
    starts = [timezone.localtime(moment) for moment in past]
    weekday = rules.preferred_weekday
    if weekday is None:
        weekday = _most(moment.weekday() for moment in starts)
    parts = (HalfDay.MORNING if m.time() < NOON else HalfDay.AFTERNOON for m in starts)
    return Habit(weekday, rules.preferred_half_day or _most(parts) or "")


def _most(values):
    counted = Counter(values)
    if counted.total() < FEWEST:
        return None
    value, number = counted.most_common(1)[0]
    return value if number * 2 >= counted.total() else None


@dataclass(frozen=True)
class Cell:
    """One half-day of the strip: of ``members`` institutions, those of ``taken`` are elsewhere."""

    half: Half
    members: frozenset
    engagements: tuple = ()
    off: DayOff = field(default_factory=DayOff)
    habit: Habit = field(default_factory=Habit)
    is_month_empty: bool = False
    is_past: bool = False

    @property
    def taken(self):
        return frozenset().union(*(e.taken for e in self.engagements)) & self.members

    @property
    def count(self):
        return len(self.taken)

    @property
    def total(self):
        return len(self.members)

    @property
    def share(self):
        return self.count / self.total if self.total else 0

    @property
    def level(self):
        """0 (nobody) to 5 (nearly everybody): the tint, never without its figure."""
        return ceil(self.share * 5)

    @property
    def is_open(self):
        """Could it be proposed: to come, and no public holiday."""
        return not (self.is_past or self.off.public)

    @property
    def is_usual_day(self):
        return self.habit.weekday == self.half.day.weekday()

    @property
    def is_usual(self):
        return self.is_usual_day and self.habit.part in ("", self.half.part)

    @property
    def is_own(self):
        return any(engagement.is_own for engagement in self.engagements)

    @property
    def penalty(self):
        """0 is a half-day with nothing against it; 100, one on which everybody is taken."""
        other_day = self.habit.weekday is not None and not self.is_usual_day
        other_part = bool(self.habit.part) and self.habit.part != self.half.part
        return (
            100 * self.share
            + SCHOOL * self.off.school
            + OTHER_WEEKDAY * other_day
            + OTHER_PART * other_part
            + EMPTY_MONTH * self.is_month_empty
        )


def cells(wanted, seats, engagements, *, usual=None, months=None, today=None):
    """The half-days ``wanted`` as cells, in their order.

    ``seats``: of the zone; ``months``: (year, month) in which it meets already, ``None`` when that
    does not matter; ``today``: half-days up to it are past.
    """
    by_half, members, offs = {}, {}, {}
    for engagement in engagements:
        for half in halves(engagement.starts_at, engagement.ends_at):
            by_half.setdefault(half, []).append(engagement)
    for day in {half.day for half in wanted}:
        members[day] = frozenset(seat.organisation for seat in seats if seat.holds(day))
        offs[day] = day_off(day)
    return [
        Cell(
            half=half,
            members=members[half.day],
            engagements=tuple(by_half.get(half, ())),
            off=offs[half.day],
            habit=usual or Habit(),
            is_month_empty=months is not None and (half.day.year, half.day.month) not in months,
            is_past=today is not None and half.day <= today,
        )
        for half in wanted
    ]


def strip(weeks, seats, engagements, *, usual, months, today):
    """The ``cells`` of ``weeks`` (their Mondays): a list of weeks, of days, of two cells."""
    days = [monday + timedelta(days=n) for monday in weeks for n in range(WORKDAYS)]
    wanted = [Half(day, part) for day in days for part in HOURS]
    found = cells(wanted, seats, engagements, usual=usual, months=months, today=today)
    pairs = [found[n : n + len(HOURS)] for n in range(0, len(found), len(HOURS))]
    return [pairs[n : n + WORKDAYS] for n in range(0, len(pairs), WORKDAYS)]


def best(cells, earliest):
    """The half-days with the least against them: one a day, two a week, in order of preference.

    ``earliest``: the first date for which everybody can still be called in time.
    """
    open_ = (cell for cell in cells if cell.is_open and cell.half.day >= earliest)
    free = (cell for cell in open_ if cell.total and cell.share < 1)
    chosen, weeks = [], Counter()
    for cell in sorted(free, key=lambda cell: (cell.penalty, cell.half)):
        week = cell.half.day.isocalendar()[:2]
        if weeks[week] < BEST_A_WEEK and cell.half.day not in {c.half.day for c in chosen}:
            chosen.append(cell)
            weeks[week] += 1
    return chosen[:BEST]


def taken_words(count, total):
    """« 2 institutions sur 18 prises », « aucune des 18 institutions n’est prise »."""
    if not total:
        return _("aucune institution n’est encore membre de la zone")
    if not count:
        sentence = ngettext(
            "la seule institution à inviter est libre",
            "aucune des %(total)s institutions n’est prise",
            total,
        )
        return sentence % {"total": total}
    sentence = ngettext(
        "%(count)s institution sur %(total)s prise",
        "%(count)s institutions sur %(total)s prises",
        count,
    )
    return sentence % {"count": count, "total": total}
