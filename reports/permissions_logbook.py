"""Whose the work outside meetings is: the coordination's, until its report tells of it."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal
from zones.permissions import can_coordinate_zone, visible_zone_or_404


@refusal(_("Seule la coordination de la zone tient son journal."))
def can_keep_logbook(user, zone):
    return can_coordinate_zone(user, zone)


def kept_zone_or_404(user, code):
    """The zone of an address, for its coordination; nobody else learns there is a logbook."""
    zone = visible_zone_or_404(user, code)
    if not can_keep_logbook(user, zone):
        raise Http404
    return zone
