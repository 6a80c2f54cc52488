"""A meeting from its date to its agenda."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require
from zones.permissions import can_coordinate_zone, is_regional, visible_zone_or_404

from .. import (
    calendar,
    pages,
    pages_followup,
    pages_groups,
    pages_list,
    pages_plan,
    pages_reminders,
)
from ..forms import CancelForm, MeetingForm, PostponeForm
from ..forms_agenda import AgendaItemForm
from ..forms_change import MeetingChangeForm
from ..forms_themes import ThemesForm
from ..models import AgendaItem, Meeting
from ..pages_agenda import beside
from ..permissions import (
    can_add_item,
    can_edit_meeting,
    can_note_themes,
    can_plan,
    can_share_meeting,
    coordinates,
    own_zone,
)
from ..readership import level_of
from ..reserved import before_held
from ..services import changes, planning, working_groups
from . import attempt, calendar_response, tried, visible_meeting


def everywhere(request):
    """The meetings of every zone the reader sees, the region first of all."""
    rows = Meeting.objects.visible_to(request.user)
    context = pages_list.meeting_list(rows, request.user, request.GET)
    context["is_regional"] = is_regional(request.user)
    return render(request, "meetings/meeting_list.html", context)


def listing(request, code):
    zone = visible_zone_or_404(request.user, code)
    rows = Meeting.objects.visible_to(request.user).of_zone(zone)
    context = pages_list.meeting_list(rows, request.user, request.GET)
    context |= {"zone": zone, "can_plan": can_coordinate_zone(request.user, zone)}
    return render(request, "meetings/meeting_list.html", context)


def plan(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_plan, request.user, zone)
    kind = request.GET.get("nature")
    kind = kind if kind in Meeting.Kind.values else None
    initial = planning.propose(zone, kind=kind, **pages_plan.asked_moment(request.GET))
    initial |= pages_groups.asked_group(request.GET)
    form = MeetingForm(request.POST or None, initial=initial, zone=zone)
    planned = attempt(
        form,
        lambda data: planning.plan_meeting(
            form.instance, by=request.user, themes=data["themes"], zones=data["joint_zones"]
        ),
    )
    if planned:
        messages.success(request, _("La date est fixée."))
        _warn_of_the_day(request, planned)
        return redirect(planned)
    context = {"form": form, "zone": zone, "kind": initial["kind"]}
    context |= pages_plan.plan_page(zone, form, request)
    return render(request, "meetings/meeting_plan.html", context)


def _warn_of_the_day(request, meeting):
    """Never refuses: the coordination knows its partners better than a calendar does."""
    moment = meeting.starts_at, meeting.ends_at
    for words in pages_plan.warnings(meeting.zone, *moment, request.user, leaving_out=meeting):
        messages.warning(request, words)


def edit(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    initial = pages.hours_of(meeting) | {"themes": meeting.themes.all()}
    known = {"instance": meeting, "initial": initial, "zone": meeting.zone}
    told = changes.told_count(meeting)
    form = MeetingChangeForm(request.POST or None, told=told, **known)
    form.choose_zones(can_share_meeting(request.user, meeting))
    saved = attempt(
        form, lambda _data: changes.edit_meeting(form.instance, by=request.user, **form.change())
    )
    if saved:
        messages.success(request, _("Les changements sont enregistrés."))
        _warn_of_the_day(request, saved)
        return redirect(saved)
    context = {"form": form, "told": told}
    # The form has already written what was typed into its meeting: the head shows the saved one.
    context["meeting"] = visible_meeting(request, code, pk) if form.errors else meeting
    return render(request, "meetings/meeting_edit.html", context)


def themes(request, code, pk):
    """« Thèmes », and the group it was of: also once it is over, as its report misses them."""
    meeting = visible_meeting(request, code, pk)
    require(can_note_themes, request.user, meeting)
    # No box ticked: what is posted is empty, and says that there is no theme.
    posted = request.POST if request.method == "POST" else None
    form = ThemesForm(posted, meeting=meeting)
    if attempt(form, lambda data: working_groups.note_matter(meeting, **data)):
        messages.success(request, _("Les changements sont enregistrés."))
        return redirect(meeting)
    return render(request, "meetings/meeting_themes.html", {"form": form, "meeting": meeting})


def detail(request, code, pk):
    rows = pages.detail_rows(request.user)
    meeting = get_object_or_404(rows, pk=pk, zone__code=code)
    context = pages.common(meeting, request.user)
    if coordinates(request.user, meeting):
        context |= pages.for_coordination(meeting, context["agenda"], context["events"])
        context["reminders"] = pages_reminders.panel(meeting, context)
        context["own_zone"] = own_zone(request.user, meeting)
        return render(request, "meetings/meeting_detail.html", context)
    context |= pages.for_reader(meeting, request.user)
    return render(request, "meetings/meeting_reader.html", context)


def postpone(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    form = PostponeForm(request.POST or None, initial=pages.hours_of(meeting))
    names = ("starts_at", "ends_at", "reason")
    postponed = attempt(
        form,
        lambda data: planning.postpone(
            meeting, **{name: data[name] for name in names}, by=request.user
        ),
    )
    if postponed:
        messages.success(request, _("La réunion est reportée."))
        _warn_of_the_day(request, postponed)
        return redirect(postponed)
    context = {"form": form, "meeting": meeting, "told": changes.told_count(meeting)}
    return render(request, "meetings/meeting_postpone.html", context)


def cancel(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    form = CancelForm(request.POST or None)
    cancelled = attempt(
        form, lambda data: planning.cancel(meeting, reason=data["reason"], by=request.user)
    )
    if cancelled:
        messages.success(request, _("La réunion est annulée."))
        return redirect(cancelled)
    context = {"form": form, "meeting": meeting, "told": changes.told_count(meeting)}
    return render(request, "meetings/meeting_cancel.html", context)


def calendar_file(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    level = before_held(level_of(request.user, meeting), meeting)
    return calendar_response(calendar.entry(meeting, language=get_language()[:2], level=level))


def agenda(request, code, pk):
    meeting = visible_meeting(request, code, pk)
    require(coordinates, request.user, meeting)
    form = AgendaItemForm(request.POST or None, meeting=meeting)
    if request.method == "POST":
        require(can_add_item, request.user, meeting)
    if attempt(form, lambda data: planning.add_item(meeting, form.instance)):
        return redirect("meetings:agenda", code, pk)
    rows = pages_followup.with_links(meeting.agenda.select_related("theme"))
    items = pages.with_hours(meeting, rows)
    context = {"meeting": meeting, "agenda": items, "form": form}
    context |= beside(meeting, items, request.user)
    context |= pages_followup.carried(request.user, meeting)
    context["can_edit"] = can_edit_meeting(request.user, meeting)
    context["can_add"] = can_add_item(request.user, meeting)
    context["new_items"] = [item for item in items if item.is_additional and not item.announced_at]
    return render(request, "meetings/agenda_edit.html", context)


@require_POST
def agenda_order(request, code, pk):
    """The whole order (``order`` repeated), or one step of one item (``up`` or ``down``)."""
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    tried(request, lambda: planning.order_items(meeting, pages.wanted_order(meeting, request.POST)))
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("meetings:agenda", code, pk)


def agenda_item(request, code, pk, item):
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    item = get_object_or_404(AgendaItem, pk=item, meeting=meeting)
    form = AgendaItemForm(request.POST or None, instance=item, meeting=meeting)
    if attempt(form, lambda data: planning.edit_item(form.instance)):
        messages.success(request, _("Le point est enregistré."))
        return redirect("meetings:agenda", code, pk)
    context = {"meeting": meeting, "item": item, "form": form}
    return render(request, "meetings/agenda_item.html", context)


@require_POST
def agenda_item_delete(request, code, pk, item):
    meeting = visible_meeting(request, code, pk)
    require(can_edit_meeting, request.user, meeting)
    item = get_object_or_404(AgendaItem, pk=item, meeting=meeting)
    tried(request, lambda: planning.delete_item(item))
    if item.pk is None:
        messages.success(request, _("Le point est retiré de l’ordre du jour."))
    return redirect("meetings:agenda", code, pk)
