"""Who reads a report, who writes it, who takes it further: the only place that says so.

Before the zone deposits its report nobody outside its coordination reads a word or a figure of it;
the region sees its state, the share written and aggregates, on its own pages. Once deposited, the
region and the members of the zone read what was frozen. PDF, exports, JSON and the rows behind the
figures go through ``can_read_report`` as the page does.
"""

from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal
from zones import permissions as zones

from .models import CoordinationReport

Status = CoordinationReport.Status


@refusal(_("La page de la région est réservée à l’administration régionale."))
def can_see_region(user):
    return zones.is_regional(user)


@refusal(_("Seule la coordination de la zone rédige et valide son rapport."))
def can_write_report(user, zone):
    return zones.can_coordinate_zone(user, zone)


def can_read_report(user, zone, report):
    """The page, its figures, their rows, the PDF and every export; ``report`` None: not begun.

    ``report`` is the edition the address stands for (``reading.find_readable``): the coordination
    reads the last one, whatever its state; the others read the last one deposited.
    """
    if zones.can_coordinate_zone(user, zone):
        return True
    if not is_deposited(report):
        return False
    return zones.is_regional(user) or zone.pk in zones.zones_of(user)


def reads_live(user, zone, report):
    """Figures as the rows stand now: the coordination, while the report is not frozen.

    Everybody else, and the coordination itself once it is validated, reads ``report.figures``.
    """
    return zones.can_coordinate_zone(user, zone) and not is_validated(report)


def reads_in_zone(user, zone):
    """May read of the PVs what their level opens to the zone (``Passage.is_readable(in_zone=…)``).

    The region reads a deposited report as anybody outside the zone: the texts of the coordination,
    and of the PVs only the passages whose level is wide enough.
    """
    return zone.pk in zones.zones_of(user)


# --- The way of a report ------------------------------------------------------------------------


@refusal(_("Un rapport se rectifie par la coordination, une fois transmis à Actiris."))
def can_rectify(user, report):
    """``report`` must be the last edition: one rectification at a time."""
    return _writes(user, report) and is_deposited(report)


def _writes(user, report):
    return report.zone_id in zones.coordinated_zones(user)


def is_validated(report):
    return bool(report and report.status == Status.VALIDATED)


def is_decided(report):
    """Approved or contested by the commission: nothing that it read changes any more."""
    return bool(report and report.is_decided)


def is_deposited(report):
    return bool(report and report.sent_on)
