"""What the synthesis is computed from, read in a number of queries that nothing changes.

A zone whose report did not leave for Actiris counts by its metadata only: nothing that its members
wrote, and nothing that only its report tells, is read here beyond numbers.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from meetings.models import CoSignature, Finding, Meeting
from zones.models import Commune, Coordination, Theme, Zone

from .. import canvas, completeness, indicators, objective_matrix
from ..indicators.gathering import YEARS_BACK
from ..reading import editions_of, texts_of


@dataclass
class Region:
    """The rows of a year of the six zones; dictionaries by zone id unless said otherwise."""

    year: int
    today: date
    zones: list
    years: dict
    #: The last edition deposited; and the one the Region tells of: that one, or while none left the
    #: last one, whatever its state.
    deposited: dict = field(default_factory=dict)
    reports: dict = field(default_factory=dict)
    #: Zone id → {chapter: ReportText} of the deposited edition.
    texts: dict = field(default_factory=dict)
    #: Zone id → percentage written of the edition told.
    shares: dict = field(default_factory=dict)
    communes: dict = field(default_factory=dict)
    coordinations: dict = field(default_factory=dict)
    #: [(year, Theme)] of every meeting held up to the year, once each.
    themes: list = field(default_factory=list)
    listed: list = field(default_factory=list)
    findings: dict = field(default_factory=dict)
    #: Opinion id → zones that signed it with its own; the same for findings.
    signed: dict = field(default_factory=dict)
    signed_findings: dict = field(default_factory=dict)
    #: ``objective_matrix.ZoneYears`` of the zones that deposited.
    served: objective_matrix.ZoneYears = None

    def is_deposited(self, zone):
        return zone.pk in self.deposited


def read(year, today=None):
    """The ``Region`` of ``year``."""
    zones = list(Zone.objects.all())
    today = today or timezone.localdate()
    first = year - YEARS_BACK
    years = indicators.gather_all(zones, year, first_year=first, today=today)
    region = Region(year, today, zones, years)
    _add_places(region)
    _add_reports(region)
    _add_themes(region)
    _add_register(region)
    _add_objectives(region)
    return region


def _add_places(region):
    region.communes = {zone.pk: [] for zone in region.zones}
    for commune in Commune.objects.order_by("name_fr"):
        region.communes[commune.zone_id].append(commune)
    last_day = min(date(region.year, 12, 31), region.today)
    rows = Coordination.objects.on(last_day).select_related("organisation").order_by("pk")
    region.coordinations = {zone.pk: [] for zone in region.zones}
    for row in rows:
        region.coordinations[row.zone_id].append(row.organisation)


def _add_reports(region):
    last, region.deposited = editions_of(region.year)
    region.reports = last | region.deposited
    chapters = canvas.chapters(region.year)
    for pk, report in region.reports.items():
        share = completeness.share_written(region.year, texts_of(report), chapters)
        region.shares[pk] = share
    region.texts = {pk: texts_of(report) for pk, report in region.deposited.items()}


def _add_themes(region):
    """Which theme was on a table in which year, over the whole history: one row each."""
    themes = {theme.pk: theme for theme in Theme.objects.select_related("category")}
    held = Meeting.objects.filter(status__in=Meeting.HELD, starts_at__year__lte=region.year)
    pairs = held.filter(themes__isnull=False).order_by().values_list("starts_at__year", "themes")
    region.themes = sorted(
        ((year, themes[pk]) for year, pk in pairs.distinct()),
        key=lambda pair: (pair[0], pair[1].code),
    )
    region.listed = [theme for theme in themes.values() if theme.year_listed]


def _add_register(region):
    rows = Finding.objects.counted().filter(zone__in=region.deposited, noted_on__year=region.year)
    rows = rows.prefetch_related("addressees").order_by("noted_on", "pk")
    for finding in rows:
        region.findings.setdefault(finding.zone_id, []).append(finding)
    signatures = CoSignature.objects.filter(status=CoSignature.Status.SIGNED)
    signatures = signatures.filter(
        Q(opinion__year=region.year) | Q(finding__noted_on__year=region.year)
    )
    for row in signatures.select_related("zone").order_by("zone__position"):
        if row.opinion_id:
            region.signed.setdefault(row.opinion_id, []).append(row.zone.code)
        else:
            region.signed_findings.setdefault(row.finding_id, []).append(row.zone.code)


def _add_objectives(region):
    """Of the zones that deposited: what only a report tells is not told before it leaves."""
    zones = [zone for zone in region.zones if region.is_deposited(zone)]
    region.served = objective_matrix.served(zones, region.year, region.year)
