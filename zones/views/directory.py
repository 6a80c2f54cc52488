"""Institutions of the whole Region, whatever the zones where they sit."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.permissions import require

from ..forms import FilterForm, OrganisationForm
from ..models import Membership, Organisation, PartnerType, Position
from ..permissions import (
    can_edit_organisation,
    can_see_contacts_of,
    is_regional,
    visible_zones,
    zones_of,
)
from ..search import matches

PAGE_SIZE = 50


def organisations(request):
    require(_sits_somewhere, request.user)
    form = FilterForm(request.GET, PartnerType.objects.all())
    found = _found(form.value("q"), form.value("type"))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"page_obj": page, "filters": form, "count": len(found), "query": kept.urlencode()}
    return render(request, "zones/organisations.html", context)


def organisation(request, pk):
    require(_sits_somewhere, request.user)
    today = timezone.localdate()
    shown = get_object_or_404(
        Organisation.objects.select_related("type", "commune").prefetch_related(
            "other_names", "interests"
        ),
        pk=pk,
    )
    seats = list(shown.memberships.select_related("zone").order_by("zone__position", "pk"))
    context = {
        "organisation": shown,
        "seats": seats,
        "positions": Position.objects.on(today).filter(organisation=shown).select_related("person"),
        "can_edit": can_edit_organisation(request.user, shown),
        "shows_contacts": can_see_contacts_of(
            request.user, [seat for seat in seats if seat.is_on(today)]
        ),
        "open_zones": set(visible_zones(request.user).values_list("pk", flat=True)),
    }
    return render(request, "zones/organisation.html", context)


def organisation_edit(request, pk):
    edited = get_object_or_404(Organisation, pk=pk)
    require(can_edit_organisation, request.user, edited)
    form = OrganisationForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("L’institution est à jour dans toutes ses zones."))
        return redirect("zones:organisation", pk=pk)
    return render(request, "zones/organisation_edit.html", {"form": form, "organisation": edited})


def _sits_somewhere(user):
    """The directory is for those who sit in a zone, and for the region."""
    return is_regional(user) or bool(zones_of(user))


def _found(words, type_code):
    seats = Membership.objects.on(timezone.localdate()).select_related("zone")
    rows = Organisation.objects.select_related("type", "commune").prefetch_related(
        "other_names", Prefetch("memberships", queryset=seats, to_attr="seats")
    )
    if type_code:
        rows = rows.filter(type__code=type_code)
    return [row for row in rows if matches(words, *_names(row))]


def _names(organisation):
    others = [name.name for name in organisation.other_names.all()]
    return [organisation.name_fr, organisation.name_nl, organisation.acronym, *others]
