"""The register of opinions: read by the zone, followed by its coordination."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_registers
from ..forms_registers import OpinionForm
from ..pages_two_hands import compared
from ..reading import text_html
from ..seen import fingerprint
from ..services import registers
from ..services.errors import Conflict, Refused
from . import sentence


def opinions(request, code):
    """The register of the zone's opinions, « ?etat=a-envoyer », « sans-reponse », « en-retard »."""
    zone = visible_zone_or_404(request.user, code)
    context = pages_registers.opinion_list(request.user, zone, request.GET.get("etat", ""))
    return render(request, "meetings/opinions.html", context | {"zone": zone})


def opinion(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    row = get_object_or_404(pages_registers.read_opinions(request.user, zone), pk=pk)
    context = pages_registers.opinion_page(request.user, row)
    return render(request, "meetings/opinion.html", context)


def opinion_edit(request, code, pk):
    """Note the motives of an opinion, to whom it went, when and how, the answer and its effect."""
    zone = visible_zone_or_404(request.user, code)
    row = get_object_or_404(pages_registers.read_opinions(request.user, zone), pk=pk)
    require(can_coordinate_zone, request.user, zone)
    form = OpinionForm(
        request.POST or None,
        request.FILES or None,
        instance=row,
        oversized=getattr(request, "oversized", ()),
    )
    saved, differing = attempt_or_compare(form, lambda data: _record(request, row, form, data))
    if saved:
        messages.success(request, _("Le registre des avis est à jour."))
        return redirect("meetings:opinion", zone.code, row.pk)
    context = {"zone": zone, "opinion": row, "form": form, "differing": differing}
    return render(request, "meetings/opinion_edit.html", context | {"html": text_html(row.block)})


def _record(request, row, form, data):
    upload = form.cleaned_data["upload"]
    return registers.record_opinion(row, upload=upload, by=request.user, **data)


def attempt_or_compare(form, act):
    """(what ``act`` returns or None, the fields on which somebody else wrote meanwhile).

    After a conflict the form knows what the other wrote: saved again, it replaces it knowingly.
    """
    if not form.is_valid():
        return None, []
    try:
        return act(form.typed() | {"seen": form.cleaned_data["seen"] or None}), []
    except Conflict as error:
        form.add_error(None, str(error))
        form.data = form.data.copy()
        form.data["seen"] = fingerprint(error.current, form.watched)
        return None, compared(form, error.current)
    except (Refused, ValidationError) as error:
        form.add_error(None, sentence(error))
        return None, []
