"""Has the zone met as often as it must, and what proves it."""

from django.shortcuts import render
from django.utils import timezone

from zones.permissions import can_coordinate_zone, visible_zone_or_404

from ..forms import YEARS
from ..pages_obligation import obligation_page


def page(request, code):
    zone = visible_zone_or_404(request.user, code)
    coordinates = can_coordinate_zone(request.user, zone)
    context = obligation_page(zone, asked_year(request.GET), coordinates=coordinates)
    return render(request, "meetings/obligation.html", context)


def asked_year(data):
    """The year of ``?annee=``; this one when it is missing or makes no sense."""
    asked = data.get("annee", "")
    known = len(asked) == 4 and asked.isascii() and asked.isdecimal() and int(asked) in YEARS
    return int(asked) if known else timezone.localdate().year
