"""From one meeting to the next: what is proposed, put off, announced."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concertation.permissions import require

from .. import pages_followup
from ..forms_carrying import DeferForm, NextMeetingForm
from ..models import AgendaItem
from ..permissions import can_add_item, can_edit_meeting, can_plan
from ..services import announcing, deferring, follow_up
from . import attempt, tried, visible_meeting


@require_POST
def carry(request, code, pk):
    """« Reprendre », « Écarter » one proposal, or « Reprendre tout »."""
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    require(pages_followup.can_carry, request.user, meeting)
    by, key = request.user, request.POST.get("key", "")
    gesture = request.POST.get("gesture")
    if gesture == "all":
        count = tried(request, lambda: follow_up.take_up_all(meeting, by=by))
        if count is not None:
            words = ngettext("%(n)s point est repris.", "%(n)s points sont repris.", count)
            messages.success(request, words % {"n": count})
    elif gesture == "take" and tried(request, lambda: follow_up.take_up(meeting, key, by=by)):
        messages.success(request, _("Le point est à l’ordre du jour."))
    elif gesture == "aside" and tried(request, lambda: follow_up.set_aside(meeting, key, by=by)):
        messages.success(request, _("C’est écarté de cet ordre du jour."))
    return redirect(f"{meeting.address('agenda')}#reprises")


def item_defer(request, code, pk, item):
    """« Reporter au… »: one of the coming meetings, or the next one, not fixed yet."""
    meeting = visible_meeting(request, code, pk)
    item = get_object_or_404(AgendaItem.objects.select_related("deferred_to"), pk=item, meeting=pk)
    require(can_add_item, request.user, meeting)
    item.meeting, back = meeting, pages_followup.way_back(request, meeting, item)
    if "undo" in request.POST:
        tried(request, lambda: deferring.undo_defer(item, by=request.user))
        return redirect(back)
    known = {"coming": deferring.coming(meeting), "initial": {"to": item.deferred_to_id}}
    form = DeferForm(request.POST or None, **known)
    if attempt(form, lambda data: _defer(request, item, form.chosen())):
        messages.success(request, _("Le point est reporté."))
        return redirect(back)
    context = {"meeting": meeting, "zone": meeting.zone, "item": item, "form": form, "back": back}
    context["retour"] = pages_followup.asked_page(request)
    return render(request, "meetings/item_defer.html", context)


def _defer(request, item, to):
    """The other meeting is the convening zone's: another that holds this one only reads it."""
    if to:
        require(can_edit_meeting, request.user, to)
    return deferring.defer_item(item, to=to, by=request.user)


def announce_next(request, code, pk):
    """« Prochaines réunions »: a date, a place, a few points; a draft meeting comes of it."""
    meeting = visible_meeting(request, code, pk)
    require(can_plan, request.user, meeting.zone)
    require(can_add_item, request.user, meeting)
    back = pages_followup.way_back(request, meeting)
    form = NextMeetingForm(request.POST or None, initial=pages_followup.proposed_next(meeting))
    found = attempt(
        form, lambda data: announcing.announce(meeting, by=request.user, **form.facts())
    )
    if found:
        messages.success(request, pages_followup.announced_words(*found))
        return redirect(back)
    context = {"meeting": meeting, "zone": meeting.zone, "form": form, "back": back}
    context |= {"retour": pages_followup.asked_page(request)}
    context["announced"] = pages_followup.announced_by(meeting)
    return render(request, "meetings/announce_next.html", context)
