"""Whose eyes: the level at which somebody reads the papers of a meeting."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal
from zones.models.rules import Visibility
from zones.permissions import is_regional, zones_of

from .models import Block, Participation
from .models.levels import narrowest
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


def levels_within(meeting):
    """{item id: {level: number}} of the passages that are not simply the PV's; one query."""
    rows = Block.objects.filter(item__meeting=meeting).exclude(visibility="", item__visibility="")
    found = {}
    for item, *levels in rows.values_list("item", "visibility", "item__visibility"):
        found.setdefault(item, Counter())[narrowest(*levels)] += 1
    return found


#: Whom the zone knows: its members, and whoever was noted present.
WITHIN = (Visibility.COORDINATION, Visibility.PRESENT, Visibility.ZONE)


@refusal(_("Seuls les membres de la zone et les personnes présentes remarquent ce PV."))
def can_remark_pv(user, pv):
    """Whether the PV is open to remarks today is for ``services.remarks.refusal``."""
    return level_of(user, pv.meeting) in WITHIN
