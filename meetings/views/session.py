"""The meeting while it is held: one screen for the agenda, the clock, the minutes and the room."""

from uuid import UUID

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from concertation.permissions import require
from concertation.typography import time_h

from .. import pages_session
from ..permissions import can_add_item, can_write_pv
from ..services import planning
from ..services import session as services
from ..services.errors import Refused
from . import sentence, tried, visible_meeting
from .passages import int_or_none

#: Passages of others read at once by a screen that watches.
MOST = 60


def session_of(request, code, pk):
    """The meeting of the address, for whoever runs it."""
    meeting = visible_meeting(request, code, pk)
    require(can_write_pv, request.user, meeting)
    return meeting


def page(request, code, pk):
    """Before, during and after; « Ouvrir la séance » is posted here."""
    meeting = session_of(request, code, pk)
    if request.method == "POST":
        tried(request, lambda: services.open_session(meeting, by=request.user))
        return redirect("meetings:session", code, pk)
    pv = getattr(meeting, "pv", None)
    if meeting.opened_at and not meeting.adjourned_at and pv and pv.is_editable:
        return render(request, "meetings/session.html", pages_session.page(meeting, pv))
    return render(request, "meetings/session_closed.html", pages_session.waiting(meeting, pv))


@require_POST
def adjourn(request, code, pk):
    """« Lever la séance », now or at the hour given; leads to the PV."""
    meeting = session_of(request, code, pk)
    typed = request.POST.get("at", "").strip()
    try:
        hour = parse_time(typed) if typed else None
    except ValueError:
        hour = None
    if typed and hour is None:
        messages.error(request, _("Cette heure n’existe pas : écrivez-la comme 12:30."))
        return redirect("meetings:session", code, pk)
    lifted = tried(request, lambda: services.adjourn(meeting, by=request.user, at=hour))
    if lifted is None:
        return redirect("meetings:session", code, pk)
    messages.success(
        request, _("La séance est levée à %(hour)s.") % {"hour": time_h(lifted.adjourned_at)}
    )
    return redirect("meetings:pv", code, pk)


#: What a button of a point does, by its value.
GESTURES = {
    "stop": services.stop_item,
    "close": services.close_item,
    "reopen": services.reopen_item,
    "next": services.move_on,
}


@require_POST
def gesture(request, code, pk, item):
    """Start, stop, settle a point; the script gets how things stand, also when it is refused."""
    meeting = session_of(request, code, pk)
    item = get_object_or_404(meeting.agenda, pk=item)
    asked, told, reached = request.POST.get("gesture", "start"), "", item
    try:
        if asked in GESTURES:
            reached = GESTURES[asked](item) or item
        else:
            services.start_item(item, seen=int_or_none(request.POST.get("seen")))
    except Refused as refused:
        told = sentence(refused)
    if request.htmx:
        content = pages_session.watch(meeting) | {"told": told, "point": reached.pk}
        return JsonResponse(content, status=409 if told else 200)
    if told:
        messages.error(request, told)
    return redirect(pages_session.at_point(meeting, reached))


@require_POST
def add_item(request, code, pk):
    """« Point supplémentaire »: what nobody announced and is treated all the same."""
    meeting = session_of(request, code, pk)
    require(can_add_item, request.user, meeting)
    new = pages_session.new_item(meeting, request.POST.get("title", ""))
    if not new.title_fr and not new.title_nl:
        told = _("Donnez un intitulé au point.")
        return _told(request, meeting, told)
    item = tried(request, lambda: planning.add_item(meeting, new))
    if item is None:
        return redirect("meetings:session", code, pk)
    if not request.htmx:
        return redirect(pages_session.at_point(meeting, item))
    context = pages_session.point(meeting, item)
    parts = {
        name: render_to_string(f"meetings/_session_{name}.html", context, request)
        for name in ("item", "line")
    }
    return JsonResponse(parts | {"point": item.pk})


def _told(request, meeting, told):
    if request.htmx:
        return JsonResponse({"told": told}, status=422)
    messages.error(request, told)
    return redirect(pages_session.at_point(meeting))


@require_safe
def state(request, code, pk):
    """How things stand, for a screen that watches; ``lire``: keys of passages it has not read."""
    meeting = session_of(request, code, pk)
    content = pages_session.watch(meeting)
    if keys := _keys(request.GET.get("lire", "")):
        content["read"] = [
            [str(found["block"].key), _passage_html(request, meeting, found)]
            for found in pages_session.passages(meeting, keys)
        ]
    return JsonResponse(content)


def _keys(text):
    found = []
    for word in text.split(",")[:MOST]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


def _passage_html(request, meeting, found):
    context = {"meeting": meeting, "zone": meeting.zone, "row": found}
    return render_to_string("meetings/_session_passage.html", context, request)
