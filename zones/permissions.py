"""The only place that turns mandates into roles."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal

from .models.seats import Mandate, Membership
from .models.territory import Zone


def is_regional(user):
    """May see the aggregates of the six zones."""
    return user.is_authenticated and user.is_regional


def _mandated_zones(user):
    """Zone id → (zone, whether the user coordinates it), from today's mandates; one query."""
    if not user.is_authenticated:
        return {}
    if not hasattr(user, "_mandated_zones"):
        mandates = Mandate.objects.on(timezone.localdate()).filter(person__user=user)
        zones, organisations = {}, set()
        for mandate in mandates.select_related("membership__zone").order_by(
            "membership__zone__position", "pk"
        ):
            zone = mandate.membership.zone
            coordinates = zones.get(zone.pk, (zone, False))[1] or mandate.is_coordinator
            zones[zone.pk] = (zone, coordinates)
            organisations.add(mandate.membership.organisation_id)
        user._mandated_zones, user._mandated_organisations = zones, organisations
    return user._mandated_zones


def my_zones(user):
    """The zones where the user sits, in the order of the Region's list."""
    return [zone for zone, _coordinates in _mandated_zones(user).values()]


def zones_of(user):
    """Ids of the zones where the user sits, as partner or as coordinator."""
    return list(_mandated_zones(user))


def organisations_of(user):
    """Ids of the institutions the user speaks for."""
    return user._mandated_organisations if _mandated_zones(user) else set()


def coordinated_zones(user):
    """Ids of the zones the user coordinates."""
    return [pk for pk, (_zone, coordinates) in _mandated_zones(user).items() if coordinates]


def visible_zones(user):
    """Zones whose page the user may open: theirs, or all six for the region."""
    if is_regional(user):
        return Zone.objects.all()
    return Zone.objects.filter(pk__in=zones_of(user))


def visible_zone_or_404(user, code):
    """The zone of an address, for who may open it; for its own people without a query more."""
    for zone in my_zones(user):
        if zone.code == code:
            return zone
    return get_object_or_404(visible_zones(user), code=code)


@refusal(_("Seule la coordination de la zone peut faire ceci."))
def can_coordinate_zone(user, zone):
    return zone.pk in coordinated_zones(user)


def can_see_contacts(user, zone):
    """E-mail addresses and telephones: the coordination and the region, not the other partners."""
    return is_regional(user) or zone.pk in coordinated_zones(user)


def can_see_contacts_of(user, memberships):
    """The same for people of an institution of several zones: one of ``memberships`` opens it."""
    return is_regional(user) or any(can_see_contacts(user, one.zone) for one in memberships)


@refusal(_("Cette institution se corrige par la coordination d’une zone où elle siège."))
def can_edit_organisation(user, organisation):
    if is_regional(user):
        return True
    zones = coordinated_zones(user)
    seats = Membership.objects.on(timezone.localdate()).filter(organisation=organisation)
    return bool(zones) and seats.filter(zone__in=zones).exists()
