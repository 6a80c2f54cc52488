"""Old minutes: dropped, read again beside their original, taken in, undone."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from concertation.permissions import require
from zones.permissions import visible_zone_or_404

from .. import pages_intake
from ..forms_intake import DropForm, changes_of
from ..imports import review as reviews
from ..models import Intake
from ..permissions import can_plan, coordinates
from ..services import intake as services
from ..services import intake_files, intake_undo
from ..services.errors import Conflict, Refused
from . import CLOSED, attempt, tried, visible_meeting
from .passages import int_or_none


def _zone(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_plan, request.user, zone)
    return zone


def _intake(request, code, pk):
    zone = _zone(request, code)
    rows = Intake.objects.select_related("zone", "meeting__zone").defer("original")
    return get_object_or_404(rows, pk=pk, zone=zone)


def listing(request, code):
    """The documents of the zone; dropping others."""
    zone = _zone(request, code)
    form = DropForm(request.POST or None, request.FILES or None)
    if "files" in getattr(request, "oversized", ()):
        messages.error(request, _("Un fichier de plus de 15 Mo n’a pas été pris."))
    kept = attempt(form, lambda data: _drop(request, zone, data))
    if kept is not None:
        if len(kept) == 1:
            return redirect("meetings:intake", code, kept[0].pk)
        return redirect("meetings:intakes", code)
    return render(request, "meetings/intakes.html", pages_intake.listing(zone) | {"form": form})


def _drop(request, zone, data):
    if not data["files"] and data["text"].strip():
        return [intake_files.paste(zone, data["text"], by=request.user)]
    kept, told = intake_files.receive(zone, data["files"], by=request.user)
    for sentence in told:
        messages.warning(request, sentence)
    return kept


def page(request, code, pk):
    """The review; a posted form is saved, then perhaps taken in."""
    intake = _intake(request, code, pk)
    if intake.status != Intake.Status.READ:
        return _closed(request, intake)
    if request.method != "POST":
        return _review(request, intake, intake.review)
    changes = changes_of(request.POST)
    try:
        services.save_review(intake, _revision(request), changes, by=request.user)
    except Conflict as conflict:
        return _both(request, conflict, changes)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:intake", code, pk)
    return _done(request, intake)


def _done(request, intake):
    code = intake.zone.code
    if request.POST.get("do") != "take":
        messages.success(request, _("Votre relecture est enregistrée."))
        return redirect("meetings:intake", code, intake.pk)
    meeting = tried(request, lambda: services.take_in_reviewed(intake, by=request.user))
    if meeting is None:
        return redirect("meetings:intake", code, intake.pk)
    messages.success(request, _("La réunion est reprise. Tout peut être défait d’ici."))
    return redirect("meetings:intake", code, intake.pk)


def _closed(request, intake):
    context = {"zone": intake.zone, "intake": intake}
    if intake.meeting:
        context["in_the_way"] = intake_undo.in_the_way(intake.meeting)
        context["rewritten"] = intake_undo.rewritten(intake.meeting)
    return render(request, "meetings/intake_closed.html", context)


def _review(request, intake, review, **more):
    context = pages_intake.page(intake, review) | {"is_conflict": bool(more)} | more
    return render(request, "meetings/intake.html", context, status=409 if more else 200)


def _both(request, conflict, changes):
    """Somebody else saved meanwhile: what was typed stays on the page, what differs is shown."""
    current = conflict.current
    gaps = pages_intake.differences(current.review, changes)
    return _review(request, current, reviews.apply(current.review, changes), differences=gaps)


def _revision(request):
    return int_or_none(request.POST.get("revision")) or 0


@require_POST
def save(request, code, pk):
    """The fields that changed, saved while somebody reads; says how much of the text is kept."""
    intake = _intake(request, code, pk)
    try:
        row = services.save_review(
            intake, _revision(request), changes_of(request.POST), by=request.user
        )
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=409)
    told = pages_intake.meter(row, row.review)
    return JsonResponse({"revision": row.revision} | told)


@require_safe
def original(request, code, pk):
    """The document as it came: downloaded, never opened here."""
    zone = _zone(request, code)
    intake = get_object_or_404(Intake, pk=pk, zone=zone)
    content = bytes(intake.original) or intake.text.encode()
    if not content:
        raise Http404
    response = HttpResponse(content, content_type="application/octet-stream")
    name = intake.file_name or f"pv-{intake.pk}.txt"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    for header, value in CLOSED.items():
        response[header] = value
    return response


@require_POST
def aside(request, code, pk):
    intake = _intake(request, code, pk)
    if tried(request, lambda: services.set_aside(intake, by=request.user) or True):
        messages.success(request, _("« %(name)s » est écarté.") % {"name": intake})
    return redirect("meetings:intakes", code)


@require_POST
def back(request, code, pk):
    intake = _intake(request, code, pk)
    row = tried(request, lambda: services.bring_back(intake, by=request.user))
    if row and row.status == Intake.Status.WAITING:
        intake_files.read_now(row)
    return redirect("meetings:intake", code, pk)


@require_POST
def undo(request, code, pk):
    intake = _intake(request, code, pk)
    told = tried(request, lambda: intake_undo.undo(intake, by=request.user))
    if told is None:
        return redirect("meetings:intake", code, pk)
    messages.success(request, _("La reprise est défaite : ce qu’elle avait créé est retiré."))
    for sentence in told:
        messages.info(request, sentence)
    return redirect("meetings:intakes", code)


@require_POST
def confirm(request, code, pk):
    """The attendance of an imported meeting is right: it counts from now on."""
    meeting = visible_meeting(request, code, pk)
    require(can_plan, request.user, meeting.zone)
    if coordinates(request.user, meeting):
        services.confirm_attendance(meeting, by=request.user)
        messages.success(request, _("Les présences sont confirmées : elles comptent."))
    return redirect(meeting)
