"""Who came, as a chapter shows it: by type, by institution, by kind of meeting; no query.

``named``: institutions bear their name, or a letter in its place (``names_institutions``).
"""

from datetime import date

from django.utils.translation import gettext as _

from concertation.shapes import MISSING
from meetings.models import Meeting

from . import charts, wording
from .indicators import meetings, participation
from .indicators.gathering import YEARS_BACK


def attendance(data, *, named):
    """The context of the tables and pictures of institutions."""
    rows = participation.grid(data)
    called = naming(data, named)
    types = types_by_meeting(data)
    return {
        "is_named": named,
        "types": [row | {"reached": wording.value(row["reached"])} for row in member_types(data)],
        "types_chart": charts.types_by_meeting(data, types),
        "types_rows": types,
        "regular_names": sorted(called(pk) for pk in participation.regular_institutions(data)),
        "new_names": sorted(called(pk) for pk in participation.new_institutions(data) or ()),
        "grid_head": [f"{sitting.meeting.held_on:%d/%m}" for sitting in data.held],
        "grid": _grid(data, rows, called, named),
        "grid_charts": charts.grids(data, by_presence(data, rows, called)),
        "members": _members(data) if named else [],
    }


def naming(data, named):
    """``pk → name``: the institution's own, or « Institution A », in the order they were encoded.

    Letters follow neither the alphabet nor the presences, which would give the names back; those
    of the grid take the first ones.
    """
    if named:
        return lambda pk: data.institutions[pk].name
    shown = participation.grid(data)
    every = sorted(data.institutions, key=lambda pk: (pk not in shown, pk))
    order = {pk: place for place, pk in enumerate(every)}
    return lambda pk: _("Institution %(letter)s") % {"letter": letter(order[pk])}


def letter(place):
    """0 → A, 25 → Z, 26 → AA."""
    head, last = divmod(place, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + last)


def member_types(data):
    """One row a partner type: members, arrived and left in the year, reached; in their order.

    ``{"rank", "code", "name", "members", "arrived", "left", "reached"}``.
    """
    reached = participation.institutions_reached(data)
    first, last = date(data.year, 1, 1), date(data.year, 12, 31)
    rows = {}
    for membership in data.memberships:
        row = _type_row(rows, data.institutions[membership.organisation_id])
        row["members"].add(membership.organisation_id)
        row["arrived"] += bool(membership.started_on and membership.started_on >= first)
        row["left"] += bool(membership.ended_on and membership.ended_on <= last)
    for pk in reached:
        _type_row(rows, data.institutions[pk])["reached"] += 1
    for row in rows.values():
        row["members"] = len(row["members"])
        row["reached"] = row["reached"] if data.recorded else None
    return sorted(rows.values(), key=lambda row: (row["rank"], row["name"]))


def _type_row(rows, institution):
    empty = {"members": set(), "arrived": 0, "left": 0, "reached": 0}
    return rows.setdefault(institution.type.code, _type(institution) | empty)


def _type(institution):
    kind = institution.type
    return {"rank": institution.rank, "code": kind.code, "name": kind.name}


def types_by_meeting(data):
    """One row a partner type: institutions present at each meeting held, None where « n. d. ».

    ``{"rank", "code", "name", "cells", "present", "invited", "rate"}``: ``rate`` as P2,
    members of the type only.
    """
    rows = {}
    for place, sitting in enumerate(data.held):
        if not sitting.is_recorded:
            continue
        for pk in sitting.institutions | sitting.invited:
            row = _cells(rows, data, pk)
            row["cells"][place] += pk in sitting.institutions
            row["invited"] += pk in sitting.invited
            row["present"] += pk in sitting.invited & sitting.members_present
    for row in rows.values():
        row["rate"] = wording.percent(row["present"] / row["invited"] if row["invited"] else None)
    return sorted(rows.values(), key=lambda row: (row["rank"], row["name"]))


def _cells(rows, data, pk):
    institution = data.institutions[pk]
    empty = [0 if sitting.is_recorded else None for sitting in data.held]
    counts = {"cells": empty, "present": 0, "invited": 0}
    return rows.setdefault(institution.type.code, _type(institution) | counts)


def by_presence(data, rows, called):
    """Rows of the picture, the most often there first: (name, states, « 7 / 8 »).

    Institutions never asked and seen once (guests) are left to the table of the annex.
    """
    asked = {pk: sum(cell in PLACES for cell in cells) for pk, cells in rows.items()}
    here = {pk: cells.count("present") for pk, cells in rows.items()}
    members = {row.organisation_id for row in data.memberships}
    order = sorted((pk for pk in rows if pk in members), key=lambda pk: (-here[pk], called(pk)))
    return [(called(pk), rows[pk], f"{here[pk]} / {asked[pk]}") for pk in order]


PLACES = ("present", "excused", "absent")
MARKS = {"present": "●", "excused": "E", "absent": "–", "": "", "unknown": MISSING}


def _grid(data, rows, called, named):
    """Rows of the grid: name and cells of (class, mark); by type then name, or by letter."""

    def place(pk):
        return (data.institutions[pk].rank, called(pk)) if named else (len(called(pk)), called(pk))

    return [
        {
            "name": called(pk),
            "type": data.institutions[pk].type.name if named else "",
            "cells": [(cell, str(MARKS[cell])) for cell in rows[pk]],
        }
        for pk in sorted(rows, key=place)
    ]


def _members(data):
    """The members of the year, by type then name."""
    rows = {}
    for row in data.memberships:
        about = data.institutions[row.organisation_id]
        commune = about.commune.name if about.commune else ""
        rows[about.pk] = {
            "rank": about.rank,
            "name": about.name,
            "type": about.type.name,
            "commune": commune,
        }
    return sorted(rows.values(), key=lambda row: (row["rank"], row["name"]))


def kinds_by_year(data):
    """Half-days held, by kind of meeting, over five years: (kinds, rows, target).

    ``kinds``: codes that counted at least once, in their own order; a row is (year, {kind: n},
    half-days of the meetings that do not count). A year without any meeting is left out.
    """
    rows = []
    for year in range(data.year - YEARS_BACK + 1, data.year + 1):
        held = [sitting.meeting for sitting in data.of(year) if sitting.counts]
        counted = {}
        for row in meetings.quota(data, year).counted:
            if row.stage in ("held", "proved"):
                kind = row.meeting.kind
                counted[kind] = counted.get(kind, 0) + row.half_days
        beside = sum(one.half_days for one in held if not one.counts_for_quota)
        if counted or beside:
            rows.append((year, counted, beside))
    used = {kind for _year, counted, _beside in rows for kind in counted}
    kinds = [kind for kind in Meeting.Kind if kind in used]
    return kinds, rows, data.rules.half_day_quota
