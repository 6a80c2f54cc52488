"""The partners of a zone: who sits, who joins, who leaves, who speaks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from concertation.permissions import require

from .. import services
from ..forms import EndForm, FilterForm, MandateForm, MemberForm, surface
from ..models import Mandate, Membership, PartnerType
from ..permissions import can_coordinate_zone, can_see_contacts, visible_zone_or_404
from ..seats import directory, members_of, speakers


def members(request, code):
    zone = visible_zone_or_404(request.user, code)
    everybody = PartnerType.objects.filter(organisations__memberships__zone=zone).distinct()
    form = FilterForm(request.GET, everybody)
    found = directory(zone, words=form.value("q"), type_code=form.value("type"))
    context = {
        "zone": zone,
        "members": found,
        "vacant": sum(membership.is_vacant for membership in found),
        "filters": form,
        "is_filtered": bool(form.value("q") or form.value("type")),
        "can_edit": can_coordinate_zone(request.user, zone),
        "shows_contacts": can_see_contacts(request.user, zone),
    }
    return render(request, "zones/members.html", context)


def member(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    membership = _seat(zone, pk)
    past = membership.mandates.exclude(pk__in=[m.pk for m in membership.current_mandates])
    context = {
        "zone": zone,
        "membership": membership,
        "organisation": membership.organisation,
        "by_role": speakers(membership),
        "past": past.select_related("person").order_by("-ended_on", "-started_on"),
        "can_edit": can_coordinate_zone(request.user, zone) and not membership.ended_on,
        "shows_contacts": can_see_contacts(request.user, zone),
    }
    return render(request, "zones/member.html", context)


def _seat(zone, pk):
    """The membership with its mandates of today, also once it has ended."""
    membership = get_object_or_404(Membership, pk=pk, zone=zone)
    today = members_of(zone).filter(pk=pk).first()
    if today is None:
        membership.current_mandates = []
    return today or membership


def member_add(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    form = MemberForm(request.POST or None, zone=zone)
    if request.method == "POST" and form.is_valid():
        try:
            membership = services.add_member(
                zone, form.chosen(), started_on=form.cleaned_data["started_on"]
            )
        except ValidationError as error:
            surface(form, error)
        else:
            messages.success(request, _("L’institution est membre : donnez-lui un représentant."))
            return redirect("zones:member", code=code, pk=membership.pk)
    return render(request, "zones/member_add.html", {"zone": zone, "form": form})


def member_end(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    membership = get_object_or_404(
        Membership.objects.select_related("organisation"), pk=pk, zone=zone
    )
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(membership, **form.cleaned_data)
        except ValidationError as error:
            surface(form, error)
        else:
            messages.success(request, _("L’institution quitte la zone à la date dite."))
            return redirect("zones:members", code=code)
    mandates = membership.mandates.filter(ended_on__isnull=True).select_related("person")
    context = {"zone": zone, "membership": membership, "form": form, "mandates": mandates}
    return render(request, "zones/member_end.html", context)


def mandate_add(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    membership = get_object_or_404(
        Membership.objects.select_related("organisation"), pk=pk, zone=zone
    )
    form = MandateForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_mandate(membership, **form.gesture())
        except ValidationError as error:
            surface(form, error)
        else:
            messages.success(request, _("Le mandat est enregistré."))
            return redirect("zones:member", code=code, pk=pk)
    context = {"zone": zone, "membership": membership, "form": form}
    return render(request, "zones/mandate_add.html", context)


def mandate_end(request, code, pk):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    rows = Mandate.objects.select_related("person", "membership__organisation")
    mandate = get_object_or_404(rows, pk=pk, membership__zone=zone)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_mandate(mandate, **form.cleaned_data)
        except ValidationError as error:
            surface(form, error)
        else:
            messages.success(request, _("Le mandat prend fin à la date dite."))
            return redirect("zones:member", code=code, pk=mandate.membership_id)
    context = {"zone": zone, "mandate": mandate, "form": form}
    return render(request, "zones/mandate_end.html", context)
