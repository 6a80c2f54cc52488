"""What the zone did besides its commissions: a card per working group, one per visit or day."""

from datetime import date

from meetings.group_people import institutions_count
from meetings.models import Meeting

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
    """``{"group", "institutions", "cards"}`` in the order of the first meeting of each.

    ``cards``: of the meetings held. A working group has one for all of its year, with how many
    institutions its members spoke for; any other meeting stands alone, its ``group`` is None. Three
    queries when there is a group, none otherwise.
    """
    found = {}
    for card in cards:
        meeting = card["meeting"]
        if meeting.kind in KINDS:
            group = meeting.working_group if meeting.kind == Kind.WORKING_GROUP else None
            key = (group.pk,) if group else meeting.pk
            one = {"group": group, "institutions": 0, "cards": []}
            found.setdefault(key, one)["cards"].append(card)
    _count_institutions(data, [one for one in found.values() if one["group"]])
    return list(found.values())


def _count_institutions(data, groups):
    if not groups:
        return
    first, last = date(data.year, 1, 1), date(data.year, 12, 31)
    counts = institutions_count([one["group"] for one in groups], first, last)
    for one in groups:
        one["institutions"] = counts[one["group"].pk]
