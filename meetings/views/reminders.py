"""What leaves by itself, zone by zone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_reminders
from ..forms_reminders import RemindersForm
from ..reminder_plan import follow_up_switches, switches
from ..services import reminders
from . import attempt


def rules(request, code):
    """The switches of the zone, and what will leave in the coming weeks."""
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    kept = switches([zone.pk])[zone.pk]
    following = follow_up_switches([zone.pk])[zone.pk]
    form = RemindersForm(request.POST or None, rules=kept | following)
    if attempt(form, lambda data: reminders.set_rules(zone, form.wanted()) or zone):
        messages.success(request, _("Les rappels de la zone sont réglés."))
        return redirect("meetings:reminders", code)
    context = {"zone": zone, "form": form}
    context["departures"] = pages_reminders.departures(zone, kept)
    return render(request, "meetings/reminders.html", context)
