"""The six zones side by side, for the regional administration; never a ranking."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from concertation.permissions import require

from .. import documents, region_csv
from ..permissions import can_see_region
from ..region import board, region_page


def _year(year):
    year = timezone.localdate().year if year is None else year
    if not documents.is_known_year(year):
        raise Http404
    return year


def region(request, year=None):
    require(can_see_region, request.user)
    return render(request, "reports/region.html", region_page(_year(year)))


def region_obligation(request):
    """Did each zone meet as often as it must, over the last years."""
    require(can_see_region, request.user)
    return render(request, "reports/region_obligation.html", board())


def region_export(request, year):
    """The figures of the page, for a spreadsheet."""
    require(can_see_region, request.user)
    return region_csv.as_csv(region_page(_year(year)), f"concertation-{year}.csv")
