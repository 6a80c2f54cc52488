"""The session of a meeting: opening its page, saving a passage; each against the least there is.

Twelve items, a hundred and fifty passages, forty-five people, as a long meeting has.
"""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

ITEMS, BLOCKS, PEOPLE = 12, 150, 45
ROUNDS, WARM_UP = 60, 5


def measure(address):
    """The figures, from a process of its own on the empty database ``address``."""
    from .server import environment

    command = [sys.executable, "-m", "bench.writing"]
    done = subprocess.run(
        command, env=environment(address), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def measured():
    """Medians in milliseconds of our two acts and of their floors, asked in turn; queries."""
    from django.test import Client
    from django.urls import reverse

    from .pages import _client, _queries

    meeting, blocks = _meeting()
    ours, anyone = _client("sud@exemple.be"), Client(HTTP_HOST="127.0.0.1")
    session = reverse("meetings:session", args=[meeting.zone.code, meeting.pk])
    acts = {
        "session": lambda turn: ours.get(session),
        "floor_detail": lambda turn: anyone.get(reverse("floor_detail", args=[meeting.pk])),
        "save": lambda turn: _save(ours, meeting, blocks[0], turn),
        "floor_save": lambda turn: anyone.post(
            reverse("floor_save", args=[blocks[1].pk]), {"text_fr": f"Texte {turn}."}
        ),
    }
    times = {name: [] for name in acts}
    for turn in range(WARM_UP + ROUNDS):
        for name, act in acts.items():
            start = time.perf_counter()
            answer = act(turn)
            times[name].append((time.perf_counter() - start) * 1000)
            assert answer.status_code in (200, 204, 302), (name, answer.status_code)
    found = {name: median(spent[WARM_UP:]) for name, spent in times.items()}
    return found | {
        "session_queries": _queries(ours, session),
        "save_queries": _save_queries(ours, meeting, blocks[0]),
    }


def _save(client, meeting, block, turn):
    """What the browser sends when the writer pauses; the page gave it the revision."""
    from django.urls import reverse

    block.refresh_from_db(fields=["revision"])
    address = [meeting.zone.code, meeting.pk, block.item_id, block.key]
    data = {"version": block.revision, "kind": block.kind, "text_fr": f"Texte {turn}."}
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_X_AUTOSAVE": "1"}
    return client.post(reverse("meetings:block_put", args=address), data, **headers)


def _save_queries(client, meeting, block):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _save(client, meeting, block, "compté")
    return len(captured) - 1  # the revision is read by the bench


def _meeting():
    from django.utils import timezone

    from meetings.models import AgendaItem, Block, Meeting, MeetingEvent, Participation
    from meetings.services import session
    from zones.models import Person, Zone

    from . import data

    rows = data.prepare(people=500)
    data.add_coordinator(rows, data.ZONE, 0)
    starts = timezone.now() - timedelta(hours=1)
    meeting = Meeting.objects.create(
        zone=Zone.objects.get(code=data.ZONE),
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        title_fr="Rencontre des partenaires",
        status="convened",
        languages="fr",
    )
    for kind in ("planned", "convened"):
        MeetingEvent.objects.create(meeting=meeting, kind=kind)
    Participation.objects.bulk_create(
        Participation(
            meeting=meeting,
            person=person,
            person_name=person.full_name,
            person_key=f"p{person.pk}",
            organisation=rows.organisations[n % len(rows.organisations)],
            organisation_name=rows.organisations[n % len(rows.organisations)].name_fr,
        )
        for n, person in enumerate(Person.objects.order_by("pk")[:PEOPLE])
    )
    items = [
        AgendaItem.objects.create(meeting=meeting, position=n, title_fr=f"Point {n}")
        for n in range(1, ITEMS + 1)
    ]
    session.open_session(meeting, by=None)
    blocks = Block.objects.bulk_create(
        Block(item=items[n % ITEMS], position=n, text_fr=rows.paragraphs[n]) for n in range(BLOCKS)
    )
    data.analyse()
    return meeting, blocks


def main():
    import django

    django.setup()
    print(json.dumps(measured()))


if __name__ == "__main__":
    main()
