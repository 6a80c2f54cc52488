"""The figures of a zone and year as this reader may see them: live while they are written, else as
they were frozen with the report.
"""

from django.urls import reverse
from django.utils.translation import get_language

from concertation.one_moment import one_moment

from . import indicators, snapshot
from .figure_list import GROUPS
from .figure_rows import FIGURES, NOTES
from .permissions import reads_in_zone, reads_live

#: Figures that are tables: they only open on their rows.
TABLES = ("repartition", "tendance")


def document(user, zone, year, report, texts):
    """The snapshot of a zone and year, as ``user`` may read it (``can_read_report`` came first)."""
    found = snapshot.frozen(report)
    if found is None:
        with one_moment():
            found = snapshot.snapshot(indicators.gather(zone, year), report, texts=texts)
    return snapshot.seen_by(found, in_zone=reads_in_zone(user, zone))


def figures_page(user, zone, year, report):
    """Every figure with its formula and the rows it opens on."""
    found = snapshot.frozen(report)
    figures = found["figures"] if found else indicators.figures(zone, year)
    return {
        "zone": zone,
        "year": year,
        "report": report,
        "is_live": reads_live(user, zone, report),
        "groups": [
            (title, [_line(one, figures, zone, year) for one in group])
            for _code, title, group in GROUPS
        ],
        "tables": [(FIGURES[slug][0], _rows_url(zone, year, slug)) for slug in TABLES],
    }


def _line(figure, figures, zone, year):
    return {
        "code": figure.code,
        "label": figure.label,
        "value": figure.said(figures),
        "formula": figure.formula,
        "url": _rows_url(zone, year, figure.slug),
    }


def _rows_url(zone, year, slug):
    return reverse("reports:figure_rows", args=[zone.code, year, slug])


def rows_page(user, zone, year, report, slug):
    """The rows a figure counts: of the frozen report, or of the year as it stands."""
    title, find = FIGURES[slug]
    found, in_zone = snapshot.frozen(report), reads_in_zone(user, zone)
    if found:
        shown = snapshot.seen_by(found, in_zone=in_zone)
        rows = snapshot.rows_of(shown, slug, (get_language() or "fr")[:2])
    else:
        with one_moment():
            data = indicators.gather(zone, year)
            data.is_named = report is None or report.names_institutions
            rows = find(data, in_zone)
    note = NOTES.get(slug, "")
    return {"zone": zone, "year": year, "title": title, "rows": rows, "note": note, "slug": slug}
