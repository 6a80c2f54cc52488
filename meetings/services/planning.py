"""From an idea to a date: plan, change, postpone, cancel; the agenda."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from concertation.typography import date_short
from zones.models import HouseRules
from zones.models.rules import HalfDay

from .. import tasks
from ..holidays import day_note
from ..models import PV, AgendaItem, Meeting
from ..slots import HOURS, halves
from .changes import (
    announce_items,
    cancel,
    edit_meeting,
    locked,
    next_number,
    postpone,
    record,
)
from .errors import WrongStatus
from .joint import share

__all__ = [
    "add_item",
    "announce_items",
    "cancel",
    "delete_item",
    "edit_item",
    "edit_meeting",
    "local_datetime",
    "order_items",
    "plan_many",
    "plan_meeting",
    "postpone",
    "propose",
    "submit_pending_pvs",
]

STARTS, ENDS = HOURS[HalfDay.MORNING]
DAY_ENDS = time(16)
#: The summer holidays, and a little more: a proposal never looks further.
MOST_WEEKS_OFF = 12
#: As most commissions sit, where neither the rules nor a last meeting say it.
THURSDAY = 3


def propose(zone, *, kind=None, now=None, on=None, starts=None, ends=None):
    """The initial values of a meeting to plan, from the house rules of the zone.

    ``on``, ``starts``, ``ends``: what is already chosen. Returns a dict of form values: ``on`` (a
    date four weeks ahead or, past holidays, the first after, on the zone's usual weekday),
    ``starts``/``ends`` (times), and the fields the rules decide.
    Source of the hours: cahier des charges, « les réunions durent un demi-jour ».
    """
    on = on or _proposed_day(zone, now or timezone.now())
    rules = HouseRules.at(zone, on)
    kind = kind or rules.default_kind
    half_days, counts = Meeting.KIND_DEFAULTS[kind]
    usual = HOURS[rules.preferred_half_day or HalfDay.MORNING]
    if starts and ends and starts < ends and half_days:
        half_days = len(halves(local_datetime(on, starts), local_datetime(on, ends)))
    elif half_days > 1:
        usual = (STARTS, DAY_ENDS)
    return {
        "kind": kind,
        "on": on,
        "starts": starts or usual[0],
        "ends": ends or usual[1],
        "half_days": half_days,
        "counts_for_quota": counts,
        "languages": rules.languages,
        "convening": rules.convening,
        "visibility": rules.default_visibility,
    }


def _proposed_day(zone, now):
    day = timezone.localtime(now).date() + timedelta(weeks=4)
    weekday = HouseRules.at(zone, day).preferred_weekday
    if weekday is None:
        last = Meeting.objects.filter(zone=zone, starts_at__lt=now).order_by("-starts_at").first()
        weekday = last.held_on.weekday() if last else THURSDAY
    day += timedelta(days=(weekday - day.weekday()) % 7)
    weeks = (day + timedelta(weeks=n) for n in range(MOST_WEEKS_OFF))
    return next((one for one in weeks if not day_note(one)), day)


@transaction.atomic
def plan_many(zone, slots, *, by, **fields):
    """Plan a meeting per slot, all or none; returns them in the order of their dates.

    ``slots``: (starts_at, ends_at), or (starts_at, ends_at, fields of that meeting alone), with
    aware datetimes. ``fields``: of ``Meeting``, for all of them, and ``themes``; what is not given
    follows the house rules of each day, and the half-days follow the hours.
    Raises ``ValidationError`` when a constraint refuses one of them.
    """
    themes = fields.pop("themes", ())
    planned = []
    for starts_at, ends_at, *own in sorted(slots, key=lambda slot: slot[:2]):
        chosen = fields | (own[0] if own else {})
        local = [timezone.localtime(moment) for moment in (starts_at, ends_at)]
        values = propose(
            zone,
            kind=chosen.get("kind"),
            on=local[0].date(),
            starts=local[0].time(),
            ends=local[1].time(),
        )
        for name in ("on", "starts", "ends"):
            del values[name]
        meeting = Meeting(zone=zone, starts_at=starts_at, ends_at=ends_at, **values | chosen)
        planned.append(plan_meeting(meeting, by=by, themes=themes))
    return planned


@transaction.atomic
def plan_meeting(meeting, *, by, themes=(), zones=()):
    """Save a new meeting, number it in its year, and open its agenda with the pending approval.

    The approval of the last PV is item 1 where the house rules ask for approval. ``zones``: those
    that hold it together with its own.
    Raises ``ValidationError`` when a constraint refuses the meeting.
    """
    meeting.number = next_number(meeting)
    meeting.created_by = by
    meeting.full_clean()
    meeting.save()
    meeting.themes.set(themes)
    if zones:
        share(meeting, zones)
    record(meeting, Meeting.Status.PLANNED, by)
    submit_pending_pvs(meeting)
    transaction.on_commit(tasks.keep_the_clock)
    return meeting


def submit_pending_pvs(meeting):
    """Put « Approbation du PV du … » at the head of the agenda for each PV still to be decided.

    Only where the rules of the PV's day ask for approval, and only once: a PV already submitted to
    another meeting that is still open is left there.
    """
    for pv in pending_pvs(meeting, AgendaItem.objects.all()):
        insert_first(meeting, approval_item(meeting, pv))


def pending_pvs(meeting, submitted):
    """The PVs sent before ``meeting`` that wait for a verdict and that no open meeting takes among
    the items ``submitted``; where the rules of their day ask for approval; two queries."""
    if not meeting.counts_for_quota and meeting.kind != Meeting.Kind.WORKING_GROUP:
        return []
    taken = submitted.filter(meeting__status__in=_OPEN, approves__isnull=False)
    rows = PV.objects.filter(
        meeting__zone=meeting.zone, status=PV.Status.SENT, meeting__starts_at__lt=meeting.starts_at
    ).exclude(pk__in=taken.values("approves"))
    rows = rows.select_related("meeting__zone").order_by("meeting__starts_at")
    rows = [pv for pv in rows if may_approve(meeting, pv)]
    profiles = (
        list(HouseRules.objects.filter(zone=meeting.zone).order_by("valid_from")) if rows else []
    )
    current = {pv: HouseRules.among(profiles, meeting.zone, pv.meeting.held_on) for pv in rows}
    return [pv for pv in rows if pv.meeting.rules(current[pv]).needs_approval]


def may_approve(meeting, pv):
    """Whether a PV is put to that meeting: a group's to the group or to a commission, any other
    to a formal meeting.

    Source: étude « 20 ans après », PV « soumis à approbation », « processus formel d’approbation ou
    de contestation »; no ROI of a zone says by whom (2015): by its next meeting is practice.
    """
    told, groups = pv.meeting, Meeting.Kind.WORKING_GROUP
    if told.kind != groups:
        return meeting.counts_for_quota and meeting.kind != groups
    is_own = meeting.kind == groups and meeting.working_group_id == told.working_group_id
    return is_own or meeting.kind == Meeting.Kind.COMMISSION


_OPEN = (Meeting.Status.PLANNED, Meeting.Status.CONVENED, Meeting.Status.POSTPONED)


def approval_item(meeting, pv):
    titles = {}
    for language, sentence in (
        ("fr", "Approbation du PV du {}"),
        ("nl", "Goedkeuring van het verslag van {}"),
    ):
        with override(language):
            # Stored with plain spaces, like what people type: typography is for display.
            day = date_short(pv.meeting.held_on).replace("\xa0", " ")
            titles[f"title_{language}"] = sentence.format(day)
    if meeting.languages == "fr":
        titles["title_nl"] = ""
    return AgendaItem(
        meeting=meeting, kind=AgendaItem.Kind.APPROVAL, approves=pv, minutes_foreseen=10, **titles
    )


def insert_first(meeting, item):
    after = meeting.agenda.filter(kind=AgendaItem.Kind.APPROVAL).count()
    for other in meeting.agenda.exclude(kind=AgendaItem.Kind.APPROVAL):
        AgendaItem.objects.filter(pk=other.pk).update(position=other.position + 1)
    item.position = after + 1
    item.save()


@transaction.atomic
def add_item(meeting, item):
    """Append a point to the agenda; after the convocation it is a « point supplémentaire ».

    Also once the meeting is held, for what was treated unannounced, until the PV leaves.
    """
    meeting = locked(meeting)
    pv = PV.objects.select_for_update().filter(meeting=meeting).first()
    if meeting.status == Meeting.Status.CANCELLED or (pv and not pv.is_editable):
        raise WrongStatus(
            _("Le PV est parti ou la réunion annulée : l’ordre du jour ne change plus.")
        )
    item.meeting = meeting
    item.is_additional = meeting.is_convened or meeting.is_held
    item.position = (meeting.agenda.aggregate(last=Max("position"))["last"] or 0) + 1
    item.full_clean()
    item.save()
    return item


#: What an agenda ends with.
CLOSING = (AgendaItem.Kind.MISC, AgendaItem.Kind.NEXT_MEETINGS)


def put_before_closing(item):
    """Move a point just added before those that end the agenda; an additional one stays last."""
    if item.is_additional:
        return
    points = list(item.meeting.agenda.exclude(pk=item.pk))
    end = len(points)
    while end and points[end - 1].kind in CLOSING:
        end -= 1
    order_items(item.meeting, [one.pk for one in (*points[:end], item, *points[end:])])


@transaction.atomic
def edit_item(item):
    """Save a point that was changed; refused once the letter announced it."""
    meeting = locked(item.meeting)
    _check_movable(meeting, item)
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def order_items(meeting, ids):
    """Give the points the order of ``ids``; points not named keep their place after them.

    The order of the letter that left is part of what was announced: once convened, only the
    additional points move.
    """
    meeting = locked(meeting)
    if not meeting.is_open:
        raise WrongStatus(_("La réunion est passée : son ordre du jour ne change plus."))
    items = {item.pk: item for item in meeting.agenda.all()}
    wanted = [items.pop(pk) for pk in ids if pk in items] + list(items.values())
    if meeting.is_convened:
        wanted.sort(
            key=lambda item: (item.is_additional, 0 if item.is_additional else item.position)
        )
    for position, item in enumerate(wanted, start=1):
        AgendaItem.objects.filter(pk=item.pk).update(position=position)


@transaction.atomic
def delete_item(item):
    """Take a point off the agenda; refused once it was announced."""
    _check_movable(locked(item.meeting), item)
    item.delete()


def _check_movable(meeting, item):
    is_announced = not item.is_additional or item.announced_at
    if not meeting.is_open or (meeting.is_convened and is_announced):
        raise WrongStatus(
            _(
                "Ce point figure sur la lettre déjà partie : il reste tel quel à l’ordre du jour, "
                "la séance peut le reporter."
            )
        )


def local_datetime(day: date, at: time):
    """An aware datetime in Brussels for a date and a wall-clock time."""
    return timezone.make_aware(datetime.combine(day, at))
