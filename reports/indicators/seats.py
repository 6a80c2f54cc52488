"""Who sat at the meetings: the lists of the years looked at, and who came before them."""

from itertools import groupby
from operator import itemgetter

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from meetings.models import Meeting, Participation
from meetings.models.meeting_queryset import in_zones
from zones.models import Organisation, Position

from .sides import zones_counting
from .year import APART, Institution, Seat

#: The cells of a ``Seat``, in its order.
SEAT = ("organisation_id", "person_key", "capacity", "answer", "presence", "is_expected")
SAID = ("level", "organisation_name")
#: Above that many names, reading everybody costs less than looking for them.
MOST_ASKED = 500


def add_seats(years, meetings, sides, first_year, year):
    """The lists of the meetings of these years, and who was met in those before the last.

    Thousands of rows: what is said of an institution is read once (``add_institutions``), and
    what depends on the meeting alone is asked once a meeting.
    """
    held = _held(years).filter(starts_at__year__gte=first_year, starts_at__year__lte=year)
    rows = Participation.objects.counted().filter(meeting__in=held)
    rows = rows.annotate(day=TruncDate("meeting__starts_at")).annotate(level=_level(year))
    cells = rows.order_by("meeting_id", "pk").values_list("meeting_id", *SEAT, *SAID)
    for meeting, group in groupby(cells, key=itemgetter(0)):
        _seat(sides, meetings[meeting], [Seat._make(row[1:]) for row in group])
    for data in years.values():
        for sitting in data.sittings:
            if sitting.year < year:
                data.older_institutions |= sitting.members_present
                data.older_persons |= {seat.person for seat in sitting.members if seat.is_here}


def _seat(sides, sittings, seats):
    """Put the seats of one meeting in the year of each zone that counts them."""
    if not sittings:  # it counts for its host alone, and that is another zone
        return
    meeting = next(iter(sittings.values())).meeting
    zones = zones_counting(meeting)
    if len(zones) == 1:
        sittings[zones[0]].seats += seats
        return
    day = meeting.held_on
    for seat in seats:
        for zone in sides.counting(zones, seat.institution, day):
            if zone in sittings:
                sittings[zone].seats.append(seat)


def add_institutions(years):
    """Those that came and are no members this year; no query when there are none."""
    met = {
        zone: {seat.institution for sitting in data.sittings for seat in sitting.seats}
        - {None, *data.institutions}
        for zone, data in years.items()
    }
    rows = Organisation.objects.filter(pk__in=set().union(*met.values())).order_by("name_fr", "pk")
    for institution in Institution.read(rows):
        for zone, data in years.items():
            if institution.pk in met[zone]:
                data.institutions[institution.pk] = institution


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
