"""What follows: actions to do, opinions sent and answered."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_followup
from ..forms_followup import ActionDoneForm, OpinionForm
from ..models import PV, ActionItem, Opinion
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


def read_opinions(user, zone):
    """Opinions of the zone this user may read, with what a line of the register shows."""
    rows = Opinion.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("block__item__meeting__zone").prefetch_related("addressees")


def opinions(request, code):
    """The register of the zone's opinions: number, text, to whom, when, what they answered."""
    zone = visible_zone_or_404(request.user, code)
    rows = list(read_opinions(request.user, zone).order_by("-year", "-number"))
    readable = PV.objects.visible_to(request.user).filter(meeting__zone=zone)
    readable = set(readable.values_list("meeting_id", flat=True))
    for opinion in rows:
        opinion.html = "" if opinion.is_reserved else text_html(opinion.block)
        opinion.is_open = opinion.block.item.meeting_id in readable
    context = {
        "zone": zone,
        "opinions": rows,
        "coordinates": can_coordinate_zone(request.user, zone),
    }
    return render(request, "meetings/opinions.html", context)


def opinion(request, code, pk):
    """Note to whom an opinion went, when, and the answer."""
    zone = visible_zone_or_404(request.user, code)
    opinion = get_object_or_404(read_opinions(request.user, zone), pk=pk)
    require(can_coordinate_zone, request.user, zone)
    form = OpinionForm(request.POST or None, instance=opinion)
    posted = request.method == "POST"
    if posted and attempt(form, lambda data: registers.record_opinion(opinion, **data)):
        messages.success(request, _("Le registre des avis est à jour."))
        return redirect("meetings:opinions", zone.code)
    context = {"zone": zone, "opinion": opinion, "form": form, "html": text_html(opinion.block)}
    return render(request, "meetings/opinion_edit.html", context)
