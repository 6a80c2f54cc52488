"""The rows behind attendance over time: a constant number of queries, whatever the history."""

from datetime import datetime, time

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from zones.models import Membership, Position
from zones.search import fold

from .attendance_over_time import Office, Seat, Sitting
from .models import Meeting, Outreach, Participation

#: Meetings of a few: those who are not called to them are not missing.
SMALL = (Meeting.Kind.WORKING_GROUP, Meeting.Kind.DIRECTORS)
#: Guests and experts are left out: they come for themselves.
APART = (Participation.Capacity.GUEST, Participation.Capacity.EXPERT)
#: Whoever animates is there by duty: it makes their institution present, never missing.
ANIMATES = Participation.Capacity.COORDINATION
LAST = 12


def plenary(zone):
    """Meetings of the zone that took place and to which its members are called."""
    return Meeting.objects.of_zone(zone).held().exclude(kind__in=SMALL)


def years(zone):
    """Years with a meeting held, the last first; 1 query."""
    return [day.year for day in plenary(zone).order_by().dates("starts_at", "year", order="DESC")]


def sittings(zone, year=None):
    """The meetings shown, oldest first: those of ``year``, else the last twelve; 1 query."""
    rows = plenary(zone).select_related("zone").order_by("-starts_at", "-pk")
    rows = rows.annotate(
        is_recorded=Exists(
            Participation.objects.counted().filter(meeting=OuterRef("pk")).recorded()
        )
    )
    rows = rows.in_year(year) if year else rows[:LAST]
    return [sitting(meeting, meeting.is_recorded) for meeting in list(rows)[::-1]]


def sitting(meeting, is_recorded):
    kind, url = meeting.get_kind_display(), meeting.get_absolute_url()
    return Sitting(meeting.pk, meeting.held_on, url, kind, is_recorded)


SEAT = ("meeting_id", "organisation_id", "person_key", "person_name", "presence")
SAID = ("is_expected", "capacity", "answer")
OFFICE = ("name_fr", "name_nl", "type__code", "type__acronym_fr", "type__name_fr")


def seats(found):
    """The lines of these meetings, guests left out, and who came: 1 query.

    Returns ``(seats, {id: Office})``, the institutions seen there, of which no membership is known.
    """
    lines, named = _read(
        Participation.objects.counted().filter(meeting__in=[one.pk for one in found])
    )
    came = {seat.office for seat in lines if seat.presence in Participation.SEATED}
    return lines, {pk: office for pk, office in named.items() if pk in came}


def _read(rows):
    """``(seats, {id: Office})`` of these participations, guests left out."""
    names = [f"organisation__{name}" for name in OFFICE]
    rows = rows.exclude(capacity__in=APART).order_by("meeting", "pk")
    lines, named, size = [], {}, len(SEAT) + len(SAID)
    for row in rows.values_list(*SEAT, *SAID, *names):
        *facts, is_expected, capacity, answer = row[:size]
        is_invited = is_expected and capacity != ANIMATES
        seat = Seat(*facts, is_invited, answer == Participation.Answer.EXCUSED)
        lines.append(seat)
        if seat.office:
            named.setdefault(seat.office, _office(seat.office, *row[size:]))
    return lines, named


def members_seats(zone, found, today):
    """``(seats, {id: Office})`` of today's members alone, when the meetings are read: 1 query.

    An office is taken for a member of always: nobody is invited as a member before being one.
    """
    members = Membership.objects.on(today).filter(zone=zone, status=Membership.Status.MEMBER)
    rows = Participation.objects.counted().filter(
        meeting__in=[one.pk for one in found], organisation__in=members.values("organisation")
    )
    lines, offices = _read(rows)
    for office in offices.values():
        office.periods.append((None, None))
    return lines, offices


def offices(zone, came):
    """{id: Office}, by name: the zone's members of any day, and those who ``came``; 1 query."""
    rows = Membership.objects.filter(zone=zone).exclude(status=Membership.Status.CANDIDATE)
    names = [f"organisation__{name}" for name in OFFICE]
    found = dict(came)
    fields = ("organisation_id", "status", "started_on", "ended_on", *names)
    for pk, status, started_on, ended_on, *about in rows.values_list(*fields):
        office = found.setdefault(pk, _office(pk, *about))
        if status == Membership.Status.MEMBER:
            office.periods.append((started_on, ended_on))
    return dict(sorted(found.items(), key=lambda item: fold(item[1].name)))


def _office(pk, name_fr, name_nl, code, acronym, type_name):
    return Office(pk, name_fr, name_nl, code, acronym or type_name)


def last_seen(zone):
    """{institution id: last day somebody sat for it}, of any year; 1 query."""
    rows = Participation.objects.counted().seated().filter(meeting__in=plenary(zone).order_by())
    rows = rows.exclude(capacity__in=APART).exclude(organisation=None)
    latest = rows.order_by().values_list("organisation").annotate(at=Max("meeting__starts_at"))
    return {pk: timezone.localtime(at).date() for pk, at in latest}


def known_before(zone, found):
    """Keys of the people present at a meeting older than those shown; 1 query."""
    if not found:
        return set()
    first_day = timezone.make_aware(datetime.combine(found[0].on, time.min))
    older = plenary(zone).filter(starts_at__lt=first_day).order_by()
    rows = (
        Participation.objects.counted()
        .present()
        .filter(meeting__in=older)
        .exclude(capacity__in=APART)
    )
    return set(rows.order_by().values_list("person_key", flat=True).distinct())


def people_reached(zone, year):
    """Distinct people met in ``year`` at every event: {``all``, ``field``, ``unsaid``}; 1 query.

    ``field``: their function is known as « terrain »; ``unsaid``: no level is known of them.
    Source: « ils sont 130 travailleurs de terrain à participer aux réunions, visites et
    événements » (rapport d’une zone).
    """
    here = Position.objects.filter(person=OuterRef("person"))
    meetings = Meeting.objects.of_zone(zone).held().in_year(year).order_by()
    rows = Participation.objects.counted().present().filter(meeting__in=meetings).order_by()
    rows = rows.annotate(
        in_field=Exists(here.filter(level=Position.Level.FIELD)),
        is_said=Exists(here.exclude(level=Position.Level.UNKNOWN)),
    )
    people = set(rows.values_list("person_key", "in_field", "is_said"))
    return {
        "all": len({key for key, _field, _said in people}),
        "field": len({key for key, in_field, _said in people if in_field}),
        "unsaid": len({key for key, _field, said in people if not said}),
    }


def outreach(zone):
    """{institution id: [Outreach, the last first]}; 1 query."""
    found = {}
    for row in Outreach.objects.filter(zone=zone).select_related("by"):
        found.setdefault(row.organisation_id, []).append(row)
    return found
