"""Remarks on a PV: by the link of its letter, with an account, and the coordination's answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from concertation.bilingual import localised
from concertation.permissions import require

from .. import documents, pages_contradiction, pages_links, pages_remarks
from ..forms_remarks import AnswerRemarkForm, RemarkForm
from ..models import Remark
from ..permissions import can_answer_remarks
from ..readership import can_remark_pv, level_of, level_of_reader
from ..services import remark_links, remarks
from ..services.errors import Conflict, TakenOff
from . import attempt, paper_response
from .pv import readable_pv_or_404
from .signed import render_signed, signed_page


def _refused_link(request, error):
    is_off = isinstance(error, TakenOff)
    return render_signed(request, "pv_link_closed", {"is_off": is_off}, 410 if is_off else 404)


signed = signed_page(
    remark_links.read_token, refused=_refused_link, language=lambda request, row: row.language
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed
def by_link(request, row, token):
    """The PV as the reader of one letter reads it, and what they have to say of it."""
    pv, level = pages_links.pv_of(row), level_of_reader(row)
    form = RemarkForm(request.POST) if request.method == "POST" else None
    author = remarks.author_by_link(row)
    if form is not None and (made := _made(form, pv, level, author)):
        return redirect(f"{request.path}?langue={request.LANGUAGE_CODE}#remarque-{made.pk}")
    asked = request.GET if form is None else None
    context = pages_links.context(row, token, pv, level, bound=form, asked=asked)
    return render_signed(request, "pv_link", context, status=422 if form is not None else 200)


@require_safe
@signed
def paper_by_link(request, row, token):
    """Its PDF: as it left, or as it was sealed, for the level of this reader."""
    found = documents.pv_for(pages_links.pv_of(row), level_of_reader(row))
    if found is None:
        raise Http404
    return paper_response(*found)


def _made(form, pv, level, author):
    """The ``Remark`` this form makes, or None: then its page shows it again with its words."""
    block, item = pages_remarks.target(pv, level, form.data)
    language = localised(block, "text")[1] if block else get_language()[:2]

    def make(given):
        words = {name: given[name] for name in ("key", "text", "proposed_text", "revision")}
        return remarks.remark(pv, author, block=block, item=item, language=language, **words)

    return attempt(form, make)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, code, pk):
    """A remark by somebody who signed in; the coordination may note it for a reader."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_remark_pv, request.user, pv)
    if request.method != "POST":
        return redirect(pv)
    readers = pages_remarks.encodable(request.user, pv)
    form = RemarkForm(request.POST, readers=readers)
    level = level_of(request.user, pv.meeting)
    made = _made(form, pv, level, _author(request.user, pv, level, form, readers))
    if made is None:
        context = pages_contradiction.reading(request.user, pv, bound=form)
        return render(request, "meetings/pv_read.html", context, status=422)
    messages.success(request, _("La remarque est enregistrée : la coordination y répondra."))
    return redirect(f"{pv.get_absolute_url()}#remarque-{made.pk}")


def _author(user, pv, level, form, readers):
    chosen = form.data.get("reader", "")
    row = next((row for row in readers if str(row.pk) == chosen), None)
    if row is not None:
        return remarks.author_encoded(row, user, level)
    return remarks.author_with_account(user, pv.meeting, level)


@require_safe
def listing(request, code, pk):
    """The coordination's list: what waits for an answer, what had one."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_answer_remarks, request.user, pv)
    waiting, answered = pages_remarks.listed(pv)
    context = _page(pv) | {"waiting": waiting, "answered": answered}
    context["earlier"] = pages_remarks.earlier_open(pv)
    return render(request, "meetings/remarks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, code, pk, remark):
    """Accept, note or reject one remark; a second answer is refused in a sentence."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_answer_remarks, request.user, pv)
    rows = pv.remarks.select_related("block", "item", "decided_by")
    found = get_object_or_404(rows, pk=remark)
    context = _page(pv) | pages_remarks.answer_page(found)
    form = AnswerRemarkForm(request.POST or None, initial=context["initial"])
    if request.method == "POST" and attempt(
        form, lambda given: settle(remarks, found, form, given, by=request.user)
    ):
        messages.success(request, _("La réponse est notée ; son auteur la reçoit par lettre."))
        return redirect("meetings:pv_remarks", code, pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/remark_answer.html", context | {"form": form}, status=status)


def settle(gestures, remark, form, given, *, by):
    """Accept, note or reject; ``gestures``: the services of these remarks, on a PV or a report."""
    words = given["answer"]
    if given["act"] == Remark.Status.ACCEPTED:
        text = {"text": given["new_text"], "revision": given["revision"]}
        try:
            return gestures.accept(remark, by=by, answer=words, **text)
        except Conflict as conflict:
            form.meet(conflict.current)
            raise
    if given["act"] == Remark.Status.NOTED:
        return gestures.note(remark, by=by, answer=words)
    return gestures.reject(remark, by=by, answer=words)


def _page(pv):
    return {"pv": pv, "meeting": pv.meeting, "zone": pv.meeting.zone, "coordinates": True}
