"""The page of a zone: what is expected of its coordination, what its partners read."""

from django.shortcuts import render
from django.utils import timezone

from zones.permissions import can_coordinate_zone, is_regional, visible_zone_or_404

from .. import zone_page


def page(request, code):
    today = timezone.localdate()
    zone = visible_zone_or_404(request.user, code)
    zone_page.add_animators(zone, today)
    meetings = zone_page.meetings_of(zone, request.user, today)
    coordinates = can_coordinate_zone(request.user, zone)
    context = zone_page.common(zone, meetings, today)
    if coordinates:
        context |= zone_page.for_coordination(zone, meetings, today)
        return render(request, "zones/zone.html", context)
    context |= zone_page.for_reader(zone, meetings, request.user, today)
    context["is_regional"] = is_regional(request.user)
    return render(request, "zones/zone_reader.html", context)
