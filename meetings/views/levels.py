"""« Qui peut lire »: the coordination chooses, part by part, also once the PV left."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concertation.permissions import require

from .. import pages_levels
from ..forms_levels import LevelsForm
from ..permissions import can_choose_readers
from ..services import levels
from . import attempt
from .pv import readable_pv_or_404


def choose(request, code, pk):
    """Narrower at once; wider, on a second look that says who will newly read."""
    pv = readable_pv_or_404(request, code, pk)
    require(can_choose_readers, request.user, pv)
    if request.method != "POST":
        return shown(request, pv)
    form = LevelsForm(request.POST, items=list(pv.meeting.agenda.with_blocks()))
    save = {"by": request.user, "confirmed": "confirmed" in request.POST}
    try:
        count = attempt(form, lambda data: [levels.change_levels(pv, **form.wanted(), **save)])
    except levels.Widening as refused:
        return shown(request, pv, form, refused.things)
    if count is None:
        return shown(request, pv, form, status=422)
    say(request, pv, count[0])
    return redirect(pv)


def shown(request, pv, form=None, widened=(), status=200):
    wanted = form.asked() if form and form.is_valid() else None
    told = [(pages_levels.excerpt_of(thing), level.label) for thing, level in widened]
    context = pages_levels.choice_page(pv, wanted, told) | {"form": form}
    return render(request, "meetings/pv_levels.html", context, status=status)


def say(request, pv, count):
    if not count:
        messages.info(request, _("Rien n’a changé : chacun lit comme avant."))
    elif pv.is_draft and pv.edition == 1:
        messages.success(request, _("C’est noté : le PV partira à chacun comme il peut le lire."))
    else:
        messages.success(
            request,
            _(
                "C’est noté : le site et les nouveaux exemplaires suivent. Ceux qui sont déjà "
                "partis ne se rappellent pas."
            ),
        )
