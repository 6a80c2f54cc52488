"""The report of a zone and year: read, written chapter by chapter, validated, sent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require
from meetings.services.errors import Conflict, Refused
from zones.permissions import visible_zone_or_404, visible_zones

from .. import canvas, documents, indicators, services
from ..figure_rows import FIGURES
from ..forms import ChapterForm, SentForm
from ..models import CoordinationReport
from ..pages import report_page, validation_page
from ..permissions import can_read_texts, can_see_figures, can_write_report, is_validated
from ..reading import find_readable


def _open(request, code, year, may_read=can_see_figures):
    """(zone, report, texts) of an address, in the reader's world; 404 otherwise."""
    zone = visible_zone_or_404(request.user, code)
    if not documents.is_known_year(year):
        raise Http404
    report, texts = find_readable(request.user, zone, year)
    if not may_read(request.user, zone, report):
        raise Http404
    return zone, report, texts


def report(request, code, year):
    """Figures for the coordination and the region; texts for those who may read them."""
    zone, found, texts = _open(request, code, year)
    return render(
        request, "reports/report.html", report_page(request.user, zone, year, found, texts)
    )


def listing(request):
    """The reports the reader may open, by year then zone."""
    rows = CoordinationReport.objects.visible_to(request.user).select_related("zone")
    context = {
        "reports": list(rows.defer("figures").order_by("-year", "zone__position")),
        "writable": [
            zone for zone in visible_zones(request.user) if can_write_report(request.user, zone)
        ],
        "year": timezone.localdate().year,
    }
    return render(request, "reports/report_list.html", context)


def paper(request, code, year):
    """The PDF: the stored one once validated, else the draft, for the coordination alone."""
    zone, found, _texts = _open(request, code, year, can_read_texts)
    response = HttpResponse(documents.report(zone, year, found), content_type="application/pdf")
    name = documents.file_name(zone, year)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_POST
def text_save(request, code, year, chapter):
    """Keep the written part of a chapter, by itself (autosave) or with its button."""
    zone, found, _texts = _open(request, code, year, can_read_texts)
    require(can_write_report, request.user, zone)
    form = ChapterForm(request.POST)
    if not form.is_valid():
        return _answer(request, zone, year, next(iter(form.errors.values()))[0])
    try:
        saved = _save(found or services.open_report(zone, year), chapter, form, request.user)
    except Conflict as conflict:
        return _conflict(request, zone, year, form.cleaned_data, conflict)
    except Refused as refused:
        return _answer(request, zone, year, str(refused))
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Version": str(saved.revision)})
    messages.success(request, _("Le texte du chapitre est enregistré."))
    return redirect(f"{saved.report.get_absolute_url()}#{chapter}")


def _save(report, chapter, form, user):
    texts = {name: form.cleaned_data[name] for name in ("text_fr", "text_nl")}
    return services.save_text(report, chapter, **texts, revision=form.revision, by=user)


def _answer(request, zone, year, sentence):
    """A refusal, beside the text when the page saves by itself, at the top of the page if not."""
    if "X-Autosave" in request.headers:
        return render(request, "reports/_refused.html", {"sentence": sentence}, status=422)
    messages.error(request, sentence)
    return redirect("reports:report", zone.code, year)


def _conflict(request, zone, year, mine, conflict):
    """Both texts and the two choices; nothing typed is lost."""
    autosaved = "X-Autosave" in request.headers
    template = "reports/_conflict.html" if autosaved else "reports/text_conflict.html"
    context = {
        "zone": zone,
        "year": year,
        "sentence": str(conflict),
        "mine": mine,
        "current": conflict.current,
        "chapter": canvas.chapter(year, conflict.current.chapter),
    }
    return render(request, template, context, status=409)


def validate(request, code, year):
    """What will be frozen and what is still missing, then the act."""
    zone, found, texts = _open(request, code, year, can_read_texts)
    require(can_write_report, request.user, zone)
    if is_validated(found):
        return redirect(found)
    if request.method != "POST":
        context = validation_page(zone, year, texts)
        return render(request, "reports/report_validate.html", context)
    try:
        services.validate_report(found or services.open_report(zone, year), by=request.user)
        messages.success(request, _("Le rapport est validé : ses chiffres et son PDF sont figés."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("reports:report", zone.code, year)


def sent(request, code, year):
    """Note the day the report left for Actiris."""
    zone, found, _texts = _open(request, code, year, can_read_texts)
    require(can_write_report, request.user, zone)
    if not is_validated(found):
        messages.error(request, _("Validez le rapport avant de le transmettre."))
        return redirect("reports:report", zone.code, year)
    form = SentForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_sent(found, on=form.cleaned_data["on"], by=request.user)
            messages.success(request, _("La date de transmission est notée."))
            return redirect(found)
        except Refused as refused:
            form.add_error("on", str(refused))
    return render(request, "reports/report_sent.html", {"zone": zone, "year": year, "form": form})


def figure_rows(request, code, year, figure):
    """The rows a figure counts."""
    zone, _report, _texts = _open(request, code, year)
    if figure not in FIGURES:
        raise Http404
    title, rows = FIGURES[figure]
    in_zone = not request.user.is_regional or can_write_report(request.user, zone)
    context = {
        "zone": zone,
        "year": year,
        "title": title,
        "rows": rows(indicators.gather(zone, year), in_zone),
    }
    return render(request, "reports/figure_rows.html", context)
