"""The list of meetings: a page of them with its filter and its counts."""

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import ngettext

from zones.permissions import coordinated_zones

from . import wording
from .forms import FilterForm
from .models import PV, Meeting, Participation

PER_PAGE = 50
#: Look of the flag that says where a meeting stands; the others are done and well.
STATE_FLAGS = {
    Meeting.Status.CONVENED: "zone",
    Meeting.Status.CANCELLED: "late",
    Meeting.Status.POSTPONED: "soon",
    Meeting.Status.PLANNED: "",
}


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
    readable = PV.objects.open_to(user).filter(meeting=OuterRef("pk")).order_by()
    readable = readable.with_shown_status(user)
    latest = "-starts_at", "-pk"
    # Of a zone and of those it joins: no index gives them in order, so only their keys are sorted.
    keys = rows.filter(wanted).order_by(*latest).values("pk")
    page = CountedPaginator(keys, PER_PAGE, bounds["total"]).get_page(params.get("page"))
    found = Meeting.objects.filter(pk__in=page.object_list).with_joint().order_by(*latest)
    found = found.select_related("zone", "host", "working_group")
    found = found.annotate(pv_status=Subquery(readable.values("shown_status")[:1]))
    page.object_list = list(found)
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
    meetings = page.object_list
    seen = Participation.objects.counted().filter(meeting__in=meetings).recorded().order_by()
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
        meeting.group_label = wording.group_session(meeting)
        meeting.attendance_url = meeting.address("attendance")
        meeting.kind_label, meeting.state_label = kinds[meeting.kind], states[meeting.status]
        meeting.state_flag = STATE_FLAGS.get(meeting.status, "ok")
        meeting.counts_label = counts_label(*counts)


def counts_label(persons, institutions):
    """« 27 personnes, 19 institutions »."""
    people = ngettext("%(n)s personne", "%(n)s personnes", persons) % {"n": persons}
    seats = ngettext("%(n)s institution", "%(n)s institutions", institutions) % {"n": institutions}
    return f"{people}, {seats}"
