"""Somebody else was there too: both texts and the choices, on a page or inside the passage."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.bilingual import localised

from ..comparing import plain, side_by_side, united
from ..forms_pv import BlockForm, shown
from ..models import PV
from ..permissions import can_edit_pv
from ..versions import values_at
from .pv import at_point


def page_of(pv):
    return {"pv": pv, "meeting": pv.meeting, "zone": pv.meeting.zone}


def who(user):
    """The full name of an author, for a sentence."""
    return (user.full_name or str(user)) if user else _("quelqu’un")


def both_kept(block, labels):
    """What is told when two people changed different fields of one passage."""
    names = ", ".join(str(label).lower() for label in labels)
    return _(
        "Quelqu’un a modifié entre-temps : %(names)s. Ses changements et les vôtres sont gardés."
    ) % {"names": names}


def both_texts(request, pv, form, current, refused):
    """The same field changed by two people: mine, theirs, or both in a field to be edited."""
    theirs = BlockForm(instance=current, meeting=pv.meeting)
    base = values_at(current.key, form.cleaned_data["version"]) or {}
    rows = [row for field in form.visible_fields() if (row := compared(field, theirs, base))]
    context = {
        "situation": "texts",
        "rows": rows,
        "can_unite": any(row["united"] for row in rows),
        "current": current,
        "author": who(current.updated_by),
    }
    return answered(request, pv, form, refused, context)


def compared(field, theirs, base):
    """One field on which the two disagree: both values cut where they differ, and the union."""
    mine = shown(field, field.value())
    saved = shown(field, theirs[field.name].value()) if field.name in theirs.fields else ""
    if mine == saved:
        return None
    left, right = side_by_side(mine, saved)
    is_text = field.name.startswith("text_")
    before = plain(base[field.name]) if field.name in base else None
    return {
        "name": field.name,
        "label": field.label,
        "mine": left,
        "theirs": right,
        "united": united(before, mine, saved) if is_text else "",
    }


def removed_meanwhile(request, pv, form, refused):
    """Taken out by somebody while it was being written: put back with my text, or let go."""
    last = refused.last
    context = {
        "situation": "removed",
        "mine": texts(form),
        "author": who(last.history_user),
        "at": timezone.localtime(last.history_date),
    }
    return answered(request, pv, form, refused, context)


def homeless(request, pv, form):
    """The item was taken off the agenda: the text is offered to the others."""
    key = form.instance.key
    at = [pv.meeting.zone.code, pv.meeting_id]
    items = [
        {
            "pk": item.pk,
            "title": localised(item, "title")[0],
            "number": number,
            "url": reverse("meetings:block_put", args=[*at, item.pk, key]),
        }
        for number, item in enumerate(pv.meeting.agenda.all(), start=1)
    ]
    context = {"situation": "homeless", "mine": texts(form), "items": items}
    sentence = _("Le point de ce passage a été retiré de l’ordre du jour.")
    return answered(request, pv, form, sentence, context)


def too_late(request, pv, form, refused):
    """A new passage of a PV that left meanwhile: its text is shown, to be copied."""
    return answered(request, pv, form, refused, {"situation": "closed", "mine": texts(form)})


def still_there(request, pv, block, refused):
    """What I wanted to take out was written in since: nothing is taken out before I read it."""
    context = page_of(pv) | {
        "situation": "deleting",
        "current": block,
        "author": who(block.updated_by),
        "sentence": str(refused),
        "theirs": [localised(block, "text")[0]],
        "is_open": is_open(request, pv),
    }
    return shown_conflict(request, "meetings/_block_conflict.html", context)


def texts(form):
    return [
        form.cleaned_data[name] for name in ("text_fr", "text_nl") if form.cleaned_data.get(name)
    ]


def is_open(request, pv):
    return can_edit_pv(request.user, PV.objects.select_related("meeting").get(pk=pv.pk))


def answered(request, pv, form, refused, context):
    """409, inside the passage for the script and as a page without it."""
    block = form.instance
    standing = context.get("current", block)
    item = standing.item if standing.item_id else None
    code, pk = pv.meeting.zone.code, pv.meeting_id
    put = [code, pk, item.pk if item else 0, block.key]
    context = page_of(pv) | context
    context |= {
        "form": form,
        "sentence": str(refused),
        "is_open": is_open(request, pv),
        "put_url": reverse("meetings:block_put", args=put),
        "back": at_point(item, block if block.pk else None) if item else pv.get_absolute_url(),
    }
    template = "_block_conflict.html" if request.htmx else "pv_conflict.html"
    return shown_conflict(request, f"meetings/{template}", context)


def shown_conflict(request, template, context):
    """409, and what the script must know of it."""
    response = render(request, template, context, status=409)
    response["X-Conflict"] = context["situation"]
    if "current" in context:
        response["X-Version"] = context["current"].revision
    return response
