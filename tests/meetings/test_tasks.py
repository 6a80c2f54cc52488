"""The postman's rounds: none is forgotten, and they do not multiply."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings.models import Letter, Participation
from meetings.services import delivery, letters
from meetings.tasks import deliver_letters
from tests.factories import make_item, make_meeting, make_participation


@pytest.fixture
def queued(zone):
    meeting = make_meeting(zone, convening="convocation")
    make_item(meeting, "Identité de la concertation")
    rows = [make_participation(meeting) for _n in range(3)]
    letters.queue_letters(meeting, rows, Letter.Kind.CONVOCATION, by=None)
    return list(Letter.objects.all())


@pytest.fixture
def no_server(settings):
    """Nobody listens at the mail server's address."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def future_rounds():
    rounds = DBTaskResult.objects.filter(
        task_path=deliver_letters.module_path, run_after__gt=timezone.now(), status="READY"
    )
    return rounds.exclude(run_after__year=9999)  # how the queue writes « at once »


def run_due_rounds():
    """What ``db_worker`` does with the rounds whose hour has come."""
    due = list(DBTaskResult.objects.ready().filter(task_path=deliver_letters.module_path))
    for row in due:
        row.claim("facteur")
        row.set_successful(row.task.call())
    return len(due)


def test_many_wake_ups_ask_for_one_later_round(queued, no_server):
    for _n in range(20):
        deliver_letters.call()
    assert Letter.objects.filter(status="queued", attempts=1).count() == 3
    assert future_rounds().count() <= 2  # the next try, and the watch over a killed worker


def test_many_letters_ask_a_second_worker_and_whoever_helps_asks_nobody(queued, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    deliver_letters.call(helping=True)
    assert not DBTaskResult.objects.filter(args_kwargs__kwargs={"helping": True})
    Letter.objects.update(status="queued", claimed_at=None)
    deliver_letters.call()
    assert DBTaskResult.objects.filter(args_kwargs__kwargs={"helping": True}).count() == 1


def test_rounds_do_not_multiply_while_the_server_is_down(queued, no_server):
    for _n in range(10):
        deliver_letters.enqueue()
    moment, rounds = timezone.now(), []
    with time_machine.travel(moment, tick=False) as clock:
        for _minute in range(60):
            rounds.append(run_due_rounds())
            clock.shift(timedelta(minutes=1))
    assert rounds[0] == 10
    assert max(rounds[1:]) <= 2
    assert Letter.objects.filter(attempts__gt=2).count() == 3


def test_letters_of_a_killed_worker_are_taken_up_without_anybody(queued, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_try", kill)
        pytest.raises(Killed, deliver_letters.call)
    DBTaskResult.objects.filter(run_after__lte=timezone.now()).delete()  # lost with the worker
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _minute in range(15):
            clock.shift(timedelta(minutes=1))
            run_due_rounds()
    assert len(mail.outbox) == 3
    assert Letter.objects.filter(status="sent").count() == 3


def test_worker_killed_between_the_server_and_the_mark_repeats_one_identity(queued, monkeypatch):
    """The one duplicate that cannot be avoided carries the same Message-ID."""

    class Killed(BaseException):
        pass

    def send_and_die(backend, messages):
        mail.outbox.extend(messages)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_and_die)
        pytest.raises(Killed, delivery.deliver_due)
    with time_machine.travel(timezone.now() + Letter.ABANDONED_AFTER * 2):
        assert delivery.deliver_due() == (3, 0)
    identities = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(identities) == 4
    assert len(set(identities)) == 3


def test_letter_that_kills_its_worker_is_given_up(queued):
    last = {"status": "sending", "claimed_at": timezone.now() - Letter.ABANDONED_AFTER * 2}
    Letter.objects.filter(pk=queued[0].pk).update(attempts=Letter.MAX_ATTEMPTS, **last)
    assert delivery.deliver_due() == (2, 1)
    assert Letter.objects.get(status="refused").error


def test_letter_taken_off_the_list_while_it_leaves_stops_nobody(queued, monkeypatch):
    build = delivery.emails.build

    def build_and_lose(letter):
        message = build(letter)
        Participation.objects.filter(pk=queued[0].participation_id).delete()
        return message

    monkeypatch.setattr(delivery.emails, "build", build_and_lose)
    delivery.deliver_due()
    assert Letter.objects.count() == 2
    assert Letter.objects.filter(status="sent").count() == 2


def test_letters_of_a_deleted_meeting_are_gone_and_the_round_ends(queued):
    queued[0].meeting.delete()
    assert deliver_letters.call() == {"sent": 0, "refused": 0}
    assert not mail.outbox
    assert not future_rounds()


def test_nothing_waiting_asks_for_nothing(db):
    deliver_letters.call()
    assert not future_rounds()
