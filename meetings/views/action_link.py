"""« Fait »: the personal link of an action, for whoever was given it, without an account."""

from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ..forms_carrying import DoneForm
from ..reading import text_html
from ..services import action_links
from ..services.errors import LinkExpired, Refused
from . import attempt, sentence
from .signed import render_signed, signed_page


def _refused_link(request, error):
    if isinstance(error, LinkExpired):
        return render_signed(request, "action_expired", status=410)
    return render_signed(request, "answer_unknown", status=404)


signed = signed_page(
    action_links.read_token, refused=_refused_link, language=lambda request, holder: holder.language
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed
def action(request, holder, token):
    """The action and a button; a POST notes it as done, or as still to do."""
    is_undone = request.POST.get("gesture") == "undo"
    form = DoneForm(None if is_undone else request.POST or None)
    refused = ""
    if holder.may_read and request.method == "POST":
        try:
            saved = _note(holder, form, is_undone)
        except Refused as error:
            saved, refused = None, sentence(error)
        if saved:
            return redirect(f"{request.path}?langue={request.LANGUAGE_CODE}")
    return _page(request, holder, form, refused)


def _note(holder, form, is_undone):
    if is_undone:
        return action_links.say_not_done(holder)
    return attempt(form, lambda data: action_links.say_done(holder, **data))


def _page(request, holder, form, refused):
    context = {"holder": holder, "action": holder.action, "form": form, "refused": refused}
    context["takes_back"] = action_links.may_take_back(holder.action, holder)
    context["html"] = text_html(holder.block) if holder.may_read else ""
    context["meeting"] = holder.action.block.item.meeting
    context |= {"zone": context["meeting"].zone, "today": timezone.localdate()}
    return render_signed(request, "action_link", context, status=409 if refused else 200)
