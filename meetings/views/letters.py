"""Letters on their way: one of them, how far they are, once more, and a trial for oneself."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require

from .. import contacts, pages_letters
from ..forms_letters import ResendForm, TrialForm
from ..models import Letter
from ..permissions import can_convene, can_see_answers
from ..services import letters
from . import tried, visible_meeting


def letter(request, code, pk, letter):
    """The text of one letter as it left, with the words of the server."""
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    context = pages_letters.one_letter(meeting, _letter(meeting, letter), request.user)
    context["form"] = ResendForm(initial={"email": context["address"]})
    return render(request, "meetings/mailing_letter.html", context)


def _letter(meeting, pk):
    rows = Letter.objects.select_related("participation__person", "paper").defer("paper__content")
    return get_object_or_404(rows, pk=pk, meeting=meeting)


@require_POST
def resend(request, code, pk, letter):
    """Once more to one reader, to the address given where the one who asks may see it."""
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    letter = _letter(meeting, letter)
    form = ResendForm(request.POST)
    if not form.is_valid():
        context = pages_letters.one_letter(meeting, letter, request.user) | {"form": form}
        return render(request, "meetings/mailing_letter.html", context, status=422)
    is_seen = contacts.shows_address(request.user, letter.participation)
    address = form.cleaned_data["email"] if is_seen else ""
    if tried(request, lambda: letters.resend(letter, by=request.user, address=address)):
        messages.success(request, _("La lettre repart."))
    return redirect("meetings:invitations", code, pk)


def progress(request, code, pk):
    """How far the mailing is: the page that shows it reads it again while something waits."""
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    if not request.htmx:
        return redirect("meetings:invitations", code, pk)
    rows = meeting.letters.only("kind", "status", "next_try_at", "participation")
    context = {"meeting": meeting, "progress": pages_letters.progress(rows), "is_again": True}
    return render(request, "meetings/_mailing_progress.html", context)


@require_POST
def trial(request, code, pk):
    """« M’envoyer un essai »: the real letter, to whoever prepares it."""
    meeting = visible_meeting(request, code, pk)
    require(can_convene, request.user, meeting)
    form = TrialForm(request.POST)
    language = form.cleaned_data["language"] if form.is_valid() else request.user.language
    if tried(request, lambda: letters.send_trial(meeting, request.user, language)):
        words = _("L’essai part vers %(address)s.") % {"address": request.user.email}
        messages.success(request, words)
    return redirect("meetings:invitations", code, pk)
