"""An opinion or a finding signed by several zones: asked by one, answered by the other."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_registers
from ..forms_registers import AskZonesForm, DeclineForm
from ..models import CoSignature
from ..services import cosigning
from . import attempt, tried


def opinion_cosign(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    row = get_object_or_404(pages_registers.read_opinions(request.user, zone), pk=pk)
    return _ask(request, zone, row, "meetings:opinion")


def finding_cosign(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    row = get_object_or_404(pages_registers.read_findings(request.user, zone), pk=pk)
    return _ask(request, zone, row, "meetings:finding")


def _ask(request, zone, thing, page):
    """The other zones, what they will read, who gets the letter; then the letters leave."""
    require(can_coordinate_zone, request.user, zone)
    form = AskZonesForm(request.POST or None, thing=thing)
    asked = attempt(form, lambda data: cosigning.ask(thing, data["zones"], by=request.user))
    if asked is not None:
        messages.success(request, _asked_words(asked))
        return redirect(page, zone.code, thing.pk)
    context = pages_registers.ask_page(thing, request.POST.getlist("zones"))
    context |= {"zone": zone, "form": form, "page": page}
    return render(request, "meetings/cosign_ask.html", context)


def _asked_words(zones):
    if not zones:
        return _("Ces zones étaient déjà sollicitées : rien n’est reparti.")
    names = ", ".join(zone.name for zone in zones)
    words = ngettext(
        "La demande part à la zone %(names)s.", "La demande part aux zones %(names)s.", len(zones)
    )
    return words % {"names": names}


def cosignature(request, code, pk):
    """What another zone proposes to sign: read, signed or declined by the zone that was asked."""
    zone = visible_zone_or_404(request.user, code)
    row = get_object_or_404(CoSignature.objects.with_thing(), pk=pk, zone=zone)
    require(can_coordinate_zone, request.user, zone)
    form = DeclineForm()
    if request.method == "POST":
        form, is_done = _answer(request, row)
        if is_done:
            return redirect("meetings:cosignature", zone.code, row.pk)
    context = pages_registers.cosignature_page(row) | {"zone": zone, "form": form}
    return render(request, "meetings/cosignature.html", context)


def _answer(request, row):
    """(form of the refusal, was the answer kept)."""
    if request.POST.get("answer") == "decline":
        form = DeclineForm(request.POST)
        done = attempt(form, lambda data: cosigning.decline(row, **data, by=request.user))
        if done:
            messages.success(request, _("Votre réponse est transmise à la zone qui demandait."))
        return form, bool(done)
    seen = request.POST.get("seen", "")
    if tried(request, lambda: cosigning.sign(row, seen=seen, by=request.user)):
        words = _("Votre zone signe avec la zone %(name)s.")
        messages.success(request, words % {"name": row.thing.zone.name})
    return DeclineForm(), True


@require_POST
def take_back(request, code, pk):
    """The zone that asked takes its request back, until the other one answers."""
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    rows = CoSignature.objects.with_thing().filter(opinion__zone=zone)
    rows |= CoSignature.objects.with_thing().filter(finding__zone=zone)
    row = get_object_or_404(rows, pk=pk)
    page = "opinion" if row.opinion_id else "finding"
    thing = row.opinion_id or row.finding_id
    if tried(request, lambda: cosigning.take_back(row) or True):
        messages.success(request, _("La demande est retirée."))
    return redirect(f"meetings:{page}", zone.code, thing)
