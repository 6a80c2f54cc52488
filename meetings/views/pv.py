"""The PV: written passage by passage, sent once, approved or contested, found again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.permissions import require
from zones.models.rules import Visibility

from .. import documents, pages_contradiction, pages_pv, pages_voting
from ..forms_pv import HeadForm, VerdictForm
from ..models import PV, Meeting
from ..permissions import can_decide_pv, can_edit_pv, can_write_pv, coordinates
from ..readership import level_of
from ..reading import read_kept
from ..services import minutes, sealing
from . import attempt, paper_response, tried
from .published import open_pv, open_pv_or_404, published_or_signed_in
from .pv_archive import archive

__all__ = [
    "archive",
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


@published_or_signed_in
def page(request, code, pk):
    """Write the draft, read what was sent; a GET never creates the PV."""
    pv = open_pv(request, code, pk)
    if pv is None:
        return start(request, code, pk)
    if request.method == "POST":
        return head(request, pv)
    if pv.is_draft and not coordinates(request.user, pv.meeting):
        return redirect("meetings:pv_edition", code, pk, pv.edition - 1)
    if pv.is_draft or ("point" in request.GET and can_edit_pv(request.user, pv)):
        context = pages_contradiction.editor(request.user, pv, request.GET.get("point", ""))
        return render(request, "meetings/pv_edit.html", context)
    context = pages_contradiction.reading(request.user, pv, asked=request.GET)
    return render(request, "meetings/pv_read.html", context)


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
        context = pages_contradiction.editor(request.user, pv, request.POST.get("point", ""))
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
    context = pages_contradiction.editor(request.user, pv, item)
    return render(request, "meetings/pv_edit.html", context)


def send(request, code, pk):
    """Show who will get the PV, then send it; a second click sends nothing more."""
    pv = readable_pv_or_404(request, code, pk)
    if coordinates(request.user, pv.meeting) and not pv.is_draft:
        messages.info(request, _("Ce PV est déjà envoyé : rien n’a été renvoyé."))
        return redirect(pv)
    require(can_edit_pv, request.user, pv)
    if request.method != "POST":
        context = pages_pv.before_sending(pv)
        context["open_votes"] = pages_voting.still_open(pv.meeting)
        return render(request, "meetings/pv_send.html", context)
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
    context = pages_contradiction.reading(request.user, pv, verdict_form=form)
    return render(request, "meetings/pv_read.html", context, status=422 if posted else 200)


@published_or_signed_in
def version(request, code, pk, number):
    pv = open_pv_or_404(request, code, pk)
    rows = pages_pv.kept_versions(request.user, pv).select_related("by")
    kept = get_object_or_404(rows, number=number)
    level = level_of(request.user, pv.meeting)
    context = {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "is_foreign": pv.meeting_id not in pages_pv.opened(request.user, pv, None),
        "version": kept,
        "items": read_kept(kept, level),
        "audience": pages_pv.audience_words(level, pv.meeting),
    }
    return render(request, "meetings/pv_version.html", context)


@published_or_signed_in
def paper(request, code, pk):
    """The PDF for whoever reads: as it was sent for their circle, or the draft of this minute for
    the coordination, which may look at the copy of another circle (``?pour=``)."""
    pv = open_pv_or_404(request, code, pk)
    level = level_of(request.user, pv.meeting)
    asked = request.GET.get("pour", "")
    if level == Visibility.COORDINATION and asked in Visibility.values:
        level = Visibility(asked)
    found = documents.pv_for(pv, level)
    if found is None:
        raise Http404
    return paper_response(*found)
