"""The tables of what happens outside meetings, and of what partners answered.

Made of the same rows as the chapters: a number here is the number there.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..listening_rows import listening
from ..logbook_rows import outside_meetings
from .table import table


def tables(data):
    found = outside_meetings(data.zone, data.year)
    heard = listening(data.zone, data.year)
    return [
        _objectives(found),
        _logbook(found["logbook"]),
        _projects(found["projects"]),
        _local_figures(found["local_figures"]),
        _barometer(heard["barometer"]),
        _after_meetings(heard["after_meetings"]),
    ]


def _objectives(found):
    """The Coo/RCZ matrix: 2015, the year before, the year."""
    years = found["objective_years"]
    rows = [
        (
            one["code"],
            one["name"],
            one["in_2015"],
            *(cell["mode"] for cell in one["cells"]),
            *(one["cells"][-1][name] for name in ("entries", "projects", "meetings")),
            one["is_announced"],
            one["is_planned"],
        )
        for one in found["objective_rows"]
    ]
    columns = (
        ("code", _("Code")),
        ("objective", _("Objectif du cahier des charges")),
        ("in_2015", "2015"),
        *((f"in_{'year' if year == years[-1] else 'year_before'}", year) for year in years),
        ("entries", _("Entrées du journal"), "number"),
        ("projects", _("Projets"), "number"),
        ("meetings", _("Réunions"), "number"),
        ("is_announced", _("Annoncé l’année précédente"), "bool"),
        ("is_planned", _("Prévu pour l’année suivante"), "bool"),
    )
    title = _("Objectifs, menés par la coordination (Coo) ou en réunion (RCZ)")
    return table("objectifs", title, columns, rows)


def _logbook(logbook):
    rows = [
        (one["name"], one["count"], one["hours"] or "")
        for one in (logbook["groups"] if logbook else ())
    ]
    columns = (
        ("objective", _("Objectif du cahier des charges")),
        ("entries", _("Entrées du journal"), "number"),
        ("hours", _("Heures")),
    )
    return table("journal", _("Journal de coordination"), columns, rows)


def _projects(projects):
    keys = ("name", "purpose", "partners", "objective", "state", "since", "note", "begins", "ends")
    heads = (
        pgettext("partenariat", "Projet"),
        _("Objet"),
        _("Partenaires"),
        _("Objectif du cahier des charges"),
        _("État"),
        _("Depuis le"),
        _("Note"),
        _("Commencé le"),
        _("Terminé le"),
    )
    rows = [tuple(str(one[key]) for key in keys) for one in projects]
    columns = zip(keys, heads, strict=True)
    return table("projets", _("Projets en partenariat"), columns, rows)


def _local_figures(found):
    keys = ("label", "place", "value", "source", "dated", "before")
    heads = (
        _("Donnée"),
        _("Pour"),
        _("Valeur"),
        _("Source"),
        _("Date de la donnée"),
        _("Valeur du rapport précédent"),
    )
    rows = [tuple(one[key] for key in keys) for one in found]
    columns = zip(keys, heads, strict=True)
    return table("donnees-locales", _("Données locales"), columns, rows)


def _barometer(barometer):
    rows = [
        (one["code"], str(one["name"]), str(one["in_2015"]), one["before"], one["mean"])
        for one in (barometer["lines"] if barometer else ())
    ]
    columns = (
        ("code", _("Code")),
        ("expectation", _("Attente")),
        ("in_2015", "2015"),
        ("before", _("Moyenne de l’année précédente (1 à 5)"), "number"),
        ("mean", _("Moyenne (1 à 5)"), "number"),
    )
    return table("barometre", _("Baromètre des attentes"), columns, rows)


def _after_meetings(found):
    rows = [(str(words), mean) for words, mean in (found["questions"] if found else ())]
    columns = (("question", _("Question")), ("mean", _("Moyenne (1 à 5)"), "number"))
    return table("apres-les-reunions", _("Trois questions après les réunions"), columns, rows)
