"""Attendance over time: institutions × meetings, and the partners to call back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.models import Organisation
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_frequentation
from ..forms_outreach import OutreachForm
from ..services import outreach
from . import attempt


def page(request, code):
    """Everybody of the zone reads the grid; names and calls are the coordination's alone."""
    zone = visible_zone_or_404(request.user, code)
    names = can_coordinate_zone(request.user, zone)
    today = timezone.localdate()
    context = pages_frequentation.page(zone, _year(request), today, names=names)
    return render(request, "meetings/frequentation.html", context)


def _year(request):
    """The year asked for, or None for the last meetings; anything else is no page."""
    asked = request.GET.get("annee", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) == 4 and asked > "1900"):
        raise Http404
    return int(asked)


@require_POST
def call(request, code, organisation):
    """Keep the note of a call; a refused one comes back with what was typed."""
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    members = Organisation.objects.filter(memberships__zone=zone).distinct()
    office = get_object_or_404(members, pk=organisation)
    form = OutreachForm(request.POST, auto_id=f"id_{office.pk}_%s")
    if attempt(form, lambda data: outreach.note_call(zone, office, **data, by=request.user)):
        messages.success(request, _("L’appel est noté."))
        return redirect("meetings:frequentation", code)
    today = timezone.localdate()
    context = pages_frequentation.page(zone, None, today, names=True)
    context["lost"] = pages_frequentation.lost(zone, context["members"], today, (office.pk, form))
    return render(request, "meetings/frequentation.html", context | {"form": form}, status=422)
