"""What the chapters on the work outside meetings show: logbook, projects, objectives, figures.

The same rows on the page and on paper, in the language of the reader.
"""

from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from concertation.bilingual import localised
from concertation.typography import date_short, day_month

from . import objective_matrix, wording
from .hours import hours_shown
from .models import CoordinationReport, LocalFigure, LogEntry, Project
from .objectives import objective, objectives
from .partner_names import typed
from .project_state import begins_on, ends_on, is_of_year, state_on


def outside_meetings(zone, year):
    """Context of ``projets``, ``objectifs`` and ``observatoire``; nine queries at any size."""
    entries, every = entries_of(zone, year - 1, year), projects_of(zone)
    found = objective_matrix.served([zone], year - 1, year, entries=entries, projects=every)
    return {
        "logbook": logbook([row for row in entries if row.on.year == year]),
        "projects": projects(every, year),
        "local_figures": local_figures(zone, year),
        **_objectives(zone, year, found),
    }


def entries_of(zone, first, last):
    """The entries of the logbook over these years, with their project; one query."""
    rows = LogEntry.objects.filter(zone=zone, on__year__gte=first, on__year__lte=last)
    return list(rows.select_related("project").order_by("on", "pk"))


def logbook(rows):
    """Totals of a year's entries and their words by objective; None when nothing is noted.

    ``{"count", "hours", "partners", "groups": [{"name", "count", "hours", "entries"}]}``; entries
    ``{"day", "text", "with", "project"}``, in the order of the year. An entry that stays in the
    coordination is counted, and not among ``entries``.
    """
    if not rows:
        return None
    prefetch_related_objects(rows, "partners")
    groups = {}
    for row in rows:
        code = row.objective or (row.project.objective if row.project else "")
        groups.setdefault(code, []).append(row)
    order = [one.code for one in objectives()] + [""]
    codes = sorted(groups, key=lambda code: order.index(code) if code in order else len(order))
    return {
        "count": len(rows),
        "hours": hours_shown(_hours(rows)),
        "partners": len({one.pk for row in rows for one in row.partners.all()}),
        "groups": [_group(code, groups[code]) for code in codes],
    }


def _group(code, rows):
    one = objective(code)
    return {
        "name": one.name if one else "",
        "count": len(rows),
        "hours": hours_shown(_hours(rows)),
        "entries": [_entry(row) for row in rows if not row.is_internal],
    }


def _hours(rows):
    """The sum of the hours noted; None when no entry says any."""
    noted = [row.hours for row in rows if row.hours is not None]
    return sum(noted, Decimal(0)) if noted else None


def _entry(row):
    return {
        "day": day_month(row.on),
        "text": wording.without_addresses(row.text),
        "with": wording.without_addresses(typed(row.partners.all(), row.others)),
        "project": row.project.name if row.project else "",
    }


def projects_of(zone):
    """Every project of the zone, with its states and its partners; three queries."""
    return list(Project.objects.filter(zone=zone).prefetch_related("states", "partners"))


def projects(rows, year):
    """The projects the report of ``year`` tells of, with their state at the end of it.

    ``[{"name", "language", "purpose", "partners", "objective", "state", "since", "note", "moves",
    "begins", "ends"}]``; ``moves``: the states of the year, oldest first.
    """
    return [_project(row, year) for row in rows if is_of_year(row, year)]


def _project(row, year):
    last = state_on(row, date(year, 12, 31))
    name, language = localised(row, "name")
    one = objective(row.objective)
    begins, ends = begins_on(row), ends_on(row)
    return {
        "name": name,
        "language": language,
        "purpose": wording.without_addresses(row.purpose),
        "partners": wording.without_addresses(typed(row.partners.all(), row.others)),
        "objective": one.name if one else "",
        "state": last.get_state_display() if last else "",
        "since": date_short(last.on) if last else "",
        "note": wording.without_addresses(last.note) if last else "",
        "moves": [_move(state) for state in row.states.all() if state.on.year == year],
        "begins": date_short(begins) if begins else "",
        "ends": date_short(ends) if ends and ends.year <= year else "",
    }


def _move(state):
    note = wording.without_addresses(state.note)
    return {"day": day_month(state.on), "state": state.get_state_display(), "note": note}


def local_figures(zone, year):
    """``[{"label", "place", "value", "source", "dated", "before"}]``; one query.

    ``before``: the value of the same line in the report of the year before, "" if there was none.
    """
    rows = LocalFigure.objects.filter(zone=zone, year__in=(year - 1, year))
    rows = list(rows.order_by("position", "pk"))
    before = {_line(row): row.value for row in rows if row.year == year - 1}
    return [
        {
            "label": row.label,
            "place": row.place,
            "value": row.value,
            "source": row.source,
            "dated": row.dated,
            "before": before.get(_line(row), ""),
        }
        for row in rows
        if row.year == year
    ]


def figures_before(zone, year):
    """The lines of the report of the year before that this one does not quote (yet)."""
    rows = list(LocalFigure.objects.filter(zone=zone, year__in=(year - 1, year)))
    quoted = {_line(row) for row in rows if row.year == year}
    return [row for row in rows if row.year == year - 1 and _line(row) not in quoted]


def _line(row):
    return row.label.casefold(), row.place.casefold()


def _objectives(zone, year, found):
    """The matrix of the chapter, the objectives announced a year ago and those for the next."""
    announced, planned = planned_objectives(zone, year)
    rows = objective_matrix.matrix(zone, [year - 1, year], found, planned, announced)
    return {
        "objective_rows": rows,
        "objective_years": [year - 1, year],
        "objectives_noted": found.is_noted(zone, year),
        "objectives_surveyed": objective_matrix.is_surveyed(zone),
        "announced": [row for row in rows if row["is_announced"]],
        "planned": [row for row in rows if row["is_planned"]],
    }


def planned_objectives(zone, year):
    """(codes the report of the year before planned, codes this one plans); one query."""
    rows = CoordinationReport.objects.current().filter(zone=zone, year__in=(year - 1, year))
    plans = dict(rows.values_list("year", "planned_objectives"))
    return plans.get(year - 1) or [], plans.get(year) or []
