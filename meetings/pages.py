"""What the pages about meetings show, in a number of queries that does not depend on their size."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import (
    Count,
    Exists,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import ngettext

from zones.models import HouseRules
from zones.permissions import coordinated_zones

from . import dashboard, wording
from .forms import FilterForm
from .models import PV, Block, Letter, Meeting, Participation
from .services.announced import told
from .services.answers import answer_link
from .services.attendance import headcount

PER_PAGE = 50
#: Look of the flag that says where a meeting stands; the others are done and well.
STATE_FLAGS = {
    Meeting.Status.CONVENED: "zone",
    Meeting.Status.CANCELLED: "late",
    Meeting.Status.POSTPONED: "soon",
    Meeting.Status.PLANNED: "",
}
#: What the line of steps and the reminders need to know of the house rules.
STEP_RULES = ("agenda_form", "needs_approval", "record_kind", "notice_days")


class CountedPaginator(Paginator):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows, per_page, count):
        super().__init__(rows, per_page)
        self.count = count


def meeting_list(rows, user, params):
    """One page of ``rows`` with the filter, the counts of that page and the PVs the user may read.

    Three queries: the bounds and the total, the page, then what costs more for its rows only; a
    fourth reads the zones of those that several hold, when there are some.
    """
    form = FilterForm(params)
    form.is_valid()
    year, kind = form.cleaned_data.get("annee"), form.cleaned_data.get("nature")
    wanted = Q(starts_at__year=year) if year else Q()
    wanted &= Q(kind=kind) if kind else Q()
    bounds = rows.aggregate(
        first=Min("starts_at"), last=Max("starts_at"), total=Count("pk", filter=wanted or None)
    )
    form.offer_years(_years(bounds["first"], bounds["last"]))
    readable = PV.objects.visible_to(user).filter(meeting=OuterRef("pk")).order_by()
    found = rows.filter(wanted).with_joint().select_related("zone", "host")
    found = found.order_by("-starts_at", "-pk")
    found = found.annotate(pv_status=Subquery(readable.values("status")[:1]))
    page = CountedPaginator(found, PER_PAGE, bounds["total"]).get_page(params.get("page"))
    _add_counts(page, user)
    query = "&".join(f"{k}={v}" for k, v in (("annee", year), ("nature", kind)) if v)
    return {"page_obj": page, "filter": form, "query": query, "has_meetings": bounds["first"]}


def _years(first, last):
    if first is None:
        return []
    first, last = (timezone.localtime(moment).year for moment in (first, last))
    return range(last, first - 1, -1)


def _add_counts(page, user):
    """``persons_present``, ``institutions_present``, ``attendance_recorded``, and the words of a
    line: said here once a nature and a state, because ``get_…_display`` translates every choice.
    """
    meetings = page.object_list = list(page.object_list)
    seen = Participation.objects.filter(meeting__in=meetings).recorded().order_by()
    here = Q(presence=Participation.Presence.PRESENT)
    seated = Q(presence__in=Participation.SEATED)
    counted = {
        meeting: counts
        for meeting, *counts in seen.values_list("meeting").annotate(
            persons=Count("person_key", filter=here, distinct=True),
            institutions=Count("organisation", filter=seated, distinct=True),
        )
    }
    shared = [meeting for meeting in meetings if meeting.is_joint]
    prefetch_related_objects(shared, "joint_zones")
    mine = set(coordinated_zones(user))
    kinds, states = dict(Meeting.Kind.choices), dict(Meeting.Status.choices)
    for meeting in meetings:
        counts = counted.get(meeting.pk, (0, 0))
        meeting.persons_present, meeting.institutions_present = counts
        meeting.attendance_recorded = meeting.pk in counted
        meeting.is_mine = not mine.isdisjoint(meeting.zone_ids)
        meeting.zones_label = wording.together(meeting)
        meeting.attendance_url = meeting.address("attendance")
        meeting.kind_label, meeting.state_label = kinds[meeting.kind], states[meeting.status]
        meeting.state_flag = STATE_FLAGS.get(meeting.status, "ok")
        meeting.counts_label = counts_label(*counts)


def counts_label(persons, institutions):
    """« 27 personnes, 19 institutions »."""
    people = ngettext("%(n)s personne", "%(n)s personnes", persons) % {"n": persons}
    seats = ngettext("%(n)s institution", "%(n)s institutions", institutions) % {"n": institutions}
    return f"{people}, {seats}"


# --- One meeting ------------------------------------------------------------------------------


def detail_rows(user):
    """The meetings the user sees, each with everything its page says in one row."""
    profiles = HouseRules.objects.filter(
        zone=OuterRef("zone"), valid_from__lte=OuterRef("starts_at")
    ).order_by("-valid_from")
    fields = JSONObject(**{name: name for name in STEP_RULES})
    return (
        Meeting.objects.visible_to(user)
        .with_joint()
        .select_related("zone", "host", "pv")
        .defer("pv__search_text")
        .annotate(
            pv_is_readable=Exists(PV.objects.visible_to(user).filter(meeting=OuterRef("pk"))),
            rules_of_the_day=Subquery(profiles.values(data=fields)[:1]),
        )
    )


def letters_of(meeting):
    """How many letters left (``sent``), wait (``waiting``), were ``refused``: one query."""
    status = Letter.Status
    counted = meeting.letters.order_by().values_list("status").annotate(n=Count("pk"))
    by_status = dict(counted)
    return {
        "sent": by_status.get(status.SENT, 0),
        "waiting": by_status.get(status.QUEUED, 0) + by_status.get(status.SENDING, 0),
        "refused": by_status.get(status.REFUSED, 0),
    }


def common(meeting, user):
    """The programme and the history, for every reader of the meeting."""
    written = Block.objects.filter(item=OuterRef("pk"))
    rows = meeting.agenda.select_related("theme").annotate(is_written=Exists(written))
    readable = getattr(meeting, "pv", None) if meeting.pv_is_readable else None
    return {
        "meeting": meeting,
        "zone": meeting.zone,
        "agenda": with_hours(meeting, rows),
        "events": list(meeting.events.select_related("by")),
        "pv": readable,
        "is_past": meeting.ends_at < timezone.now(),
    }


def with_hours(meeting, items):
    """The items, each with the ``hour`` it begins while the durations before it are known."""
    items, hour = list(items), meeting.starts_at
    for item in items:
        item.hour = hour
        known = hour is not None and item.minutes_foreseen
        hour = hour + timedelta(minutes=item.minutes_foreseen) if known else None
    return items


def for_coordination(meeting, agenda, events):
    """Steps, answers, attendance, letters and the list of participants: two more queries."""
    people = list(meeting.participations.select_related("replaced_by"))
    _say_states(people)
    facts = progress(meeting, agenda, people, events)
    return {
        "participants": people,
        "facts": facts,
        "steps": dashboard.steps(meeting, facts),
        "next_step": dashboard.next_step(meeting, facts),
        "answers": answers_of(people),
        "headcount": headcount_of(people),
        "letters": letters_of(meeting),
    }


#: Look of what is known of somebody: seen in the room, else announced.
PRESENCE_FLAGS = {"present": "ok", "absent": "late", "represented": "zone", "excused": "soon"}
ANSWER_FLAGS = {"coming": "ok", "pending": "", "replaced": "soon", "excused": "soon"}


def _say_states(people):
    """``capacity_label``, ``state_label``, ``state_flag``: the words of a nature are said once."""
    capacities = dict(Participation.Capacity.choices)
    presences, answers = dict(Participation.Presence.choices), dict(Participation.Answer.choices)
    for row in people:
        row.capacity_label = capacities[row.capacity]
        if row.presence == Participation.Presence.UNKNOWN:
            row.state_label, row.state_flag = answers[row.answer], ANSWER_FLAGS[row.answer]
        else:
            row.state_label, row.state_flag = presences[row.presence], PRESENCE_FLAGS[row.presence]


def for_reader(meeting, user):
    """The reader's own invitation, if they have one, and who came: two queries."""
    own = meeting.participations.filter(person__user=user).first()
    can_answer = own and meeting.is_convened and meeting.ends_at > timezone.now()
    link = answer_link(own) if can_answer else ""
    return {"own": own, "own_link": link, "headcount": headcount(meeting)}


def progress(meeting, agenda, people, events):
    """``dashboard.progress`` from rows already read: the same numbers without another query."""
    expected = [row for row in people if row.is_expected]
    silent = [row for row in expected if row.answer == Participation.Answer.PENDING]
    return dashboard.Progress(
        rules=_rules(meeting),
        items=len(agenda),
        empty_items=sum(
            not item.is_written and item.kind not in dashboard.SILENT_ITEMS for item in agenda
        ),
        to_invite=sum(_is_written_to(row) for row in people),
        expected=len(expected),
        answered=len(expected) - len(silent),
        silent=sum(_is_written_to(row) for row in silent),
        recorded=sum(row.presence != Participation.Presence.UNKNOWN for row in people),
        pv=getattr(meeting, "pv", None),
        today=timezone.localdate(),
        convened_at=max((e.at for e in events if e.kind == Meeting.Status.CONVENED), default=None),
    )


def _rules(meeting):
    if not meeting.rules_of_the_day:  # before the zone's first profile
        return meeting.rules()
    values = meeting.rules_of_the_day | meeting.profile
    return HouseRules(zone=meeting.zone, **{name: values[name] for name in STEP_RULES})


def _is_written_to(row):
    return row.is_invited and bool(row.email)


def answers_of(people):
    """[(label, number)] of the answers of those expected, the silent last."""
    order = [*Participation.Answer][1:] + [Participation.Answer.PENDING]
    given = [row.answer for row in people if row.is_expected]
    return [(answer, answer.label, given.count(answer)) for answer in order if answer in given]


@dataclass(frozen=True)
class Headcount:
    """Persons and institutions, counted apart, as ``attendance.headcount`` counts them."""

    persons: int
    institutions: int
    expected_institutions: int
    recorded: int


def headcount_of(people):
    present = [row for row in people if row.presence == Participation.Presence.PRESENT]
    seated = [row for row in people if row.presence in Participation.SEATED]
    return Headcount(
        persons=len({row.person_key for row in present}),
        institutions=len({row.organisation_id for row in seated} - {None}),
        expected_institutions=len(
            {row.organisation_id for row in people if row.is_expected} - {None}
        ),
        recorded=sum(row.presence != Participation.Presence.UNKNOWN for row in people),
    )


# --- Gestures on a meeting --------------------------------------------------------------------


def hours_of(meeting):
    """``on``, ``starts`` and ``ends`` in Brussels time: what the forms are filled with."""
    starts, ends = (timezone.localtime(at) for at in (meeting.starts_at, meeting.ends_at))
    return {"on": starts.date(), "starts": starts.time(), "ends": ends.time()}


def told_of_changes(meeting):
    """How many letters a change, a postponement or a cancellation would send."""
    return told(meeting).exclude(email="").count()


def wanted_order(meeting, data):
    """Ids of the items in the order asked: ``order`` repeated, or one step ``up`` or ``down``."""
    if "order" in data:
        return _numbers(data.getlist("order"))
    ids = list(meeting.agenda.values_list("pk", flat=True))
    for step, direction in ((-1, "up"), (1, "down")):
        for pk in _numbers(data.getlist(direction)):
            if pk in ids and 0 <= ids.index(pk) + step < len(ids):
                place = ids.index(pk)
                ids[place], ids[place + step] = ids[place + step], ids[place]
    return ids


def _numbers(values):
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]
