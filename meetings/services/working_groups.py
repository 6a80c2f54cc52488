"""Working groups: opened with a mission and members, corrected, ended."""

from django.db import transaction
from django.utils.translation import gettext as _

from zones.models import Zone

from ..models import Meeting, WorkingGroup
from ..seen import fingerprint
from .errors import Conflict
from .guest_list import follow_group
from .members import seats_proposed
from .registers import is_kept

#: What is written of a group.
KEPT = ("name_fr", "name_nl", "purpose", "members", "launched_in", "ended_on")


@transaction.atomic
def open_group(zone, *, seen=None, **wanted):
    """Open a working group in ``zone``; the same group sent twice is one.

    ``wanted``: values of ``KEPT``. Raises ``ValidationError`` when another open group of the zone
    has that name.
    """
    Zone.objects.select_for_update().get(pk=zone.pk)  # two clicks wait for each other here
    names = {name: wanted[name] for name in ("name_fr", "ended_on")}
    known = WorkingGroup.objects.filter(zone=zone, **names).first()
    if known and is_kept(known, wanted):
        return known
    return _write(WorkingGroup(zone=zone), wanted)


@transaction.atomic
def save_group(group, *, seen=None, by=None, **wanted):
    """Save a group if nobody wrote since ``seen`` (its ``fingerprint``), or wrote the same.

    The lists of its meetings whose letter has not left follow its members.
    Raises ``Conflict`` with the group as it stands, ``ValidationError`` for a name that is taken.
    """
    Zone.objects.select_for_update().get(pk=group.zone_id)
    current = WorkingGroup.objects.get(pk=group.pk)
    if seen is not None and seen != fingerprint(current, KEPT):
        if is_kept(current, wanted):
            return current
        raise Conflict(_("Quelqu’un d’autre a modifié ce groupe entre-temps."), current)
    return _write_with_lists(current, wanted, by)


def _write_with_lists(group, wanted, by):
    people = set(group.members.all())
    meetings = _unsent(group) if people != set(wanted["members"]) else []
    before = [(meeting, seats_proposed(meeting)) for meeting in meetings]
    _write(group, wanted)
    for meeting, seats in before:
        follow_group(meeting, seats, by=by, kept=seats if people else ())
    return group


def _unsent(group):
    """Its meetings that have a list, and whose letter has not left."""
    rows = group.meetings.filter(kind=Meeting.Kind.WORKING_GROUP, participations__isnull=False)
    rows = rows.filter(status__in=(Meeting.Status.PLANNED, Meeting.Status.POSTPONED))
    return list(rows.select_related("zone").distinct())


def _write(group, wanted):
    for name in KEPT:
        if name != "members":
            setattr(group, name, wanted[name])
    group.full_clean()
    group.save()
    group.members.set(wanted["members"])
    return group
