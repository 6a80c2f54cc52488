"""The passages of a PV: added, saved as they are typed, moved, taken out; nothing typed is lost."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require

from .. import pages_contradiction, pages_pv
from ..forms_pv import BlockForm
from ..models import PV, AgendaItem, Block
from ..permissions import can_edit_pv, can_write_pv
from ..reading import read_block
from ..reconciling import reconciled, shown_values
from ..services import minutes
from ..services.errors import Conflict, Elsewhere, Refused, Removed
from ..services.placing import FIRST
from . import conflicts, sentence, tried
from .pv import at_point, readable_pv_or_404

#: How often a save is tried again when others save the same passage between two tries.
TRIES = 4


@require_POST
def block_add(request, code, pk, item):
    """Add an empty passage; with a script, the page makes it itself and sends it when it can."""
    pv = readable_pv_or_404(request, code, pk)
    items = AgendaItem.objects.select_related("meeting__zone")
    item = get_object_or_404(items, pk=item, meeting=pv.meeting)
    require(can_edit_pv, request.user, pv)
    kind = request.POST.get("kind", "")
    if kind not in Block.Kind.values:
        messages.error(request, _("Choisissez la nature du passage."))
        return redirect(at_point(item))
    block = tried(request, lambda: minutes.add_block(item, kind=kind, by=request.user))
    return redirect(at_point(item, block) if block else pv)


def block_of(pv, key):
    """The passage of this PV; 404 also for a key of another meeting."""
    blocks = Block.objects.select_related("item__meeting__zone", "action", "opinion", "updated_by")
    return get_object_or_404(blocks, key=key, item__meeting=pv.meeting)


def written_pv(request, code, pk):
    pvs = PV.objects.written_by(request.user).select_related("meeting__zone")
    return pvs.filter(meeting=pk, meeting__zone__code=code).first()


def block_put(request, code, pk, item, key):
    """Save one passage; a conflict or a mistake gives back everything that was typed."""
    pv = written_pv(request, code, pk) or readable_pv_or_404(request, code, pk)
    if request.method != "POST":
        return one_form(request, pv, key)
    require(can_write_pv, request.user, pv.meeting)
    if request.POST.get("writer") not in (None, str(request.user.pk)):
        return HttpResponse(status=403, headers={"X-Conflict": "writer"})
    block, item = found_or_new(pv, item, key, request.POST.get("kind", ""))
    form = BlockForm(request.POST, instance=block, meeting=pv.meeting)
    if not form.is_valid():
        return mistaken(request, pv, form)
    if item is None:
        return conflicts.homeless(request, pv, form)
    return attempted(request, pv, form, item, key)


def attempted(request, pv, form, item, key):
    """Written as typed, or all that was typed given back with what stands in the way."""
    try:
        return saved(request, *written(form, item, key, request))
    except ValidationError as error:
        form.add_error(None, error)
        return mistaken(request, pv, form)
    except Elsewhere:
        raise Http404 from None
    except Refused as refused:
        return conflicting(request, pv, form, refused)


def found_or_new(pv, item, key, kind):
    """``(passage, item)``: the passage as it stands, wherever it was moved meanwhile; or a new one.

    The item is None when it was taken off the agenda: the text then needs another.
    """
    blocks = Block.objects.select_related("item", "action", "opinion")
    block = blocks.filter(key=key, item__meeting=pv.meeting).first()
    if block is not None:
        block.item.meeting = pv.meeting
        return block, block.item
    asked, item = item, pv.meeting.agenda.filter(pk=item).first()
    if item is None and AgendaItem.objects.filter(pk=asked).exists():
        raise Http404  # an item of another meeting
    if kind not in Block.Kind.values:
        kind = Block.Kind.INFORMATION  # a text without its kind is still a text
    if item is not None:
        item.meeting = pv.meeting
    return Block(key=key, item=item, kind=kind), item


def written(form, item, key, request):
    """``(passage, merged form, labels)``: what others changed in other fields meanwhile is kept."""
    labels = []
    for _try in range(TRIES):
        try:
            return put(form, item, key, request), form, labels
        except Conflict as conflict:
            found, refused = reconciled(form, conflict.current), conflict
        if not found:
            break
        form, labels = found
    raise refused


def put(form, item, key, request):
    return minutes.put_block(
        item,
        key,
        kind=form.instance.kind,
        revision=form.revision,
        after=request.POST.get("after", ""),
        by=request.user,
        anyway="anyway" in request.POST,
        **form.values(),
    )


def saved(request, block, form, labels):
    """204, or what was kept of somebody else's changes; a page without script goes on."""
    told = conflicts.both_kept(block, labels) if labels else ""
    if not request.htmx:
        if told:
            messages.info(request, told)
        return redirect(at_point(block.item, block))
    headers = {"X-Version": block.revision}
    if labels:
        content = {"told": told, "version": block.revision, "values": shown_values(form)}
        return JsonResponse(content, headers=headers)
    return HttpResponse(status=204, headers=headers)


def one_form(request, pv, key):
    """The form of one passage alone for the script; its place in the editor otherwise."""
    block = block_of(pv, key)
    require(can_edit_pv, request.user, pv)
    if not request.htmx:
        return redirect(at_point(block.item, block))
    context = pages_pv.editable(pv.meeting, block) | {"meeting": pv.meeting, "pv": pv}
    return render(request, "meetings/_block_form.html", context)


def mistaken(request, pv, form):
    """422: only the list of mistakes for the script, the whole editor with the text otherwise."""
    if request.htmx:
        return render(request, "components/error_summary.html", {"form": form}, status=422)
    context = pages_contradiction.editor(request.user, pv, form.instance.item_id, bound=form)
    return render(request, "meetings/pv_edit.html", context | {"refused": form}, status=422)


def conflicting(request, pv, form, refused):
    """409: both texts side by side, and what to do while the draft is still one."""
    if isinstance(refused, Removed):
        return conflicts.removed_meanwhile(request, pv, form, refused)
    current = Block.objects.filter(key=form.instance.key, item__meeting=pv.meeting).exists()
    if not current:
        return conflicts.too_late(request, pv, form, refused)
    return conflicts.both_texts(request, pv, form, block_of(pv, form.instance.key), refused)


def block_delete(request, code, pk, key):
    """Ask, showing the passage, then take it out; a passage already out is out."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_edit_pv, request.user, pv)
    if request.htmx and request.method == "POST":
        return taken_out(request, pv, key)
    block = block_of(pv, key)
    if request.method != "POST":
        context = conflicts.page_of(pv) | {"passage": read_block(block), "block": block}
        context |= {"kind_name": block.get_kind_display(), "back": at_point(block.item, block)}
        return render(request, "meetings/pv_block_delete.html", context)
    revision = int_or_none(request.POST.get("version"))
    delete = {"by": request.user, "revision": revision}
    if tried(request, lambda: [minutes.delete_block(block, **delete)]):
        messages.success(request, _("Le passage est retiré du PV ; son historique est gardé."))
    return redirect(at_point(block.item))


def taken_out(request, pv, key):
    """For the script: 204, or 409 with the text that somebody wrote since."""
    block = Block.objects.select_related("item__meeting__zone", "updated_by")
    block = block.filter(key=key, item__meeting=pv.meeting).first()
    if block is None:
        return HttpResponse(status=204)
    try:
        revision = int_or_none(request.POST.get("version"))
        minutes.delete_block(block, by=request.user, revision=revision)
    except Refused as refused:
        return conflicts.still_there(request, pv, block_of(pv, key), refused)
    return HttpResponse(status=204)


@require_POST
def block_move(request, code, pk, key):
    """Put a passage ``after`` another, or one place up or down, under its item or another one."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_edit_pv, request.user, pv)
    block = block_of(pv, key)
    item = None
    if asked := int_or_none(request.POST.get("item")):
        item = get_object_or_404(pv.meeting.agenda, pk=asked)
    after = request.POST.get("after", "")
    if direction := request.POST.get("direction"):
        after = neighbour(block, direction)
    try:
        minutes.move_block(block, after, by=request.user, item=item)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(sentence(refused), status=409, headers={"X-Conflict": "closed"})
        messages.error(request, sentence(refused))
    return HttpResponse(status=204) if request.htmx else redirect(at_point(block.item, block))


def neighbour(block, direction):
    """After which passage it goes when it moves one place up or down."""
    keys = list(block.item.blocks.values_list("key", flat=True))
    place = keys.index(block.key)
    if direction == "up":
        return keys[place - 2] if place > 1 else FIRST
    return keys[min(place + 1, len(keys) - 1)]


def int_or_none(value):
    return int(value) if value and value.isdecimal() and len(value) < 12 else None
