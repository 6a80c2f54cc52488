"""Whose eyes: the level at which somebody reads the papers of a meeting."""

from zones.models.rules import Visibility
from zones.permissions import is_regional, zones_of

from .models import Participation
from .permissions import coordinates


def level_of(user, meeting):
    """The narrowest ``Visibility`` that ``user`` may read of ``meeting``; at most one query.

    The coordination reads everything; then who was there, who sits in its zones, who sits in any
    zone or reads for the Region, and everybody. Whether they may open the PV at all is for
    ``PV.objects.visible_to``.
    """
    if coordinates(user, meeting):
        return Visibility.COORDINATION
    if not user.is_authenticated:
        return Visibility.PUBLIC
    if was_there(user, meeting):
        return Visibility.PRESENT
    mine = zones_of(user)
    if not set(mine).isdisjoint(meeting.zone_ids):
        return Visibility.ZONE
    return Visibility.REGION if mine or is_regional(user) else Visibility.PUBLIC


def was_there(user, meeting):
    """Was it noted that the account's person was at the meeting?"""
    rows = Participation.objects.present().filter(meeting=meeting, person__user=user)
    return rows.exists()


def level_of_reader(participation):
    """The level of somebody on the list of a meeting, who has a letter and perhaps no account."""
    if participation.capacity == Participation.Capacity.COORDINATION:
        return Visibility.COORDINATION
    if participation.presence == Participation.Presence.PRESENT:
        return Visibility.PRESENT
    return Visibility.ZONE
