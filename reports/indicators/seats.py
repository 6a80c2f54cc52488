"""Who sat at the meetings: the lists of the years looked at, and who came before them."""

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from meetings.models import Meeting, Participation
from meetings.models.meeting_queryset import in_zones
from zones.models import Position

from .sides import zones_counting
from .year import APART, Institution, Label, Seat

SEAT = ("organisation_id", "person_key", "capacity", "answer", "presence", "is_expected")
SAID = ("level", "organisation_name")
OFFICE = ("organisation__name_fr", "organisation__name_nl")
KIND = ("organisation__type__code", "organisation__type__name_fr", "organisation__type__name_nl")
RANK = ("organisation__type__position",)
COMMUNE = ("organisation__commune_id", "organisation__commune__name_fr")
TONGUE = ("organisation__commune__name_nl", "organisation__language", "organisation__convention")
FIELDS = ("meeting_id", *SEAT, *SAID, *OFFICE, *KIND, *RANK, *COMMUNE, *TONGUE)
WIDTH = len(SEAT) + len(SAID)
#: Above that many names, reading everybody costs less than looking for them.
MOST_ASKED = 500


def add_seats(years, meetings, sides, first_year, year):
    held = _held(years).filter(starts_at__year__gte=first_year, starts_at__year__lte=year)
    rows = Participation.objects.counted().filter(meeting__in=held)
    rows = rows.annotate(day=TruncDate("meeting__starts_at")).annotate(level=_level(year))
    for meeting, *cells in rows.order_by("meeting", "pk").values_list(*FIELDS):
        seat, about, sittings = Seat(*cells[:WIDTH]), cells[WIDTH:], meetings[meeting]
        for zone in _counting(sides, sittings, seat):
            place, sitting = years[zone], sittings[zone]
            if seat.institution and seat.institution not in place.institutions:
                place.institutions[seat.institution] = _institution(seat.institution, about)
            sitting.seats.append(seat)
            if sitting.year < year:
                _remember(place, seat)


def _level(year):
    """What the person did at that institution on the day of a meeting of ``year``; asked for that
    year alone, the database looks for nobody else's function."""
    there = Position.objects.filter(
        person=OuterRef("person"), organisation=OuterRef("organisation")
    ).on(OuterRef("day"))
    known = there.exclude(level="").order_by(F("started_on").desc(nulls_last=True), "-pk")
    asked = When(meeting__starts_at__year=year, then=Subquery(known.values("level")[:1]))
    return Coalesce(Case(asked, output_field=CharField()), Value(""))


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


def add_older_seats(years, sides, before):
    """Which of those who came this year were seen before the years looked back on.

    Asked by name, so that a long history is not read again: only of a zone whose five last years
    know nobody is the whole of it read. Of a meeting of one zone each once; of a joint one once a
    day, since who sat for whom depends on it.
    """
    wanted = _unknown(years)
    if wanted is None:
        return
    held = _held(years).filter(starts_at__year__lt=before)
    rows = (
        Participation.objects.counted()
        .filter(wanted, meeting__in=held, presence__in=Participation.SEATED)
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


def _unknown(years):
    """The condition on seats that finds whom nobody has met yet; None when all are known."""
    institutions, persons = set(), set()
    for data in years.values():
        if not (data.older_institutions and data.older_persons):
            return Q()
        for sitting in data.recorded:
            institutions |= sitting.members_present - data.older_institutions
            here = {seat.person for seat in sitting.members if seat.is_here}
            persons |= here - data.older_persons
    if len(institutions) + len(persons) > MOST_ASKED:
        return Q()
    asked = Q(organisation__in=institutions) | Q(person_key__in=persons)
    return asked if institutions or persons else None


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
    name_fr, name_nl, code, kind_fr, kind_nl, rank, nis, commune_fr, commune_nl, *rest = cells
    commune = Label(nis, commune_fr, commune_nl) if nis else None
    kind = Label(code, kind_fr, kind_nl)
    return Institution(pk, name_fr, name_nl, kind, rank, commune, *rest)
