"""What follows: actions to do."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_followup
from ..forms_followup import ActionDoneForm
from ..models import ActionItem
from ..reading import text_html
from ..services import registers
from . import attempt


def read_actions(user, zone):
    """Actions of the zone in PVs this user may read, with what a line of the list shows."""
    rows = ActionItem.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("block__item__meeting__zone").prefetch_related("owners")


def actions(request, code):
    """What was promised: the late ones first, then by date, those without a date, the done ones.

    « ?etat=retard », « miennes », « faites »; « ?responsable= » a name of the list.
    """
    zone, user = visible_zone_or_404(request.user, code), request.user
    state, owner = request.GET.get("etat", ""), request.GET.get("responsable", "")
    rows = list(read_actions(user, zone).order_by("due_on", "pk"))
    context = pages_followup.action_list(rows, user, state, owner)
    context |= {"zone": zone, "coordinates": can_coordinate_zone(user, zone)}
    every = ActionItem.objects.in_pvs_of(user).filter(zone=zone)
    context["reserved"] = 0 if context["coordinates"] else every.count() - len(rows)
    return render(request, "meetings/actions.html", context)


def action_done(request, code, pk):
    """Note that an action is done, or open it again by clearing the date."""
    zone = visible_zone_or_404(request.user, code)
    action = get_object_or_404(read_actions(request.user, zone), pk=pk)
    require(can_coordinate_zone, request.user, zone)
    form = ActionDoneForm(request.POST or None, instance=action, initial=proposed_date(action))
    posted = request.method == "POST"
    if posted and attempt(
        form, lambda data: registers.complete_action(action, by=request.user, **data)
    ):
        messages.success(request, done_sentence(action))
        return redirect("meetings:actions", zone.code)
    context = {"zone": zone, "action": action, "form": form, "html": text_html(action.block)}
    return render(request, "meetings/action_done.html", context)


def proposed_date(action):
    return {} if action.done_on else {"done_on": timezone.localdate()}


def done_sentence(action):
    return _("L’action est faite.") if action.done_on else _("L’action est de nouveau à faire.")
