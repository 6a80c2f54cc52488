"""What the pages of the logbook and of the projects show, ready for their templates."""

import re
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import objectives
from .forms_logbook import LogEntryForm, fresh_entry
from .hours import hours_shown
from .models import LogEntry, Project
from .partner_names import Directory, typed
from .project_state import OVER, begins_on, ends_on, is_active, states_of


def logbook_page(zone, year, *, form=None, asked=None):
    """The entries of a year by month, newest first, above them the line to write one.

    ``asked``: the query of the address; ``objectif`` and ``projet`` narrow the list.
    """
    rows = LogEntry.objects.filter(zone=zone, on__year=year)
    narrowed, words = _narrowed(rows, zone, asked or {})
    narrowed = narrowed.select_related("project").prefetch_related("partners")
    entries = [_entry(row) for row in narrowed.order_by("-on", "-pk")]
    directory = form.directory if form else Directory(zone)
    form = form or LogEntryForm(zone=zone, directory=directory, initial=fresh_entry())
    return {
        "zone": zone,
        "year": year,
        "form": form,
        "institutions": directory.proposed(),
        "months": _months(entries),
        "total": len(entries),
        "hours": hours_shown(_sum(entries)),
        "narrowed": words,
        "years": _years(zone, year),
        "removed": LogEntry.every.filter(
            zone=zone, removed_at__isnull=False, on__year=year
        ).order_by("-removed_at")[:10],
    }


def _narrowed(rows, zone, asked):
    """The rows asked for, and the words that say which ("" for all)."""
    wanted = objectives.objective(asked.get("objectif", ""))
    if wanted:
        # An entry without an objective serves the one of its project.
        of_project = Q(objective="", project__objective=wanted.code)
        return rows.filter(Q(objective=wanted.code) | of_project), wanted.name
    if asked.get("objectif") == "sans":
        unnamed = Q(project=None) | Q(project__objective="")
        return rows.filter(unnamed, objective=""), _("Sans objectif nommé")
    number = asked.get("projet", "")
    if number.isdecimal() and len(number) < 18:
        project = Project.objects.filter(zone=zone, pk=int(number)).first()
        if project:
            return rows.filter(project=project), project.name
    return rows, ""


def _entry(row):
    code = row.objective or (row.project.objective if row.project else "")
    one = objectives.objective(code)
    return {
        "entry": row,
        "with": typed(row.partners.all(), row.others),
        "objective": one.name if one else "",
        "hours": hours_shown(row.hours),
    }


def _sum(entries):
    noted = [one["entry"].hours for one in entries if one["entry"].hours is not None]
    return sum(noted, Decimal(0)) if noted else None


def _months(entries):
    months = {}
    for one in entries:
        months.setdefault(one["entry"].on.replace(day=1), []).append(one)
    return [
        {
            "id": f"m{first.month}",
            "name": capfirst(formats.date_format(first, "F Y")),
            "entries": of_month,
            "hours": hours_shown(_sum(of_month)),
        }
        for first, of_month in months.items()
    ]


def _years(zone, year):
    """The years something is noted in, this year and the one shown, newest first."""
    noted = LogEntry.objects.filter(zone=zone).order_by().dates("on", "year")
    return sorted({timezone.localdate().year, year, *(one.year for one in noted)}, reverse=True)


def is_known_year(year):
    return 1992 <= year <= timezone.localdate().year


def differences(form, current):
    """What somebody else saved, beside what was typed: ``[(label, their value)]`` that differ.

    ``current``: the initial values of the form for the row as it stands.
    """
    found = []
    for name, field in form.fields.items():
        if field.widget.is_hidden:
            continue
        theirs, mine = current.get(name), form.cleaned_data.get(name)
        theirs = getattr(theirs, "pk", theirs)
        mine = getattr(mine, "pk", mine)
        if (theirs or "") != (mine or ""):
            found.append((field.label, _said(form, name, theirs)))
    return found


def _said(form, name, value):
    """A value in words: the name of a choice, a date, a duration, « – » for nothing."""
    field = form.fields[name]
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if value in (None, ""):
        return "–"
    if isinstance(value, Decimal):
        return hours_shown(value)
    if isinstance(value, date):
        return formats.date_format(value)
    named = {str(getattr(key, "value", key)): label for key, label in getattr(field, "choices", [])}
    return named.get(str(value), value)


def projects_page(zone, asked=None):
    """The projects of the zone: those under way first, then those that ended.

    ``asked``: the query of the address; ``objectif`` and ``annee`` together give the rows of a
    number of the matrix.
    """
    asked = asked or {}
    rows = list(Project.objects.filter(zone=zone).prefetch_related("states", "partners"))
    wanted, year = objectives.objective(asked.get("objectif", "")), asked.get("annee", "")
    words = ""
    if wanted and re.fullmatch("[0-9]{4}", year):
        rows = [one for one in rows if one.objective == wanted.code and is_active(one, int(year))]
        words = f"{wanted.name} · {year}"
    projects = [_project(row) for row in rows]
    return {
        "zone": zone,
        "narrowed": words,
        "running": [one for one in projects if not one["is_over"]],
        "over": [one for one in projects if one["is_over"]],
    }


def _project(row):
    states = states_of(row)
    last = states[-1] if states else None
    one = objectives.objective(row.objective)
    return {
        "project": row,
        "with": typed(row.partners.all(), row.others),
        "objective": one.name if one else "",
        "last": last,
        "is_over": bool(last and last.state in OVER),
        "begins": begins_on(row),
        "ends": ends_on(row),
    }


def project_page(project, form, state_form):
    """One project: what it is, where it stood day after day, what the logbook says of it."""
    entries = project.entries.prefetch_related("partners").order_by("-on", "-pk")
    return {
        "zone": project.zone,
        "form": form,
        "seen": form["seen"].value(),
        "state_form": state_form,
        "institutions": form.directory.proposed(),
        "entries": [_entry_of(row) for row in entries[:20]],
        "entry_count": project.entries.count(),
        "is_over": ends_on(project) is not None,
        **_project(project),
    }


def _entry_of(row):
    return {"entry": row, "with": typed(row.partners.all(), row.others)}
