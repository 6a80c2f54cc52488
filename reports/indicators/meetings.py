"""Figures about the meetings themselves: held, half-days, themes, notice, delays of the PV.

Every function takes a ``ZoneYear``; None means « n. d. »: nobody noted what it would need.
Source of the list: practice of the annual report to Actiris (étude « 20 ans après », 2015).
"""

from statistics import median

from django.utils import timezone

from meetings.models import PV, Meeting
from meetings.quota import reckon
from meetings.services.pv_nudges import owes_pv

from .gathering import YEARS_BACK


def meetings_held(data):
    """K1. ``{kind: number}`` of the meetings that took place, in the order of the calendar.

    Cancelled and postponed meetings are not there; a meeting taken over from old minutes counts
    only when its attendance is known.
    """
    kinds = {}
    for sitting in data.held:
        kinds[sitting.meeting.kind] = kinds.get(sitting.meeting.kind, 0) + 1
    return kinds


def meetings_not_held(data):
    """K1. ``{"planned", "postponed", "cancelled"}``: numbers of meetings of the year.

    ``planned``: dated in the year and neither held nor cancelled; ``postponed``: their date changed
    at least once, whatever became of them since. What only the coordination knows is neither: a
    draft called off before its letter, a new date that was not announced yet.
    """
    meetings = [sitting.meeting for sitting in data.this_year]
    told = [sitting.meeting for sitting in data.this_year if sitting.is_told]
    return {
        "planned": sum(meeting.is_open for meeting in meetings),
        "postponed": sum(meeting.left_at is not None for meeting in told),
        "cancelled": sum(meeting.status == Meeting.Status.CANCELLED for meeting in told),
    }


def meetings_unrecorded(data):
    """Meetings that took place and whose attendance nobody noted: shown « n. d. »."""
    return len(data.held) - len(data.recorded)


def quota(data, year=None):
    """K2. The ``meetings.quota.Quota`` of the year, in half-days (a full day counts for two).

    Source: cahier des charges du 25.09.1992, modifié le 05.03.1998 (« au moins quatre fois par
    an »).
    """
    counting = [
        sitting.meeting
        for sitting in data.of(year or data.year)
        if sitting.meeting.counts_for_quota
    ]
    return reckon(counting, data.rules.half_day_quota, year or data.year, data.today)


def themes(data):
    """K8. ``{"total", "new", "recurring", "new_share"}``: distinct themes of the meetings held.

    New: not seen in this zone in the five years before; None when those years hold no theme at
    all, since everything would be new. The share is new ÷ total, between 0 and 1; None without a
    theme.
    """
    now = {theme.code for sitting in data.held for theme in sitting.themes}
    before = older_themes(data)
    new = len(now - before) if before else None
    return {
        "total": len(now),
        "new": new,
        "recurring": None if new is None else len(now) - new,
        "new_share": None if new is None or not now else round(new / len(now), 3),
    }


def older_themes(data):
    """K8. Codes of the themes of the meetings held in the five years before."""
    return {
        theme.code
        for year in range(data.year - YEARS_BACK, data.year)
        for sitting in data.of(year)
        if sitting.counts
        for theme in sitting.themes
    }


def saturation(data):
    """Q5. ``{"meetings", "institutions"}``: meetings held within three days of another meeting
    that called one of the same institutions, and how many institutions were so called twice.

    The other meeting is any that took place, of any zone and of any kind, the same day included;
    one that several zones hold is one meeting, never near itself. Called means expected as a
    member: guests and the animation choose to come. None before a meeting is held.
    """
    if not data.held:
        return {"meetings": None, "institutions": None}
    institutions = set().union(*data.neighbours.values())
    return {"meetings": len(data.neighbours), "institutions": len(institutions)}


def minutes_delay(data):
    """Q1. Median days from a meeting to the sending of its PV; meetings taken over excluded."""
    return _median(_days(pv.meeting, pv.sent_at) for pv in _minutes(data))


def approval_delay(data):
    """Q2. Median days from a meeting to the approval of its PV (amended ones included)."""
    approved = [pv for pv in _minutes(data) if pv.status in PV.APPROVED]
    return _median(_days(pv.meeting, pv.decided_at) for pv in approved)


def minutes_state(data):
    """Q3. Numbers of PVs ``{"sent", "approved", "amended", "remarked", "contested", "missing"}``.

    ``sent``: left, whatever came next; ``amended``: approved with changes; ``remarked``: with one
    accepted remark at least; ``missing``: meetings held that still owe theirs (``lacks_pv``).
    """
    pvs = [pv for sitting in data.held if (pv := pv_of(sitting.meeting))]
    sent = [pv for pv in pvs if not pv.is_draft]
    return {
        "sent": len(sent),
        "approved": sum(pv.status in PV.APPROVED for pv in sent),
        "amended": sum(pv.status == PV.Status.AMENDED for pv in sent),
        "remarked": sum(was_remarked(sitting) for sitting in data.held),
        "contested": sum(pv.status == PV.Status.CONTESTED for pv in sent),
        "missing": sum(lacks_pv(sitting.meeting) for sitting in data.held),
    }


def notice(data):
    """Q4. ``{"min", "median"}`` clear days between the sending of the letters and the meeting.

    The day of the letters and the day of the meeting do not count. After a postponement, the last
    letters are those that count. Meetings taken over have no letters.
    """
    days = [clear_days(sitting.meeting) for sitting in data.held]
    known = [value for value in days if value is not None]
    return {"min": min(known, default=None), "median": _median(known)}


def clear_days(meeting):
    """Clear days of notice of one meeting, never below 0; None when no letter left."""
    if meeting.is_imported or not meeting.convened_at:
        return None
    sent_on = timezone.localtime(meeting.convened_at).date()
    return max((meeting.held_on - sent_on).days - 1, 0)


def was_remarked(sitting):
    """Its PV left, and a remark on it was accepted since."""
    pv = pv_of(sitting.meeting)
    return bool(pv and not pv.is_draft and sitting.meeting.was_remarked)


def pv_of(meeting):
    return getattr(meeting, "pv", None)


def lacks_pv(meeting):
    """Its PV is owed and never left; one being rectified has left once."""
    pv = pv_of(meeting)
    return owes_pv(meeting, pv) and not (pv and pv.edition > 1)


def _minutes(data):
    rows = [sitting.meeting for sitting in data.held if not sitting.meeting.is_imported]
    pvs = [pv_of(meeting) for meeting in rows]
    return [pv for pv in pvs if pv and not pv.is_draft]


def _days(meeting, moment):
    return (timezone.localtime(moment).date() - meeting.held_on).days


def _median(values):
    values = list(values)
    return median(values) if values else None
