"""What becomes of the points that partners propose."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require

from ..models import ItemProposal
from ..permissions import can_add_item, can_edit_meeting
from ..services import proposals
from . import tried, visible_meeting


@require_POST
def proposal(request, code, pk, proposal):
    """One click: on this agenda, on the next one, or not, with a sentence for its author."""
    meeting = visible_meeting(request, code, pk)
    require(can_add_item, request.user, meeting)
    row = get_object_or_404(ItemProposal, pk=proposal, meeting=meeting)
    gesture, by = request.POST.get("gesture"), request.user
    if gesture == "accept" and tried(request, lambda: proposals.accept(row, by=by)):
        messages.success(request, _("Le point est à l’ordre du jour."))
    elif gesture == "later" and _hold_over(request, row):
        messages.success(request, _("Le point est à l’ordre du jour de la prochaine réunion."))
    elif gesture == "decline":
        reason = request.POST.get("reason", "")[:600]
        if tried(request, lambda: proposals.decline(row, reason=reason, by=by)):
            messages.success(request, _("C’est noté : son auteur lira pourquoi sur sa page."))
    return redirect("meetings:agenda", code, pk)


def _hold_over(request, row):
    """The next meeting is the convening zone's: another that holds this one only reads it."""
    following = proposals.next_meeting(row.meeting)
    if following:
        require(can_edit_meeting, request.user, following)
    return tried(request, lambda: proposals.hold_over(row, by=request.user))
