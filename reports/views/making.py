"""A long paper on its way: how far it is, and its bytes once it is ready."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.models.rules import DocumentLanguage

from .. import makers, pages_making
from ..forms_making import MakingForm
from ..making_kinds import KINDS, origin
from ..models import Making
from ..permissions import can_write_report, is_validated
from ..permissions_making import can_read_making
from ..services import making as service
from .reading import open_zone_year


def make_report(request, code, year):
    """Choose the language, ask for the PDF of the report being written, and follow it."""
    zone, found, _texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    if is_validated(found):
        return redirect("reports:paper", code, year)
    typed = request.POST if request.method == "POST" else None  # empty: the report's own language
    form = MakingForm(typed, initial={"language": _language(found)})
    if form.is_valid():
        language = form.cleaned_data["language"] or _language(found)
        asked = service.ask("report", zone=zone, year=year, language=language, by=request.user)
        return redirect(asked)
    context = pages_making.beginning(zone, year) | {"form": form}
    return render(request, "reports/making_begin.html", context)


def _language(report):
    return report.language if report else DocumentLanguage.FR


def proof(request, code, year):
    """What the file of proofs will hold and what is missing in it, then the file."""
    zone, found, _texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    if request.method == "POST":
        what = "proof_zone" if "reserved" in request.POST else "proof"
        language = _language(found)
        asked = service.ask(what, zone=zone, year=year, language=language, by=request.user)
        return redirect(asked)
    context = pages_making.proofs(zone, year, found)
    return render(request, "reports/proof.html", context)


def _making(request, key, rows):
    """The making of an address, in the reader's world; 404 otherwise."""
    making = get_object_or_404(rows.select_related("zone", "asked_by"), key=key)
    if making.what not in KINDS or not can_read_making(request.user, making):
        raise Http404
    return making


def making(request, key):
    """How far it is; asked again by the page itself while it lasts, and it can be left."""
    found = _making(request, key, Making.objects.defer("content"))
    service.wake(found)
    template = "reports/_making.html" if request.htmx else "reports/making.html"
    response = render(request, template, pages_making.progress(found))
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def making_again(request, key):
    """Ask once more for one that failed; what freezes something is asked for on its own page."""
    found = _making(request, key, Making.objects.defer("content"))
    if KINDS[found.what].is_once:
        return redirect(origin(found))
    again = service.ask(
        found.what,
        zone=found.zone,
        year=found.year,
        language=found.language,
        by=request.user,
    )
    return redirect(again)


def making_file(request, key):
    """The bytes of a paper that is ready."""
    found = _making(request, key, Making.objects)
    if found.status != Making.Status.READY:
        return redirect(found)
    if found.content is None:
        return redirect(origin(found))
    kind = KINDS[found.what]
    response = HttpResponse(bytes(found.content), content_type=kind.media_type)
    shown = content_disposition_header(kind.is_download, makers.file_name(found))
    response["Content-Disposition"] = shown
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
