"""The pages measured: their addresses, their floor, their goal, and the queries they ask."""

from dataclasses import dataclass

from .words import LOOKED_FOR

LIST_GOAL, DETAIL_GOAL, GROWTH_GOAL, QUERY_GOAL = 1.5, 2.0, 1.1, 8
#: The report of a zone and the synthesis of the six: dozens of figures on one page.
REPORT_GOAL = 3.0
COORDINATOR, REGION = "sud@exemple.be", "region@exemple.be"
#: Looking for a word costs more where it stands more often.
SEARCH_GOAL, SEARCH_GROWTH_GOAL = 2.0, 1.7


@dataclass(frozen=True)
class Page:
    """``floor``: the page of the floor it is divided by; ``goal``: how many times that one.

    No ``goal``: the page is neither a list nor a detail, its ratio is only told.
    """

    label: str
    floor: str
    goal: float | None
    growth: float = GROWTH_GOAL
    reader: str = COORDINATOR
    #: Asked by the page itself (htmx), after it.
    follows: bool = False


PAGES = {
    "zone": Page("page de la zone", "floor_list", LIST_GOAL),
    "list": Page("liste des réunions (50)", "floor_list", LIST_GOAL),
    "archive": Page("archive des PV (50)", "floor_list", LIST_GOAL),
    "search": Page("recherche dans les PV (50)", "floor_search", SEARCH_GOAL, SEARCH_GROWTH_GOAL),
    "report": Page("rapport de l’année", "floor_list", REPORT_GOAL),
    "report_data": Page(
        "données du rapport, après elle", "floor_report", REPORT_GOAL, follows=True
    ),
    "synthesis": Page("synthèse des six zones", "floor_list", REPORT_GOAL, reader=REGION),
    "coming": Page("réunion convoquée (40 personnes)", "floor_detail", DETAIL_GOAL),
    "held": Page("réunion tenue (40 personnes)", "floor_detail", DETAIL_GOAL),
}


def sessions():
    """{reader: the cookie of their session}, made directly in the database."""
    return {email: _client(email).cookies["sessionid"].value for email in (COORDINATOR, REGION)}


def _client(email):
    from django.test import Client

    from accounts.models import User

    client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(email=email))
    return client


def addresses():
    """Path of every page, ours and the floor's; the year of the report is the last full one."""
    from django.urls import reverse
    from django.utils import timezone

    from meetings.models import Meeting

    from .data import ZONE

    own = Meeting.objects.filter(zone__code=ZONE).order_by("starts_at")
    held = own.filter(status="held").last()
    last_year = [ZONE, timezone.localdate().year - 1]
    coming = own.filter(status="convened", starts_at__gt=timezone.now()).first()
    return {
        "zone": reverse("meetings:zone", args=[ZONE]),
        "list": reverse("meetings:list", args=[ZONE]),
        "archive": reverse("meetings:archive"),
        "report": reverse("reports:report", args=last_year),
        "report_data": reverse("reports:chapters", args=last_year),
        "synthesis": reverse("reports:synthesis", args=last_year[1:]),
        "coming": coming.get_absolute_url(),
        "held": held.get_absolute_url(),
        "search": reverse("meetings:archive") + "?q=" + LOOKED_FOR,
        "floor_search": reverse("floor_search") + "?q=" + LOOKED_FOR,
        "floor_list": reverse("floor_list"),
        "floor_report": reverse("floor_report", args=last_year),
        "floor_detail": reverse("floor_detail", args=[held.pk]),
    }


def count_queries():
    """Queries of each page, and of the list and the detail at other sizes."""
    from django.db.models import Count
    from django.test import Client
    from django.urls import reverse

    from meetings.models import Meeting

    from .data import SMALL_ZONE

    small, anyone = _client("ouest@exemple.be"), Client(HTTP_HOST="127.0.0.1")
    readers = {
        name: _client(PAGES[name].reader) if name in PAGES else anyone for name in addresses()
    }
    found = {
        name: _queries(readers[name], url, asked_by(name)) for name, url in addresses().items()
    }
    found["list_of_5"] = _queries(small, reverse("meetings:list", args=[SMALL_ZONE]))
    for people in (4, 400):
        rows = Meeting.objects.filter(zone__code=SMALL_ZONE)
        meeting = rows.annotate(n=Count("participations")).get(n=people)
        found[f"held_of_{people}"] = _queries(small, meeting.get_absolute_url())
    return found


def asked_by(name):
    """The headers of what a page asks by itself; none for the page."""
    return {"HX-Request": "true"} if name in PAGES and PAGES[name].follows else {}


def _queries(client, url, headers=None):
    """Number of queries of the second visit, None when the page does not answer 200."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, headers=headers)
    return len(captured) if response.status_code == 200 else None
