"""The figures of a report: all of them, the rows behind each, and the files other programs read.

Every one of these pages and files goes through ``open_zone_year``, as the report itself.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from .. import documents, export, schemas
from ..figure_rows import FIGURES
from ..pages_figures import document, figures_page, rows_page
from .reading import open_zone_year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def figures(request, code, year):
    """Every figure with its formula, each opening on its rows."""
    zone, report, _texts = open_zone_year(request, code, year)
    return render(request, "reports/figures.html", figures_page(request.user, zone, year, report))


def figure_rows(request, code, year, figure):
    """The rows a figure counts."""
    zone, report, _texts = open_zone_year(request, code, year)
    if figure not in FIGURES:
        raise Http404
    context = rows_page(request.user, zone, year, report, figure)
    return render(request, "reports/figure_rows.html", context)


def workbook(request, code, year):
    """Every table of the report, a sheet each, in the language of the reader."""
    zone, report, tables, _document = _tables(request, code, year)
    title = _("Rapport %(year)d, zone %(name)s") % {"year": year, "name": zone.name}
    name = _name(zone, year, report, "xlsx")
    return _file(export.workbook(tables, title=title), XLSX, name)


def tables_csv(request, code, year):
    """The same tables as CSV files, with the figures as JSON and the schema that describes them."""
    zone, report, tables, found = _tables(request, code, year)
    extra = [("chiffres.json", export.json(found)), ("schema.json", schemas.report_schema())]
    name = _name(zone, year, report, "zip")
    return _file(export.archive(tables, extra=extra), "application/zip", name)


def figures_json(request, code, year):
    """The figures, labels, canvas and tables, as the schema describes them."""
    zone, report, _tables_, found = _tables(request, code, year)
    return _file(export.json(found), "application/json", _name(zone, year, report, "json"))


@login_not_required
def schema(request):
    """What the JSON means, for whoever received it without an account here: it names nobody."""
    return HttpResponse(schemas.report_schema(), content_type="application/schema+json")


def _tables(request, code, year):
    """(zone, report, tables in the reader's language, document that names its schema)"""
    zone, report, texts = open_zone_year(request, code, year)
    found = document(request.user, zone, year, report, texts)
    address = request.build_absolute_uri(reverse("reports:schema"))
    return zone, report, export.tables(found), {"$schema": address} | found


def _name(zone, year, report, suffix):
    """As the paper is called: an edition that replaces another says which it is."""
    return documents.file_name(zone, year, report and report.edition, suffix, what="Chiffres")


def _file(content, kind, name):
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer
