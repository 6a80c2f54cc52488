"""Every version of a passage, compared two by two, and brought back; what was taken out too."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require

from .. import pages_versions, versions
from ..models import Block, Vote
from ..permissions import can_edit_pv, coordinates
from ..reconciling import form_of, neighbour_of, place_of
from ..services import minutes
from ..services.errors import Refused
from . import tried
from .conflicts import page_of
from .pv import at_point, readable_pv_or_404


def coordinated_pv_or_404(request, code, pk):
    """Who wrote what, and what was crossed out, is the coordination's alone."""
    pv = readable_pv_or_404(request, code, pk)
    if not coordinates(request.user, pv.meeting):
        raise Http404
    return pv


def versions_or_404(pv, key):
    found = versions.versions_in(pv.meeting, key)
    if not found:
        raise Http404
    return found


def page(request, code, pk, key):
    """The versions of a passage, and the two that are compared."""
    pv = coordinated_pv_or_404(request, code, pk)
    found = versions_or_404(pv, key)
    block = Block.objects.select_related("item__meeting__zone").filter(key=key).first()
    context = page_of(pv) | pages_versions.compared(found, request.GET)
    context |= {"block": block, "key": key, "edits": can_edit_pv(request.user, pv)}
    context["back"] = at_point(block.item, block) if block else pv.get_absolute_url()
    return render(request, "meetings/pv_versions.html", context)


@require_POST
def bring_back(request, code, pk, key):
    """« Remettre cette version »: a new version that says what an old one said."""
    pv = coordinated_pv_or_404(request, code, pk)
    found = versions_or_404(pv, key)
    require(can_edit_pv, request.user, pv)
    asked = next((v for v in found if str(v.history_id) == request.POST.get("version")), None)
    if asked is None:
        raise Http404
    block = tried(request, lambda: put_back(pv, asked, by=request.user))
    if block is None:
        return redirect("meetings:block_versions", code, pk, key)
    messages.success(request, _brought(block))
    return redirect(at_point(block.item, block))


def _brought(block):
    if Vote.objects.filter(block=block).exists():
        return _("Cette version est remise, mais le vote reste celui qui a été pris.")
    return _("Cette version est remise ; les autres sont gardées.")


def put_back(pv, row, by):
    """Write again what a version said, in its place when the passage was taken out.

    Of a passage that is voted upon, the form leaves out how and with what totals: the vote that
    stands says it, whatever an old version said.
    """
    current = Block.objects.select_related("item").filter(key=row.key).first()
    item = current.item if current else place_of(pv.meeting, row)
    form = form_of(row, item, current.revision if current else row.revision)
    if not form.is_valid():
        raise Refused(_("Cette version ne se remet plus telle quelle : recopiez son texte."))
    return minutes.put_block(
        item,
        row.key,
        kind=row.kind,
        revision=form.revision,
        after=None if current else neighbour_of(item, row),
        by=by,
        anyway=True,
        **_values(form, row, current),
    )


def _values(form, row, current):
    """What the version says; of one that was taken out, the registers get back what they had."""
    values = form.values()
    if current is None and versions.WENT_WITH_IT in row.details:
        values |= {"details": versions.details_of(row), "action": None, "addressees": None}
    return values


def removed(request, code, pk):
    """« Passages retirés »: what was taken out of this PV, by whom, and the way back."""
    pv = coordinated_pv_or_404(request, code, pk)
    context = page_of(pv) | {"rows": pages_versions.removed(pv.meeting)}
    context["edits"] = can_edit_pv(request.user, pv)
    return render(request, "meetings/pv_removed.html", context)
