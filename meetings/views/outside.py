"""Other bodies that call our partners, and their meetings."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.permissions import is_regional, visible_zone_or_404

from .. import pages_outside
from ..forms_outside import OutsideBodyForm, OutsideMeetingForm
from ..models import OutsideBody, OutsideMeeting
from ..permissions import can_add_regional_body, can_manage_body, can_plan
from ..services import outside as services
from . import attempt, tried


def everywhere(request):
    """The bodies of every zone the reader sees, those of the whole Region first."""
    context = pages_outside.bodies(OutsideBody.objects.visible_to(request.user))
    context |= {"can_add": is_regional(request.user)}
    return render(request, "meetings/outside_list.html", context)


def listing(request, code):
    zone = visible_zone_or_404(request.user, code)
    rows = OutsideBody.objects.visible_to(request.user).for_zone(zone)
    context = pages_outside.bodies(rows) | {"zone": zone, "can_add": can_plan(request.user, zone)}
    return render(request, "meetings/outside_list.html", context)


def add(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_plan, request.user, zone)
    return _body_form(request, OutsideBody(zone=zone))


def add_regional(request):
    require(can_add_regional_body, request.user)
    return _body_form(request, OutsideBody())


def body(request, pk):
    found = _visible_body(request, pk)
    context = pages_outside.body(found, request.user, request.GET)
    return render(request, "meetings/outside_body.html", context)


def edit(request, pk):
    found = _visible_body(request, pk)
    require(can_manage_body, request.user, found)
    return _body_form(request, found)


def _body_form(request, found):
    form = OutsideBodyForm(request.POST or None, instance=found, zone=found.zone)
    saved = attempt(
        form,
        lambda data: services.save_body(
            form.instance,
            by=request.user,
            types=data["types"],
            organisations=data["organisations"],
        ),
    )
    if saved:
        messages.success(request, _("L’instance est enregistrée."))
        return redirect(saved)
    context = {"form": form, "body": found, "zone": found.zone}
    return render(request, "meetings/outside_edit.html", context)


def delete(request, pk):
    found = _visible_body(request, pk)
    require(can_manage_body, request.user, found)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("L’instance et ses réunions sont retirées."))
        return redirect(pages_outside.list_url(found))
    context = {"body": found, "zone": found.zone, "count": found.meetings.count()}
    return render(request, "meetings/outside_delete.html", context)


@require_POST
def read(request, pk):
    """Asks the worker: no page ever waits for somebody else's server."""
    found = _visible_body(request, pk)
    require(can_manage_body, request.user, found)
    if found.calendar_url and tried(request, lambda: services.ask_to_read(found) or True):
        messages.success(request, _("La lecture est demandée : rechargez la page dans un moment."))
    return redirect(found)


def meeting_add(request, pk):
    found = _visible_body(request, pk)
    require(can_manage_body, request.user, found)
    form = OutsideMeetingForm(request.POST or None, instance=OutsideMeeting(body=found))
    added = attempt(form, lambda data: _added(request, found, form, data["title"]))
    if added:
        return redirect(found)
    context = {"form": form, "body": found, "zone": found.zone}
    return render(request, "meetings/outside_meeting.html", context)


def _added(request, found, form, title):
    number = services.add_meetings(found, form.moments(), title=title, by=request.user)
    words = ngettext("%(n)d réunion est ajoutée.", "%(n)d réunions sont ajoutées.", number)
    known = _("Cette réunion était déjà notée.")
    messages.success(request, words % {"n": number} if number else known)
    return True


def meeting(request, pk, meeting):
    found = _visible_body(request, pk)
    require(can_manage_body, request.user, found)
    row = get_object_or_404(OutsideMeeting, pk=meeting, body=found)
    initial = pages_outside.hours_of(row)
    form = OutsideMeetingForm(request.POST or None, instance=row, initial=initial)
    if attempt(form, lambda data: services.save_meeting(form.instance)):
        messages.success(request, _("La réunion est enregistrée."))
        return redirect(found)
    context = {"form": form, "body": found, "zone": found.zone, "meeting": row}
    return render(request, "meetings/outside_meeting.html", context)


@require_POST
def meeting_delete(request, pk, meeting):
    found = _visible_body(request, pk)
    require(can_manage_body, request.user, found)
    row = get_object_or_404(OutsideMeeting, pk=meeting, body=found)
    if tried(request, lambda: services.delete_meeting(row) or True):
        messages.success(request, _("La réunion est retirée."))
    return redirect(found)


def _visible_body(request, pk):
    rows = OutsideBody.objects.visible_to(request.user).select_related("zone")
    return get_object_or_404(rows, pk=pk)
