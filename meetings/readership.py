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
    return levels_of(user, [meeting])[meeting.pk]


def levels_of(user, meetings):
    """{meeting id: level} of several meetings, with the same single query."""
    if not user.is_authenticated:
        return {meeting.pk: Visibility.PUBLIC for meeting in meetings}
    mine = set(zones_of(user))
    outside = Visibility.REGION if mine or is_regional(user) else Visibility.PUBLIC
    found, unsure = {}, []
    for meeting in meetings:
        if mine and coordinates(user, meeting):
            found[meeting.pk] = Visibility.COORDINATION
        else:
            is_mine = mine and not mine.isdisjoint(meeting.zone_ids)
            found[meeting.pk] = Visibility.ZONE if is_mine else outside
            unsure.append(meeting.pk)
    if unsure:
        there = Participation.objects.present().filter(meeting__in=unsure, person__user=user)
        found |= dict.fromkeys(there.values_list("meeting", flat=True), Visibility.PRESENT)
    return found


def level_of_reader(participation):
    """The level of somebody on the list of a meeting, who has a letter and perhaps no account.

    A guest who did not come is no member of the zone.
    """
    if participation.capacity == Participation.Capacity.COORDINATION:
        return Visibility.COORDINATION
    if participation.presence == Participation.Presence.PRESENT:
        return Visibility.PRESENT
    return Visibility.PUBLIC if participation.is_guest else Visibility.ZONE
