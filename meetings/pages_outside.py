"""What the pages of other bodies show, in a number of queries that does not depend on them."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils import timezone

from .pages import hours_of as hours_of  # the same form, the same hours
from .permissions import can_manage_body
from .services import outside as services

PER_PAGE = 50


def bodies(rows, now=None):
    """The bodies with whom they call and their next meeting; 3 queries."""
    coming = Q(meetings__ends_at__gte=now or timezone.now())
    rows = rows.select_related("zone").prefetch_related("types", "organisations")
    rows = rows.annotate(
        next_at=Min("meetings__starts_at", filter=coming),
        coming=Count("meetings", filter=coming),
    ).order_by(F("zone__position").asc(nulls_first=True), "name_fr", "pk")
    return {"bodies": [_with_words(row) for row in rows]}


def _with_words(row):
    row.calls = [str(kind) for kind in row.types.all()] + [str(o) for o in row.organisations.all()]
    row.why = services.why(row)
    return row


def body(found, user, params, now=None):
    """One body: whom it calls, its meetings to come by month, the state of its calendar."""
    now = now or timezone.now()
    manages = can_manage_body(user, found)
    rows = found.meetings.filter(ends_at__gte=now - timedelta(days=1)).order_by("starts_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(params.get("page"))
    return {
        "body": _with_words(found),
        "zone": found.zone,
        "page_obj": page,
        "query": "",
        "can_manage": manages,
        "is_waiting": manages and bool(found.calendar_url) and services.is_waiting(found),
    }


def list_url(found):
    """The list a body belongs to: its zone's, or the Region's."""
    if found.zone is None:
        return reverse("meetings:outside_everywhere")
    return reverse("meetings:outside", args=[found.zone.code])
