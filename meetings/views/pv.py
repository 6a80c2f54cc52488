"""The PV: written passage by passage, sent once, approved or contested, found again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concertation.permissions import require

from .. import documents, pages_pv
from ..forms_pv import BlockForm, HeadForm, VerdictForm
from ..models import PV, AgendaItem, Block, Meeting
from ..permissions import can_decide_pv, can_edit_pv, can_write_pv, coordinates
from ..reading import read_block, read_snapshot
from ..services import minutes, sealing
from ..services.errors import Refused
from . import attempt, paper_response, tried
from .pv_archive import archive

__all__ = [
    "archive",
    "block_add",
    "block_delete",
    "block_save",
    "item",
    "page",
    "paper",
    "send",
    "verdict",
    "version",
]


def readable_pv(request, code, pk):
    """The PV of a meeting within what the reader may read; None when there is none for them."""
    pvs = PV.objects.visible_to(request.user).select_related("meeting__zone", "decided_in__zone")
    pvs = pvs.with_joint()
    pv = pvs.filter(meeting=pk, meeting__zone__code=code).first()
    if pv is not None:
        pv.meeting.is_joint = pv.is_joint
    return pv


def readable_pv_or_404(request, code, pk):
    pv = readable_pv(request, code, pk)
    if pv is None:
        raise Http404
    return pv


def at_point(item, block=None):
    """The editor at an agenda item, at one of its passages."""
    url = reverse("meetings:pv", args=[item.meeting.zone.code, item.meeting_id])
    return f"{url}?point={item.pk}" + (f"#passage-{block.pk}" if block else "")


def page(request, code, pk):
    """Write the draft, read what was sent; a GET never creates the PV."""
    pv = readable_pv(request, code, pk)
    if pv is None:
        return start(request, code, pk)
    if request.method == "POST":
        return head(request, pv)
    if pv.is_draft or ("point" in request.GET and can_edit_pv(request.user, pv)):
        context = pages_pv.editor(request.user, pv, request.GET.get("point", ""))
        return render(request, "meetings/pv_edit.html", context)
    return render(request, "meetings/pv_read.html", pages_pv.reading(request.user, pv))


def start(request, code, pk):
    """« Rédiger le PV »: for the coordination; a partner does not learn that a draft is missing."""
    meetings = Meeting.objects.visible_to(request.user).select_related("zone")
    meeting = get_object_or_404(meetings, pk=pk, zone__code=code)
    if not coordinates(request.user, meeting):
        raise Http404
    require(can_write_pv, request.user, meeting)
    if request.method == "POST":
        return redirect(minutes.open_pv(meeting, by=request.user))
    context = {"meeting": meeting, "zone": meeting.zone, "rules": meeting.rules()}
    return render(request, "meetings/pv_start.html", context)


def head(request, pv):
    """Save who chaired and who took the minutes; « Rédiger » clicked twice just opens the PV."""
    require(can_edit_pv, request.user, pv)
    if "chair" not in request.POST:
        return redirect(pv)
    form = HeadForm(request.POST, instance=pv)
    if not form.is_valid():
        context = pages_pv.editor(request.user, pv, request.POST.get("point", ""))
        return render(request, "meetings/pv_edit.html", context | {"head": form}, status=422)
    minutes.save_head(pv, **form.cleaned_data)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{pv.get_absolute_url()}?point={request.POST.get('point', '')}")


def item(request, code, pk, item):
    """The editor at one agenda item: its own address, for those without script."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_edit_pv, request.user, pv)
    get_object_or_404(pv.meeting.agenda, pk=item)
    context = pages_pv.editor(request.user, pv, item)
    return render(request, "meetings/pv_edit.html", context)


@require_POST
def block_add(request, code, pk, item):
    pv = readable_pv_or_404(request, code, pk)
    items = AgendaItem.objects.select_related("meeting__zone")
    item = get_object_or_404(items, pk=item, meeting=pv.meeting)
    require(can_edit_pv, request.user, pv)
    kind = request.POST.get("kind", "")
    if kind not in Block.Kind.values:
        messages.error(request, _("Choisissez la nature du passage."))
        return redirect(at_point(item))
    block = tried(request, lambda: minutes.add_block(item, kind=kind, by=request.user))
    if block is None:
        return redirect(pv)
    if request.htmx:
        context = pages_pv.editable(pv.meeting, block) | {"meeting": pv.meeting}
        context["form"].put_cursor()
        return render(request, "meetings/_block_form.html", context)
    return redirect(at_point(item, block))


def block_of(pv, pk):
    blocks = Block.objects.select_related("item__meeting__zone", "action", "opinion")
    return get_object_or_404(blocks, pk=pk, item__meeting=pv.meeting)


def block_save(request, code, pk, block):
    """Save one passage; a conflict or a mistake gives back everything that was typed."""
    pv = readable_pv_or_404(request, code, pk)
    block = block_of(pv, block)
    if request.method != "POST":
        return redirect(at_point(block.item, block))
    require(can_write_pv, request.user, pv.meeting)
    form = BlockForm(request.POST, instance=block, meeting=pv.meeting)
    if not form.is_valid():
        return mistaken(request, pv, form)
    try:
        save = {"revision": form.revision, "by": request.user, **form.values()}
        block = minutes.save_passage(block.pk, **save)
    except ValidationError as error:
        form.add_error(None, error)
        return mistaken(request, pv, form)
    except Refused as refused:
        return conflicting(request, pv, form, refused)
    return saved(request, block)


def saved(request, block):
    if request.htmx:
        return HttpResponse(status=204, headers={"X-Version": block.revision})
    return redirect(at_point(block.item, block))


def mistaken(request, pv, form):
    """422: only the list of mistakes for the script, the whole editor with the text otherwise."""
    if request.htmx:
        return render(request, "components/error_summary.html", {"form": form}, status=422)
    context = pages_pv.editor(request.user, pv, form.instance.item_id, bound=form)
    return render(request, "meetings/pv_edit.html", context | {"refused": form}, status=422)


def conflicting(request, pv, form, refused):
    """409: both texts side by side, and the two choices while the draft is still one."""
    current = block_of(pv, form.instance.pk)
    context = {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "form": form,
        "current": current,
        "sentence": str(refused),
        "differences": form.differences(current),
        "is_open": can_edit_pv(request.user, PV.objects.select_related("meeting").get(pk=pv.pk)),
        "back": at_point(current.item, current),
    }
    template = "_block_conflict.html" if request.htmx else "pv_conflict.html"
    return render(request, f"meetings/{template}", context, status=409)


def block_delete(request, code, pk, block):
    """Ask, showing the passage, then take it out."""
    pv = readable_pv_or_404(request, code, pk)
    block = block_of(pv, block)
    require(can_edit_pv, request.user, pv)
    context = {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "kind_name": block.get_kind_display(),
    }
    if request.method != "POST":
        context |= {"passage": read_block(block), "kind_name": block.get_kind_display()}
        context["back"] = at_point(block.item, block)
        return render(request, "meetings/pv_block_delete.html", context)
    item = block.item
    if tried(request, lambda: [minutes.delete_block(block, by=request.user)]):
        messages.success(request, _("Le passage est retiré du PV ; son historique est gardé."))
    return redirect(at_point(item))


def send(request, code, pk):
    """Show who will get the PV, then send it; a second click sends nothing more."""
    pv = readable_pv_or_404(request, code, pk)
    if coordinates(request.user, pv.meeting) and not pv.is_draft:
        messages.info(request, _("Ce PV est déjà envoyé : rien n’a été renvoyé."))
        return redirect(pv)
    require(can_edit_pv, request.user, pv)
    if request.method != "POST":
        return render(request, "meetings/pv_send.html", pages_pv.before_sending(pv))
    count = tried(request, lambda: sealing.send_pv(pv, by=request.user))
    if count is None:
        return redirect("meetings:pv_send", code, pk)
    sentence = ngettext("Le PV part à %(n)s personne.", "Le PV part à %(n)s personnes.", count)
    messages.success(request, sentence % {"n": count})
    return redirect(pv)


def verdict(request, code, pk):
    pv = readable_pv_or_404(request, code, pk)
    require(can_decide_pv, request.user, pv)
    form = VerdictForm(request.POST or None, pv=pv)
    posted = request.method == "POST"
    if posted and attempt(form, lambda data: sealing.decide_pv(pv, by=request.user, **data)):
        messages.success(request, _("Le verdict est noté ; le PV garde la trace de sa version."))
        return redirect(pv)
    context = pages_pv.reading(request.user, pv, verdict_form=form)
    return render(request, "meetings/pv_read.html", context, status=422 if posted else 200)


def version(request, code, pk, number):
    pv = readable_pv_or_404(request, code, pk)
    kept = get_object_or_404(pv.versions.select_related("by"), number=number)
    context = {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "is_foreign": pv.meeting_id not in pages_pv.opened(request.user, pv, None),
        "version": kept,
        "items": read_snapshot(kept.content),
    }
    return render(request, "meetings/pv_version.html", context)


def paper(request, code, pk):
    """The PDF: as it was sent, or the draft of this minute for the coordination."""
    pv = readable_pv_or_404(request, code, pk)
    content, file_name = documents.stored_or_fresh_pv(pv)
    return paper_response(content, file_name)
