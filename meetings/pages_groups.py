"""The working groups of a zone: who is in them, what they were asked, when they met."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.permissions import can_coordinate_zone

from .group_people import institutions_count, institutions_of
from .models import Meeting, WorkingGroup


def group_list(user, zone):
    """``open`` and ``ended`` groups: ``places``, ``institutions`` (how many its members speak for
    today), ``launch``, ``sessions``, ``last``, ``following``.

    Every meeting is one the reader may see. The same queries whatever the number of groups.
    """
    groups = list(WorkingGroup.objects.filter(zone=zone).prefetch_related("members"))
    people = {person.pk for group in groups for person in group.members.all()}
    places, meetings = institutions_of(zone, people), _meetings(user, groups)
    today = timezone.localdate()
    counts = institutions_count(groups, today, today)
    for group in groups:
        group.institutions = counts[group.pk]
        group.places = _by_institution(group, places)
        group.launch = meetings.get(group.launched_in_id)
        _add_sessions(group, meetings.values())
    ended = [group for group in groups if group.ended_on]
    return {
        "zone": zone,
        "open": [group for group in groups if not group.ended_on],
        "ended": sorted(ended, key=lambda group: group.ended_on, reverse=True),
        "coordinates": can_coordinate_zone(user, zone),
    }


def _meetings(user, groups):
    """{id: meeting} that the reader may see: of these groups, or where one was launched."""
    launches = [group.launched_in_id for group in groups if group.launched_in_id]
    rows = Meeting.objects.visible_to(user).select_related("zone").order_by("starts_at", "pk")
    own = Q(kind=Meeting.Kind.WORKING_GROUP, working_group__in=groups)
    rows = rows.filter(own | Q(pk__in=launches))
    return {row.pk: row for row in rows.exclude(status=Meeting.Status.CANCELLED)}


def _add_sessions(group, meetings):
    own, now = [one for one in meetings if one.working_group_id == group.pk], timezone.now()
    coming = [one for one in own if one.is_open and one.ends_at >= now]
    group.sessions = [one for one in own if one.is_held]
    group.last = group.sessions[-1] if group.sessions else None
    group.following = coming[0] if coming else None


def _by_institution(group, places):
    """[(name of the institution, [(name, still sits)])]; who speaks for two stands under both.

    ``None`` for who never sat.
    """
    found = defaultdict(list)
    for person in group.members.all():
        names, is_seated = places.get(person.pk, ([_("Sans institution")], None))
        for name in names:
            found[name].append((person.full_name, is_seated))
    return sorted(found.items(), key=lambda pair: pair[0].casefold())


def asked_group(params):
    """The group that an address proposes to the plan page, as values of the form."""
    asked = params.get("groupe", "")
    return {"working_group": int(asked)} if asked.isdecimal() and len(asked) < 10 else {}
