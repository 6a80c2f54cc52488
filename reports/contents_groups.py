"""What the zone did besides its commissions: a card per working group, one per visit or day."""

from datetime import date

from django.db.models import Q

from meetings.group_people import institutions_count
from meetings.models import Meeting, WorkingGroup

Kind = Meeting.Kind
KINDS = (
    Kind.WORKING_GROUP,
    Kind.VISIT,
    Kind.EXCURSION,
    Kind.THEME_DAY,
    Kind.CONFERENCE,
    Kind.PARTNER_DAY,
    Kind.INTERZONAL,
)


def gatherings(data, cards):
    """``{"group", "prepared_by", "institutions", "cards"}`` in the order of the first meeting.

    ``cards``: of the meetings held. A working group has one for all of its year, with how many
    institutions its members spoke for; any other meeting stands alone: its ``group`` is None, and
    ``prepared_by`` the group that prepared it. Last come, without cards, the groups launched or
    ended in the year that no meeting names. Four queries when there is a group, one otherwise.
    """
    found = {}
    for card in cards:
        meeting = card["meeting"]
        if meeting.kind in KINDS:
            group = meeting.working_group if meeting.kind == Kind.WORKING_GROUP else None
            key = (group.pk,) if group else meeting.pk
            found.setdefault(key, _one(group, meeting))["cards"].append(card)
    known = {one["group"] or one["prepared_by"] for one in found.values()}
    idle = [_one(group) for group in _of_the_year(data) if group not in known]
    all_of_them = [*found.values(), *idle]
    _count_institutions(data, [one for one in all_of_them if one["group"]])
    _tell_purposes(all_of_them)
    return all_of_them


def _one(group, meeting=None):
    prepared_by = None if group or meeting is None else meeting.working_group
    return {"group": group, "prepared_by": prepared_by, "institutions": 0, "cards": []}


def _of_the_year(data):
    """The groups of the zone launched or ended in the year; one query."""
    launched = Q(launched_in__status__in=Meeting.HELD, launched_in__starts_at__year=data.year)
    rows = WorkingGroup.objects.filter(zone=data.zone.pk)
    return rows.filter(launched | Q(ended_on__year=data.year))


def _tell_purposes(found):
    """The mission of a group once: on its own card or, without one, on the first it prepared."""
    told = {one["group"] for one in found if one["group"]}
    for one in found:
        group = one["group"] or one["prepared_by"]
        one["purpose"] = group.purpose if group and (one["group"] or group not in told) else ""
        told.add(group)


def _count_institutions(data, groups):
    if not groups:
        return
    first, last = date(data.year, 1, 1), date(data.year, 12, 31)
    counts = institutions_count([one["group"] for one in groups], first, last)
    for one in groups:
        one["institutions"] = counts[one["group"].pk]
