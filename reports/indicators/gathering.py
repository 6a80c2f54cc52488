"""The rows behind the figures, read in six queries whatever the number of meetings, years, zones;
in seven once a meeting was held by several zones (``sides``).

Links of one row to many (themes, owners, addressees) are joined and folded here instead of being
prefetched: a year of a zone is small, a round trip is not.
"""

from datetime import date

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from meetings.models import Block, Meeting, MeetingEvent, Participation
from meetings.models.levels import narrowest
from meetings.models.meeting_queryset import in_zones
from zones.models import HouseRules, Membership, Zone

from .sides import Sides, zones_counting
from .year import APART, Institution, Label, Passage, Seat, Sitting, ZoneYear

#: Years looked back on: the trend of chapter 4, and how old a theme must be to be new again.
YEARS_BACK = 5


def gather(zone, year, today=None):
    """The ``ZoneYear`` of one zone, with five years of history; 6 queries."""
    return gather_all([zone], year, first_year=year - YEARS_BACK, today=today)[zone.pk]


def gather_all(zones, year, *, first_year=None, today=None):
    """``{zone id: ZoneYear}`` for several zones at once; 5 queries, whatever their number.

    With ``first_year`` a sixth one reads who was there before, for the newcomers; without it only
    the year itself is read: no trend, no newcomer, no new theme.
    """
    zones, today = list(zones), today or timezone.localdate()
    rules = _rules_on(zones, date(year, 12, 31))
    years = {zone.pk: ZoneYear(zone, year, today, rules[zone.pk]) for zone in zones}
    meetings, sides = _add_sittings(years, first_year or year, year), Sides()
    _add_memberships(years, year)
    _add_seats(years, meetings, sides, first_year or year, year)
    if first_year is not None:
        _add_older_seats(years, sides, first_year)
    _add_passages(years, year)
    return years


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
            themes[row.theme_code] = Label(row.theme_code, row.theme_fr, row.theme_nl)
        if row.other and row.other != row.zone_id:
            others[row.other] = Zone(
                pk=row.other, code=row.other_code, name_fr=row.other_fr, name_nl=row.other_nl
            )
    return {pk: _sit(years, row, *about) for pk, (row, *about) in found.items()}


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
            other=F("joint_zones"),
            other_code=F("joint_zones__code"),
            other_fr=F("joint_zones__name_fr"),
            other_nl=F("joint_zones__name_nl"),
            reason=_last("reason", events.exclude(reason="")),
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
        commune = office.commune and Label(
            office.commune.nis, office.commune.name_fr, office.commune.name_nl
        )
        kind = Label(office.type.code, office.type.name_fr, office.type.name_nl)
        place.institutions[office.pk] = Institution(
            office.pk,
            office.name_fr,
            office.name_nl,
            kind,
            office.type.position,
            commune,
            office.language,
        )


SEAT = ("organisation_id", "person_key", "capacity", "answer", "presence", "is_expected")
OFFICE = ("organisation__name_fr", "organisation__name_nl")
KIND = ("organisation__type__code", "organisation__type__name_fr", "organisation__type__name_nl")
RANK = ("organisation__type__position",)
COMMUNE = ("organisation__commune_id", "organisation__commune__name_fr")
TONGUE = ("organisation__commune__name_nl", "organisation__language")


def _add_seats(years, meetings, sides, first_year, year):
    held = _held(years).filter(starts_at__year__gte=first_year, starts_at__year__lte=year)
    rows = Participation.objects.counted().filter(meeting__in=held)
    fields = ("meeting_id", *SEAT, *OFFICE, *KIND, *RANK, *COMMUNE, *TONGUE)
    for meeting, *cells in rows.order_by("meeting", "pk").values_list(*fields):
        seat, about, sittings = Seat(*cells[:6]), cells[6:], meetings[meeting]
        for zone in _counting(sides, sittings, seat):
            place, sitting = years[zone], sittings[zone]
            if seat.institution and seat.institution not in place.institutions:
                place.institutions[seat.institution] = _institution(seat.institution, about)
            sitting.seats.append(seat)
            if sitting.year < year:
                _remember(place, seat)


def _held(years):
    """The meetings held by these zones, to look for their people by meeting: joined, the condition
    on two ways to belong to a zone would have every participation read."""
    return Meeting.objects.filter(in_zones(years), status__in=Meeting.HELD).order_by()


def _counting(sides, sittings, seat):
    """Ids of the zones asked for that count this seat."""
    if not sittings:  # it counts for its host alone, and that is another zone
        return []
    meeting = next(iter(sittings.values())).meeting
    found = sides.counting(zones_counting(meeting), seat.institution, meeting.held_on)
    return [zone for zone in found if zone in sittings]


def _add_older_seats(years, sides, before):
    """Who was seen before the years looked back on: once each, however long the history.

    Of a meeting of one zone; of a joint one once a day, since who sat for whom depends on it.
    """
    held = _held(years).filter(starts_at__year__lt=before)
    rows = (
        Participation.objects.counted()
        .filter(meeting__in=held, presence__in=Participation.SEATED)
        .exclude(capacity__in=APART)
        .annotate(
            joint=Case(When(meeting__joint_zones__isnull=False, then=F("meeting_id"))),
            day=Case(When(meeting__joint_zones__isnull=False, then=F("meeting__starts_at"))),
        )
    )
    fields = ("joint", "day", "meeting__joint_rule", "meeting__zone_id", "meeting__joint_zones")
    seats = ("organisation_id", "person_key", "presence")
    for zones, day, seat in _older(rows.order_by().values_list(*fields, *seats).distinct()):
        for zone in sides.counting(zones, seat.institution, day):
            if zone in years:
                _remember(years[zone], seat)


def _older(rows):
    """[(ids of the zones it counts for, day or None, seat)], the rows of a joint one folded."""
    folded = {}
    for joint, moment, rule, host, other, *cells in rows:
        zones = folded.setdefault((joint, moment, host, *cells), [host])
        if other and other not in zones and rule == Meeting.JointRule.EACH:
            zones.append(other)
    for (_joint, moment, _host, institution, person, presence), zones in folded.items():
        day = moment and timezone.localtime(moment).date()
        yield zones, day, Seat(institution, person, "", "", presence, False)


def _remember(place, seat):
    """Keep who was there before, by institution and by person: the others are newcomers."""
    if seat.capacity not in APART:
        if seat.counts_its_institution:
            place.older_institutions.add(seat.institution)
        if seat.is_here:
            place.older_persons.add(seat.person)


def _institution(pk, cells):
    name_fr, name_nl, code, kind_fr, kind_nl, rank, nis, commune_fr, commune_nl, language = cells
    commune = Label(nis, commune_fr, commune_nl) if nis else None
    kind = Label(code, kind_fr, kind_nl)
    return Institution(pk, name_fr, name_nl, kind, rank, commune, language)


def _add_passages(years, year):
    """Passages of the year's PVs, and older actions that were still open when it began."""
    this_year = Q(item__meeting__starts_at__year=year)
    carried = Q(action__isnull=False, item__meeting__starts_at__year__lt=year) & (
        Q(action__done_on__isnull=True) | Q(action__done_on__gte=date(year, 1, 1))
    )
    rows = (
        Block.objects.filter(item__meeting__zone__in=years)
        .filter(this_year & ~Q(kind=Block.Kind.INFORMATION) | carried)
        .select_related("item", "action", "opinion")
        .annotate(
            met_at=F("item__meeting__starts_at"),
            meeting=F("item__meeting_id"),
            zone=F("item__meeting__zone_id"),
            pv_status=F("item__meeting__pv__status"),
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
            years[row.zone].passages.append(passage)
        if row.owner:
            passage.owners.append(row.owner)
        if row.addressee:
            passage.addressees.append(Label(row.addressee, row.addressee_fr, row.addressee_nl))
