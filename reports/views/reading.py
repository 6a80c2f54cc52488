"""What an address of a report stands for, in its reader's world."""

from django.http import Http404
from django.utils import timezone

from zones.permissions import visible_zone_or_404

from .. import documents
from ..permissions import can_read_report
from ..reading import find_readable


def open_zone_year(request, code, year):
    """(zone, report, texts) of an address; 404 for who may not read it, and for no real year."""
    zone = visible_zone_or_404(request.user, code)
    if not documents.is_known_year(year):
        raise Http404
    report, texts = find_readable(request.user, zone, year)
    if not can_read_report(request.user, zone, report):
        raise Http404
    return zone, report, texts


def region_year(year=None):
    """A year of the region's pages; 404 for one no report can be about."""
    year = timezone.localdate().year if year is None else year
    if not documents.is_known_year(year):
        raise Http404
    return year
