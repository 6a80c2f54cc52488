"""Meetings of several zones, as each zone's reader sees them; those of a group, by its name."""

from django import template

from zones.permissions import my_zones

from .. import wording

register = template.Library()


@register.filter
def beside(meeting, home):
    """{{ meeting|beside:zone }} → « avec les zones Sud-Est et Centrale », "" when it stands alone.

    ``home``: the zone the sentence is said from; without a query where the other zones were read.
    """
    if not meeting.other_zones():
        return ""
    return wording.beside(zone for zone in meeting.zones() if zone.pk != home.pk)


register.filter("group_session", wording.group_session)


@register.simple_tag(takes_context=True)
def home_of(context, meeting):
    """The zone from which this reader sees ``meeting``: the one that convenes if they sit there,
    else the first of their own that holds it."""
    mine = {zone.pk for zone in my_zones(context["request"].user)}
    if meeting.zone_id in mine or not meeting.other_zones():
        return meeting.zone
    return next((zone for zone in meeting.zones() if zone.pk in mine), meeting.zone)
