"""The list of a meeting: who else, with which word, on paper, and who no more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from concertation.permissions import require

from .. import contacts, documents, pages_recipients
from ..forms_recipients import CapacityForm, NoteForm, WidenForm
from ..permissions import can_convene, can_edit_meeting, can_see_answers
from ..services import changes, guest_list
from . import attempt, paper_response, tried, visible_meeting

#: An e-mail styles itself line by line, and nothing else of it may run or be fetched.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def widen(request, code, pk):
    """Look for people of every zone and put them on the list, a few or the whole group."""
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    filters, capacity = WidenForm(request.GET), CapacityForm(request.POST or None)
    wanted = filters.wanted()
    found = contacts.find(meeting, request.user, wanted) if wanted else []
    free = [one for one in found if not one.is_on_list]
    if request.method == "POST" and capacity.is_valid():
        ticked = set(request.POST.getlist("contact"))
        chosen = [one for one in free if "all" in request.POST or one.key in ticked]
        if _add(request, meeting, chosen, capacity.cleaned_data["capacity"]):
            return redirect("meetings:invitations", code, pk)
    context = {"meeting": meeting, "filters": filters, "capacity": capacity, "found": found}
    context |= {"is_asked": bool(wanted), "free_count": len(free)}
    return render(request, "meetings/invitations_widen.html", context)


def _add(request, meeting, chosen, capacity):
    """Add the people chosen and say how many; False, with a sentence, when nobody was."""
    if not chosen:
        messages.error(request, _("Cochez au moins une personne à ajouter."))
        return False
    rows = [one.as_row() for one in chosen]
    add = lambda: guest_list.add_contacts(meeting, rows, capacity=capacity, by=request.user)  # noqa: E731
    count = tried(request, add)
    if count:
        sentence = ngettext(
            "%(n)d personne est ajoutée à la liste.",
            "%(n)d personnes sont ajoutées à la liste.",
            count,
        )
        messages.success(request, sentence % {"n": count})
    return count is not None


def notes(request, code, pk):
    """A personal sentence for one reader or for some; the list is saved on the way."""
    meeting = visible_meeting(request, code, pk)
    require(can_convene, request.user, meeting)
    people, _drift = pages_recipients.proposed(meeting, request.user)
    asked = set(request.POST.getlist("who") or request.GET.getlist("pour"))
    written = next((one.row.personal_note for one in people if one.key in asked), "")
    form = NoteForm(request.POST or None, initial={"note": written})
    if form.is_valid() and not asked:
        form.add_error(None, _("Cochez à qui ce mot s’adresse."))
    save = lambda data: pages_recipients.keep_note(meeting, asked, data["note"])  # noqa: E731
    if attempt(form, save):
        messages.success(request, _("Le mot personnel est enregistré."))
        return redirect("meetings:invitations", code, pk)
    leads = [one for one in people if one.is_lead and one.row.email]
    context = {"meeting": meeting, "form": form, "people": leads, "asked": asked}
    return render(request, "meetings/invitations_notes.html", context)


@require_safe
def letter_html(request, code, pk):
    """The HTML part of the e-mail that would leave, for the frame of the preparation page."""
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    people, _drift = pages_recipients.proposed(meeting, request.user)
    leads = [one for one in people if one.is_lead and one.row.email]
    preview = pages_recipients.preview(meeting, leads, request.GET)
    response = HttpResponse(preview["html"] if preview else "")
    response["Content-Security-Policy"] = MAIL_POLICY
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def paper_letters(request, code, pk):
    """One file of the letters to print, each with the name of somebody without an address."""
    meeting = visible_meeting(request, code, pk)
    require(can_see_answers, request.user, meeting)
    rows = pages_recipients.on_paper(meeting)
    if not rows:
        messages.info(request, _("Aucune lettre à imprimer : chacun a une adresse."))
        return redirect("meetings:invitations", code, pk)
    content = documents.addressed_letters(meeting, rows, on=timezone.localdate())
    return paper_response(content, documents.addressed_name(meeting))


def take_off(request, code, pk, participation):
    """« Ne plus inviter », and back again: what leaves is said before it does."""
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    row = get_object_or_404(meeting.participations, pk=participation)
    if request.method == "POST":
        gesture = guest_list.take_off if row.is_invited else guest_list.call_back
        if tried(request, lambda: gesture(row, by=request.user)) is not None:
            words = _("La liste est à jour pour %(name)s.") % {"name": row.person_name}
            messages.success(request, words)
        return redirect("meetings:invitations", code, pk)
    context = {"meeting": meeting, "row": row}
    context["is_told"] = row.letters.filter(kind__in=guest_list.WITH_ENTRY).exists()
    return render(request, "meetings/invitations_take_off.html", context)


def send_items(request, code, pk):
    """« Envoyer les points supplémentaires » to everybody the letter went to."""
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    if request.method == "POST":
        count = tried(request, lambda: changes.announce_items(meeting, by=request.user))
        if count:
            messages.success(request, _("Les points supplémentaires partent."))
        return redirect("meetings:invitations", code, pk)
    context = {"meeting": meeting, "items": changes.unannounced(meeting)}
    context["told"] = changes.told_count(meeting)
    return render(request, "meetings/invitations_items.html", context)
