"""The documents of a meeting: joined, read, described, taken away."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from concertation.permissions import require

from .. import pages_documents
from ..forms_attach import AttachForm, PlaceForm
from ..models import Attachment
from ..permissions import can_attach, coordinates
from ..services import attaching
from . import attempt, piece_response, tried, visible_meeting


def documents(request, code, pk):
    """The list for whoever reads the meeting; the coordination also adds to it."""
    meeting = visible_meeting(request, code, pk)
    if request.method == "POST":
        require(can_attach, request.user, meeting)
    form = AttachForm(
        request.POST or None,
        request.FILES or None,
        meeting=meeting,
        oversized=getattr(request, "oversized", ()),
    )
    joined = attempt(form, lambda data: attaching.attach(meeting, **data, by=request.user))
    if joined:
        messages.success(request, _("« %(name)s » est joint.") % {"name": joined})
        return redirect("meetings:documents", code, pk)
    mine = coordinates(request.user, meeting)
    context = pages_documents.page(meeting, request.user, is_own=mine)
    context |= {"coordinates": mine, "can_attach": can_attach(request.user, meeting), "form": form}
    return render(request, "meetings/documents.html", context)


@require_safe
def attachment(request, code, pk, attachment):
    meeting = visible_meeting(request, code, pk)
    rows = pages_documents.readable(meeting, request.user)
    return piece_response(get_object_or_404(rows, pk=attachment))


def attachment_edit(request, code, pk, attachment):
    meeting = visible_meeting(request, code, pk)
    require(can_attach, request.user, meeting)
    row = get_object_or_404(Attachment, pk=attachment, meeting=meeting)
    form = PlaceForm(request.POST or None, instance=row, meeting=meeting)
    if attempt(form, lambda data: attaching.edit_attachment(row, **data)):
        messages.success(request, _("Le document est à jour."))
        return redirect("meetings:documents", code, pk)
    context = {"meeting": meeting, "piece": row, "form": form}
    return render(request, "meetings/attachment_edit.html", context)


def attachment_delete(request, code, pk, attachment):
    """Asked first: a letter that left may give a link to it."""
    meeting = visible_meeting(request, code, pk)
    require(can_attach, request.user, meeting)
    row = get_object_or_404(Attachment, pk=attachment, meeting=meeting)
    if request.method == "POST":
        attaching.detach(row, by=request.user)
        messages.success(request, _("« %(name)s » est retiré.") % {"name": row})
        return redirect("meetings:documents", code, pk)
    context = {"meeting": meeting, "piece": row}
    return render(request, "meetings/attachment_delete.html", context)


@require_POST
def documents_tell(request, code, pk):
    """Write to those invited that documents were added; never by itself."""
    meeting = visible_meeting(request, code, pk)
    require(can_attach, request.user, meeting)
    count = tried(request, lambda: attaching.tell(meeting, by=request.user))
    if count:
        words = ngettext(
            "La lettre part vers %(count)d partenaire.",
            "Les lettres partent vers %(count)d partenaires.",
            count,
        )
        messages.success(request, words % {"count": count})
    return redirect("meetings:documents", code, pk)
