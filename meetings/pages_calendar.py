"""What a month shows, in a number of queries that depends on no size."""

import calendar as months
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from zones.permissions import coordinated_zones, is_regional, my_zones, visible_zones

from . import wording
from .holidays import day_off
from .models import Meeting, OutsideBody, OutsideMeeting

#: Years a month may be asked of: beyond, an address is a mistake or a game.
FIRST_YEAR, LAST_YEAR = 1990, 2100


#: States worth a word in a square; a meeting that is convened or held needs none.
TOLD = (Meeting.Status.PLANNED, Meeting.Status.POSTPONED, Meeting.Status.CANCELLED)


@dataclass
class Day:
    """A square of the month: ``note`` is said once a week, ``is_off`` tints every day it covers."""

    on: date
    is_inside: bool
    is_today: bool
    is_off: bool = False
    is_public: bool = False
    note: str = ""
    meetings: list = field(default_factory=list)
    others: list = field(default_factory=list)

    @property
    def is_quiet(self):
        """Nothing to read on a phone, where the month is a list."""
        return not (self.meetings or self.others or self.is_public)


def month(user, year, number, params, zone=None):
    """The month asked (this one when none is), for ``calendar.html``.

    ``params``: ``zone`` (a code) keeps one zone on the page of all, ``autres=non`` leaves the
    other bodies out. Raises ``Http404`` for a month no calendar has.
    """
    first = _first(year, number)
    zones = [] if zone else _zones(user)
    chosen = zone or next((one for one in zones if one.code == params.get("zone")), None)
    with_others = params.get("autres") != "non"
    weeks = _weeks(first)
    span = weeks[0][0].on, weeks[-1][-1].on
    days = {day.on: day for week in weeks for day in week}
    meetings = _meetings(user, span, chosen)
    others = _others(user, span, chosen) if with_others else []
    for meeting in meetings:
        days[meeting.held_on].meetings.append(meeting)
    for other in others:
        for day in _days_of(other, span):
            days[day].others.append(other)
    links = _Links(zone, chosen, with_others)
    context = {"zone": zone, "first": first, "weeks": weeks, "name": month_name(first)}
    context |= {"chosen": chosen, "with_others": with_others, **links.around(first)}
    context |= {"filters": links.filters(first, zones), "others_url": links.others(first)}
    is_empty = not any(day.is_inside and day.meetings for day in days.values())
    if is_empty:
        context |= {"plan_zone": _plan_zone(user, chosen), "nearest": _nearest(user, links, first)}
    return context | {"is_empty": is_empty}


def _zones(user):
    return list(visible_zones(user)) if is_regional(user) else my_zones(user)


def _first(year, number):
    if year is None:
        return timezone.localdate().replace(day=1)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Http404
    return date(year, number, 1)


def month_name(first):
    """« avril 2026 », « april 2026 »."""
    return f"{str(MONTHS[first.month]).lower()} {first.year}"


def _weeks(first):
    """Weeks of ``Day``, Monday to Sunday, whole weeks around the month."""
    today, weeks = timezone.localdate(), []
    for week in months.Calendar().monthdatescalendar(first.year, first.month):
        said, days = [], []
        for on in week:
            off = day_off(on)
            notes = off.note().split(" · ") if off.note() else []
            day = Day(on, on.month == first.month, on == today, bool(notes), bool(off.public))
            day.note = " · ".join(note for note in notes if note not in said)
            said += notes
            days.append(day)
        weeks.append(days)
    return weeks


def _bounds(span):
    """The instants between which the days of ``span`` (first, last) lie, in Brussels."""
    first, last = span
    edges = (first, last + timedelta(days=1))
    return [timezone.make_aware(datetime.combine(day, time.min)) for day in edges]


def _meetings(user, span, zone):
    start, end = _bounds(span)
    rows = Meeting.objects.visible_to(user).filter(starts_at__gte=start, starts_at__lt=end)
    rows = rows.of_zone(zone) if zone else rows
    rows = rows.select_related("zone", "working_group").prefetch_related("joint_zones")
    rows = rows.order_by("starts_at", "pk")
    states = dict(Meeting.Status.choices)
    meetings = list(rows)
    for meeting in meetings:
        meeting.body = wording.body_name(meeting)
        is_told = meeting.status in TOLD
        meeting.state = states[meeting.status] if is_told else ""
    return meetings


def _others(user, span, zone):
    start, end = _bounds(span)
    bodies = OutsideBody.objects.visible_to(user)
    bodies = bodies.for_zone(zone) if zone else bodies
    rows = OutsideMeeting.objects.filter(body__in=bodies, starts_at__lt=end, ends_at__gt=start)
    return list(rows.select_related("body"))


def _days_of(other, span):
    """The days of ``span`` that a meeting of several days takes; one that ends at midnight does
    not take the day after."""
    first = timezone.localtime(other.starts_at).date()
    last = timezone.localtime(other.ends_at - timedelta(microseconds=1)).date()
    first, last = max(first, span[0]), min(last, span[1])
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _nearest(user, links, first):
    """The next meeting after an empty month, else the last one before; None when there is none."""
    start = timezone.make_aware(datetime.combine(first, time.min))
    rows = Meeting.objects.visible_to(user).exclude(status=Meeting.Status.CANCELLED)
    rows = rows.of_zone(links.shown) if links.shown else rows
    after = rows.filter(starts_at__gte=start).order_by("starts_at").first()
    found = after or rows.filter(starts_at__lt=start).order_by("-starts_at").first()
    if found is None:
        return None
    return {"day": found.held_on, "is_after": bool(after), "url": links.of(found.held_on)}


class _Links:
    """Addresses of months that keep the filters of the reader."""

    def __init__(self, zone, chosen, with_others):
        self.zone, self.shown, self.with_others = zone, chosen, with_others
        self.chosen = chosen.code if chosen and not zone else ""

    def of(self, day, **changes):
        wanted = {"zone": self.chosen, "autres": "" if self.with_others else "non"} | changes
        query = urlencode({key: value for key, value in wanted.items() if value})
        if self.zone:
            path = reverse("meetings:zone_month_of", args=[self.zone.code, day.year, day.month])
        else:
            path = reverse("meetings:month_of", args=[day.year, day.month])
        return f"{path}?{query}" if query else path

    def around(self, first):
        """``previous``, ``next`` and ``today``: {name, url}, None at the edge of the calendar."""
        found = {}
        last = first + timedelta(days=months.monthrange(first.year, first.month)[1])
        for key, day in (("previous", first - timedelta(days=1)), ("next", last)):
            is_known = FIRST_YEAR <= day.year <= LAST_YEAR
            found[key] = {"name": month_name(day), "url": self.of(day)} if is_known else None
        return found | {"today_url": self.of(timezone.localdate())}

    def filters(self, first, zones):
        """[{label, url, is_on}] of the zones, all of them first; nothing to choose with one."""
        if len(zones) < 2:
            return []
        every = {
            "label": _("Toutes les zones"),
            "url": self.of(first, zone=""),
            "is_on": not self.chosen,
        }
        return [every] + [
            {
                "label": zone.name,
                "url": self.of(first, zone=zone.code),
                "is_on": zone.code == self.chosen,
                "code": zone.code,
            }
            for zone in zones
        ]

    def others(self, first):
        return self.of(first, autres="non" if self.with_others else "")


def _plan_zone(user, zone):
    """The zone in which the reader could plan a meeting from here, or None; no query."""
    mine = coordinated_zones(user)
    candidates = [zone] if zone else my_zones(user)
    return next((one for one in candidates if one.pk in mine), None)
