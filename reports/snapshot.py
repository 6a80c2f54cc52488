"""What a report is made of, as plain data: frozen at its validation, given as JSON, put in tables.

The shape is that of the JSON Schema served beside it; ``SCHEMA`` changes when the shape does, and a
report frozen under an older one keeps it.
"""

from django.utils import translation

from . import canvas, indicators, tables, wording
from .contents_participation import naming
from .figure_rows import FIGURES
from .labels import LANGUAGES, both, label

#: Version of the shape: the first number changes when a reader of the older one would be lost.
SCHEMA = "1.0"


def snapshot(data, report=None, *, figures=None, texts=None):
    """Everything a report says in figures and tables: a dict that JSON keeps as it is.

    ``data``: ``ZoneYear``; ``report``: the ``CoordinationReport``, None before anybody opened it;
    ``figures``: those of ``indicators.figures`` when the caller has them; ``texts``: ``{chapter:
    ReportText}``. Labels and titles are kept in both languages, as ``{"fr", "nl"}``.

    It holds what the members of the zone may read and what the others may: whoever shows it passes
    it through ``seen_by`` first.
    """
    data.is_named = report is None or report.names_institutions
    figures = figures or indicators.figures(data.zone, data.year, data)
    return {
        "schema": SCHEMA,
        "kind": "zone",
        "zone": data.zone.code,
        "year": data.year,
        "edition": report.edition if report else 1,
        "as_of": data.last_day.isoformat(),
        "report": _report(report),
        "labels": _labels(data),
        "canvas": [_chapter(one, (texts or {}).get(one.key)) for one in canvas.chapters(data.year)],
        "figures": figures | {"grid": _grid(data, figures["grid"])},
        "tables": _tables(data, figures),
        "rows": {slug: _rows(data, find) for slug, (_title, find) in FIGURES.items()},
    }


def frozen(report):
    """The snapshot that a validated report keeps, whatever changed since; None while it is live."""
    return report.figures if report and report.is_validated and report.figures else None


def seen_by(snapshot, *, in_zone):
    """The snapshot as the members of the zone may read it, or as the others may.

    Drops the version meant for the other readers, and the pictures of the page
    (``printed_charts``); the rest is the same, unchanged.
    """
    shown = [_version(one, in_zone) for one in snapshot["tables"]]
    rows = {slug: _version(one, in_zone) for slug, one in snapshot.get("rows", {}).items()}
    told = {key: value for key, value in snapshot.items() if key != "charts"}
    return told | {"tables": [one for one in shown if one is not None], "rows": rows}


def _version(kept, in_zone):
    """``outside``: what changes for the readers outside the zone; None when nothing is theirs."""
    inside = {key: value for key, value in kept.items() if key != "outside"}
    if in_zone or "outside" not in kept:
        return inside
    return None if kept["outside"] is None else inside | kept["outside"]


def rows_of(snapshot, slug, language):
    """The rows behind a figure (see ``figure_rows``), from a snapshot that ``seen_by`` opened."""
    kept = snapshot.get("rows", {}).get(slug, {})
    return kept.get(language) or kept.get("fr") or []


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
    said = label(text, "text") if text else dict.fromkeys(LANGUAGES, "")
    return {
        "number": chapter.number,
        "key": chapter.key,
        "title": label(chapter, "title"),
        "text": {one: wording.without_addresses(words) for one, words in said.items()},
    }


def _labels(data):
    """The words of the codes that ``figures`` holds."""
    met = [data.institutions[pk] for one in data.recorded for pk in one.institutions]
    types = {office.type.code: office.type for office in met}
    communes = {office.commune.code: office.commune for office in met if office.commune}
    kinds = {one.meeting.kind: one.meeting for one in data.this_year}
    return {
        "zone": label(data.zone),
        "kinds": {code: both(one.get_kind_display) for code, one in sorted(kinds.items())},
        "types": {code: label(one) for code, one in sorted(types.items())},
        "communes": {code: label(one) for code, one in sorted(communes.items())},
    }


def _grid(data, grid):
    """By id of the institution, or by its letter in a report that names none."""
    called = (lambda pk: pk) if data.is_named else naming(data, False)
    return {str(called(int(pk))): cells for pk, cells in grid.items()}


def _tables(data, figures):
    """Every table, its two languages folded into one, and its two readers where they differ."""
    named = data.is_named
    shared = _folded(lambda: tables.for_all(data, figures, named=named))
    inside, outside = (
        _folded(lambda one=one: tables.for_readers(data, named=named, in_zone=one))
        for one in (True, False)
    )
    outside = {one["name"]: one for one in outside}
    return shared + [_with_outside(one, outside.get(one["name"])) for one in inside]


def _with_outside(inside, outside):
    if outside is None:
        return inside | {"outside": None}
    if outside["rows"] == inside["rows"]:
        return inside
    return inside | {"outside": {"rows": outside["rows"]}}


def _folded(find):
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(find())
    return [_fold(*pair) for pair in zip(*said, strict=True)]


def _fold(french, dutch):
    return {
        "name": french.name,
        "title": _both(french.title, dutch.title),
        "columns": [
            {"key": one.key, "title": _both(one.title, other.title), "kind": one.kind}
            for one, other in zip(french.columns, dutch.columns, strict=True)
        ],
        "rows": [
            [_cell(*cells) for cells in zip(*pair, strict=True)]
            for pair in zip(french.rows, dutch.rows, strict=True)
        ],
    }


def _both(french, dutch):
    return {"fr": french, "nl": dutch}


def _cell(french, dutch):
    """What both languages say alike once; the others as a label."""
    return french if french == dutch else _both(french, dutch)


def _rows(data, find):
    inside, outside = (both(lambda one=one: find(data, one)) for one in (True, False))
    return inside if inside == outside else inside | {"outside": outside}
