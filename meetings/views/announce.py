"""« Annoncer la date »: the people of the list get the date before the convocation."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from concertation.permissions import require

from .. import pages_announce
from ..permissions import can_convene
from ..services import planning_announce
from . import tried, visible_meeting


def announce(request, code, pk):
    """Who gets it and the letter as it will look, then the act."""
    meeting = visible_meeting(request, code, pk)
    require(can_convene, request.user, meeting)
    if request.method == "POST":
        act = planning_announce.announce_date
        if count := tried(request, lambda: act(meeting, by=request.user)):
            words = ngettext(
                "La date part vers %(n)s personne.", "La date part vers %(n)s personnes.", count
            )
            messages.success(request, words % {"n": count})
        return redirect(meeting)
    context = {"meeting": meeting} | pages_announce.before(meeting)
    return render(request, "meetings/poll_announce.html", context)
