"""Who was in the room: ticked at the door, closed after the meeting."""

import re

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.models import Organisation

from .. import documents
from ..forms_people import PresentForm
from ..models import Participation
from ..permissions import can_record_attendance
from ..services import attendance
from . import attempt, paper_response, tried, visible_meeting

ROW = re.compile(r"presence-(\d{1,9})", re.ASCII)
#: What a tap can say; « non relevée » is the absence of a tap.
STATES = [state for state in Participation.Presence if state != Participation.Presence.UNKNOWN]


def sheet(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_record_attendance, request.user, meeting)
    if request.method != "POST":
        return _sheet(request, meeting, PresentForm())
    changes = _changed(request.POST)
    tried(request, lambda: attendance.record_presences(meeting, changes, by=request.user))
    if request.htmx:
        return _tapped(request, meeting, changes)
    messages.success(request, _("Les présences sont enregistrées."))
    return redirect("meetings:attendance", code, pk)


def _changed(data):
    """Row → state, only for the rows this screen changed: two people at the door never collide.

    ``was-12`` is what the screen showed; a row sent as it was shown is not a tap.
    """
    changes = {}
    for name, state in data.items():
        found = ROW.fullmatch(name)
        if found and state != data.get(f"was-{found[1]}"):
            changes[int(found[1])] = state
    return changes


def _tapped(request, meeting, changes):
    """After a tap: the rows as they are now known, the count, and the hour of saving."""
    context = {
        "meeting": meeting,
        "rows": meeting.participations.filter(pk__in=changes),
        "headcount": attendance.headcount(meeting),
        "saved_at": timezone.now(),
        "tapped": True,
    }
    return render(request, "meetings/_participation_tapped.html", context)


def _sheet(request, meeting, form):
    context = {
        "meeting": meeting,
        "rows": meeting.participations.select_related("replaced_by"),
        "states": STATES,
        "headcount": attendance.headcount(meeting),
        "form": form,
        "institutions": Organisation.objects.order_by("name_fr").values_list("name_fr", flat=True),
        "has_begun": meeting.starts_at <= timezone.now(),
    }
    return render(request, "meetings/attendance_sheet.html", context)


def add(request, code, pk):
    """Somebody who came without being expected."""
    meeting = visible_meeting(request, code, pk)
    require(can_record_attendance, request.user, meeting)
    if request.method != "POST":
        return redirect("meetings:attendance", code, pk)
    form = PresentForm(request.POST)
    row = attempt(form, lambda data: attendance.add_present(meeting, **data, by=request.user))
    if row is None:
        return _sheet(request, meeting, form)
    messages.success(request, _("%(name)s est noté présent.") % {"name": row.person_name})
    return redirect("meetings:attendance", code, pk)


def paper(request, code, pk):
    """The sheet to print: it names everybody expected, so the coordination alone has it."""
    meeting = visible_meeting(request, code, pk)
    require(can_record_attendance, request.user, meeting)
    return paper_response(documents.attendance_sheet(meeting), documents.sheet_name(meeting))


@require_POST
def close(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_record_attendance, request.user, meeting)
    if tried(request, lambda: attendance.close_attendance(meeting, by=request.user)):
        messages.success(request, _("Les présences sont closes : la réunion est tenue."))
        return redirect(meeting)
    return redirect("meetings:attendance", code, pk)
