"""Date polls, for the coordination: prepare, open, follow, choose."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.models import Organisation
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from .. import pages_poll, pages_poll_draft
from ..forms_poll import (
    AddressForm,
    DropForm,
    GuestFormSet,
    PollForm,
    ProlongForm,
    ReplyForm,
    SlotFormSet,
)
from ..models import DatePoll
from ..services import polls
from . import attempt, tried


def visible_poll(request, code, pk):
    """The poll with its zone, or 404: its answers name people, they are for who coordinates."""
    rows = DatePoll.objects.visible_to(request.user).select_related("zone", "working_group")
    return get_object_or_404(rows, pk=pk, zone__code=code)


def listing(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    context = {"zone": zone, "polls": pages_poll.listing(zone)}
    return render(request, "meetings/poll_list.html", context)


def new(request, code):
    """A poll to prepare; ``slot=2026-03-12T09:30``, repeated, fills its lines."""
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    slots = pages_poll_draft.wanted_slots(request.GET.getlist("slot"))
    forms = _forms(request, zone, DatePoll(zone=zone), slots)
    return _saved(request, forms, polls.create_poll) or _form_page(request, zone, forms)


def edit(request, code, pk):
    poll = visible_poll(request, code, pk)
    if not poll.is_draft:
        messages.info(request, _("Ce sondage est déjà parti : ses dates ne changent plus."))
        return redirect(poll)
    slots = [(slot.starts_at, slot.ends_at) for slot in poll.slots.all()]
    forms = _forms(request, poll.zone, poll, slots)
    done = _saved(request, forms, polls.change_poll)
    return done or _form_page(request, poll.zone, forms)


def _forms(request, zone, poll, slots):
    """What the page of a draft is made of, filled from the poll or from what was typed."""
    data = request.POST or None
    guests = pages_poll_draft.guests_of(poll)
    return {
        "form": PollForm(data, instance=poll, zone=zone),
        "slots": SlotFormSet(data, prefix="slots", slots=slots),
        "guests": GuestFormSet(data, prefix="guests", initial=None if data else guests),
        "seats": pages_poll_draft.proposed(zone, poll, data),
    }


def _saved(request, forms, service):
    """The way to the poll once it is saved; ``None`` while something is to be corrected."""
    form, slots, guests = forms["form"], forms["slots"], forms["guests"]
    # Every form is asked, so that all that is to be corrected shows at once.
    if request.method != "POST" or not all([form.is_valid(), slots.is_valid(), guests.is_valid()]):
        return None
    others = [voter for one in guests if (voter := one.voter())]
    voters = pages_poll_draft.chosen_voters(forms["seats"], others)
    user = request.user
    poll = attempt(form, lambda _data: service(form.instance, slots.slots(), voters, by=user))
    if poll is None:
        return None
    messages.success(request, _("Le sondage est prêt. Relisez-le : rien n’est encore parti."))
    return redirect(poll)


def _form_page(request, zone, forms):
    names = Organisation.objects.order_by("name_fr").values_list("name_fr", flat=True)
    context = {"zone": zone, "institutions": names, "poll": forms["form"].instance} | forms
    return render(request, "meetings/poll_edit.html", context)


def detail(request, code, pk):
    poll = visible_poll(request, code, pk)
    context = pages_poll.detail(poll)
    if poll.is_draft:
        context["preview"] = pages_poll.preview(poll)
        return render(request, "meetings/poll_draft.html", context)
    context["prolong_form"] = ProlongForm()
    return render(request, "meetings/poll_detail.html", context)


@require_POST
def open_(request, code, pk):
    poll = visible_poll(request, code, pk)
    count = tried(request, lambda: polls.open_poll(poll, by=request.user))
    if count is not None:
        _say_asked(request, count)
    return redirect(poll)


def _say_asked(request, count):
    sentence = ngettext(
        "La question part vers %(n)s personne.", "La question part vers %(n)s personnes.", count
    )
    none = _("Le sondage est ouvert. Personne n’a d’adresse : notez les réponses par téléphone.")
    messages.success(request, sentence % {"n": count} if count else none)


@require_POST
def remind(request, code, pk):
    poll = visible_poll(request, code, pk)
    count = tried(request, lambda: polls.remind_silent(poll, by=request.user))
    if count:
        words = ngettext(
            "Le rappel part vers %(n)s personne.", "Le rappel part vers %(n)s personnes.", count
        )
        messages.success(request, words % {"n": count})
    return redirect(poll)


@require_POST
def prolong(request, code, pk):
    poll = visible_poll(request, code, pk)
    form = ProlongForm(request.POST)
    if attempt(form, lambda data: polls.prolong(poll, data["closes_on"], by=request.user)):
        messages.success(request, _("Le sondage est prolongé."))
        return redirect(poll)
    context = pages_poll.detail(poll) | {"prolong_form": form}
    return render(request, "meetings/poll_detail.html", context)


def choose(request, code, pk):
    """The slots ticked on the page of the poll: what fixing them does, then the act."""
    poll = visible_poll(request, code, pk)
    asked = request.POST if request.method == "POST" else request.GET
    ids = [int(one) for one in asked.getlist("slot") if one.isdecimal() and len(one) < 10]
    slots = list(poll.slots.filter(pk__in=ids))
    if request.method == "POST":
        if meetings := tried(request, lambda: polls.choose(poll, slots, by=request.user)):
            messages.success(request, _("La date est fixée, et tout le monde est prévenu."))
            return redirect(meetings[0] if len(meetings) == 1 else poll)
        return redirect(poll)
    if not slots:
        messages.info(request, _("Cochez d’abord la date à fixer."))
        return redirect(poll)
    return render(request, "meetings/poll_choose.html", pages_poll.choice(poll, slots))


def drop(request, code, pk):
    poll = visible_poll(request, code, pk)
    form = DropForm(request.POST or None)
    form.fields["reason"].required = not poll.is_draft
    dropped = attempt(form, lambda data: polls.drop(poll, data["reason"], by=request.user))
    if dropped:
        messages.success(request, _("Le sondage est abandonné."))
        return redirect(
            dropped if dropped.pk else "meetings:polls", *([] if dropped.pk else [code])
        )
    context = {"poll": poll, "zone": poll.zone, "form": form}
    return render(request, "meetings/poll_drop.html", context)


def encode(request, code, pk, voter):
    """An answer received by telephone."""
    poll = visible_poll(request, code, pk)
    voter = get_object_or_404(poll.voters.select_related("person"), pk=voter)
    form = ReplyForm(request.POST or None, slots=poll.slots.all(), voter=voter)
    user = request.user
    if attempt(form, lambda d: polls.reply(voter, form.choices(), d["comment"], by=user)):
        words = _("La réponse de %(name)s est notée.") % {"name": voter.person_name}
        messages.success(request, words)
        return redirect(poll)
    context = {"poll": poll, "zone": poll.zone, "voter": voter, "form": form}
    context["address_form"] = AddressForm(initial={"email": voter.email})
    return render(request, "meetings/poll_encode.html", context)


@require_POST
def ask(request, code, pk, voter):
    """The question once more, to the address somebody has now."""
    poll = visible_poll(request, code, pk)
    voter = get_object_or_404(poll.voters.select_related("person"), pk=voter)
    form = AddressForm(request.POST)
    if attempt(form, lambda data: polls.ask_at(voter, data["email"], by=request.user)):
        _say_asked(request, 1)
        return redirect(poll)
    context = {"poll": poll, "zone": poll.zone, "voter": voter, "address_form": form}
    context["form"] = ReplyForm(slots=poll.slots.all(), voter=voter)
    return render(request, "meetings/poll_encode.html", context)
