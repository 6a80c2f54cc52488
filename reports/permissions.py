"""Who may write a report and who sees the six zones together."""

from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal
from zones import permissions as zones

from .models import CoordinationReport


@refusal(_("La page de la région est réservée à l’administration régionale."))
def can_see_region(user):
    return zones.is_regional(user)


@refusal(_("Seule la coordination de la zone rédige et valide son rapport."))
def can_write_report(user, zone):
    return zones.can_coordinate_zone(user, zone)


def can_see_figures(user, zone, report):
    """The page of a report: its zone's coordination and the region; partners once validated."""
    if zones.is_regional(user) or zones.can_coordinate_zone(user, zone):
        return True
    return is_validated(report) and zone.pk in zones.zones_of(user)


def can_read_texts(user, zone, report):
    """The written parts: drafts for the coordination alone, like the PVs."""
    if zones.can_coordinate_zone(user, zone):
        return True
    return is_validated(report) and can_see_figures(user, zone, report)


def is_validated(report):
    return bool(report and report.status == CoordinationReport.Status.VALIDATED)
