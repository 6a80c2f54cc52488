"""The rows behind the figures, read in six queries whatever the number of meetings, years, zones.

Links of one row to many (themes, owners, addressees) are joined and folded here instead of being
prefetched: a year of a zone is small, a round trip is not.
"""

from datetime import date

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from meetings.models import Block, Meeting, MeetingEvent, Participation
from zones.models import HouseRules, Membership

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
    meetings = _add_sittings(years, first_year or year, year)
    _add_memberships(years, year)
    _add_seats(years, meetings, first_year or year, year)
    if first_year is not None:
        _add_older_seats(years, first_year)
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
    """The meetings of the years asked, and those already fixed for the year after."""
    events = MeetingEvent.objects.all()
    rows = (
        Meeting.objects.filter(
            zone__in=years, starts_at__year__gte=first_year, starts_at__year__lte=year + 1
        )
        .select_related("pv", "host", "working_group")
        .annotate(
            theme_code=F("themes__code"),
            theme_fr=F("themes__name_fr"),
            theme_nl=F("themes__name_nl"),
            convened_at=_last("at", events.filter(kind=Meeting.Status.CONVENED)),
            reason=_last("reason", events.exclude(reason="")),
            left_at=_last("previous_starts_at", events.filter(kind=Meeting.Status.POSTPONED)),
        )
        .order_by("starts_at", "pk", "theme_fr")
    )
    found = {}
    for row in rows:
        sitting = found.get(row.pk)
        if sitting is None:
            row.zone = years[row.zone_id].zone
            sitting = found[row.pk] = Sitting(row)
            years[row.zone_id].sittings.append(sitting)
        if row.theme_code:
            sitting.themes.append(Label(row.theme_code, row.theme_fr, row.theme_nl))
    return found


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


def _add_seats(years, meetings, first_year, year):
    rows = Participation.objects.filter(
        meeting__zone__in=years,
        meeting__status__in=Meeting.HELD,
        meeting__starts_at__year__gte=first_year,
        meeting__starts_at__year__lte=year,
    )
    fields = ("meeting_id", "meeting__zone_id", *SEAT, *OFFICE, *KIND, *RANK, *COMMUNE, *TONGUE)
    for meeting, zone, *cells in rows.order_by("meeting", "pk").values_list(*fields):
        seat, about = Seat(*cells[:6]), cells[6:]
        place, sitting = years[zone], meetings[meeting]
        if seat.institution and seat.institution not in place.institutions:
            place.institutions[seat.institution] = _institution(seat.institution, about)
        sitting.seats.append(seat)
        if sitting.year < year:
            _remember(place, seat)


def _add_older_seats(years, before):
    """Who was seen before the years looked back on: once each, however long the history."""
    rows = Participation.objects.filter(
        meeting__zone__in=years,
        meeting__status__in=Meeting.HELD,
        meeting__starts_at__year__lt=before,
        presence__in=Participation.SEATED,
    ).exclude(capacity__in=APART)
    fields = ("meeting__zone_id", "organisation_id", "person_key", "presence")
    for zone, institution, person, presence in rows.order_by().values_list(*fields).distinct():
        _remember(years[zone], Seat(institution, person, "", "", presence, False))


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
            visibility=F("item__meeting__visibility"),
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
            passage = Passage(row, row.met_at, row.meeting, row.pv_status, row.visibility)
            found[row.pk] = passage
            years[row.zone].passages.append(passage)
        if row.owner:
            passage.owners.append(row.owner)
        if row.addressee:
            passage.addressees.append(Label(row.addressee, row.addressee_fr, row.addressee_nl))
