"""Working groups: opened with a mission and members, corrected, ended."""

from django.db import transaction
from django.utils.translation import gettext as _

from zones.models import Zone

from ..models import PV, AgendaItem, Meeting, WorkingGroup
from ..seen import fingerprint
from .changes import locked, next_number, note_themes
from .errors import Conflict, Refused, WrongStatus
from .guest_list import follow_group
from .members import seats_proposed
from .planning import may_approve
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


def may_say_group(meeting):
    """Whether the group of a meeting that took place may still be said: the verdict on its PV is
    that of its group or of its commission, so until there is one."""
    pv = PV.objects.select_related("meeting").filter(meeting=meeting).first()
    is_open = pv is None or not (pv.is_decided or pv.edition > 1)
    return meeting.is_held and meeting.kind == Meeting.Kind.WORKING_GROUP and is_open


@transaction.atomic
def note_matter(meeting, *, themes, seen, **group):
    """What a meeting was about and, where the page asks (``working_group``), whose it was."""
    note_themes(meeting, themes, seen)
    return note_group(meeting, **group) if group else meeting


@transaction.atomic
def note_group(meeting, working_group):
    """Say of which group a meeting that took place was, or that it was of none in particular.

    Its number follows, and who may approve its PV; its list, its presences and what it counts for
    are what they were, and nobody is written to. Raises ``WrongStatus`` once its PV is decided
    upon, ``Refused`` when that PV waits on the agenda of a meeting that could not approve it.
    """
    meeting = locked(meeting)
    if meeting.working_group == working_group:
        return meeting
    pv = PV.objects.select_for_update().filter(meeting=meeting).first()
    if not may_say_group(meeting):
        raise WrongStatus(_("Le PV de cette réunion est tranché : son groupe ne change plus."))
    meeting.working_group = working_group
    if pv:
        pv.meeting = meeting
        _check_submitted(pv)
    meeting.number = next_number(meeting)
    meeting.save()
    return meeting


def _check_submitted(pv):
    items = AgendaItem.objects.filter(approves=pv).exclude(
        meeting__status__in=(*Meeting.HELD, Meeting.Status.CANCELLED)
    )
    if not all(may_approve(item.meeting, pv) for item in items.select_related("meeting")):
        raise Refused(
            _(
                "Le PV est déjà soumis à une réunion qui n’est pas de ce groupe : retirez-le "
                "d’abord de son ordre du jour."
            )
        )
