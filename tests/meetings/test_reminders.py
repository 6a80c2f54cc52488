"""Reminders: the right ones, to the right people, once a date, at the moment they leave."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings import tasks
from meetings.models import Letter, Meeting, MeetingEvent, ReminderKind, ReminderRule, ReminderRun
from meetings.services import delivery, letters, planning, reminders
from meetings.services.errors import Refused
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_rules,
)

pytestmark = pytest.mark.django_db

#: A Thursday; the four reminders leave on 2 April, 13 April, 19 April and 22 April.
DAY = date(2026, 4, 23)


@pytest.fixture
def convened(zone):
    with time_machine.travel(at(date(2026, 3, 1))):
        return make_meeting(zone, "convened", day=DAY)


@pytest.fixture
def planned(zone, coordinator):
    with time_machine.travel(at(date(2026, 3, 1))):
        meeting = make_meeting(zone, "planned", day=DAY)
    make_member(zone)
    make_member(zone)
    return meeting


def send_at(day, hour=9, minute=0):
    with time_machine.travel(at(day, hour, minute), tick=False):
        return reminders.send_due()


def sent(kind=None):
    rows = Letter.objects.filter(kind=kind) if kind else Letter.objects
    return sorted(rows.values_list("to_email", flat=True))


def test_each_reminder_leaves_on_its_day(planned, coordinator):
    days = [date(2026, 3, 20) + timedelta(days=n) for n in range(40)]
    left = {day: send_at(day) for day in days}
    assert {day for day, n in left.items() if n} == {date(2026, 4, 2), date(2026, 4, 13)}
    assert len(sent("items_call")) == 2
    assert sent("nudge") == [coordinator.email]


def test_reminders_of_a_convened_meeting_follow_the_answers(convened):
    silent = make_participation(convened)
    coming = make_participation(convened, answer="coming")
    make_participation(convened, answer="excused")
    make_participation(convened, answer="unconcerned")
    moved = make_participation(convened, answer="excused", needs_confirmation=True)
    make_participation(convened, answer="coming", is_invited=False)
    make_participation(convened, email="")
    for n in range(30):
        send_at(date(2026, 3, 25) + timedelta(days=n))
    assert sent("reminder") == [silent.email]
    assert sent("practical") == sorted([silent.email, coming.email, moved.email])
    assert not sent("items_call")
    assert not sent("nudge")


def test_nothing_leaves_before_eight(convened):
    make_participation(convened)
    assert [send_at(date(2026, 4, 19), hour) for hour in (0, 7, 8, 9)] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 30), range(-14, 14)),  # the reminder leaves on the day the hour is lost
        (date(2026, 10, 26), range(-14, 14)),  # …and on the day the hour comes twice
    ],
)
def test_reminder_leaves_once_across_the_change_of_hour(zone, day, hours):
    with time_machine.travel(at(day - timedelta(days=40))):
        meeting = make_meeting(zone, "convened", day=day)
    make_participation(meeting, answer="coming")
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    moments = []
    for quarter in range(8 * 24):
        moment = start + timedelta(minutes=15 * quarter)
        with time_machine.travel(moment, tick=False):
            if reminders.send_due():
                moments.append(timezone.localtime(moment))
    assert [(m.date(), m.hour, m.minute) for m in moments] == [(day - timedelta(days=1), 8, 0)]


def test_reminder_leaves_once_when_the_clock_goes_back(convened):
    make_participation(convened, answer="coming")
    hours = [9, 10, 8, 9, 10, 11]  # two hours back, in the middle
    assert [send_at(date(2026, 4, 22), hour) for hour in hours] == [1, 0, 0, 0, 0, 0]


def test_reminders_count_the_leap_day(zone):
    with time_machine.travel(at(date(2028, 1, 2))):
        meeting = make_meeting(zone, "convened", day=date(2028, 3, 1))
    make_participation(meeting, answer="coming")
    days = [date(2028, 2, 27) + timedelta(days=n) for n in range(4)]
    assert [send_at(day) for day in days] == [0, 0, 1, 0]  # on 29 February


def test_worker_that_was_down_catches_up_two_days_at_most(convened, other_zone):
    make_participation(convened)
    assert send_at(date(2026, 4, 21)) == 1
    with time_machine.travel(at(date(2026, 3, 1))):
        late = make_meeting(other_zone, "planned", day=date(2026, 5, 30))
    make_participation(late)
    assert send_at(date(2026, 5, 12)) == 0  # three days late


def test_late_reminder_never_takes_the_day_of_the_next_one(convened):
    make_participation(convened)
    ReminderRule.objects.create(zone=convened.zone, kind="silent", days_before=2)
    assert send_at(date(2026, 4, 22)) == 1
    assert sent("practical")
    assert not sent("reminder")


def test_practical_note_never_leaves_on_the_day(convened):
    make_participation(convened, answer="coming")
    assert send_at(DAY, hour=8) == 0


@pytest.mark.parametrize("status", ["planned", "cancelled", "held"])
def test_nobody_is_reminded_of_a_meeting_that_is_not_convened(zone, status):
    with time_machine.travel(at(date(2026, 3, 1))):
        meeting = make_meeting(zone, status, day=DAY)
    make_participation(meeting)
    make_participation(meeting, answer="coming")
    assert send_at(date(2026, 4, 19)) == send_at(date(2026, 4, 22)) == 0


def test_imported_meetings_send_nothing(convened):
    make_participation(convened)
    convened.is_imported = True
    convened.save()
    assert send_at(date(2026, 4, 19)) == 0


def test_zone_switches_a_reminder_off_for_itself_only(convened, other_zone):
    make_participation(convened)
    with time_machine.travel(at(date(2026, 3, 1))):
        other = make_meeting(other_zone, "convened", day=DAY)
    there = make_participation(other)
    ReminderRule.objects.create(zone=convened.zone, kind="silent", is_on=False, days_before=4)
    assert send_at(date(2026, 4, 19)) == 1
    assert sent("reminder") == [there.email]


def test_meeting_that_moves_has_its_reminders_again(convened):
    row = make_participation(convened)
    assert send_at(date(2026, 4, 19)) == 1
    with time_machine.travel(at(date(2026, 4, 20))):
        starts = at(date(2026, 5, 14))
        planning.postpone(
            convened,
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
            reason="Grève.",
            by=None,
        )
    assert [send_at(date(2026, 4, 22)), send_at(date(2026, 5, 10))] == [0, 1]
    assert sent("reminder") == [row.email, row.email]
    assert ReminderRun.objects.filter(kind="silent").count() == 2


def test_answer_given_after_the_letter_was_queued_takes_it_back(convened):
    row = make_participation(convened)
    send_at(date(2026, 4, 19))
    row.answer = "coming"
    row.save()
    with time_machine.travel(at(date(2026, 4, 19), 9, 10)):
        delivery.deliver_due()
    assert not mail.outbox


def test_reminder_by_hand_spares_its_reader_that_of_the_clock(convened):
    row, other = make_participation(convened), make_participation(convened)
    with time_machine.travel(at(date(2026, 4, 19), 7, 30)):
        letters.queue_letters(convened, [row], Letter.Kind.REMINDER, by=None)
    send_at(date(2026, 4, 19))
    assert sent("reminder") == sorted([row.email, other.email])


def test_those_who_have_just_been_convened_are_reminded_the_day_after(zone):
    with time_machine.travel(at(date(2026, 4, 19), 10)):
        meeting = make_meeting(zone, "convened", day=DAY)
    make_participation(meeting)
    assert [send_at(date(2026, 4, 19), 11), send_at(date(2026, 4, 20), 8)] == [0, 1]


def test_nudge_comes_early_enough_for_the_notice(zone, coordinator):
    make_rules(zone, valid_from=date(2016, 1, 1), notice_days=15)
    with time_machine.travel(at(date(2026, 3, 1))):
        make_meeting(zone, "planned", day=DAY)
    ReminderRule.objects.create(zone=zone, kind="items", is_on=False, days_before=21)
    assert [send_at(date(2026, 4, 5)), send_at(date(2026, 4, 6))] == [0, 1]  # seventeen days


def test_call_for_items_reaches_the_members_of_a_list_not_made_yet(planned, coordinator):
    send_at(date(2026, 4, 2))
    assert planned.participations.count() == 3
    assert len(sent("items_call")) == 2
    assert coordinator.email not in sent()


def test_call_for_items_waits_for_the_list_of_a_working_group(zone):
    make_member(zone)
    with time_machine.travel(at(date(2026, 3, 1))):
        group = make_meeting(zone, "planned", day=DAY, kind="working_group", counts_for_quota=False)
    assert send_at(date(2026, 4, 2)) == 0
    row = make_participation(group)
    assert send_at(date(2026, 4, 3)) == 1
    assert sent("items_call") == [row.email]


def test_zone_without_agenda_calls_for_no_items(zone):
    make_rules(zone, valid_from=date(2016, 1, 1), agenda_form="none")
    with time_machine.travel(at(date(2026, 3, 1))):
        meeting = make_meeting(zone, "planned", day=DAY)
    make_participation(meeting)
    assert send_at(date(2026, 4, 2)) == 0


def test_one_meeting_that_fails_stops_no_other(convened, other_zone, monkeypatch):
    make_participation(convened)
    with time_machine.travel(at(date(2026, 3, 1))):
        other = make_meeting(other_zone, "convened", day=DAY)
    make_participation(other)
    write = reminders._write

    def fail_once(meeting, kind, now):
        if meeting.pk == convened.pk:
            raise RuntimeError("panne")
        return write(meeting, kind, now)

    monkeypatch.setattr(reminders, "_write", fail_once)
    assert send_at(date(2026, 4, 19)) == 1
    assert not ReminderRun.objects.filter(meeting=convened).exists()


def test_proof_and_letters_are_one_transaction(convened, monkeypatch):
    make_participation(convened)
    monkeypatch.setattr(ReminderRun, "save", lambda *args, **kwargs: 1 / 0)
    with time_machine.travel(at(date(2026, 4, 19))), pytest.raises(ZeroDivisionError):
        reminders.send(convened.pk, ReminderKind.SILENT)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("meetings", [1, 3])
def test_looking_for_what_is_due_asks_three_questions(zone, django_assert_num_queries, meetings):
    for n in range(meetings):
        meeting = make_meeting(zone, "convened", day=40 + n)
        make_participation(meeting)
        ReminderRun.objects.create(meeting=meeting, kind="items", for_day=meeting.held_on)
    with time_machine.travel(at(0, 10), tick=False), django_assert_num_queries(3):
        assert reminders.send_due() == 0


# --- The letters --------------------------------------------------------------------------------


def deliver(day, hour=9):
    send_at(day, hour)
    with time_machine.travel(at(day, hour, 5)):
        delivery.deliver_due()
    return mail.outbox


def test_call_for_items_says_when_and_carries_the_personal_link(planned):
    message = deliver(date(2026, 4, 2))[0]
    assert message.subject == "Un point pour la réunion du jeudi 23\xa0avril 2026\u202f?"
    assert "http://testserver/reponse/" in message.body
    assert "De préférence avant le lundi 13\xa0avril 2026" in message.body
    assert "variable absente" not in message.body + message.alternatives[0][0]


def test_practical_note_says_how_to_come_and_whom_to_call(convened, settings):
    phone = make_organisation("Mission Locale du Parc", phone="02 555 00 00")
    convened.zone.coordinations.create(organisation=phone)
    convened.directions_fr = "Tram 51, arrêt Parc."
    convened.save()
    make_item(convened, "Économie sociale")
    make_participation(convened, answer="coming")
    make_participation(convened, language="nl")
    coming, silent = sorted(deliver(date(2026, 4, 22)), key=lambda m: m.body.startswith("Beste"))
    for words in ("Tram 51", "02 555 00 00", "Économie sociale", "9\xa0h\xa030"):
        assert words in coming.body
    assert "pas encore votre réponse" not in coming.body
    for message in (coming, silent):
        assert "variable absente" not in message.body + message.alternatives[0][0]


def test_nudge_opens_the_invitations_and_tells_the_notice(zone, coordinator):
    make_rules(zone, valid_from=date(2016, 1, 1), notice_days=8)
    with time_machine.travel(at(date(2026, 3, 1))):
        meeting = make_meeting(zone, "planned", day=DAY, convening="convocation")
    message = deliver(date(2026, 4, 13))[-1]
    assert message.to == [coordinator.email]
    assert message.subject.startswith("La convocation n’est pas partie")
    assert f"http://testserver{meeting.address('invitations')}" in message.body
    assert "8 jours francs" in message.body
    assert "mardi 14\xa0avril 2026 au plus tard" in message.body
    assert "L’ordre du jour est encore vide." in message.body
    assert "variable absente" not in message.body + message.alternatives[0][0]


# --- What a zone decides ------------------------------------------------------------------------


def wanted(**changes):
    kept = {kind: (True, days) for kind, days in ReminderRule.DAYS_BEFORE.items()}
    return kept | {ReminderKind(kind): value for kind, value in changes.items()}


def test_rules_are_kept_and_changed(zone):
    reminders.set_rules(zone, wanted(silent=(False, 4)))
    reminders.set_rules(zone, wanted(silent=(True, 6)))
    assert zone.reminder_rules.count() == 4
    assert zone.reminder_rules.get(kind="silent").days_before == 6


def test_rules_out_of_bounds_or_out_of_order_change_nothing(zone):
    with pytest.raises(ValidationError):
        reminders.set_rules(zone, wanted(items=(True, 61)))
    with pytest.raises(Refused):
        reminders.set_rules(zone, wanted(silent=(True, 1)))
    assert not zone.reminder_rules.exists()
    reminders.set_rules(zone, wanted(silent=(False, 1)))


# --- The clock ----------------------------------------------------------------------------------


def ticks():
    return DBTaskResult.objects.filter(task_path=tasks.tick.module_path, status="READY")


def test_clock_asks_for_one_tick_at_the_next_full_hour(db):
    with time_machine.travel(datetime(2026, 3, 29, 0, 17, tzinfo=UTC), tick=False):
        for _n in range(3):
            tasks.keep_the_clock()
    assert [row.run_after for row in ticks()] == [datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]


def test_tick_asks_for_the_next_one_before_it_works(db, monkeypatch):
    seen = []
    monkeypatch.setattr(reminders, "send_due", lambda: seen.append(ticks().count()))
    tasks.tick.call()
    assert seen == [1]


def test_part_that_fails_stops_neither_the_others_nor_the_clock(db, monkeypatch):
    due = ("meetings.services.reminders", "send_due")
    parts = (due, ("nulle_part", "rien"), due)
    monkeypatch.setattr(tasks, "ON_THE_HOUR", parts)
    monkeypatch.setattr(reminders, "send_due", lambda: 3)
    assert tasks.tick.call() == {
        "reminders.send_due": 3,
        "nulle_part.rien": "ModuleNotFoundError",
    }
    assert ticks().count() == 1


def test_ticks_do_not_multiply(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _n in range(3):
            tasks.tick.enqueue()
        for _hour in range(24):
            for row in list(DBTaskResult.objects.ready()):
                row.claim("horloge")
                row.set_successful(row.task.call())
            clock.shift(timedelta(hours=1))
            assert ticks().count() == 1


def test_clock_that_was_put_back_starts_again(db):
    with time_machine.travel(datetime(2030, 1, 1, 12, 30, tzinfo=UTC)):
        tasks.keep_the_clock()
    with time_machine.travel(datetime(2026, 1, 1, 12, 30, tzinfo=UTC)):
        tasks.keep_the_clock()
        assert ticks().filter(run_after__year=2026).count() == 1


def test_planning_and_moving_start_a_clock_that_was_lost(
    zone, coordinator, django_capture_on_commit_callbacks
):
    meeting = Meeting(zone=zone, starts_at=at(DAY), ends_at=at(DAY, 12))
    for gesture in (
        lambda: planning.plan_meeting(meeting, by=coordinator),
        lambda: planning.postpone(
            meeting,
            starts_at=at(DAY + timedelta(days=7)),
            ends_at=at(DAY + timedelta(days=7), 12),
            reason="Grève.",
            by=coordinator,
        ),
    ):
        ticks().delete()
        with django_capture_on_commit_callbacks(execute=True):
            gesture()
        assert ticks().count() == 1


def test_cancellation_stops_the_reminders(convened):
    make_participation(convened)
    planning.cancel(convened, reason="Salle inondée.", by=None)
    assert MeetingEvent.objects.filter(kind="cancelled").exists()
    assert send_at(date(2026, 4, 19)) == 0
