"""« Prochaines réunions »: what a meeting announces becomes a draft, with its agenda."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import HouseRules, Zone

from ..models import AgendaItem, Meeting
from ..slots import halves
from .errors import Refused
from .planning import add_item, plan_meeting

#: Lines of agenda one announcement takes.
LINES = 20


@transaction.atomic
def announce(meeting, *, starts_at, ends_at, kind, by, title="", place="", agenda=()):
    """Plan the meeting that ``meeting`` announces; returns ``(planned, is_new)``.

    One of the same kind already planned on that day is not planned twice: its agenda is completed
    with the lines it does not have, and its hours stay. ``agenda``: titles, in French unless the
    papers of ``meeting`` are Dutch. Raises ``Refused`` for a date before the meeting that announces
    it, ``ValidationError`` when a constraint refuses it.
    """
    if starts_at <= meeting.starts_at:
        raise Refused(_("Une prochaine réunion vient après celle-ci : corrigez la date."))
    # Two secretaries announce the same date: the zone's row is the queue.
    Zone.objects.select_for_update().get(pk=meeting.zone_id)
    found = planned_on(meeting, starts_at, kind)
    planned = found or _planned(meeting, starts_at, ends_at, kind, by, title, place)
    if found and found.announced_in_id is None:
        found.announced_in = meeting
        found.save()
    _complete(planned, agenda)
    return planned, found is None


def planned_on(meeting, starts_at, kind):
    """The open meeting of that kind that the zone has on that day, if any.

    Where a meeting of a working group announces the next one, another group's is never it; its own
    comes first, then one that names no group.
    """
    day = timezone.localtime(starts_at).date()
    rows = Meeting.objects.filter(zone=meeting.zone_id, kind=kind, starts_at__date=day)
    rows = rows.exclude(status__in=(*Meeting.HELD, Meeting.Status.CANCELLED))
    rows = rows.exclude(pk=meeting.pk).select_related("zone").order_by("starts_at")
    if kind == meeting.kind == Meeting.Kind.WORKING_GROUP:
        rows = rows.filter(Q(working_group=None) | Q(working_group=meeting.working_group_id))
        rows = rows.order_by(F("working_group").asc(nulls_last=True), "starts_at")
    return rows.first()


def _group(meeting, kind):
    """A working group announces its own next meeting."""
    is_its_own = kind == meeting.kind == Meeting.Kind.WORKING_GROUP
    return meeting.working_group if is_its_own else None


def _planned(meeting, starts_at, ends_at, kind, by, title, place):
    half_days, counts = Meeting.KIND_DEFAULTS[kind]
    rules = HouseRules.at(meeting.zone, timezone.localtime(starts_at).date())
    field = "nl" if meeting.languages == "nl" else "fr"
    planned = Meeting(
        zone=meeting.zone,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        half_days=min(half_days, len(halves(starts_at, ends_at))) or 1,
        counts_for_quota=counts,
        languages=rules.languages,
        convening=rules.convening,
        visibility=rules.default_visibility,
        announced_in=meeting,
        working_group=_group(meeting, kind),
        **{f"title_{field}": title[:200], f"place_{field}": place[:200]},
    )
    return plan_meeting(planned, by=by)


def _complete(planned, agenda):
    """Add the lines that the agenda does not have yet, whatever their case."""
    field = "title_nl" if planned.languages == "nl" else "title_fr"
    known = {_name(title) for row in planned.agenda.all() for title in (row.title_fr, row.title_nl)}
    for line in list(agenda)[:LINES]:
        title = " ".join(line.split())[:250]
        if title and _name(title) not in known:
            known.add(_name(title))
            add_item(planned, AgendaItem(**{field: title}))


def _name(title):
    return title.casefold().strip()
