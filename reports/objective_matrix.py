"""The Coo/RCZ matrix of the study of 2015, produced from what was noted: no zone is ranked.

Coo: carried by the coordination outside meetings (logbook, projects). RCZ: in a meeting of the
commission, as the coordination ticked it.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from concertation.shapes import MISSING
from meetings.models import Meeting
from meetings.models.meeting_queryset import in_zones

from .models import LogEntry, MeetingObjective, Project
from .objectives import objectives
from .project_state import is_active

COO, RCZ, BOTH = "Coo", "RCZ", "RCZ+Coo"


@dataclass
class Served:
    """What serves one objective in one zone and year; ``hours``: of the entries that say so."""

    entries: int = 0
    hours: Decimal = Decimal(0)
    projects: int = 0
    meetings: int = 0

    @property
    def mode(self):
        """« Coo », « RCZ », « RCZ+Coo » as in 2015; "" when nothing is noted."""
        outside = bool(self.entries or self.projects)
        return {(True, True): BOTH, (True, False): COO, (False, True): RCZ}.get(
            (outside, bool(self.meetings)), ""
        )


@dataclass(frozen=True)
class ZoneYears:
    """``cells``: {(zone id, year): {objective code: ``Served``}}."""

    cells: dict

    def of(self, zone, year):
        return self.cells.get((zone.pk, year), {})

    def is_noted(self, zone, year):
        """Whether anything at all was noted: if not, the year is « n. d. », not empty."""
        return bool(self.of(zone, year))


def served(zones, first, last, *, entries=None, projects=None):
    """``ZoneYears`` of ``zones`` from year ``first`` to ``last``; five queries whatever the size.

    ``entries``, with their project, and ``projects``, with their states: the rows of these zones
    (and of these years), when the caller has them; two or three queries less.

    An entry without an objective serves the one of its project. A project serves its objective in
    each year in which it is active (see ``project_state.is_active``). A meeting ticked for an
    objective counts once held, in each zone that holds it.
    """
    found = ZoneYears({})
    ids = [zone.pk for zone in zones]
    _add_entries(found, _counted(ids, first, last) if entries is None else _told(entries))
    if projects is None:
        projects = Project.objects.filter(zone__in=ids).prefetch_related("states")
    _add_projects(found, projects, first, last)
    _add_meetings(found, ids, first, last)
    return found


def _cell(found, zone, year, code):
    return found.cells.setdefault((zone, year), {}).setdefault(code, Served())


def _counted(ids, first, last):
    """[(zone id, year, objective, that of the project, number of entries, hours)]"""
    rows = LogEntry.objects.filter(zone__in=ids, on__year__gte=first, on__year__lte=last)
    rows = rows.order_by().values_list("zone", "on__year", "objective", "project__objective")
    return rows.annotate(Count("pk"), Sum("hours"))


def _told(entries):
    """The same, one row an entry."""
    for row in entries:
        of_project = row.project and row.project.objective
        yield row.zone_id, row.on.year, row.objective, of_project, 1, row.hours


def _add_entries(found, rows):
    for zone, year, own, of_project, number, hours in rows:
        cell = _cell(found, zone, year, own or of_project or "")
        cell.entries += number
        cell.hours += hours or 0


def _add_projects(found, projects, first, last):
    for project in projects:
        for year in range(first, last + 1):
            if is_active(project, year):
                _cell(found, project.zone_id, year, project.objective).projects += 1


def _add_meetings(found, ids, first, last):
    rows = MeetingObjective.objects.filter(
        in_zones(ids, "meeting__"),
        meeting__status__in=Meeting.HELD,
        meeting__starts_at__year__gte=first,
        meeting__starts_at__year__lte=last,
    )
    rows = list(rows.select_related("meeting"))
    shared = Meeting.joint_zones.through.objects.filter(
        meeting__in={row.meeting_id for row in rows}, zone__in=ids
    )
    holders = {}
    for meeting, zone in shared.values_list("meeting", "zone"):
        holders.setdefault(meeting, set()).add(zone)
    for row in rows:
        for zone in {row.meeting.zone_id, *holders.get(row.meeting_id, ())} & {*ids}:
            _cell(found, zone, row.meeting.year, row.objective).meetings += 1


def in_2015(objective, zone):
    """What the study says of the objective in that zone; « non enquêtée » where it did not ask."""
    return objective.in_2015.get(zone.code) or _("non enquêtée")


def is_surveyed(zone):
    return any(zone.code in one.in_2015 for one in objectives())


def matrix(zone, years, found, planned=(), announced=()):
    """Rows of one zone: the eleven objectives, 2015, then ``years`` (cells ``{year, mode, …}``).

    ``planned``: codes for the next year; ``announced``: those the year before planned for the last
    of ``years``. A year of which nothing is noted gives « n. d. ».
    """
    return [
        {
            "code": one.code,
            "name": one.name,
            "in_2015": in_2015(one, zone),
            "cells": [_shown(found, zone, year, one.code) for year in years],
            "is_announced": one.code in announced,
            "is_planned": one.code in planned,
        }
        for one in objectives()
    ]


def _shown(found, zone, year, code):
    one = found.of(zone, year).get(code, Served())
    noted = found.is_noted(zone, year)
    return {
        "year": year,
        "mode": one.mode if noted else str(MISSING),
        "is_noted": noted,
        "entries": one.entries,
        "hours": one.hours,
        "projects": one.projects,
        "meetings": one.meetings,
    }


def side_by_side(zones, year, found=None):
    """The zones beside one another for a year: rows of an objective and its ``cells``, one a zone.

    A cell: ``{"zone", "in_2015", "mode", "is_noted", "entries", "projects", "meetings", …}``. In
    the order of ``zones``; queries: those of ``served`` unless ``found`` is given.
    """
    found = found or served(zones, year, year)
    return [
        {
            "code": one.code,
            "name": one.name,
            "cells": [
                {"zone": zone, "in_2015": in_2015(one, zone)} | _shown(found, zone, year, one.code)
                for zone in zones
            ],
        }
        for one in objectives()
    ]


def without_objective(found, zone, year):
    """How many entries of the logbook serve no objective that was named."""
    return found.of(zone, year).get("", Served()).entries
