"""The report of a zone and year: read, written chapter by chapter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require
from meetings.services.errors import Conflict, Refused
from meetings.views import paper_response
from zones.permissions import visible_zones

from .. import canvas, services
from ..forms import ChapterForm
from ..models import CoordinationReport
from ..pages import chapters_data, reading_page, report_page
from ..pages_synthesis import published_years
from ..permissions import can_write_report, is_validated
from .reading import open_zone_year

#: « ?tout=1 »: the page with all that its chapters are fed with, for who reads without script.
WHOLE = "tout"


def report(request, code, year):
    """The coordination writes its report; the others read it once it is deposited, as frozen."""
    zone, found, texts = open_zone_year(request, code, year)
    if can_write_report(request.user, zone):
        whole = WHOLE in request.GET
        context = report_page(request.user, zone, year, found, texts, whole=whole)
        return render(request, "reports/report.html", context)
    return render(request, "reports/report_read.html", reading_page(zone, year, found, texts))


def chapters(request, code, year):
    """What feeds the chapters, asked by the page once it is there; whole for who opens it."""
    zone, found, _texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    if not request.htmx:
        return redirect(reverse("reports:report", args=[code, year]) + f"?{WHOLE}=1")
    context = chapters_data(request.user, zone, year, found)
    return render(request, "reports/_chapters_data.html", context)


def listing(request):
    """The reports the reader may open, by year then zone."""
    rows = CoordinationReport.objects.opened_by(request.user).select_related("zone")
    context = {
        "reports": list(rows.defer("figures").order_by("-year", "zone__position")),
        "writable": [
            zone for zone in visible_zones(request.user) if can_write_report(request.user, zone)
        ],
        "year": timezone.localdate().year,
        "syntheses": published_years(request.user),
    }
    return render(request, "reports/report_list.html", context)


def paper(request, code, year):
    """The stored PDF; a draft takes longer to set than a page may: a worker makes it."""
    _zone, found, _texts = open_zone_year(request, code, year)
    if not is_validated(found):
        return redirect("reports:make_report", code, year)
    return paper_response(found.paper.pdf(), found.paper.file_name)


@require_POST
def text_save(request, code, year, chapter):
    """Keep the written part of a chapter, by itself (autosave) or with its button."""
    zone, found, _texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    form = ChapterForm(request.POST)
    if not form.is_valid():
        return _refused(request, zone, year, chapter, next(iter(form.errors.values()))[0])
    try:
        saved = _save(found or services.open_report(zone, year), chapter, form, request.user)
    except Conflict as conflict:
        return _conflict(request, zone, year, form.cleaned_data, conflict)
    except Refused as refused:
        return _refused(request, zone, year, chapter, str(refused))
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Version": str(saved.revision)})
    messages.success(request, _("Le texte du chapitre est enregistré."))
    query = f"?{WHOLE}=1" if WHOLE in request.POST else ""
    return redirect(f"{saved.report.get_absolute_url()}{query}#{chapter}")


def _save(report, chapter, form, user):
    texts = {name: form.cleaned_data[name] for name in ("text_fr", "text_nl")}
    return services.save_text(report, chapter, **texts, revision=form.revision, by=user)


def _refused(request, zone, year, key, sentence):
    """Why the text is not kept: beside it when the page saves by itself, above it if not."""
    if "X-Autosave" in request.headers:
        return render(request, "reports/_refused.html", {"sentence": sentence}, status=422)
    named = canvas.chapter(year, key) or canvas.Chapter(0, key, key, key)
    context = {"zone": zone, "year": year, "key": key, "part": {"chapter": named}}
    typed = ("text_fr", "text_nl", "version")
    mine = {name: request.POST.get(name, "") for name in typed}
    context |= {"sentence": sentence, "mine": mine}
    return render(request, "reports/text_refused.html", context, status=422)


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
