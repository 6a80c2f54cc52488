"""The yearly obligation of a zone, in half-days."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.models import HouseRules

from .models import Meeting

CONFORME = "conforme"
ON_TRACK = "on_track"
AT_RISK = "at_risk"
NON_COMPLIANT = "non_compliant"


@dataclass(frozen=True)
class Quota:
    """Half-days of a zone in a year; ``status`` is one of the four constants of this module.

    ``planned``: dated, not held yet. ``missing``: neither held nor planned, never below 0.
    ``reasons``: sentences in the active language that explain the status.
    """

    held: int
    planned: int
    target: int
    missing: int
    status: str
    reasons: list[str] = field(default_factory=list)

    @property
    def bricks(self):
        """One word per half-day, for ``components/quota_bricks.html``."""
        planned = min(self.planned, max(self.target - self.held, 0))
        return ["on"] * self.held + ["plan"] * planned + [""] * self.missing


def half_days(zone, year, today=None):
    """Half-days held, planned and missing in ``year`` for ``zone``, as a ``Quota``; 2 queries.

    A full day counts for two half-days. Held: meetings that took place and count for the quota.
    Planned: those with a date from ``today`` on, in preparation, convened or postponed. Cancelled
    meetings never count; a past meeting whose attendance nobody recorded does not count yet, and
    the reasons say so. The target is the one of the house rules in force on 31 December.

    Source: cahier des charges du 25.09.1992, modifié le 05.03.1998 (« au moins quatre fois par
    an »), transitional since 2003; half-days are practice (étude « 20 ans après », note 20).
    """
    return quotas([zone], year, today)[zone.pk]


def quotas(zones, year, today=None):
    """``half_days`` of several zones at once, {zone id: Quota}: always 2 queries."""
    zones = list(zones)
    rows = {zone.pk: [] for zone in zones}
    for meeting in counted_meetings(year).filter(zone__in=zones):
        rows[meeting.zone_id].append(meeting)
    targets = _targets(zones, date(year, 12, 31))
    return {zone.pk: reckon(rows[zone.pk], targets[zone.pk], year, today) for zone in zones}


def counted_meetings(year):
    """Meetings that count for the quota of ``year``, cancelled ones left out."""
    rows = Meeting.objects.counting().in_year(year).exclude(status=Meeting.Status.CANCELLED)
    return rows.order_by("starts_at")


def held_meetings(year):
    """The meetings behind ``Quota.held``: what the figure opens on."""
    return counted_meetings(year).filter(Q(status__in=Meeting.HELD))


def reckon(meetings, target, year, today=None):
    """The ``Quota`` of one zone from its counted meetings (see ``counted_meetings``); no query."""
    today = today or timezone.localdate()
    held = sum(m.half_days for m in meetings if m.is_held)
    waiting = [m for m in meetings if not m.is_held and m.held_on < today]
    planned = sum(m.half_days for m in meetings if not m.is_held and m.held_on >= today)
    missing = max(target - held - planned, 0)
    status = _status(held, planned, target, year, today)
    reasons = _reasons(held, planned, target, year, status, sum(m.half_days for m in waiting))
    return Quota(held, planned, target, missing, status, reasons)


def _targets(zones, day):
    """{zone id: half-days a year} from the profiles in force on ``day``; one query."""
    default = HouseRules._meta.get_field("half_day_quota").default
    profiles = {}
    for profile in HouseRules.objects.filter(zone__in=zones).order_by("valid_from"):
        if profile.valid_from <= day or profile.zone_id not in profiles:
            profiles[profile.zone_id] = profile.half_day_quota
    return {zone.pk: profiles.get(zone.pk, default) for zone in zones}


def _status(held, planned, target, year, today):
    if held >= target:
        return CONFORME
    if year < today.year:
        return NON_COMPLIANT
    missing = target - held - planned
    # One meeting a quarter is the pace of the text: more missing than quarters left is a risk.
    days_left = (date(year, 12, 31) - max(today, date(year, 1, 1))).days + 1
    return AT_RISK if missing > 0 and missing * 365 > days_left * target else ON_TRACK


def _reasons(held, planned, target, year, status, waiting):
    reasons = []
    missing = target - held - planned
    if status == CONFORME:
        reasons.append(_("Le nombre de demi-journées prévu est atteint."))
    elif status == NON_COMPLIANT:
        sentence = ngettext(
            "Il a manqué %(n)d demi-journée en %(year)d.",
            "Il a manqué %(n)d demi-journées en %(year)d.",
            target - held,
        )
        reasons.append(sentence % {"n": target - held, "year": year})
    elif missing > 0:
        sentence = ngettext(
            "Il reste %(n)d demi-journée à planifier avant le 31 décembre.",
            "Il reste %(n)d demi-journées à planifier avant le 31 décembre.",
            missing,
        )
        reasons.append(sentence % {"n": missing})
    else:
        reasons.append(_("Les réunions prévues suffisent, si elles ont lieu."))
    if waiting:
        sentence = ngettext(
            "%(n)d demi-journée passée attend ses présences pour compter.",
            "%(n)d demi-journées passées attendent leurs présences pour compter.",
            waiting,
        )
        reasons.append(sentence % {"n": waiting})
    return reasons
