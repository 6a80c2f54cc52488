"""What the pages of the objectives show: the matrix over the years, the ticks of the meetings."""

from django.db.models import Prefetch
from django.utils import timezone

from meetings.models import Meeting
from zones.models import Theme

from . import objective_matrix
from .logbook_rows import planned_objectives
from .models import MeetingObjective
from .objective_proposals import proposals
from .objectives import objectives

#: Years beside one another, the last one included.
SHOWN = 5


def years_page(zone, last=None):
    """The matrix of the zone: 2015, then the last five years, each number open on its rows."""
    last = last or timezone.localdate().year
    years = [year for year in range(last - SHOWN + 1, last + 1) if year > 2015]
    found = objective_matrix.served([zone], years[0], last)
    noted = [year for year in years if found.is_noted(zone, year)]
    # The years before anything was noted say nothing: they are left out, all but the last one.
    years = [year for year in years if year >= min([*noted, last])]
    return {
        "zone": zone,
        "year": last,
        "years": years,
        "rows": objective_matrix.matrix(zone, years, found),
        "is_surveyed": objective_matrix.is_surveyed(zone),
        "unnamed": objective_matrix.without_objective(found, zone, last),
    }


def year_page(zone, year, *, only="", at=""):
    """The matrix of one year, and its meetings with the objectives that each one served.

    ``only``: the code of the objective asked for; ``at``: the meeting one comes from, unfolded.
    """
    found = objective_matrix.served([zone], year, year)
    announced, planned = planned_objectives(zone, year)
    return {
        "zone": zone,
        "year": year,
        "columns": [year],
        "around": [one for one in (year + 1, year, year - 1) if one <= timezone.localdate().year],
        "rows": objective_matrix.matrix(zone, [year], found, planned, announced),
        "is_surveyed": objective_matrix.is_surveyed(zone),
        "unnamed": objective_matrix.without_objective(found, zone, year),
        "meetings": [
            one | {"is_open": bool(only or not one["ticked"] or at == str(one["meeting"].pk))}
            for one in _meetings(zone, year)
            if not only or only in one["ticked"]
        ],
        "only": next((one for one in objectives() if one.code == only), None),
    }


def _meetings(zone, year):
    themes = Prefetch("themes", Theme.objects.select_related("category"))
    ticks = Prefetch("objectives_served", MeetingObjective.objects.order_by("pk"))
    rows = Meeting.objects.of_zone(zone).held().in_year(year).order_by("starts_at")
    rows = list(rows.select_related("zone").prefetch_related(themes, ticks))
    proposed = proposals(rows)
    return [_meeting(row, dict(proposed[row.pk])) for row in rows]


def _meeting(meeting, proposed):
    """``boxes``: those ticked or proposed; ``others``: the rest, folded."""
    ticked = [row.objective for row in meeting.objectives_served.all()]
    boxes = [
        {
            "code": one.code,
            "name": one.name,
            "is_ticked": one.code in ticked,
            "why": proposed.get(one.code, ""),
        }
        for one in objectives()
    ]
    first = [one for one in boxes if one["is_ticked"] or one["why"]]
    return {
        "meeting": meeting,
        "ticked": ticked,
        "boxes": first,
        "others": [one for one in boxes if one not in first],
        "waiting": sum(bool(one["why"]) and not one["is_ticked"] for one in boxes),
    }
