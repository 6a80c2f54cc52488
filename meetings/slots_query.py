"""What the strip of half-days is computed from, in a number of queries that does not grow.

Who is taken is counted over every zone and every other body; *what* takes them is said only to
those who may know it: of another zone, « réunion de la zone Nord-Est » and nothing more.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from zones.models import HouseRules, Mandate, Membership

from .models import Meeting, OutsideBody, OutsideMeeting, Participation
from .slots import Engagement, Seat, cells, habit, halves, strip

#: How far back the habit of a zone is read.
LOOKED_BACK = timedelta(days=730)
#: Meetings of a few: they make no month « with a meeting », nor a habit.
SMALL = (Meeting.Kind.WORKING_GROUP, Meeting.Kind.DIRECTORS)
#: When the coordination is reminded to convene: sooner than that, a date is no advice.
LEAD = timedelta(days=10)
#: A meeting of more than a fortnight is a slip of the keyboard.
MOST_HALVES = 30


@dataclass(frozen=True)
class Load:
    """``seats`` of the zone, ``engagements`` that take some of them."""

    seats: list
    engagements: list

    def names(self, organisations):
        """The names of these institutions (ids), in the order of the alphabet."""
        found = {s.organisation: s.name for s in self.seats if s.organisation in organisations}
        return sorted(found.values())


def load(zone, first, last, user, *, leaving_out=None):
    """Who of ``zone`` is taken between two dates (included), by what ``user`` may know; 8 queries.

    An institution is taken by a meeting when it stands on its list of expected people; before the
    list is made, when it is a member of (one of) its zones, or of the working group. Cancelled
    meetings take nobody. ``leaving_out``: the meeting one looks for another date for.
    """
    window = _Window(zone, first, last)
    meetings = _meetings(window, user, leaving_out)
    ours = window.seats.get(zone.pk, [])
    engagements = [*_of_meetings(window, meetings), *_of_other_bodies(window, user)]
    return Load(ours, [e for e in engagements if e.taken])


class _Window:
    """The days looked at, and the seats of our institutions in every zone ({zone id: seats})."""

    def __init__(self, zone, first, last):
        self.zone, self.first, self.last = zone, first, last
        self.starts = timezone.make_aware(datetime.combine(first, time()))
        self.ends = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
        rows = Membership.objects.overlapping(first, last).exclude(
            status=Membership.Status.SUSPENDED
        )
        self.ids = rows.filter(zone=zone).values("organisation")
        rows = rows.filter(organisation__in=self.ids).select_related("organisation")
        self.seats, self.types = {}, {}
        for row in rows:
            seat = Seat(row.organisation_id, row.organisation.name, row.started_on, row.ended_on)
            self.seats.setdefault(row.zone_id, []).append(seat)
            self.types[row.organisation_id] = row.organisation.type_id

    def during(self, rows):
        return rows.filter(starts_at__lt=self.ends, ends_at__gt=self.starts)

    def members(self, zones, day):
        """Our institutions that sit in one of ``zones`` (ids) on ``day``."""
        return {
            seat.organisation
            for zone in zones
            for seat in self.seats.get(zone, ())
            if seat.holds(day)
        }


def _meetings(window, user, leaving_out):
    visible = Meeting.objects.visible_to(user).filter(pk=OuterRef("pk"))
    listed = Participation.objects.expected().filter(meeting=OuterRef("pk"))
    rows = window.during(Meeting.objects.exclude(status=Meeting.Status.CANCELLED))
    if leaving_out is not None:
        rows = rows.exclude(pk=leaving_out.pk)
    rows = rows.select_related("zone").prefetch_related("joint_zones")
    return list(rows.annotate(is_visible=Exists(visible), is_listed=Exists(listed)))


def _of_meetings(window, meetings):
    listed = _expected(window, [m.pk for m in meetings if m.is_listed])
    groups = _group_members(window, {m.working_group_id for m in meetings} - {None})
    for meeting in meetings:
        zones = {meeting.zone_id, *(zone.pk for zone in meeting.joint_zones.all())}
        if meeting.is_listed:
            taken = listed.get(meeting.pk, set())
        elif meeting.working_group_id:
            taken = groups.get(meeting.working_group_id, set())
        else:
            taken = window.members(zones, meeting.held_on)
        is_own = window.zone.pk in zones
        yield Engagement(
            label=_name(meeting, is_own),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            taken=frozenset(taken),
            url=meeting.get_absolute_url() if meeting.is_visible else "",
            is_own=is_own,
        )


def _name(meeting, is_own):
    """What is said of a meeting: its subject only where its reader may read it."""
    if is_own and meeting.is_visible:
        subject = localised(meeting, "title")[0]
        kind = meeting.get_kind_display()
        return f"{kind} « {subject} »" if subject else kind
    return _("réunion de la zone %(zone)s") % {"zone": meeting.zone.name}


def _expected(window, meetings):
    """{meeting id: our institutions expected there}; « pas concerné » frees the institution."""
    rows = (
        Participation.objects.expected()
        .filter(meeting__in=meetings, organisation__in=window.ids)
        .exclude(answer=Participation.Answer.UNCONCERNED)
    )
    return _gathered(rows.values_list("meeting", "organisation"))


def _group_members(window, groups):
    rows = Mandate.objects.overlapping(window.first, window.last).filter(
        person__working_groups__in=groups, membership__organisation__in=window.ids
    )
    return _gathered(rows.values_list("person__working_groups", "membership__organisation"))


def _gathered(pairs):
    found = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found


def _of_other_bodies(window, user):
    visible = OutsideBody.objects.visible_to(user).filter(pk=OuterRef("body"))
    rows = window.during(OutsideMeeting.objects.select_related("body__zone"))
    rows = list(rows.annotate(is_visible=Exists(visible)))
    bodies = {row.body_id for row in rows}
    by_name = _gathered(
        OutsideBody.organisations.through.objects.filter(outsidebody__in=bodies).values_list(
            "outsidebody", "organisation"
        )
    )
    by_type = _gathered(
        OutsideBody.types.through.objects.filter(outsidebody__in=bodies).values_list(
            "outsidebody", "partnertype"
        )
    )
    for row in rows:
        zone = row.body.zone_id or window.zone.pk
        types = by_type.get(row.body_id, ())
        called = {
            organisation
            for organisation in window.members([zone], timezone.localdate(row.starts_at))
            if window.types[organisation] in types
        }
        yield Engagement(
            label=_name_of_body(row),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            taken=frozenset(called | (by_name.get(row.body_id, set()) & window.types.keys())),
            url=row.body.get_absolute_url() if row.is_visible else "",
        )


def _name_of_body(row):
    if not row.is_visible:
        zone = row.body.zone.name
        return _("réunion d’une autre instance de la zone %(zone)s") % {"zone": zone}
    return f"{row.body.name} : {row.title}" if row.title else row.body.name


def weeks_of(zone, monday, number, user, *, today):
    """The strip of ``number`` weeks from ``monday``: its weeks, their ``Load``, the first date for
    which everybody can still be called (the delay of the house rules, ``LEAD`` at least)."""
    weeks = [monday + timedelta(weeks=n) for n in range(number)]
    last = weeks[-1] + timedelta(days=6)
    read = load(zone, monday, last, user)
    rules = HouseRules.at(zone, monday)
    starts, months = _own_dates(zone, monday, last, today)
    usual = habit(rules, starts)
    shown = strip(weeks, read.seats, read.engagements, usual=usual, months=months, today=today)
    return shown, read, today + max(LEAD, timedelta(days=rules.notice_days + 1))


def _own_dates(zone, first, last, today):
    """Starts of the zone's past meetings, and the (year, month) in which it meets; one query."""
    since = min(today - LOOKED_BACK, first.replace(day=1))
    rows = Meeting.objects.of_zone(zone).exclude(status=Meeting.Status.CANCELLED)
    rows = rows.exclude(kind__in=SMALL).filter(
        starts_at__gte=timezone.make_aware(datetime.combine(since, time())),
        starts_at__lt=timezone.make_aware(datetime.combine(last + timedelta(days=32), time())),
    )
    starts = list(rows.values_list("starts_at", flat=True))
    months = {(at.year, at.month) for at in map(timezone.localtime, starts)}
    return [at for at in starts if timezone.localdate(at) < today], months


def cells_of(zone, starts_at, ends_at, user, *, leaving_out=None):
    """The half-days between two moments, as cells, without the zone's habits; 8 queries."""
    wanted = halves(starts_at, ends_at)[:MOST_HALVES]
    if not wanted:
        return []
    read = load(zone, wanted[0].day, wanted[-1].day, user, leaving_out=leaving_out)
    return cells(wanted, read.seats, read.engagements)
