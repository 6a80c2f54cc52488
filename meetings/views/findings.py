"""The register of « éléments perfectibles »: read by the zone, kept by its coordination."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_registers
from ..forms_registers import FindingForm
from ..models import PV, Block, Finding
from ..reading import text_html
from ..services import findings
from . import tried
from .opinions import attempt_or_compare


def listing(request, code):
    """The register of the zone, « ?etat=a-envoyer », « sans-reponse »."""
    zone = visible_zone_or_404(request.user, code)
    context = pages_registers.finding_list(request.user, zone, request.GET.get("etat", ""))
    return render(request, "meetings/findings.html", context | {"zone": zone})


def finding(request, code, pk):
    _zone, row = _read(request, code, pk)
    context = pages_registers.finding_page(request.user, row)
    return render(request, "meetings/finding.html", context)


def add(request, code):
    """By hand, or « ?passage= » a passage of a PV of the zone: nothing is typed twice."""
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    block = _passage(zone, request.GET.get("passage", ""))
    if request.method != "POST" and block is not None and hasattr(block, "finding"):
        return redirect("meetings:finding", zone.code, block.finding.pk)
    new, initial = Finding(zone=zone), findings.proposed_from(block) if block else None
    form = FindingForm(request.POST or None, instance=new, block=block, initial=initial)
    saved, differing = attempt_or_compare(
        form, lambda data: findings.note_finding(zone, by=request.user, block=block, **data)
    )
    if saved:
        messages.success(request, _("Le relevé est au registre."))
        return redirect("meetings:finding", zone.code, saved.pk)
    context = {"zone": zone, "form": form, "passage": block, "html": _html(block)}
    context |= {"differing": differing, "back": request.get_full_path()}
    return render(request, "meetings/finding_edit.html", context)


def _html(block):
    return text_html(block) if block else ""


def _passage(zone, asked):
    """The passage to start from, or None; one of another zone or of a draft is not found."""
    if not asked:
        return None
    rows = Block.objects.filter(item__meeting__zone=zone, kind__in=findings.KINDS)
    rows = rows.filter(item__meeting__pv__isnull=False)
    rows = rows.exclude(item__meeting__pv__status__in=PV.UNSENT)
    rows = rows.select_related("item__meeting__zone", "finding")
    return get_object_or_404(rows, pk=asked if asked.isdecimal() and len(asked) < 19 else 0)


def edit(request, code, pk):
    zone, row = _read(request, code, pk)
    require(can_coordinate_zone, request.user, zone)
    form = FindingForm(request.POST or None, instance=row)
    saved, differing = attempt_or_compare(form, lambda data: findings.save_finding(row, **data))
    if saved:
        messages.success(request, _("Le relevé est à jour."))
        return redirect("meetings:finding", zone.code, row.pk)
    context = {"zone": zone, "form": form, "finding": row, "passage": row.block}
    context |= {"html": _html(row.block), "differing": differing}
    return render(request, "meetings/finding_edit.html", context)


def delete(request, code, pk):
    """Asked first; what was sent or signed stays."""
    zone, row = _read(request, code, pk)
    require(can_coordinate_zone, request.user, zone)
    if request.method == "POST":
        if tried(request, lambda: findings.delete_finding(row) or True):
            messages.success(request, _("Le relevé est retiré du registre."))
            return redirect("meetings:findings", zone.code)
        return redirect("meetings:finding", zone.code, row.pk)
    return render(request, "meetings/finding_delete.html", {"zone": zone, "finding": row})


def _read(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    return zone, get_object_or_404(pages_registers.read_findings(request.user, zone), pk=pk)
