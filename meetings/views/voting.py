"""The vote of a decision or an opinion: opened, counted, closed; one address for its gestures."""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concertation.permissions import require

from .. import pages_voting
from ..forms_voting import AGREEMENTS, HandsForm, Mistyped, NoteForm, OpenForm, UnderstoodForm
from ..models import Block, Voice
from ..permissions import can_edit_pv, can_write_pv
from ..reading import text_html
from ..services import voting
from ..services.errors import Refused
from . import sentence
from .pv import at_point, readable_pv_or_404


def page(request, code, pk, key):
    """The panel, alone on its page or inside the editor; a gesture is a POST to the same place."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_edit_pv, request.user, pv)
    require(can_write_pv, request.user, pv.meeting)
    block = voted(pv, key)
    if block is None:
        return unsaved(request, pv, key)
    if request.method != "POST":
        return shown(request, pv, block)
    try:
        gesture_of(request)(request, block)
    except (Refused, ValidationError) as error:
        block = voted(pv, key) or block
        return shown(request, pv, block, error=sentence(error), forms=getattr(error, "forms", ()))
    return shown(request, pv, voted(pv, key)) if request.htmx else redirect(request.path)


def voted(pv, key):
    """The decision or opinion of this PV, with its vote; None while the server does not know it."""
    voices = Prefetch("vote__voices", Voice.objects.select_related("participation"))
    rows = Block.objects.select_related("item__meeting__zone", "vote").prefetch_related(voices)
    block = rows.filter(key=key, item__meeting=pv.meeting).first()
    if block is None and Block.objects.filter(key=key).exists():
        raise Http404
    if block is not None and block.kind not in voting.VOTED:
        raise Http404
    if block is not None:
        block.item.meeting = pv.meeting
    return block


def unsaved(request, pv, key):
    """A passage still waiting in the browser: it is voted once it is saved."""
    if not request.htmx:
        raise Http404
    context = {"key": key, "meeting": pv.meeting, "zone": pv.meeting.zone}
    return render(request, "meetings/_vote_unsaved.html", context)


def shown(request, pv, block, error="", forms=()):
    """The panel; a refusal inside the editor answers 200, or htmx would not show it."""
    context = pages_voting.panel(block, error=error, forms=forms) | {"pv": pv}
    if request.htmx:
        return render(request, "meetings/_vote_panel.html", context)
    # In a page, the name « block » is the template's own.
    context |= {"passage": block, "html": text_html(block), "back": at_point(block.item, block)}
    return render(request, "meetings/vote.html", context, status=422 if error else 200)


def understood(request, code, pk):
    """What the fields of an action mean as they are typed: lines for the form, nothing saved."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_edit_pv, request.user, pv)
    form = UnderstoodForm(request.GET)
    lines = form.lines(pv.meeting) if form.is_valid() else []
    return render(request, "meetings/_understood.html", {"lines": lines})


def gesture_of(request):
    found = GESTURES.get(request.POST.get("gesture"))
    if found is None:
        raise Refused(_("Ce geste n’est pas connu : reprenez depuis cette page."))
    return found


def standing(block):
    vote = getattr(block, "vote", None)
    if vote is None:
        raise Refused(_("Ce vote a été annulé entre-temps."))
    return vote


def valid(form, name):
    if not form.is_valid():
        raise Mistyped(name, form)
    return form


def open_(request, block):
    data = valid(OpenForm(request.POST), "open_form").cleaned_data
    if data["method"] in AGREEMENTS:
        mode = data["method"]
        voting.note_agreement(block, mode=mode, by=request.user, at=data["at"])
    else:
        voting.open_vote(block, method=data["method"], by=request.user, at=data["at"])


def hands(request, block):
    """« Le reste pour » fills in the first box, to be read again before closing."""
    vote = standing(block)
    form = valid(hands_form(request, block), "hands_form")
    totals = form.totals()
    if "rest" in request.POST:
        totals[0] = max(voting.rest_in_favour(vote, *totals[1:]), 0)
    try:
        voting.count_hands(vote, *totals, by=request.user, close="rest" not in request.POST)
    except Refused as refused:
        form.add_error(None, sentence(refused))
        raise Mistyped("hands_form", form) from refused


def hands_form(request, block):
    return HandsForm(request.POST, auto_id=f"vote-{block.pk}-%s")


def voice(request, block):
    """``voice``: « number:choice:what the line showed »."""
    number, _colon, rest = request.POST.get("voice", "").partition(":")
    choice, _colon, was = rest.partition(":")
    if not number.isdecimal() or len(number) > 12:
        raise Refused(_("Cette voix n’est pas de ce vote."))
    voting.record_voice(standing(block), int(number), choice, was=was)


def rest(request, block):
    voting.record_rest(standing(block))


def close(request, block):
    voting.close_vote(standing(block), by=request.user)


def reopen(request, block):
    voting.reopen_vote(standing(block), by=request.user)


def withdraw(request, block):
    voting.withdraw_vote(standing(block), by=request.user)


def note(request, block):
    form = NoteForm(request.POST, auto_id=f"vote-{block.pk}-%s")
    voting.minority_note(standing(block), valid(form, "note_form").cleaned_data["note"])


GESTURES = {
    "open": open_,
    "hands": hands,
    "voice": voice,
    "rest": rest,
    "close": close,
    "reopen": reopen,
    "withdraw": withdraw,
    "note": note,
}
