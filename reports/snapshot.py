"""What a report is made of, as plain data: frozen at its validation, given as JSON, put in tables.

The shape is that of the JSON Schema served beside it; ``SCHEMA`` changes when the shape does, and a
report frozen under an older one keeps it.
"""

from django.utils import translation

from . import canvas, indicators, snapshot_tables

#: Version of the shape: the first number changes when a reader of the older one would be lost.
SCHEMA = "1.0"


def snapshot(data, report=None, *, figures=None, texts=None, in_zone=True):
    """Everything a report says in figures and tables: a dict that JSON keeps as it is.

    ``data``: ``ZoneYear``; ``report``: the ``CoordinationReport``, None before anybody opened it;
    ``figures``: those of ``indicators.figures`` when the caller has them; ``texts``: ``{chapter:
    ReportText}``. ``in_zone``: whether the passages of PVs are quoted as the members of the zone
    may read them, or only as the other zones may. ``{"schema", "kind", "zone", "year", "edition",
    "report", "labels", "canvas", "figures", "tables"}``; labels and titles in both languages.
    """
    figures = figures or indicators.figures(data.zone, data.year, data)
    return {
        "schema": SCHEMA,
        "kind": "zone",
        "zone": data.zone.code,
        "year": data.year,
        "edition": report.edition if report else 1,
        "report": _report(report),
        "labels": {"zone": label(data.zone)},
        "canvas": [_chapter(one, (texts or {}).get(one.key)) for one in canvas.chapters(data.year)],
        "figures": figures,
        "tables": snapshot_tables.every(data, figures, report, in_zone=in_zone),
    }


def is_frozen(report):
    """Whether the report keeps a snapshot (``report.figures``), which then stands for the rows."""
    return bool(report and report.is_validated and report.figures)


def label(named, field="name"):
    """``{"fr", "nl"}`` of anything named in both languages."""
    return {"fr": getattr(named, f"{field}_fr"), "nl": getattr(named, f"{field}_nl")}


def both(words):
    """``{"fr", "nl"}`` of a lazy translation."""
    said = {}
    for language in ("fr", "nl"):
        with translation.override(language):
            said[language] = str(words)
    return said


def _report(report):
    if report is None:
        return None
    return {
        "style": report.style,
        "language": report.language,
        "names_institutions": report.names_institutions,
        "evaluation_methods": list(report.evaluation_methods),
        "planned_objectives": list(report.planned_objectives),
    }


def _chapter(chapter, text):
    return {
        "number": chapter.number,
        "key": chapter.key,
        "title": label(chapter, "title"),
        "text": label(text, "text") if text else {"fr": "", "nl": ""},
    }
