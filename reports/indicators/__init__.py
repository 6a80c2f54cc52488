"""Every figure of the reports: one function each, over rows read once.

``gather``, ``gather_all`` and ``gather_checks`` read (the only SQL of the reports' figures), the
functions compute, ``figures`` puts them together for the page, the PDF, the export and the frozen
copy.
"""

from . import composition, followup, meetings, participation
from .gathering import gather, gather_all, gather_checks
from .year import ZoneYear

__all__ = [
    "ZoneYear",
    "composition",
    "figures",
    "followup",
    "gather",
    "gather_all",
    "gather_checks",
    "meetings",
    "participation",
]


QUOTA = ("held", "proved", "planned", "convened", "target", "missing", "status")


def figures(zone, year, data=None):
    """Every figure of ``zone`` in ``year``, as plain data that JSON can keep.

    ``data``: the ``ZoneYear`` when the caller already has it; read by ``gather`` otherwise. Rates
    are shares between 0 and 1; None is « n. d. ».
    """
    data = data or gather(zone, year)
    quota = meetings.quota(data)
    return {
        "zone": zone.code,
        "year": year,
        "quota": {name: getattr(quota, name) for name in QUOTA},
        "meetings": {
            "held": sum(meetings.meetings_held(data).values()),
            "by_kind": meetings.meetings_held(data),
            "unrecorded": meetings.meetings_unrecorded(data),
            **meetings.meetings_not_held(data),
        },
        "institutions": _institutions(data),
        "persons": {
            **participation.persons_per_meeting(data),
            "guests": participation.guests(data),
        },
        "rates": _rates(data),
        "newcomers": _newcomers(data),
        "convention": composition.convention_coverage(data),
        "practitioners": composition.practitioners(data),
        "from_outside": composition.from_outside(data),
        "opinions": followup.opinions(data),
        "findings": followup.findings(data),
        "actions": followup.actions(data),
        "themes": meetings.themes(data),
        "minutes": {
            "sending_days": meetings.minutes_delay(data),
            "approval_days": meetings.approval_delay(data),
            **meetings.minutes_state(data),
        },
        "notice": meetings.notice(data),
        "saturation": meetings.saturation(data),
        "balance": participation.balance(data),
        "attendance": participation.per_meeting(data),
        "trend": participation.trend(data),
        "grid": {str(pk): cells for pk, cells in participation.grid(data).items()},
    }


def _institutions(data):
    known = bool(data.recorded)
    return {
        "reached": len(participation.institutions_reached(data)) if known else None,
        "members": len({row.organisation_id for row in data.memberships}),
        "regular": len(participation.regular_institutions(data)) if known else None,
        "invited": len(participation.regularity(data)) if known else None,
    }


def _rates(data):
    return {
        "response": participation.response_rate(data),
        "attendance": participation.attendance_rate(data),
        "no_show": participation.no_show_rate(data),
        "excused": participation.excused_rate(data),
    }


def _newcomers(data):
    new = participation.new_institutions(data)
    return {
        "institutions": None if new is None else len(new),
        "persons": participation.new_persons(data),
    }
