"""Rounds: several connections, a share a minute, what lost its reason, the same letter again."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings import emails
from meetings.models import Letter, Participation
from meetings.services import claiming, delivery, letters
from meetings.services.changes import cancel
from meetings.tasks import deliver_letters
from tests.factories import make_item, make_meeting, make_participation, make_poll
from tests.meetings.post_office import post_office


@pytest.fixture
def office(settings):
    with post_office() as (office, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield office


def queue(meeting, count=3, kind=Letter.Kind.CONVOCATION, **fields):
    rows = [make_participation(meeting, **fields) for _n in range(count)]
    letters.queue_letters(meeting, rows, kind, by=None)
    return list(meeting.letters.filter(kind=kind))


@pytest.mark.parametrize(("together", "asked"), [(False, 0), (True, 1)])
def test_letters_name_the_zones_of_their_meeting_from_one_question_at_most(
    zone, other_zone, together, asked
):
    meeting = make_meeting(zone, convening="convocation")
    if together:
        meeting.hold_with([other_zone])
    rows = claiming.loaded([letter.pk for letter in _sending(meeting)])
    with CaptureQueriesContext(connection) as queries:
        messages = [emails.build(letter) for letter in rows]
    assert len(messages) == 3
    assert all((other_zone.name in message.body) is together for message in messages)
    assert sum("joint_zones" in query["sql"].partition(" WHERE ")[0] for query in queries) == asked


def _sending(meeting):
    meeting.letters.filter(pk__in=[one.pk for one in queue(meeting)]).update(status="sending")
    return meeting.letters.all()


@pytest.fixture
def meeting(zone):
    meeting = make_meeting(zone, convening="convocation")
    make_item(meeting, "Identité de la concertation")
    return meeting


def statuses(meeting, kind="convocation"):
    return list(meeting.letters.filter(kind=kind).values_list("status", flat=True))


# --- Connections -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_connections_share_the_letters_and_close_their_own_database(office, meeting, settings):
    settings.MAIL_CONNECTIONS = 4
    queue(meeting, 85)
    assert delivery.deliver_due() == (85, 0)
    assert len(office.connections) == 4
    assert sorted(len(ids) for ids in office.by_reader().values()) == [1] * 85
    assert len(connections.all(initialized_only=True)) == 1


def test_one_connection_carries_everything(office, meeting):
    queue(meeting, 30)
    assert delivery.deliver_due() == (30, 0)
    assert len(office.connections) == 1


def test_line_that_is_cut_is_opened_again_and_the_letter_waits_a_little(office, meeting):
    queue(meeting, 6)
    office.drops = {3}
    assert delivery.deliver_due() == (5, 0)
    assert len(office.connections) == 2
    waiting = Letter.objects.get(status="queued")
    assert timedelta(0) < waiting.next_try_at - timezone.now() <= timedelta(seconds=10)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        assert delivery.deliver_due() == (1, 0)
    assert len(office.received) == 6


def test_line_that_is_cut_before_the_text_leaves_no_doubt(office, meeting, coordinator):
    """Nobody can have read the convocation: nothing is written to call it off."""
    letter = queue(meeting, 1)[0]
    office.drops = {1}
    assert delivery.deliver_due() == (0, 0)
    letter.refresh_from_db()
    assert (letter.status, letter.handed_at) == ("queued", None)
    cancel(meeting, reason="Salle inondée.", by=coordinator)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        delivery.deliver_due()
    assert office.received == []


def test_words_of_the_server_are_kept_as_it_wrote_them(office, meeting):
    letter = queue(meeting, 1)[0]
    office.refusals[letter.to_email] = "550-5.1.1 Boîte\r\n550 fermée"
    delivery.deliver_due()
    letter.refresh_from_db()
    assert (letter.status, letter.error) == ("refused", "550 5.1.1 Boîte fermée")
    assert letter.handed_at is None


def test_large_paper_arrives_whole_with_each_letter(office, meeting):
    content = b"%PDF" + bytes(range(256)) * 400 + b"\r\n.\r\n%%EOF"
    paper = meeting.papers.create(
        kind="convocation", language="fr", file_name="Convocation – été.pdf", content=content
    )
    rows = [make_participation(meeting) for _n in range(3)]
    letters.queue_letters(meeting, rows, Letter.Kind.CONVOCATION, by=None, paper={"fr": paper})
    delivery.deliver_due()
    for one in office.received:
        part = next(p for p in one.parsed().walk() if p.get_content_type() == "application/pdf")
        assert part.get_payload(decode=True) == content
        assert part.get_filename() == "Convocation – été.pdf"


def test_server_that_is_away_is_asked_once_a_round(meeting, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue(meeting, 50)
    assert delivery.deliver_due() == (0, 0)
    assert set(Letter.objects.values_list("status", "attempts")) == {("queued", 1)}
    assert claiming.next_round_at() > timezone.now() + timedelta(seconds=50)


def test_what_is_claimed_ahead_waits_again_when_the_round_stops(office, meeting, monkeypatch):
    """One letter of the first batch is left, and the second batch is claimed, not read."""
    monkeypatch.setattr(delivery, "BATCH", 2)
    monkeypatch.setattr(delivery, "LAST", 2)
    goes_on = iter([True, False])
    can_go_on = delivery._can_go_on
    monkeypatch.setattr(delivery, "_can_go_on", lambda *of: next(goes_on) and can_go_on(*of))
    queue(meeting, 5)
    assert delivery.deliver_due() == (1, 0)
    assert sorted(meeting.letters.values_list("status", "attempts")) == [
        *[("queued", 0)] * 4,
        ("sent", 1),
    ]


# --- A share a minute ---------------------------------------------------------------------------


def test_share_of_a_minute_is_counted_for_all_workers(meeting, settings):
    settings.LETTERS_PER_MINUTE = 5
    queue(meeting, 12)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert deliver_letters.call() == {"sent": 5, "refused": 0}
        assert deliver_letters.call() == {"sent": 0, "refused": 0}, "another worker"
        again = DBTaskResult.objects.filter(run_after__gt=timezone.now(), run_after__year__lt=9999)
        assert again.filter(task_path=deliver_letters.module_path).exists()
        clock.shift(timedelta(seconds=61))
        assert delivery.deliver_due() == (5, 0)
        clock.shift(timedelta(seconds=61))
        assert delivery.deliver_due() == (2, 0)
    assert len(mail.outbox) == 12


def test_two_workers_at_the_same_instant_do_not_exceed_the_share(meeting, settings, monkeypatch):
    settings.LETTERS_PER_MINUTE = 5
    queue(meeting, 12)
    claim = delivery.claim

    def both(size):
        claim(3)  # what another worker takes between the count and the claim
        return claim(size)

    monkeypatch.setattr(delivery, "claim", both)
    delivery.deliver_due()
    held = Letter.objects.filter(status="sending").count()
    assert held + len(mail.outbox) <= 5


# --- What lost its reason ----------------------------------------------------------------------


def test_cancellation_withdraws_what_waits_and_tells_nobody_who_heard_nothing(meeting, coordinator):
    queue(meeting, 3)
    cancel(meeting, reason="Salle inondée.", by=coordinator)
    assert statuses(meeting) == ["withdrawn"] * 3
    assert statuses(meeting, "cancellation") == []
    delivery.deliver_due()
    assert not mail.outbox


def test_cancellation_goes_to_whoever_a_letter_may_have_reached(meeting, coordinator):
    left, doubtful, held, waiting = queue(meeting, 4)
    by_word = make_participation(meeting)  # replaces somebody: announced by them, never written to
    now = timezone.now()
    long_ago = now - Letter.ABANDONED_AFTER * 2
    for letter, facts in (
        (left, {"status": "sent", "handed_at": now}),
        (doubtful, {"status": "sending", "claimed_at": long_ago, "handed_at": long_ago}),
        (held, {"status": "sending", "claimed_at": now}),
    ):
        Letter.objects.filter(pk=letter.pk).update(**facts)
    cancel(meeting, reason="Salle inondée.", by=coordinator)
    assert statuses(meeting) == ["sent", "sending", "withdrawn", "withdrawn"]
    told = {left.participation_id, doubtful.participation_id, by_word.pk}
    off = meeting.letters.filter(kind="cancellation")
    assert set(off.values_list("participation", flat=True)) == told
    # The one in doubt does not leave a second time, and is told only once that is settled.
    delivery.deliver_due()
    delivery.deliver_due()
    assert statuses(meeting) == ["sent", "withdrawn", "withdrawn", "withdrawn"]
    assert statuses(meeting, "cancellation") == ["sent"] * 3
    assert len(mail.outbox) == 3


def test_who_knew_the_date_before_the_convocation_is_told(meeting, coordinator):
    known = queue(meeting, 1, Letter.Kind.DATE)[0]
    Letter.objects.update(status="sent", handed_at=timezone.now())
    letters.queue_letters(meeting, [known.participation], Letter.Kind.CONVOCATION, by=None)
    cancel(meeting, reason="Salle inondée.", by=coordinator)
    assert statuses(meeting) == ["withdrawn"]
    assert statuses(meeting, "cancellation") == ["queued"]


def test_letter_claimed_then_called_off_is_stopped_at_the_door(meeting, coordinator, monkeypatch):
    first, second = queue(meeting, 2)
    build = emails.build

    def build_and_cancel(letter):
        if letter.pk == second.pk:
            cancel(meeting, reason="Salle inondée.", by=coordinator)
        return build(letter)

    monkeypatch.setattr(delivery.emails, "build", build_and_cancel)
    delivery.deliver_due(limit=2)
    assert statuses(meeting) == ["sent", "withdrawn"]
    off = meeting.letters.get(kind="cancellation")
    assert off.participation_id == first.participation_id


def test_letter_already_at_the_door_leaves_and_is_followed_by_its_cancellation(
    meeting, coordinator, office
):
    letter = queue(meeting, 1)[0]
    hand_over = delivery._may_leave

    def hand_over_then_cancel(letter, round_):
        allowed = hand_over(letter, round_)
        cancel(meeting, reason="Salle inondée.", by=coordinator)
        return allowed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "_may_leave", hand_over_then_cancel)
        assert delivery.deliver_due(limit=1) == (1, 0)
    assert delivery.deliver_due() == (1, 0)
    assert [b"METHOD:CANCEL" in one.content for one in office.received] == [False, True]
    assert {one.to for one in office.received} == {letter.to_email}


def test_later_letter_to_somebody_waits_for_the_one_that_is_leaving(meeting):
    letter = queue(meeting, 1)[0]
    Letter.objects.filter(pk=letter.pk).update(status="sending", claimed_at=timezone.now())
    letters.queue_letters(meeting, [letter.participation], Letter.Kind.UPDATE, by=None)
    assert delivery.deliver_due() == (0, 0)
    assert claiming.next_round_at() > timezone.now(), "no round that would find nothing to do"
    with time_machine.travel(timezone.now() + Letter.ABANDONED_AFTER * 2):
        delivery.deliver_due()
        delivery.deliver_due()
    assert [message.subject[:11] for message in mail.outbox][0] != mail.outbox[1].subject[:11]
    assert statuses(meeting) + statuses(meeting, "update") == ["sent", "sent"]


@pytest.mark.parametrize(
    ("answer", "unsure", "status"),
    [("coming", False, "withdrawn"), ("coming", True, "sent"), ("pending", False, "sent")],
)
def test_reminder_to_somebody_who_answered_meanwhile_stays(meeting, answer, unsure, status):
    letter = queue(meeting, 1, Letter.Kind.REMINDER)[0]
    row = Participation.objects.filter(pk=letter.participation_id)
    row.update(answer=answer, needs_confirmation=unsure)
    delivery.deliver_due()
    assert statuses(meeting, "reminder") == [status]


def test_reminder_answered_while_it_is_written_is_stopped_at_the_door(meeting, monkeypatch):
    letter = queue(meeting, 1, Letter.Kind.REMINDER)[0]
    build = emails.build

    def build_and_answer(letter):
        Participation.objects.filter(pk=letter.participation_id).update(answer="coming")
        return build(letter)

    monkeypatch.setattr(delivery.emails, "build", build_and_answer)
    delivery.deliver_due()
    letter.refresh_from_db()
    assert (letter.status, letter.handed_at) == ("withdrawn", None)
    assert not mail.outbox


def test_convocation_of_somebody_taken_off_and_reminder_after_the_start_stay(meeting):
    taken, kept = queue(meeting, 2)
    Participation.objects.filter(pk=taken.participation_id).update(is_invited=False)
    queue(meeting, 1, Letter.Kind.REMINDER)
    assert letters.is_moot(taken)
    assert not letters.is_moot(kept)
    with time_machine.travel(meeting.starts_at + timedelta(minutes=1)):
        delivery.deliver_due()
    assert statuses(meeting) == ["withdrawn", "sent"]
    assert statuses(meeting, "reminder") == ["withdrawn"]


def test_letters_of_a_poll_leave_only_while_it_is_open(db):
    poll = make_poll(voters=2)
    voters = list(poll.voters.all())
    assert letters.queue_voters(voters, Letter.Kind.POLL, by=None) == 2
    assert delivery.deliver_due() == (2, 0)
    letters.queue_voters(voters, Letter.Kind.POLL_REMINDER, by=None)
    type(poll).objects.update(status="dropped")
    assert delivery.deliver_due() == (0, 0)
    assert Letter.objects.filter(kind="poll_reminder", status="withdrawn").count() == 2
