"""Choosing dates: the strip of half-days, and several meetings fixed in one go."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.permissions import require
from zones.permissions import visible_zone_or_404

from .. import pages_dates, pages_plan
from ..permissions import can_plan
from ..services import planning
from . import tried


def strip(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_plan, request.user, zone)
    context = pages_dates.strip_page(zone, request.user, request.GET)
    return render(request, "meetings/dates_strip.html", context)


def fix(request, code):
    """The dates ticked (``slot`` repeated), each with its hours; all are planned, or none."""
    zone = visible_zone_or_404(request.user, code)
    require(can_plan, request.user, zone)
    today = timezone.localdate()
    halves = pages_dates.ticked_halves(request.GET, today)
    back = f"{reverse('meetings:dates', args=[code])}?{_query(request.GET, halves)}"
    if request.method != "POST" and not halves:
        messages.warning(request, _("Cochez d’abord une ou plusieurs demi-journées."))
        return redirect(back)
    context = pages_plan.fix_page(zone, halves, request.POST or None, request.user, today)
    formset = context["formset"]
    if formset.is_bound and formset.is_valid():
        slots = pages_plan.chosen_slots(formset)
        planned = tried(request, lambda: planning.plan_many(zone, slots, by=request.user))
        if planned:
            return _planned(request, zone, planned)
    return render(request, "meetings/dates_fix.html", context | {"back_url": back})


def _query(params, halves):
    day = [("du", params["du"])] if "du" in params else []
    return urlencode([*day, *(("slot", half.slot) for half in halves)])


def _planned(request, zone, planned):
    words = ngettext("%(n)d date est fixée.", "%(n)d dates sont fixées.", len(planned))
    messages.success(request, words % {"n": len(planned)})
    return redirect(planned[0] if len(planned) == 1 else reverse("meetings:list", args=[zone.code]))
