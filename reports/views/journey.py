"""The way of a report: where it stands, read again, frozen, rectified."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertation.permissions import require
from meetings.views import attempt, paper_response, tried
from zones.permissions import visible_zone_or_404

from .. import pages, pages_journey
from ..forms_journey import ReadingForm, RectifyForm
from ..models import CoordinationReport
from ..permissions import can_read_report, can_write_report
from ..services import journey, open_report, rectifying, reviewing
from .reading import open_zone_year


def own_report(request, code, year, *, opened=False):
    """(report, texts) for its coordination; 404 for whoever may not read it, 403 for the others.

    Nothing is written by looking: a report nobody began is unsaved, unless ``opened`` asks.
    """
    zone, report, texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    if report is None:
        new = CoordinationReport(zone=zone, year=year)
        report = open_report(zone, year) if opened else new
    report.zone = zone
    return report, texts


@require_safe
def way(request, code, year):
    """Where the report stands and what happened to it; the editions that left, for its readers."""
    zone, report, _texts = open_zone_year(request, code, year)
    report = report or CoordinationReport(zone=zone, year=year)
    report.zone = zone
    context = pages_journey.way_page(request.user, report)
    return render(request, "reports/journey.html", context)


@require_safe
def edition(request, code, year, edition):
    """The PDF of one edition, as it was frozen; also of one that was replaced."""
    zone = visible_zone_or_404(request.user, code)
    rows = CoordinationReport.objects.filter(zone=zone, year=year, paper__isnull=False)
    report = get_object_or_404(rows.select_related("paper"), edition=edition)
    if not can_read_report(request.user, zone, report):
        raise Http404
    return paper_response(report.paper.pdf(), report.paper.file_name)


# --- Read again ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request, code, year):
    """Who has read the draft, and one's own reading of it."""
    report, _texts = own_report(request, code, year, opened=request.method == "POST")
    form = ReadingForm(request.POST or None)

    def note(given):
        agrees = given["agrees"] == "yes"
        return reviewing.note_reading(report, by=request.user, agrees=agrees, note=given["note"])

    if request.method == "POST" and attempt(form, note):
        messages.success(request, _("Votre relecture est notée."))
        return redirect("reports:way", code, year)
    context = pages_journey.reading_page(report, request.user) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_reading.html", context, status=status)


@require_POST
def reading_ask(request, code, year):
    """One letter to each second reader; a second click writes to nobody."""
    report, _texts = own_report(request, code, year, opened=True)
    count = tried(request, lambda: reviewing.ask_review(report, by=request.user))
    if count:
        sentence = ngettext(
            "La relecture est demandée à %(n)s personne.",
            "La relecture est demandée à %(n)s personnes.",
            count,
        )
        messages.success(request, sentence % {"n": count})
    return redirect("reports:reading", code, year)


@require_POST
def reading_back(request, code, year):
    """The draft is not read again after all."""
    report, _texts = own_report(request, code, year, opened=True)
    if tried(request, lambda: reviewing.take_back(report)):
        messages.success(request, _("Le rapport est de nouveau un brouillon."))
    return redirect("reports:way", code, year)


# --- Frozen --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def validate(request, code, year):
    """What will be frozen and what is still missing; then a worker freezes it."""
    is_asked = request.method == "POST"
    report, texts = own_report(request, code, year, opened=is_asked)
    if report.is_validated:
        return redirect("reports:way", code, year)
    context = pages_journey.validate_page(report, request.user)
    if is_asked and not context["refusal"]:
        asked = tried(request, lambda: journey.ask_validation(report, by=request.user))
        return redirect(asked) if asked else redirect("reports:way", code, year)
    context |= pages.validation_page(report.zone, year, texts)
    status = 422 if is_asked else 200
    return render(request, "reports/report_validate.html", context, status=status)


# --- Rectified -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def rectify(request, code, year):
    """« Rectifier ce rapport »: its reason, then the draft of the next edition."""
    report, _texts = own_report(request, code, year)
    if not report.is_deposited:
        messages.error(request, _("Seul un rapport transmis à Actiris se rectifie."))
        return redirect("reports:way", code, year)
    form = RectifyForm(request.POST or None)

    def opened(given):
        return rectifying.rectify(report, by=request.user, **given)

    if request.method == "POST" and attempt(form, opened):
        messages.success(request, _("La nouvelle édition est un brouillon : corrigez ses textes."))
        return redirect(report)
    context = pages_journey.head(report) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_rectify.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rectify_abandon(request, code, year):
    """Ask, then give up the rectification: the deposited edition is the report again."""
    report, _texts = own_report(request, code, year)
    if request.method != "POST" and report.edition > 1:
        return render(request, "reports/report_abandon.html", pages_journey.head(report))
    is_asked = request.method == "POST" and report.pk
    if is_asked and tried(request, lambda: rectifying.abandon(report)):
        messages.success(request, _("La rectification est abandonnée."))
    return redirect("reports:way", code, year)
