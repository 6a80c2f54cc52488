"""The yearly obligation of a zone, in half-days: what was planned, convened, held and proved.

Source: cahier des charges du 25.09.1992, modifié le 05.03.1998 (« se réunir formellement au moins
quatre fois par an », « un demi-jour »), transitional since 2003. « C’est donc le principe de quatre
demi-journées de réunion par an qui sera retenu » (étude « 20 ans après », 2015, note 20), held as
four half-days, one day and two half-days, or two days: all come down to adding half-days.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import HouseRules

from . import quota_words
from .models import PV, Meeting
from .models.meeting_queryset import in_zones

CONFORME = "conforme"
ON_TRACK = "on_track"
AT_RISK = "at_risk"
NON_COMPLIANT = "non_compliant"


class Stage(models.TextChoices):
    """How far a half-day has come; each stage holds those before it."""

    WAITING = "waiting", _("passée, à relever")
    PLANNED = "planned", _("prévue")
    CONVENED = "convened", _("convoquée")
    HELD = "held", _("tenue")
    PROVED = "proved", _("prouvée")


@dataclass(frozen=True)
class Counted:
    """A meeting of the year and what proves it.

    ``is_convened``: its letters left, on the day that its events keep; a meeting taken over from
    old minutes was convened elsewhere. ``is_attended``: somebody was noted present. ``is_sent``:
    its PV left for those who may read it.
    """

    meeting: Meeting
    stage: Stage
    is_convened: bool
    is_attended: bool
    is_sent: bool

    @property
    def half_days(self):
        return self.meeting.half_days

    @property
    def label(self):
        return Stage(self.stage).label


@dataclass(frozen=True)
class Quota:
    """Half-days of a zone in a year; ``status`` is one of the four constants of this module.

    ``held``: took place, of which ``proved`` also have their letters, attendance and PV.
    ``planned``: dated, not held yet, of which ``convened`` were announced. ``missing``: neither
    held nor planned, never below 0. ``counted``: the meetings behind the numbers, by date;
    ``cancelled``: those that would have counted.
    ``reasons``: sentences in the active language that explain the status.
    """

    year: int
    held: int
    planned: int
    target: int
    missing: int
    status: str
    proved: int = 0
    convened: int = 0
    counted: list[Counted] = field(default_factory=list)
    cancelled: list[Meeting] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    #: Meetings of the year were known, of which only the numbers were kept: a frozen report.
    is_known: bool = False

    @property
    def word(self):
        """(kind of flag, word): « conforme », « en bonne voie », « à risque », « non conforme »;
        « rien d’encodé » for a past year of which nothing is known here."""
        return quota_words.BLANK if self.is_blank else quota_words.WORDS[self.status]

    @property
    def is_blank(self):
        """A past year without a single meeting that counts: nobody wrote it down here."""
        known = self.is_known or self.held or self.counted or self.cancelled
        return self.status == NON_COMPLIANT and not known

    @property
    def counts(self):
        """[(stage, half-days)], those to find last under ""; what is past and not recorded stands
        in the place of those to find."""
        waiting = self.of(Stage.WAITING)
        return [
            (Stage.PROVED, self.proved),
            (Stage.HELD, self.held - self.proved),
            (Stage.WAITING, waiting),
            (Stage.CONVENED, self.convened),
            (Stage.PLANNED, self.planned - self.convened),
            ("", max(self.missing - waiting, 0)),
        ]

    @property
    def bricks(self):
        """One stage per half-day, "" for one to find: ``components/quota_bricks.html``."""
        return [str(stage) for stage, count in self.counts for _n in range(count)]

    @property
    def in_words(self):
        """The same as the bricks: « 2 prouvées, 1 convoquée, 1 à planifier »."""
        return quota_words.in_words(dict(self.counts), is_over=self.is_over)

    @property
    def is_over(self):
        """The year ended short: what is missing can no longer be planned."""
        return self.status == NON_COMPLIANT

    def of(self, stage):
        """Half-days at exactly that stage."""
        return sum(row.half_days for row in self.counted if row.stage == stage)


def half_days(zone, year, today=None):
    """The ``Quota`` of ``zone`` in ``year``; 2 queries.

    A full day counts for two half-days. Held: meetings that took place and count for the quota.
    Planned: those with a date from ``today`` on, in preparation, convened or postponed. Cancelled
    meetings never count; a past meeting whose attendance nobody recorded does not count yet, and
    the reasons say so; nor does one taken over from old minutes without anybody in it
    (``took_place``). A meeting counts in the year of its date: postponed to January, it leaves
    this one. The target is the one of the house rules in force on 31 December.

    A meeting held by several zones counts whole, never divided, for each of them
    (``joint_rule`` « each ») or for the one that convenes alone (« host »).

    The status looks at what was held; what still lacks its proof is told, and changes nothing:
    the texts ask to meet, and only practice says how it is shown.
    """
    return quotas([zone], year, today)[zone.pk]


def quotas(zones, year, today=None):
    """``half_days`` of several zones at once, {zone id: Quota}: always 2 queries."""
    return quotas_of_years(zones, [year], today)[year]


def quotas_of_years(zones, years, today=None):
    """{year: {zone id: Quota}}: always 2 queries, whatever the number of zones and years."""
    zones, years = list(zones), list(years)
    ids = [zone.pk for zone in zones]
    rows = {(year, pk): [] for year in years for pk in ids}
    for meeting, holders in _shared(_dated(ids, years)):
        for key in [(meeting.year, pk) for pk in holders]:
            if key in rows and meeting.counts_in(key[1]):
                rows[key].append(meeting)
    targets = _targets(zones, [date(year, 12, 31) for year in years])
    return {
        year: {pk: reckon(rows[year, pk], targets[year, pk], year, today) for pk in ids}
        for year in years
    }


def _dated(ids, years):
    """Meetings of the zones that count, one row a zone that holds them with the host."""
    # By bounds, which the database finds in its index.
    rows = Meeting.objects.filter(
        in_zones(ids), starts_at__year__gte=min(years), starts_at__year__lte=max(years)
    ).counting()
    rows = rows.select_related("zone").with_proofs().order_by("starts_at", "pk")
    return rows.annotate(holder=models.F("joint_zones"))


def _shared(rows):
    """[(meeting, {ids of the zones that hold it})]"""
    found = {}
    for row in rows:
        row.is_joint = row.holder is not None
        found.setdefault(row.pk, (row, {row.zone_id}))[1].add(row.holder)
    return found.values()


def of_zone(zone, meetings, target, year, today):
    """The ``Quota`` of ``zone`` from meetings it holds, read ``with_proofs``; no query."""
    mine = [m for m in meetings if m.year == year and m.counts_in(zone.pk)]
    return reckon(mine, target, year, today)


def reckon(meetings, target, year, today=None):
    """The ``Quota`` of one zone from its meetings that count in ``year``; no query.

    ``meetings``: read ``with_proofs``; those that were cancelled are told and not counted.
    """
    today = today or timezone.localdate()
    cancelled = [m for m in meetings if m.status == Meeting.Status.CANCELLED]
    counted = [prove(m, today) for m in meetings if m.status != Meeting.Status.CANCELLED]

    def total(*stages):
        return sum(row.half_days for row in counted if row.stage in stages)

    proved, convened = total(Stage.PROVED), total(Stage.CONVENED)
    held, planned = proved + total(Stage.HELD), convened + total(Stage.PLANNED)
    quota = Quota(
        year=year,
        held=held,
        planned=planned,
        target=target,
        missing=max(target - held - planned, 0),
        status=_status(held, planned, target, year, today),
        proved=proved,
        convened=convened,
        counted=counted,
        cancelled=cancelled,
    )
    quota.reasons.extend(quota_words.reasons(quota, today))
    return quota


def took_place(meeting):
    """Held; one of old minutes, once its attendance is confirmed, only if somebody was there.

    ``meeting``: read ``with_proofs``. What is not confirmed yet cannot say that nobody came.
    """
    is_told = meeting.was_attended or not meeting.is_attendance_confirmed
    return meeting.is_held and (is_told or not meeting.is_imported)


def prove(meeting, today):
    """How far ``meeting`` (not cancelled, read ``with_proofs``) has come on ``today``."""
    pv = getattr(meeting, "pv", None)
    convened = meeting.convened_at is not None or meeting.is_imported
    sent = pv is not None and pv.status != PV.Status.DRAFT
    if took_place(meeting):
        whole = convened and meeting.was_attended and sent
        stage = Stage.PROVED if whole else Stage.HELD
    elif meeting.is_held or meeting.held_on < today:
        stage = Stage.WAITING
    else:
        stage = Stage.CONVENED if meeting.is_convened else Stage.PLANNED
    return Counted(meeting, stage, convened, meeting.was_attended, sent)


def _targets(zones, days):
    """{(year, zone id): half-days a year} from the profiles in force on ``days``; one query."""
    default = HouseRules._meta.get_field("half_day_quota").default
    found = {}
    for profile in HouseRules.objects.filter(zone__in=zones).order_by("valid_from"):
        for day in days:
            key = (day.year, profile.zone_id)
            if profile.valid_from <= day or key not in found:
                found[key] = profile.half_day_quota
    keys = [(day.year, zone.pk) for day in days for zone in zones]
    return {key: found.get(key, default) for key in keys}


def _status(held, planned, target, year, today):
    if held >= target:
        return CONFORME
    if year < today.year:
        return NON_COMPLIANT
    missing = target - held - planned
    # One meeting a quarter is the pace of the text: more missing than quarters left is a risk.
    days_left = (date(year, 12, 31) - max(today, date(year, 1, 1))).days + 1
    return AT_RISK if missing > 0 and missing * 365 > days_left * target else ON_TRACK
