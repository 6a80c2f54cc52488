"""The strip of half-days, and what is said of a day wherever a date is chosen."""

from datetime import timedelta
from itertools import chain
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concertation.typography import date_short, day_month, time_range

from . import slots, slots_query, slots_wording
from .forms import YEARS
from .forms_dates import MOST_DATES, WindowForm

WEEKS, AHEAD = 8, timedelta(weeks=3)


def strip_page(zone, user, params, today=None):
    """The context of the strip: weeks, best moments, what was ticked, the cell that is open.

    ``params``: ``du`` (first day), ``slot`` (repeated, ticked), ``voir`` (a half-day's key).
    """
    today = today or timezone.localdate()
    monday = _first_monday(params, today)
    weeks, read, earliest = slots_query.weeks_of(zone, monday, WEEKS, user, today=today)
    cells = {cell.half: cell for cell in chain.from_iterable(chain.from_iterable(weeks))}
    ticked = ticked_halves(params, today)
    opened = cells.get(slots.half_from(params.get("voir", "")))
    return {
        "zone": zone,
        "from_day": monday,
        "to_day": monday + timedelta(weeks=WEEKS, days=-3),
        "weeks": [_week(week, ticked, today) for week in weeks],
        "members": max((cell.total for cell in cells.values()), default=0),
        "best": [_moment(cell, today) for cell in slots.best(cells.values(), earliest)],
        "opened": _opened(opened, read, today) if opened else None,
        "ticked_elsewhere": [
            {"slot": half.slot, "label": slots_wording.half_label(half, today)}
            for half in ticked
            if half not in cells
        ],
        "links": _links(monday, ticked, today),
        "poll_url": _poll_url(zone),
    }


def _first_monday(params, today):
    form = WindowForm(params)
    form.is_valid()
    day = form.cleaned_data.get("du") or today + AHEAD
    return day - timedelta(days=day.weekday())


def ticked_halves(params, today):
    """The half-days ticked in an address, to come, each once, in order; at most ``MOST_DATES``."""
    found = {slots.half_from(text) for text in params.getlist("slot")[: MOST_DATES * 2]} - {None}
    return sorted(h for h in found if h.day > today and h.day.year in YEARS)[:MOST_DATES]


def _week(days, ticked, today):
    monday, thursday = days[0][0].half.day, days[3][0]
    month = str(MONTHS[thursday.half.day.month]).lower()
    empty = thursday.is_month_empty and not thursday.is_past
    return {
        "monday": monday,
        "label": _("Semaine du %(day)s") % {"day": _day(monday, today)},
        "empty_month": month if empty else "",
        "days": [_day_row(cells, ticked, today) for cells in days],
    }


def _day_row(cells, ticked, today):
    first = cells[0]
    return {
        "day": first.half.day,
        "off": first.off,
        "note": first.off.note(),
        "is_usual": first.is_usual_day,
        "is_past": first.is_past,
        "cells": [
            {
                "cell": cell,
                "is_ticked": cell.half in ticked,
                "spoken": _("%(half)s : %(taken)s")
                % {
                    "half": slots_wording.half_label(cell.half, today),
                    "taken": slots.taken_words(cell.count, cell.total),
                },
            }
            for cell in cells
        ],
    }


def _day(day, today):
    return day_month(day) if day.year == today.year else date_short(day)


def _moment(cell, today):
    return {
        "cell": cell,
        "sentence": slots_wording.sentence(cell, today),
        "query": plan_query(cell.half),
    }


def plan_query(half):
    """The query of the plan page that proposes this half-day."""
    starts, ends = slots.HOURS[half.part]
    parts = {"le": half.day.isoformat(), "de": f"{starts:%H:%M}", "a": f"{ends:%H:%M}"}
    return urlencode(parts)


def _opened(cell, read, today):
    """What the open cell says: its sentence, then each engagement with those it takes."""
    lines = [
        {
            "label": engagement.label,
            "url": engagement.url,
            "is_own": engagement.is_own,
            "hours": _hours(engagement),
            "names": read.names(engagement.taken & cell.members),
        }
        for engagement in cell.engagements
        if engagement.taken & cell.members
    ]
    lines.sort(key=lambda line: (not line["is_own"], line["label"]))
    return _moment(cell, today) | {
        "lines": lines,
        "label": capfirst(slots_wording.half_label(cell.half, today)),
        "why": slots_wording.why(cell),
        "free": read.names(cell.members - cell.taken),
    }


def _hours(engagement):
    is_whole = engagement.ends_at - engagement.starts_at >= timedelta(hours=23)
    return (
        _("toute la journée") if is_whole else time_range(engagement.starts_at, engagement.ends_at)
    )


def _links(monday, ticked, today):
    """Earlier and later weeks, with what is ticked; never before this week."""
    this_week = today - timedelta(days=today.weekday())
    chosen = [("slot", half.slot) for half in ticked]
    earlier = max(monday - timedelta(weeks=WEEKS), this_week)
    later = monday + timedelta(weeks=WEEKS)
    return {
        "earlier": urlencode([("du", earlier.isoformat()), *chosen]) if earlier < monday else "",
        "later": urlencode([("du", later.isoformat()), *chosen]) if later.year in YEARS else "",
    }


def _poll_url(zone):
    try:
        return reverse("meetings:poll_new", args=[zone.code])
    except NoReverseMatch:
        return ""
