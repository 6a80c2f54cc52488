"""« Note pour les absents »: seen, then sent by the coordination; read by an institution."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concertation.permissions import require

from .. import documents, pages_note
from ..documents.brief import asked_of
from ..models import Block
from ..permissions import can_edit_pv, can_send_note, coordinates
from ..readership import level_of
from ..services import note as service
from ..services.translating import confirm_translation
from . import paper_response, tried
from .pv import readable_pv_or_404


def page(request, code, pk):
    """The note in preparation for the coordination; its own page, in one PDF, for a partner."""
    pv = readable_pv_or_404(request, code, pk)
    if not coordinates(request.user, pv.meeting):
        return paper(request, code, pk)
    if request.method != "POST":
        groups = service.waiting_for(pv)
        return render(request, "meetings/pv_note.html", pages_note.note_page(pv, groups))
    require(can_send_note, request.user, pv)
    count = tried(request, lambda: service.send_note(pv, by=request.user))
    if count is not None:
        sentence = ngettext(
            "La note part à %(n)s personne.", "La note part à %(n)s personnes.", count
        )
        messages.success(request, sentence % {"n": count})
    return redirect("meetings:pv_note", code, pk)


def paper(request, code, pk):
    """One page: what was decided, asked of the reader's institution, and the dates."""
    pv = readable_pv_or_404(request, code, pk)
    mine = None
    if not coordinates(request.user, pv.meeting):
        mine = pages_note.institution_of(request.user, pv.meeting)
    asked = asked_of(pv.meeting, mine) if mine else None
    content = documents.note(pv, level_of(request.user, pv.meeting), asked)
    return paper_response(content, documents.note_name(pv))


@require_POST
def still_right(request, code, pk, block):
    """« Toujours juste »: the other text changed, this one says the same all the same."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_edit_pv, request.user, pv)
    found = get_object_or_404(Block.objects.select_related("item__meeting"), key=block)
    get_object_or_404(pv.meeting.agenda, pk=found.item_id)
    if tried(request, lambda: [confirm_translation(found)]):
        messages.success(request, _("La traduction est notée comme toujours juste."))
    url = f"{pv.get_absolute_url()}?point={found.item_id}#passage-{found.pk}"
    return redirect(url)
