"""The outbox against a real mail server on this machine."""

import smtplib
import socket

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from meetings.models import Letter
from meetings.services import delivery, letters
from meetings.services.errors import WrongStatus
from tests.factories import make_item, make_meeting, make_participation


class Sink:
    """A mail server that keeps what it gets and refuses what it is told to."""

    def __init__(self):
        self.messages, self.refusals, self.calls = [], {}, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def sink(settings):
    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield sink
    controller.stop()


@pytest.fixture
def queued(zone):
    """Three letters of a convened meeting."""
    meeting = make_meeting(zone, convening="convocation")
    make_item(meeting, "Identité de la concertation")
    rows = [make_participation(meeting, email=f"p{n}@exemple.be") for n in range(3)]
    letters.queue_letters(meeting, rows, Letter.Kind.CONVOCATION, by=None)
    return list(Letter.objects.all())


def ripe():
    Letter.objects.update(next_try_at=timezone.now())


def test_letters_leave_once_with_their_calendar_entry(sink, queued):
    assert delivery.deliver_due() == (3, 0)
    assert delivery.deliver_due() == (0, 0)
    recipients, content = sink.messages[0]
    assert recipients == ["p0@exemple.be"]
    assert b"text/calendar" in content
    assert queued[0].message_id.encode() in content
    assert Letter.objects.filter(status="sent", subject__contains="Sud").count() == 3


def test_refusal_for_good_is_kept_with_the_servers_words(sink, queued):
    sink.refusals["p1@exemple.be"] = "550 no such user"
    assert delivery.deliver_due() == (2, 1)
    refused = Letter.objects.get(status="refused")
    assert refused.to_email == "p1@exemple.be"
    assert "no such user" in refused.error


def test_refusal_for_now_is_tried_again_and_arrives(sink, queued):
    sink.refusals["p1@exemple.be"] = "451 try later"
    assert delivery.deliver_due() == (2, 0)
    waiting = Letter.objects.get(status="queued")
    assert waiting.next_try_at > timezone.now()
    assert delivery.deliver_due() == (0, 0), "not before its time"
    sink.refusals.clear()
    ripe()
    assert delivery.deliver_due() == (1, 0)
    assert sorted(r for rcpt, _c in sink.messages for r in rcpt) == [
        f"p{n}@exemple.be" for n in range(3)
    ]


def test_server_down_in_the_middle_loses_and_repeats_nothing(sink, queued, settings):
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 1  # nobody listens there
    assert delivery.deliver_due() == (0, 0)
    assert Letter.objects.filter(status="queued", attempts=1).count() == 3
    settings.EMAIL_PORT = port
    ripe()
    assert delivery.deliver_due() == (3, 0)
    assert len(sink.messages) == 3


def test_letter_of_a_killed_worker_leaves_again_with_the_same_identity(sink, queued):
    Letter.objects.filter(pk=queued[0].pk).update(
        status="sending", claimed_at=timezone.now() - Letter.ABANDONED_AFTER * 2
    )
    Letter.objects.filter(pk=queued[1].pk).update(status="sending", claimed_at=timezone.now())
    assert delivery.deliver_due() == (2, 0), "the one another worker holds is left alone"
    assert any(queued[0].message_id.encode() in content for _r, content in sink.messages)


def test_letter_given_up_after_six_attempts_says_so(sink, queued):
    Letter.objects.update(attempts=Letter.MAX_ATTEMPTS - 1)
    sink.refusals = {f"p{n}@exemple.be": "451 later" for n in range(3)}
    assert delivery.deliver_due() == (0, 3)


def test_resending_takes_the_address_of_today(sink, queued, coordinator):
    sink.refusals["p1@exemple.be"] = "550 gone"
    delivery.deliver_due()
    refused = Letter.objects.get(status="refused")
    refused.participation.person.email = "nouvelle@exemple.be"
    refused.participation.person.save()
    letters.resend(refused, by=coordinator)
    assert delivery.deliver_due() == (1, 0)
    assert sink.messages[-1][0] == ["nouvelle@exemple.be"]
    with pytest.raises(WrongStatus):
        letters.resend(refused, by=coordinator)


def test_the_sink_is_a_real_server(sink, settings):
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as client:
        assert client.noop()[0] == 250
