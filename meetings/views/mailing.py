"""Invitations: who is called, what left, what came back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.models import Organisation

from .. import documents, pages_answer, pages_mailing, pages_recipients
from ..forms_people import EncodedAnswerForm, GuestForm
from ..permissions import (
    can_convene,
    can_edit_meeting,
    can_read_letter,
    can_see_answers,
    coordinates,
)
from ..reserved import copy_level
from ..services import answers, convening
from . import attempt, paper_response, tried, visible_meeting


def invitations(request, code, pk):
    """Before: the list, the letter as it will look. After: who got it, who answered."""
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    if request.method == "POST":
        require(can_convene, request.user, meeting)
        if tried(request, lambda: pages_recipients.keep_list(meeting, request.POST)):
            messages.success(request, _("La liste est enregistrée."))
        return redirect("meetings:invitations", code, pk)
    context = {"meeting": meeting, "guest_form": GuestForm()}
    if meeting.is_before_letter:
        context |= pages_recipients.before_sending(meeting, request.user, request.GET)
        return render(request, "meetings/invitations_prepare.html", _with_names(context))
    context |= pages_mailing.after_sending(meeting, request.GET.get("reponse"))
    context["can_invite"] = can_edit_meeting(request.user, meeting)
    return render(request, "meetings/invitations_sent.html", _with_names(context))


def _with_names(context):
    """The names of institutions, offered while typing."""
    names = Organisation.objects.order_by("name_fr").values_list("name_fr", flat=True)
    return context | {"institutions": names}


def guest_add(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    form = GuestForm(request.POST or None)
    guest = attempt(form, lambda data: convening.add_guest(meeting, **data, by=request.user))
    if guest:
        words = _("%(name)s est sur la liste des invités.") % {"name": guest.person_name}
        messages.success(request, words)
        return redirect("meetings:invitations", code, pk)
    context = _with_names({"meeting": meeting, "form": form})
    return render(request, "meetings/invitations_guest.html", context)


@require_POST
def convene(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    if coordinates(request.user, meeting) and meeting.is_convened:
        messages.info(request, _("Les convocations sont déjà parties."))
        return redirect("meetings:invitations", code, pk)
    require(can_convene, request.user, meeting)
    if "list" in request.POST:
        tried(request, lambda: pages_recipients.keep_list(meeting, request.POST))
    count = tried(request, lambda: convening.convene(meeting, by=request.user))
    if count:
        _say_sent(request, count)
    return redirect("meetings:invitations", code, pk)


def _say_sent(request, count):
    sentence = ngettext(
        "La lettre part vers %(count)d partenaire.",
        "Les lettres partent vers %(count)d partenaires.",
        count,
    )
    messages.success(request, sentence % {"count": count})


@require_POST
def remind(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    count = tried(request, lambda: convening.remind(meeting, by=request.user))
    if count:
        _say_sent(request, count)
    return redirect("meetings:invitations", code, pk)


def letter_paper(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_read_letter, request.user, meeting)
    told = {"on": timezone.localdate(), "level": copy_level(request.user, meeting)}
    return paper_response(*documents.letter_file(meeting, request.GET.get("langue"), **told))


def encode_answer(request, code, pk, participation):
    """An answer received by telephone, by e-mail or in the street, with its source."""
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    row = get_object_or_404(meeting.participations, pk=participation)
    form = EncodedAnswerForm(request.POST or None, initial={"answer": row.answer})
    by = request.user
    saved = attempt(
        form,
        lambda data: answers.record_answer(row, **form.facts(), source=data["source"], by=by),
    )
    if saved:
        words = _("La réponse de %(name)s est notée.") % {"name": row.person_name}
        messages.success(request, words)
        return redirect("meetings:invitations", code, pk)
    context = {"meeting": meeting, "row": row, "form": form} | pages_answer.for_coordination(row)
    return render(request, "meetings/mailing_answer.html", context)
