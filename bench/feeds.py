"""The calendar others subscribe to, against the least view that writes as many events (goal P5).

``python -m bench.feeds``: a database of its own, 2,000 meetings to come, a real server.
"""

import http.client
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from statistics import median
from time import perf_counter

from .table import mark, number

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

EVENTS, FEW, WARM_UP = 2_000, 100, 5
ROUNDS, SHORT_ROUNDS = 30, 300
RATIO_GOAL, EVENT_GOAL, QUERY_GOAL, UNCHANGED_GOAL = 1.5, 42, 5, 2.0


def main():
    from . import databases

    with databases.sqlite([FEW, EVENTS]) as addresses, ExitStack() as stack:
        facts = {size: _prepared(address, size) for size, address in addresses.items()}
        print_feeds(_measured(stack, addresses, facts), facts)


def _prepared(address, size):
    from .server import environment

    command = [sys.executable, "-m", "bench.feeds", "--prepare", str(size)]
    done = subprocess.run(
        command, env=environment(address), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def prepare(size):
    """In the child: the reference data, ``size`` meetings to come, somebody who subscribed."""
    from datetime import timedelta

    from django.core.management import call_command
    from django.urls import reverse
    from django.utils import timezone

    from accounts.models import User
    from meetings.models import CalendarFeed, Meeting, MeetingEvent
    from meetings.services import feeds
    from zones.models import Organisation, Zone

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    zones, hosts = list(Zone.objects.all()), list(Organisation.objects.all()[:12])
    start = timezone.now().replace(hour=8, minute=30, second=0, microsecond=0)
    meetings = Meeting.objects.bulk_create(
        Meeting(
            zone=zones[n % len(zones)],
            host=hosts[n % len(hosts)],
            room="salle du rez-de-chaussée",
            status="convened",
            title_fr=f"Sujet n° {n} : économie sociale, emploi et formation",
            starts_at=start + timedelta(hours=5 * n),
            ends_at=start + timedelta(hours=5 * n + 3),
        )
        for n in range(size)
    )
    MeetingEvent.objects.bulk_create(
        MeetingEvent(meeting=meeting, kind="convened") for meeting in meetings
    )
    user = User.objects.create_user("region@exemple.be", full_name="Rémi Région", is_regional=True)
    feed = CalendarFeed.objects.create(user=user, scope="region")
    url = reverse("meetings:feed", args=[feeds.make_token(feed)])
    return {"feed": url, "queries": _queries(url)}


def _queries(url):
    """Queries of the first reading, then of one that finds nothing new."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1")
    with CaptureQueriesContext(connection) as first:
        etag = client.get(url)["ETag"]
    with CaptureQueriesContext(connection) as again:
        assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    return len(first), len(again)


def _measured(stack, addresses, facts):
    """``{name: median milliseconds}``: one open connection, each with its floor in turn."""
    from .server import serving

    port = stack.enter_context(serving(addresses[EVENTS]))
    reader = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    url = facts[EVENTS]["feed"]
    _spent, etag = _ask(reader, url)
    whole = {"floor": ("/plancher/agenda.ics", None), "feed": (url, None)}
    short = {"one": ("/plancher/une/", None), "unchanged": (url, etag)}
    return _in_turn(reader, whole, ROUNDS) | _in_turn(reader, short, SHORT_ROUNDS)


def _in_turn(reader, asked, rounds):
    times = {name: [] for name in asked}
    for turn in range(WARM_UP + rounds):
        for name, (address, known) in asked.items():
            spent, _etag = _ask(reader, address, known)
            if turn >= WARM_UP:
                times[name].append(spent)
    return {name: median(spent) for name, spent in times.items()}


def _ask(reader, url, etag=None):
    start = perf_counter()
    reader.request("GET", url, headers={"If-None-Match": etag} if etag else {})
    response = reader.getresponse()
    response.read()
    if response.status != (304 if etag else 200):
        raise RuntimeError(f"{url} : {response.status}")
    return (perf_counter() - start) * 1000, response.headers["ETag"]


def print_feeds(times, facts):
    ratio, unchanged = times["feed"] / times["floor"], times["unchanged"] / times["one"]
    event = times["feed"] * 1000 / EVENTS
    counts = [facts[size]["queries"] for size in (FEW, EVENTS)]
    is_stable = counts[0] == counts[1] and max(counts[1]) <= QUERY_GOAL
    print(f"\n### Abonnement à un calendrier ({EVENTS} réunions)\n")
    print("| mesure | chiffre | but | |")
    print("|---|---:|---:|---|")
    rows = [
        ("calendrier entier, ms", number(times["feed"], 1), "", ""),
        ("× plancher", number(ratio), f"≤ {number(RATIO_GOAL, 1)}", mark(ratio <= RATIO_GOAL)),
        ("µs par réunion", number(event, 1), f"≤ {EVENT_GOAL}", mark(event <= EVENT_GOAL)),
        (
            f"requêtes à {FEW} et {EVENTS} réunions",
            f"{counts[0][0]}, {counts[1][0]}",
            f"≤ {QUERY_GOAL}",
            mark(is_stable),
        ),
        ("inchangé (304), ms", number(times["unchanged"], 1), "", ""),
        (
            "304 × une vue d’une requête",
            number(unchanged),
            f"≤ {number(UNCHANGED_GOAL, 1)}",
            mark(unchanged <= UNCHANGED_GOAL),
        ),
    ]
    for row in rows:
        print("| " + " | ".join(row) + " |")
    whole, single = number(times["floor"], 1), number(times["one"], 1)
    print(f"\nPlancher : calendrier {whole} ms, une requête {single} ms.")


if __name__ == "__main__":
    if "--prepare" in sys.argv:
        import django

        django.setup()
        print(json.dumps(prepare(int(sys.argv[-1]))))
    else:
        main()
