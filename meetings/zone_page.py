"""What the page of a zone shows, assembled from one read of its meetings."""

from datetime import date

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.dates import MONTHS_AP
from django.utils.translation import gettext as _

from concertation import svg
from concertation.typography import day_month
from zones.models import Coordination, HouseRules, Mandate
from zones.permissions import organisations_of, zones_of

from . import quota as quotas
from .dashboard import next_step, progress, steps
from .models import PV, Meeting, Participation, WorkingGroup
from .models.meeting_queryset import in_zones
from .pages_frequentation import warnings
from .pages_obligation import NARROW, month_names, year_bar
from .reserved import agenda_for
from .sealed_reading import editions
from .services.answers import make_token
from .todo import todo

Kind = Meeting.Kind
#: Rows of the year strip: kinds of meetings and the look of their days.
STRIP = [
    ((Kind.COMMISSION, Kind.THEME_DAY, Kind.CONFERENCE), ""),
    ((Kind.VISIT, Kind.EXCURSION, Kind.PARTNER_DAY), "vis"),
    ((Kind.WORKING_GROUP, Kind.DIRECTORS), "gt"),
    ((Kind.INTERZONAL,), "ext"),
]
#: Meetings of a few, which the chart of the zone's attendance leaves out; so does it of those of
#: several zones, whose room is fuller than the zone.
SMALL = (Kind.WORKING_GROUP, Kind.DIRECTORS)
CHARTED = 6
LAST_PVS = 4
#: What else is expected of a coordination, told by applications this one may not know: functions
#: of (zone, today) that give lines as ``todo`` does.
ALSO_TO_DO: list[callable] = []


def add_animators(zone, today):
    """Give ``zone`` its communes and ``animators`` (coordinations of today); 2 queries."""
    animators = Coordination.objects.on(today).select_related("organisation")
    prefetch = Prefetch("coordinations", queryset=animators, to_attr="animators")
    prefetch_related_objects([zone], "communes", prefetch)


def meetings_of(zone, user, today):
    """Meetings of the zone the user may see, since January of last year, oldest first; 1 query."""
    # By year, which the database turns into bounds it finds in its index; not ``__date``.
    rows = Meeting.objects.visible_to(user).of_zone(zone)
    rows = rows.filter(starts_at__year__gte=today.year - 1)
    rows = rows.select_related("host", "zone", "working_group")
    return list(rows.with_counts().with_proofs().with_verdict().with_joint().order_by("starts_at"))


def coming(meetings, now=None):
    """The next meeting still to come or under way, or None."""
    now = now or timezone.now()
    ahead = (m for m in meetings if m.ends_at >= now and m.status != Meeting.Status.CANCELLED)
    return next((m for m in ahead if not _is_behind(m)), None)


def coming_to(user, zone, meetings, now=None):
    """``coming`` for a reader: a meeting of a few only when it calls them; one query.

    It does when they or their institution are on its list, or in its working group. Who reads the
    zone without a seat there, as the region does, is shown what it does next.
    """
    if zone.pk not in zones_of(user):
        return coming(meetings, now)
    few = {meeting.pk for meeting in meetings if meeting.kind in SMALL}
    called = set(_calling(user).filter(pk__in=few).values_list("pk", flat=True))
    return coming([one for one in meetings if one.pk in called or one.pk not in few], now)


def _calling(user):
    """The meetings whose list or group has the user, or somebody of their institution."""
    me, offices = Q(person__user=user), organisations_of(user)
    lists = Participation.objects.filter(me | Q(organisation__in=offices), is_invited=True)
    seats = Mandate.objects.on(timezone.localdate()).filter(membership__organisation__in=offices)
    members = WorkingGroup.members.through.objects
    groups = members.filter(me | Q(person__in=seats.values("person"))).values("workinggroup")
    return Meeting.objects.filter(Q(pk__in=lists.values("meeting")) | Q(working_group__in=groups))


def _is_behind(meeting):
    """Held before its hour, and its PV left: nothing of it is still to come."""
    pv = getattr(meeting, "pv", None)
    return meeting.is_held and pv is not None and (not pv.is_draft or pv.edition > 1)


def common(zone, meetings, today):
    """What everybody sees of the zone: next meeting (see ``coming_to`` for a partner), year,
    participation."""
    return {
        "zone": zone,
        "meeting": coming(meetings),
        "year": today.year,
        "months": month_names(),
        "strip": year_strip([m for m in meetings if m.year == today.year]),
        **participation(zone, meetings),
    }


def for_coordination(zone, meetings, today):
    """The tools of the coordination: next step, steps, things to do, obligation; 4 queries, and
    those of ``ALSO_TO_DO``."""
    profiles = list(HouseRules.objects.filter(zone=zone).order_by("valid_from"))
    rules = HouseRules.among(profiles, zone, today)
    meeting = coming(meetings)
    context = {}
    if meeting:
        facts = progress(meeting, rules=_rules_of(meeting, zone, rules), today=today)
        context = {"step": next_step(meeting, facts), "steps": steps(meeting, facts)}
    target = HouseRules.among(profiles, zone, date(today.year, 12, 31)).half_day_quota
    quota = quotas.of_zone(zone, meetings, target, today.year, today)
    return {
        **context,
        "todo": [
            *todo(zone, meetings, quota, rules, today),
            *(line for lines in ALSO_TO_DO for line in lines(zone, today)),
            *warnings(zone, meetings, today),
        ],
        "quota": quota,
        "quota_bar": year_bar(quota, zone, width=NARROW),
        "rules": rules,
    }


def _rules_of(meeting, zone, current):
    """The rules of a coming meeting: of the zone that convenes, frozen once it did."""
    if meeting.zone_id != zone.pk:
        return meeting.rules()
    return meeting.rules(current) if meeting.profile else current


def for_reader(zone, meetings, user, today):
    """What a partner (or the region) reads: what calls them next, its programme, their answer, last
    PVs, who to write to."""
    meeting = coming_to(user, zone, meetings)
    mine = None
    if meeting:
        mine = meeting.participations.filter(person__user=user, is_invited=True).first()
    pvs = PV.objects.open_to(user).filter(in_zones([zone.pk], "meeting__"))
    pvs = pvs.exclude(status__in=PV.UNSENT, edition=1).with_joint()
    pvs = list(pvs.select_related("meeting__zone")[:LAST_PVS])
    editions(user, pvs)
    coordinators = Mandate.objects.on(today).coordinating().filter(membership__zone=zone)
    return {
        "meeting": meeting,
        "agenda": _agenda(user, meeting),
        "mine": mine,
        "answer_token": make_token(mine) if mine and meeting.is_convened else "",
        "pvs": pvs,
        "coordinators": coordinators.select_related("person", "membership__organisation"),
    }


def _agenda(user, meeting):
    announced = meeting and meeting.is_convened
    return agenda_for(user, meeting, meeting.agenda.all()) if announced else []


def year_strip(meetings):
    """Rows of ``components/year_strip.html``; empty ones are left out, but the first."""
    labels = [
        _("Commission"),
        _("Visites, Partner Day"),
        _("Groupes de travail, directions"),
        _("Interzonal"),
    ]
    rows = []
    for label, (kinds, look) in zip(labels, STRIP, strict=True):
        chosen = [m for m in meetings if m.kind in kinds]
        if chosen or not rows:
            rows.append({"label": label, "months": _by_month(chosen, look)})
    return rows


def _by_month(meetings, look):
    months = [[] for _month in range(12)]
    for meeting in meetings:
        months[meeting.held_on.month - 1].append(
            {
                "day": meeting.held_on.day,
                "kind": _look(meeting, look),
                "url": meeting.get_absolute_url(),
                "title": _spoken(meeting),
            }
        )
    return months


def _look(meeting, look):
    if meeting.status == Meeting.Status.CANCELLED:
        return "cancelled"
    return "draft" if meeting.status == Meeting.Status.PLANNED else look


def _spoken(meeting):
    words = [day_month(meeting.starts_at), meeting.get_kind_display(), meeting.get_status_display()]
    return ", ".join(str(word) for word in words)


def participation(zone, meetings):
    """The chart of the last held meetings and its table; no chart before the first attendance."""
    own = (m for m in meetings if m.is_held and m.kind not in SMALL and not m.is_joint)
    held = list(own)[-CHARTED:]
    rows = [(_month(m), m.institutions_present if m.attendance_recorded else None) for m in held]
    known = [value for _label, value in rows if value is not None]
    if not known:
        return {"chart": "", "chart_rows": [], "average": None}
    chart = svg.bar_chart(
        rows,
        title=_("Institutions présentes aux dernières réunions"),
        colour=zone.colour,
        highlight=len(rows) - 1,
        width=300,
    )
    table = [
        {"meeting": meeting, "value": value}
        for meeting, (_label, value) in zip(held, rows, strict=True)
    ]
    return {"chart": chart, "chart_rows": table, "average": round(sum(known) / len(known))}


def _month(meeting):
    return str(MONTHS_AP[meeting.held_on.month]).rstrip(".").lower()
