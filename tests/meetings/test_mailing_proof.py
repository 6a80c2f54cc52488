"""Three hundred letters, a worker that is killed, a server that refuses: each arrives once."""

import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from meetings.models import Letter
from meetings.services import convening
from meetings.services.changes import cancel
from tests.factories import (
    make_item,
    make_meeting,
    make_participation,
    make_rules,
    make_user,
    make_zone,
)
from tests.meetings.post_office import Worker, post_office

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 300
WORDS = "550 5.1.1 Adresse inconnue chez nous"


@pytest.fixture
def coordinator():
    zone = make_zone("sud")
    make_rules(zone)
    return make_user(zone, coordinator=True)


def convened(coordinator, readers=READERS):
    """A meeting whose letters have just been queued by the button, a third of them in Dutch."""
    zone = coordinator.person.mandates.get().membership.zone
    meeting = make_meeting(zone, "planned", convening="convocation")
    make_item(meeting, "Identité de la concertation")
    for number in range(readers):
        language = "nl" if number % 3 == 0 else "fr"
        email = f"lecteur{number}@exemple.be"
        make_participation(meeting, email=email, language=language)
    assert convening.convene(meeting, by=coordinator) == readers
    meeting.refresh_from_db()
    return meeting


def all_done(meeting):
    status = Letter.Status
    waiting = meeting.letters.filter(status__in=(status.QUEUED, status.SENDING))
    return lambda: not waiting.exists()


def doubles(office):
    """{address: letters too many}; fails if a double is not recognisable as such."""
    for address, identities in office.by_reader().items():
        assert len(set(identities)) == 1, address
    return {to: len(ids) - 1 for to, ids in office.by_reader().items() if len(ids) > 1}


def test_letters_survive_a_killed_worker_refusals_and_a_cut_line(client, coordinator):
    with post_office() as (office, port), Worker(port) as worker:
        refused = {f"lecteur{n}@exemple.be" for n in (17, 230)}
        office.refusals = dict.fromkeys(refused, WORDS)
        office.drops = {60}
        office.when = {150: worker.kill}
        meeting = convened(coordinator)
        worker.keep_running(all_done(meeting))
    assert worker.kills == 1
    got = office.by_reader()
    assert got.keys() == {f"lecteur{n}@exemple.be" for n in range(READERS)} - refused
    assert sum(doubles(office).values()) <= 1
    assert len(office.connections) >= 4, "several connections at once"
    assert Counter(meeting.letters.values_list("status", flat=True)) == {"sent": 298, "refused": 2}
    check_content(office.received[0].parsed())
    client.force_login(coordinator)
    page = client.get(reverse("meetings:invitations", args=["sud", meeting.pk])).content.decode()
    assert page.count(WORDS) == 2
    assert "298 parties sur 300" in page


def check_content(message):
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds.count("application/pdf") == kinds.count("text/calendar") == 1
    for part in message.walk():
        if part.get_content_type() == "application/pdf":
            assert part.get_payload(decode=True).startswith(b"%PDF")
            assert part.get_payload(decode=True).rstrip().endswith(b"%%EOF")
        if part.get_content_type() == "text/calendar":
            event = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
            assert str(event["attendee"]).lower() == f"mailto:{message['to']}"


def test_eight_kills_lose_nothing_and_double_one_letter_each_at_most(coordinator):
    """R1. Each kill falls while a letter is in doubt, and leaves the others time to be so too."""
    with post_office() as (office, port), Worker(port) as worker:
        office.when = dict.fromkeys(range(30, 270, 30), worker.kill)
        meeting = convened(coordinator)
        worker.keep_running(all_done(meeting))
    assert worker.kills == 8
    assert len(office.by_reader()) == READERS
    assert 1 <= sum(doubles(office).values()) <= 8
    assert meeting.letters.filter(status="sent").count() == READERS


def test_second_worker_takes_its_part_at_once(coordinator):
    """Each has a letter in doubt of its own; together they carry every letter once."""
    both = {"MAIL_CONNECTIONS": "2", "LETTER_ABANDONED_SECONDS": "300"}
    with post_office() as (office, port), Worker(port, **both) as one, Worker(port, **both) as two:
        office.pause = 0.05
        one.start()
        two.start()
        meeting = convened(coordinator, readers=150)
        one.keep_running(all_done(meeting))
    assert len(office.connections) == 4
    assert doubles(office) == {}
    assert len(office.by_reader()) == 150


def test_meeting_called_off_meanwhile_sends_nothing_more_but_its_cancellation(coordinator):
    with post_office() as (office, port), Worker(port) as worker:
        office.pause = 0.01
        meeting = convened(coordinator, readers=120)
        worker.keep_running(lambda: len(office.received) >= 30)
        cancel(meeting, reason="La salle est inondée.", by=coordinator)
        cancelled_at = time.time()
        worker.keep_running(all_done(meeting))
    told = set(meeting.letters.filter(kind="convocation", status="sent").values_list("to_email"))
    assert 30 <= len(told) < 120
    moment = datetime.fromtimestamp(cancelled_at, tz=UTC)
    late = meeting.letters.filter(kind="convocation", handed_at__gt=moment)
    assert not late.exists()
    off = meeting.letters.filter(kind="cancellation")
    assert set(off.values_list("to_email")) == told
    assert set(off.values_list("status", flat=True)) == {"sent"}
    assert len(office.received) == 2 * len(told)
    first_off = min(
        place for place, one in enumerate(office.received) if b"METHOD:CANCEL" in one.content
    )
    assert first_off >= 30
