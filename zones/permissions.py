"""The only place that turns mandates into roles."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal

from .models.seats import Mandate, Membership
from .models.territory import Zone


def is_regional(user):
    """May see the aggregates of the six zones."""
    return user.is_authenticated and user.is_regional


def _mandated_zones(user):
    """Zone id → whether the user coordinates it, from today's mandates; one query a request."""
    if not user.is_authenticated:
        return {}
    if not hasattr(user, "_mandated_zones"):
        today = timezone.localdate()
        zones = {}
        mandates = Mandate.objects.on(today).filter(person__user=user)
        for zone, coordinates in mandates.values_list("membership__zone", "is_coordinator"):
            zones[zone] = zones.get(zone, False) or coordinates
        user._mandated_zones = zones
    return user._mandated_zones


def zones_of(user):
    """Ids of the zones where the user sits, as partner or as coordinator."""
    return list(_mandated_zones(user))


def coordinated_zones(user):
    """Ids of the zones the user coordinates."""
    return [zone for zone, coordinates in _mandated_zones(user).items() if coordinates]


def visible_zones(user):
    """Zones whose page the user may open: theirs, or all six for the region."""
    if is_regional(user):
        return Zone.objects.all()
    return Zone.objects.filter(pk__in=zones_of(user))


@refusal(_("Seule la coordination de la zone peut faire ceci."))
def can_coordinate_zone(user, zone):
    return zone.pk in coordinated_zones(user)


def can_see_contacts(user, zone):
    """E-mail addresses and telephones: the coordination and the region, not the other partners."""
    return is_regional(user) or zone.pk in coordinated_zones(user)


@refusal(_("Cette institution se corrige par la coordination d’une zone où elle siège."))
def can_edit_organisation(user, organisation):
    if is_regional(user):
        return True
    zones = coordinated_zones(user)
    seats = Membership.objects.on(timezone.localdate()).filter(organisation=organisation)
    return bool(zones) and seats.filter(zone__in=zones).exists()
