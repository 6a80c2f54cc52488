"""The annexes of a report: joined, read, described, put in order, taken away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from concertation.permissions import require
from concertation.typography import typeset
from meetings.views import CLOSED, attempt, tried

from .. import pages_annexes
from ..forms_annexes import AnnexAddForm, AnnexForm
from ..models import Annex
from ..permissions import can_write_report
from ..services import annexed_pvs, open_report
from ..services import annexes as service
from .reading import open_zone_year


def annexes(request, code, year):
    """The list for whoever reads the report; the coordination also adds to it."""
    zone, report, _texts = open_zone_year(request, code, year)
    if request.method == "POST":
        require(can_write_report, request.user, zone)
    form = AnnexAddForm(
        request.POST or None,
        request.FILES or None,
        zone=zone,
        oversized=getattr(request, "oversized", ()),
    )
    added = attempt(form, lambda data: _add(report or open_report(zone, year), data, request))
    if added:
        messages.success(
            request, _("« %(name)s » est joint au rapport.") % {"name": typeset(str(added))}
        )
        return redirect("reports:annexes", code, year)
    context = pages_annexes.listing(request.user, zone, year, report)
    return render(request, "reports/annexes.html", context | {"form": form})


def _add(report, data, request):
    return service.add_annex(report, **data, by=request.user)


def _written(request, code, year, pk):
    """The zone and an annex of the report being written, for its coordination."""
    zone, report, _texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    return zone, get_object_or_404(Annex.objects.select_related("report"), pk=pk, report=report)


@require_POST
def annex_pv(request, code, year, pk):
    """An approved PV of the year joins the annexes."""
    zone, report, _texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    report = report or open_report(zone, year)
    if row := tried(request, lambda: annexed_pvs.join(report, pk, by=request.user)):
        messages.success(request, _("« %(name)s » est joint au rapport.") % {"name": row})
    return redirect("reports:annexes", code, year)


@require_safe
def annex(request, code, year, pk):
    """The pages of an annex, as they were taken in."""
    _zone, report, _texts = open_zone_year(request, code, year)
    row = get_object_or_404(Annex, pk=pk, report=report)
    try:
        with row.file.open("rb") as file:
            response = HttpResponse(file.read(), content_type="application/pdf")
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Disposition"] = content_disposition_header(False, row.file_name)
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    for header, value in CLOSED.items():
        response[header] = value
    return response


def annex_edit(request, code, year, pk):
    zone, row = _written(request, code, year, pk)
    form = AnnexForm(request.POST or None, instance=row, zone=zone)
    if attempt(form, lambda data: service.edit_annex(row, **data)):
        messages.success(request, _("L’annexe est à jour."))
        return redirect("reports:annexes", code, year)
    context = {"zone": zone, "year": year, "annex": row, "form": form}
    return render(request, "reports/annex_edit.html", context)


@require_POST
def annex_move(request, code, year, pk):
    """One place up, or down."""
    _zone, row = _written(request, code, year, pk)
    by_rows = 1 if request.POST.get("to") == "down" else -1
    tried(request, lambda: service.move_annex(row, by_rows=by_rows))
    return redirect("reports:annexes", code, year)


def annex_remove(request, code, year, pk):
    """Asked first: the institution may have to send it again."""
    zone, row = _written(request, code, year, pk)
    if request.method == "POST":
        removed = tried(request, lambda: service.remove_annex(row) or True)
        if removed:
            messages.success(request, _("« %(name)s » est retiré du rapport.") % {"name": row})
        return redirect("reports:annexes", code, year)
    context = {"zone": zone, "year": year, "annex": row}
    return render(request, "reports/annex_remove.html", context)
