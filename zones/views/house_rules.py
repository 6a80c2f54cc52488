"""How a zone works: its profiles, and a new one from a date."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.permissions import require

from .. import services
from ..forms import HouseRulesForm, surface
from ..models import HouseRules
from ..permissions import can_coordinate_zone, visible_zone_or_404
from ..profile import sentences


def rules(request, code):
    zone = visible_zone_or_404(request.user, code)
    profiles = list(zone.house_rules.order_by("-valid_from"))
    form = None
    if can_coordinate_zone(request.user, zone):
        form = HouseRulesForm(request.POST or None, instance=_next_profile(zone, profiles))
    if request.method == "POST":
        require(can_coordinate_zone, request.user, zone)
        if form.is_valid() and _added(zone, form):
            messages.success(request, _("Les nouvelles règles sont enregistrées."))
            return redirect("zones:rules", code=code)
    told = [{"profile": profile, "sentences": sentences(profile)} for profile in profiles]
    today = timezone.localdate()
    current = next((p for p in told if p["profile"].valid_from <= today), None)
    context = {"zone": zone, "form": form, "profiles": told, "current": current}
    return render(request, "zones/rules.html", context)


def _next_profile(zone, profiles):
    """An unsaved copy of the last profile, valid from today: what the form starts from."""
    profile = HouseRules(zone=zone)
    for field in HouseRules._meta.concrete_fields:
        if profiles and field.name not in ("id", "zone", "valid_from", "is_surveyed"):
            setattr(profile, field.attname, getattr(profiles[0], field.attname))
    profile.valid_from = timezone.localdate()
    return profile


def _added(zone, form):
    try:
        services.add_rules(zone, form.instance)
    except ValidationError as error:
        surface(form, error)
    return not form.errors
