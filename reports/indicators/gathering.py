"""The rows behind the figures, read in nine queries whatever the number of meetings, years, zones;
one more once a meeting was held by several zones (``sides``), one once somebody came who is no
member (``seats``), two to six once a PV was rectified (``sealed``).

Links of one row to many (themes, owners, addressees) are joined and folded here instead of being
prefetched: a year of a zone is small, a round trip is not.
"""

from datetime import date
from itertools import chain

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from meetings.models import Block, Finding, Meeting, MeetingEvent, Remark
from meetings.models.levels import narrowest
from meetings.models.meeting_queryset import in_zones, that_took_place
from zones.models import HouseRules, Membership, Zone

from .followup import FINDING_KINDS
from .sealed import read_sealed_passages, read_sealed_pvs
from .seats import add_institutions, add_older_seats, add_seats
from .sides import Sides, zones_counting
from .together import add_neighbours
from .year import Institution, Label, Passage, Sitting, Subject, ZoneYear

#: Years looked back on: the trend of chapter 4, and how old a theme must be to be new again.
YEARS_BACK = 5
ACCEPTED = Remark.objects.filter(status=Remark.Status.ACCEPTED)


def gather(zone, year, today=None):
    """The ``ZoneYear`` of one zone, with five years of history; 9 queries."""
    return gather_all([zone], year, first_year=year - YEARS_BACK, today=today)[zone.pk]


def gather_all(zones, year, *, first_year=None, today=None):
    """``{zone id: ZoneYear}`` for several zones at once; 6 queries, whatever their number.

    With ``first_year`` three more read who was there before, for the newcomers, and the meetings
    of anybody near ours, for the saturation of agendas; without it only the year itself is read:
    no trend, no newcomer, no new theme, no saturation.
    """
    zones, today = list(zones), today or timezone.localdate()
    rules = _rules_on(zones, date(year, 12, 31))
    years = {zone.pk: ZoneYear(zone, year, today, rules[zone.pk]) for zone in zones}
    meetings, sides = _add_sittings(years, first_year or year, year), Sides()
    _add_memberships(years, year)
    add_seats(years, meetings, sides, first_year or year, year)
    add_institutions(years)
    if first_year is not None:
        add_older_seats(years, sides, first_year)
        add_neighbours(years)
    _add_noted(years, year)
    _add_passages(years, year)
    return years


def gather_checks(zone, year, today=None):
    """The ``ZoneYear`` of ``completeness.checks``, asked each time the page opens; 3 queries.

    Its meetings with their seats, and its opinions: no rules, no member, no other passage.
    """
    day = date(year, 12, 31)
    rules = HouseRules(zone=zone, valid_from=day, is_surveyed=False)
    years = {zone.pk: ZoneYear(zone, year, today or timezone.localdate(), rules)}
    add_seats(years, _add_sittings(years, year, year), Sides(), year, year)
    _add_passages(years, year, opinion__isnull=False)
    return years[zone.pk]


def _rules_on(zones, day):
    """{zone id: house rules in force}, as ``HouseRules.at`` finds them for one zone."""
    found = {zone.pk: HouseRules(zone=zone, valid_from=day, is_surveyed=False) for zone in zones}
    for profile in HouseRules.objects.filter(zone__in=zones).order_by("valid_from"):
        if profile.valid_from <= day or found[profile.zone_id].pk is None:
            found[profile.zone_id] = profile
    return found


def _last(field, events):
    """The ``field`` of a meeting's last event among ``events``."""
    return Subquery(events.filter(meeting=OuterRef("pk")).order_by("-at", "-pk").values(field)[:1])


def _add_sittings(years, first_year, year):
    """The meetings of the years asked, and those already fixed for the year after.

    Returns ``{meeting id: {zone id: sitting}}``: a joint meeting has one a zone it counts for.
    """
    found = {}
    for row in _meetings(years, first_year, year):
        if row.pk not in found:
            found[row.pk] = (row, {}, {})
        _row, themes, others = found[row.pk]
        if row.theme_code:
            themes[row.theme_code] = _subject(row)
        if row.other and row.other != row.zone_id:
            others[row.other] = Zone(
                pk=row.other, code=row.other_code, name_fr=row.other_fr, name_nl=row.other_nl
            )
    sittings = {pk: _sit(years, row, *about) for pk, (row, *about) in found.items()}
    read_sealed_pvs(years)
    return sittings


def _subject(row):
    kind = row.category and Label(row.category, row.category_fr, row.category_nl)
    return Subject(row.theme_code, row.theme_fr, row.theme_nl, kind or None, row.theme_listed)


def _meetings(years, first_year, year):
    """One row a meeting, a theme and another zone that holds it."""
    events = MeetingEvent.objects.all()
    rows = Meeting.objects.filter(
        in_zones(years), starts_at__year__gte=first_year, starts_at__year__lte=year + 1
    )
    return (
        rows.select_related("zone", "host", "working_group")
        .with_proofs()
        .annotate(
            theme_code=F("themes__code"),
            theme_fr=F("themes__name_fr"),
            theme_nl=F("themes__name_nl"),
            theme_listed=F("themes__year_listed"),
            category=F("themes__category__code"),
            category_fr=F("themes__category__name_fr"),
            category_nl=F("themes__category__name_nl"),
            other=F("joint_zones"),
            other_code=F("joint_zones__code"),
            other_fr=F("joint_zones__name_fr"),
            other_nl=F("joint_zones__name_nl"),
            reason=_last("reason", events.exclude(reason="")),
            was_remarked=Exists(ACCEPTED.filter(pv__meeting=OuterRef("pk"))),
            left_at=_last("previous_starts_at", events.filter(kind=Meeting.Status.POSTPONED)),
        )
        .order_by("starts_at", "pk", "themes__name_fr", "joint_zones__position")
    )


def _sit(years, meeting, themes, others):
    """The sittings of one meeting in the years of the zones it counts for."""
    meeting.know_zones(list(others.values()))
    sittings = {}
    for zone in zones_counting(meeting):
        if zone in years:
            beside = [other for other in meeting.zones() if other.pk != zone]
            sittings[zone] = Sitting(meeting, list(themes.values()), beside=beside)
            years[zone].sittings.append(sittings[zone])
    return sittings


def _add_memberships(years, year):
    rows = (
        Membership.objects.filter(zone__in=years)
        .exclude(status=Membership.Status.CANDIDATE)
        .overlapping(date(year, 1, 1), date(year, 12, 31))
        .select_related("organisation__type", "organisation__commune")
    )
    for row in rows.order_by("organisation__name_fr", "pk"):
        place, office = years[row.zone_id], row.organisation
        place.memberships.append(row)
        place.institutions[office.pk] = Institution.of(office)


def _add_noted(years, year):
    """Findings of the register, but those that are counted as the passage they come from."""
    rows = Finding.objects.counted().filter(zone__in=years, noted_on__year=year)
    rows = rows.exclude(block__kind__in=FINDING_KINDS)
    for row in rows.select_related("block__item__meeting__pv").order_by("noted_on", "pk"):
        years[row.zone_id].noted.append(row)


def _add_passages(years, year, **only):
    """Passages of the year's PVs, and older actions that were still open when it began.

    Only of meetings that took place: what is noted before, or of one called off, may still change.
    An opinion is of the year of its number, also when its meeting was moved into another one.
    Those of a joint meeting belong to the zone that hosts it, whose register numbers its opinions
    and follows its actions; the other zones that count it show them beside it (``shared``).
    """
    guests = {
        pk: [sitting.meeting.pk for sitting in data.this_year if sitting.meeting.zone_id != pk]
        for pk, data in years.items()
    }
    ours = Q(item__meeting__zone__in=years) | Q(item__meeting__in=[*chain(*guests.values())])
    this_year = Q(item__meeting__starts_at__year=year) & ~Q(kind=Block.Kind.INFORMATION)
    carried = Q(action__isnull=False, item__meeting__starts_at__year__lt=year) & (
        Q(action__done_on__isnull=True) | Q(action__done_on__gte=date(year, 1, 1))
    )
    rows = (
        Block.objects.filter(ours & that_took_place("item__meeting__"))
        .filter(this_year | Q(opinion__year=year) | carried, **only)
        .select_related("item", "action", "opinion")
        .annotate(
            met_at=F("item__meeting__starts_at"),
            meeting=F("item__meeting_id"),
            zone=F("item__meeting__zone_id"),
            pv_status=F("item__meeting__pv__status"),
            pv_edition=F("item__meeting__pv__edition"),
            meeting_level=F("item__meeting__visibility"),
            owner=F("action__owners__name"),
            addressee=F("opinion__addressees__code"),
            addressee_fr=F("opinion__addressees__name_fr"),
            addressee_nl=F("opinion__addressees__name_nl"),
        )
        .order_by("met_at", "item__position", "position", "pk", "action__owners__pk")
    )
    found = {}
    for row in rows:
        passage = found.get(row.pk)
        if passage is None:
            level = narrowest(row.meeting_level, row.item.visibility, row.visibility)
            passage = Passage(row, row.met_at, row.meeting, row.pv_status, level)
            found[row.pk] = passage
            _put(years, guests, passage)
        if row.owner:
            passage.owners.append(row.owner)
        if row.addressee:
            passage.addressees.append(Label(row.addressee, row.addressee_fr, row.addressee_nl))
    read_sealed_passages(years)


def _put(years, guests, passage):
    if passage.block.zone in years:
        years[passage.block.zone].passages.append(passage)
    for pk, meetings in guests.items():
        if passage.meeting_id in meetings:
            years[pk].shared.append(passage)
