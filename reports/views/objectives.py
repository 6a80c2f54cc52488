"""The objectives of the cahier des charges: year by year, and ticked meeting by meeting."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.models import Meeting
from meetings.views import tried

from ..pages_logbook import is_known_year
from ..pages_objectives import year_page, years_page
from ..permissions_logbook import kept_zone_or_404
from ..services import objectives as services


def years(request, code):
    zone = kept_zone_or_404(request.user, code)
    return render(request, "reports/objectives.html", years_page(zone))


def year(request, code, year):
    zone = kept_zone_or_404(request.user, code)
    if not is_known_year(year):
        raise Http404
    asked = request.GET
    context = year_page(zone, year, only=asked.get("objectif", ""), at=asked.get("reunion", ""))
    return render(request, "reports/objectives_year.html", context)


@require_POST
def tick(request, code, meeting):
    """What a meeting served; only what this page changed is changed."""
    zone = kept_zone_or_404(request.user, code)
    found = get_object_or_404(Meeting.objects.of_zone(zone), pk=meeting)
    ticked, before = request.POST.getlist("objective"), request.POST.getlist("before")
    held = tried(request, lambda: {"codes": services.tick(found, ticked=ticked, before=before)})
    if held:
        messages.success(request, _("Les objectifs de la réunion sont notés."))
    page = reverse("reports:objectives_year", args=[code, found.year])
    return redirect(f"{page}#r{found.pk}")
