"""Whose eyes, for many rows at once: ``readership.level_of`` as conditions of a query."""

from django.apps import apps
from django.db import models

from zones.models.rules import Visibility
from zones.permissions import coordinated_zones, is_regional, zones_of

from .levels import readable
from .meeting_queryset import in_zones


def readable_by(user, meeting, *fields):
    """The condition « each of ``fields`` lets ``user`` in ».

    ``meeting``: path from the filtered model to its meeting, for instance ``item__meeting__``;
    ``fields``: paths to the ``visibility`` of the thing and of what it stands in.
    """
    allowed = models.Q()
    for level, condition in circles(user, meeting):
        values = readable(level)
        allowed |= condition & models.Q(**{f"{field}__in": values for field in fields})
    return allowed


def circles(user, meeting):
    """[(level, condition on the meeting)]: at which level the user reads which meetings."""
    everybody = (Visibility.PUBLIC, models.Q())
    if not user.is_authenticated:
        return [everybody]
    mine = zones_of(user)
    there = (Visibility.PRESENT, models.Q(**{f"{meeting}pk__in": attended_by(user)}))
    if not mine:
        wide = [(Visibility.REGION, models.Q())] if is_regional(user) else [everybody]
        return [there, *wide]
    return [
        (Visibility.COORDINATION, in_zones(coordinated_zones(user), meeting)),
        there,
        (Visibility.ZONE, in_zones(mine, meeting)),
        (Visibility.REGION, models.Q()),
    ]


def attended_by(user):
    """Meetings at which the person of the account was noted present, as a query of their ids."""
    rows = apps.get_model("meetings", "Participation").objects.present()
    return rows.filter(person__user=user).values("meeting")
