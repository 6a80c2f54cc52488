"""The six zones side by side, for the regional administration; never a ranking."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from meetings.services.errors import Refused
from zones.models import Zone

from .. import region_csv
from ..region import board, region_page
from ..region_progress import progress_page
from ..services import nudges
from .canvas import for_region
from .reading import region_year


@for_region
def region(request, year=None):
    return render(request, "reports/region.html", region_page(region_year(year)))


@for_region
def region_obligation(request):
    """Did each zone meet as often as it must, over the last years."""
    return render(request, "reports/region_obligation.html", board())


@for_region
def region_export(request, year):
    """The figures of the page, for a spreadsheet."""
    return region_csv.as_csv(region_page(region_year(year)), f"concertation-{year}.csv")


@for_region
def region_reports(request, year):
    """How far the six reports are, and who would be reminded."""
    return render(request, "reports/region_reports.html", progress_page(region_year(year)))


@for_region
@require_POST
def region_nudge(request, year):
    """Write the one reminder to the coordination of the zones ticked."""
    zones = Zone.objects.filter(code__in=request.POST.getlist("zone"))
    try:
        sent = nudges.send_nudges(region_year(year), list(zones), by=request.user)
        sentence = ngettext(
            "Le rappel part à %(n)d personne.", "Le rappel part à %(n)d personnes.", sent
        )
        messages.success(request, sentence % {"n": sent})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("reports:region_reports", year)
