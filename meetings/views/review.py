"""The draft read again by the co-animators, and the sealed PV that is corrected."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from concertation.permissions import require

from ..forms_remarks import CorrectionForm, ReadingForm
from ..pages_voting import still_open
from ..permissions import can_abandon_correction, can_correct_pv, can_review_pv
from ..services import correcting, review
from . import attempt, tried
from .pv import readable_pv_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def page(request, code, pk):
    """Who has read the draft, and one's own reading of it."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_review_pv, request.user, pv)
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda given: _note(pv, given, request.user)):
        messages.success(request, _("Votre relecture est notée."))
        return redirect(pv)
    readers = review.readers_of(pv, request.user)
    context = {"pv": pv, "meeting": pv.meeting, "zone": pv.meeting.zone, "form": form}
    context |= {"readers": readers, "readings": review.readings_of(pv, readers)}
    context["open_votes"] = still_open(pv.meeting)
    context["reads"] = pv.status == pv.Status.REVIEW and review.asked_by(pv) != request.user
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/pv_review.html", context, status=status)


def _note(pv, given, user):
    agrees = given["agrees"] == "yes"
    return review.note_reading(pv, by=user, agrees=agrees, note=given["note"])


@require_POST
def ask(request, code, pk):
    """One letter to each co-animator; a second click writes to nobody."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_review_pv, request.user, pv)
    count = tried(request, lambda: review.ask_review(pv, by=request.user))
    if count:
        sentence = ngettext(
            "La relecture est demandée à %(n)s personne.",
            "La relecture est demandée à %(n)s personnes.",
            count,
        )
        messages.success(request, sentence % {"n": count})
    return redirect("meetings:pv_review", code, pk)


@require_POST
def take_back(request, code, pk):
    pv = readable_pv_or_404(request, code, pk)
    require(can_review_pv, request.user, pv)
    if tried(request, lambda: review.take_back(pv, by=request.user)):
        messages.success(request, _("Le PV est de nouveau un brouillon."))
    return redirect(pv)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, code, pk):
    """« Rectifier ce PV »: its reason, then the draft of the next edition."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_correct_pv, request.user, pv)
    form = CorrectionForm(request.POST or None)

    def opened(given):
        return correcting.correct(pv, by=request.user, **given)

    if request.method == "POST" and attempt(form, opened):
        messages.success(request, _("La nouvelle édition est un brouillon : corrigez son texte."))
        return redirect(pv)
    context = {"pv": pv, "meeting": pv.meeting, "zone": pv.meeting.zone, "form": form}
    context["seal"] = pv.sealed.filter(edition=pv.edition).first()
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/pv_correct.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request, code, pk):
    """Ask, then give up the correction: the sealed text is the PV again."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_abandon_correction, request.user, pv)
    if request.method != "POST":
        context = {"pv": pv, "meeting": pv.meeting, "zone": pv.meeting.zone}
        return render(request, "meetings/pv_abandon.html", context)
    if tried(request, lambda: correcting.abandon(pv, by=request.user)):
        messages.success(request, _("La rectification est abandonnée : le texte scellé est rendu."))
    return redirect(pv)
