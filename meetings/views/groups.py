"""The working groups of a zone: read by its members, opened and ended by its coordination."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_groups
from ..forms_groups import GroupForm
from ..models import WorkingGroup
from ..services import working_groups
from .opinions import attempt_or_compare


@require_safe
def groups(request, code):
    zone = visible_zone_or_404(request.user, code)
    return render(request, "meetings/groups.html", pages_groups.group_list(request.user, zone))


def add(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    form = GroupForm(request.POST or None, instance=WorkingGroup(zone=zone))
    saved, _same = attempt_or_compare(form, lambda data: working_groups.open_group(zone, **data))
    if saved:
        messages.success(request, _("Le groupe de travail est ouvert."))
        return redirect(saved)
    return render(request, "meetings/group_edit.html", {"zone": zone, "form": form})


def edit(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    group = get_object_or_404(WorkingGroup, pk=pk, zone=zone)
    form = GroupForm(request.POST or None, instance=group)
    saved, differing = attempt_or_compare(
        form, lambda data: working_groups.save_group(group, by=request.user, **data)
    )
    if saved:
        messages.success(request, _("Le groupe de travail est à jour."))
        return redirect(saved)
    context = {"zone": zone, "form": form, "differing": differing}
    context["group"] = get_object_or_404(WorkingGroup, pk=pk)  # not what was typed
    return render(request, "meetings/group_edit.html", context)
