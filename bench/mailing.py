"""A convocation for five hundred people: the click, then the letters on their way.

The floor is one SMTP connection that sends the same messages, already built and encoded. Beside
it, the goal's yardstick: the same letters built one by one, what they share looked up once, and
sent by Django on one open connection, without queue, claim or mark. The PDF and the calendar entry
are the real ones.
"""

import json
import os
import smtplib
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

READERS, CONNECTIONS, DISTANCE = 500, 4, 20
ROUNDS, QUICK_ROUNDS = 5, 3
#: Letters of the distant floor, which is nothing but waiting: the rest is a rule of three.
FAR_SAMPLE = 50
#: What two workers need to start on two shared cores.
BOOT_SECONDS = 8


def measure(address, *, quick):
    """Everything about a mailing, in a process of its own on the empty database ``address``."""
    from .server import environment

    done = subprocess.run(
        [sys.executable, "-m", "bench.mailing", str(QUICK_ROUNDS if quick else ROUNDS)],
        env=environment(address),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def measured(rounds):
    """In the child: the click, the letters without distance, the letters at 20 ms."""
    from .smtp import mail_server

    click = [_click() for _turn in range(rounds + 1)][1:]
    with mail_server(0) as port:
        near = [_drain(port) for _turn in range(rounds)]
    with mail_server(DISTANCE) as port:
        far = _drain(port, sample=FAR_SAMPLE)
        far["two"] = _drain_by_two(port, rounds)
    return {
        "click": {name: median(one[name] for one in click) for name in click[0]},
        "near": {name: median(one[name] for one in near) for name in near[0]},
        "far": far,
    }


def _prepare():
    from . import data

    rows = data.prepare(people=READERS)
    data.add_coordinator(rows, data.ZONE, 0)
    data.analyse()


def _meeting():
    """A meeting in preparation with five hundred readers, a third of them in Dutch."""
    from datetime import timedelta

    from django.utils import timezone

    from meetings.models import AgendaItem, Letter, Meeting, MeetingEvent, Participation
    from zones.models import Person, Zone

    from .data import ZONE

    Letter.objects.all().delete()
    Meeting.objects.all().delete()
    starts = timezone.now() + timedelta(days=30)
    meeting = Meeting.objects.create(
        zone=Zone.objects.get(code=ZONE),
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        title_fr="Rencontre des partenaires",
        title_nl="Ontmoeting van de partners",
        languages="fr",
    )
    MeetingEvent.objects.create(meeting=meeting, kind="planned")
    for position in range(1, 7):
        AgendaItem.objects.create(meeting=meeting, position=position, title_fr=f"Point {position}")
    Participation.objects.bulk_create(
        Participation(
            meeting=meeting,
            person=person,
            person_name=person.full_name,
            person_key=f"p{person.pk}",
            email=person.email,
            language="nl" if number % 3 == 0 else "fr",
        )
        for number, person in enumerate(Person.objects.exclude(email="")[:READERS])
    )
    return meeting


def _click():
    """Milliseconds of the request, of its paper alone, and how often papers were set."""
    from django.urls import reverse

    from concertation import pdf
    from meetings import documents
    from meetings.models import Letter

    from .pages import _client

    meeting = _meeting()
    client = _client("sud@exemple.be")
    client.get(meeting.get_absolute_url())
    documents.convocation(meeting)
    start = time.perf_counter()
    documents.convocation(meeting)
    paper = time.perf_counter() - start
    with _counting(pdf, "html_to_pdf") as calls:
        start = time.perf_counter()
        answer = client.post(reverse("meetings:convene", args=[meeting.zone.code, meeting.pk]))
        spent = time.perf_counter() - start
    assert answer.status_code == 302, answer.status_code
    assert Letter.objects.filter(meeting=meeting).count() == READERS
    return {"request": spent * 1000, "paper": paper * 1000, "papers": len(calls)}


@contextmanager
def _counting(module, name):
    calls, real = [], getattr(module, name)

    def counted(*args, **options):
        calls.append(name)
        return real(*args, **options)

    setattr(module, name, counted)
    try:
        yield calls
    finally:
        setattr(module, name, real)


def _drain(port, sample=READERS):
    """Seconds of five hundred letters: ours, and the floors measured on ``sample`` letters."""
    from django.conf import settings

    from concertation import pdf
    from concertation.mail import message_bytes
    from meetings import emails
    from meetings.models import Letter

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL_CONNECTIONS = CONNECTIONS
    _click()
    with _counting(pdf, "html_to_pdf") as calls:
        ours = _seconds(_deliver)  # first, because it sets the PDF
    rows = Letter.objects.select_related("meeting__zone", "paper", "participation__meeting")
    letters = list(rows[:sample])
    ready = [message_bytes(emails.build(letter)) for letter in letters]
    floor = _seconds(lambda: _send_ready(port, letters, ready))
    one = _seconds(lambda: _send_one_by_one(letters))
    return {
        "ours": ours,
        "floor": floor * READERS / sample,
        "one": one * READERS / sample,
        "size": sum(map(len, ready)) / len(ready),
        "papers": len(calls),
    }


def _drain_by_two(port, rounds):
    """Seconds of the same letters with two real workers, as in production.

    From the first letter claimed to the last one marked: how often a worker looks at an empty queue
    is a setting of its own. The first mailing loads what a worker loads once.
    """
    with _workers(port, 2):
        return median([_by_the_workers() for _turn in range(rounds + 1)][1:])


def _by_the_workers():
    from django.db.models import Max, Min

    from meetings.models import Letter

    _click()
    while Letter.objects.exclude(status=Letter.Status.SENT).exists():
        time.sleep(0.2)
    ends = Letter.objects.aggregate(first=Min("claimed_at"), last=Max("sent_at"))
    return (ends["last"] - ends["first"]).total_seconds()


@contextmanager
def _workers(port, number):
    """``manage.py db_worker`` as in production, on the database of the bench, ready to work."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "concertation.settings",
        "DEBUG": "1",
        "DEMO": "0",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MAIL_CONNECTIONS": str(CONNECTIONS),
    }
    command = [sys.executable, "manage.py", "db_worker", "--interval", "0.1", "--no-startup-delay"]
    command += ["--no-reload", "--verbosity", "0"]
    started = [subprocess.Popen(command, env=environment) for _n in range(number)]
    try:
        time.sleep(BOOT_SECONDS)
        yield
    finally:
        for worker in started:
            worker.kill()
            worker.wait()


def _seconds(act):
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _send_ready(port, letters, ready):
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for letter, content in zip(letters, ready, strict=True):
            smtp.sendmail("concertation@localhost", letter.to_email, content)


def _send_one_by_one(letters):
    from django.core.mail import get_connection

    from concertation.memo import remembering
    from meetings import emails

    connection = get_connection()
    connection.open()
    with remembering():
        emails.prepare(letters)
        for letter in letters:
            connection.send_messages([emails.build(letter)])
    connection.close()


def _deliver():
    from meetings.services import delivery

    sent, _refused = delivery.deliver_due()
    assert sent == READERS, sent


def main(rounds):
    import django

    django.setup()
    _prepare()
    print(json.dumps(measured(rounds)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
