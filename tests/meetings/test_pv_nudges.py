"""A PV that is not sent: its coordination is told 3, 7 and 10 days after, then nobody is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail

from meetings.models import Letter, ReminderRule, ReminderRun
from meetings.services import delivery, pv_nudges, sealing
from tests.factories import at, make_meeting, make_participation, make_pv

pytestmark = pytest.mark.django_db
HELD = date(2026, 3, 5)


@pytest.fixture
def held(zone, coordinator):
    with time_machine.travel(at(date(2026, 2, 1))):
        return make_meeting(zone, "held", day=HELD)


def tick(day, hour=9):
    with time_machine.travel(at(day, hour), tick=False):
        return pv_nudges.send_due()


def days_it_left(days=30):
    every = [HELD + timedelta(days=n) for n in range(days)]
    return [(day - HELD).days for day in every if tick(day)]


def test_coordination_is_told_three_times_then_nobody_is(held, coordinator):
    assert days_it_left() == [3, 7, 10]
    assert set(Letter.objects.values_list("to_email", flat=True)) == {coordinator.email}
    assert ReminderRun.objects.filter(kind="pv_late").count() == 3


def test_pv_that_is_sent_is_not_recalled_even_while_the_letter_waits(held, coordinator):
    make_participation(held, presence="present")
    pv = make_pv(held)
    assert tick(HELD + timedelta(days=3)) == 1
    with time_machine.travel(at(HELD + timedelta(days=3), 10), tick=False):
        sealing.send_pv(pv, by=coordinator)
        delivery.deliver_due()
    assert Letter.objects.get(kind="pv_late").status == "withdrawn"
    assert days_it_left() == []


def test_letter_says_since_when_and_opens_the_pv(held, coordinator):
    for n, is_last in ((3, False), (10, True)):
        tick(HELD + timedelta(days=n))
        with time_machine.travel(at(HELD + timedelta(days=n), 10), tick=False):
            delivery.deliver_due()
        message = mail.outbox[-1]
        assert message.subject.startswith("Le PV n’est pas parti")
        assert f"il y a {n} jours" in message.body
        assert ("dernier rappel" in message.body) == is_last
        assert f"http://testserver{held.address('pv')}" in message.body
        assert "variable absente" not in message.body + message.alternatives[0][0]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "working_group", "counts_for_quota": False}, []),
        ({"is_imported": True}, []),
        ({"status": "convened"}, []),
        ({"status": "cancelled"}, []),
    ],
)
def test_no_pv_is_owed_by_these_meetings(zone, coordinator, fields, expected):
    with time_machine.travel(at(date(2026, 2, 1))):
        make_meeting(zone, **({"status": "held", "day": HELD} | fields))
    assert days_it_left() == expected


def test_pv_that_somebody_opened_is_owed(zone, coordinator):
    with time_machine.travel(at(date(2026, 2, 1))):
        make_pv(make_meeting(zone, "held", day=HELD, kind="working_group", counts_for_quota=False))
    assert days_it_left() == [3, 7, 10]


def test_zone_switches_it_off_or_moves_its_first_day(held):
    rule = ReminderRule.objects.create(zone=held.zone, kind="pv_late", is_on=False, days_before=5)
    assert days_it_left() == []
    rule.is_on = True
    rule.save()
    assert days_it_left() == [5, 9, 12]


def test_worker_that_was_down_catches_up_once(held):
    assert [tick(HELD + timedelta(days=n)) for n in (5, 6, 13)] == [1, 0, 0]


@pytest.mark.parametrize("day", [date(2026, 3, 26), date(2026, 10, 22)])
def test_nudge_leaves_once_across_the_change_of_hour(zone, coordinator, day):
    with time_machine.travel(at(date(2026, 2, 1))):
        make_meeting(zone, "held", day=day)
    start, count = at(day + timedelta(days=2), 0), 0
    for half_hour in range(3 * 48):
        with time_machine.travel(start + timedelta(minutes=30 * half_hour), tick=False):
            count += pv_nudges.send_due()
    assert count == 1


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_late_pvs_asks_three_questions(
    zone, coordinator, django_assert_max_num_queries, count
):
    with time_machine.travel(at(date(2026, 2, 1))):
        for n in range(count):
            make_meeting(zone, "held", day=HELD + timedelta(days=n))
    with (
        time_machine.travel(at(HELD + timedelta(days=20)), tick=False),
        django_assert_max_num_queries(3),
    ):
        assert pv_nudges.send_due() == 0
