"""Two workers, two clocks, the same second: a reminder leaves once."""

from datetime import date

import pytest
import time_machine

from meetings.models import Letter, ReminderRun
from meetings.services import reminders
from tests.factories import at, make_meeting, make_participation, make_zone

from .test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_workers_send_a_reminder_once():
    with time_machine.travel(at(date(2026, 3, 1))):
        meeting = make_meeting(make_zone(), "convened", day=date(2026, 4, 23))
    for _n in range(5):
        make_participation(meeting)
    now = at(date(2026, 4, 19), 9)
    with time_machine.travel(now, tick=False):
        results = together(lambda _n: reminders.send(meeting.pk, "silent", now=now))
    assert sorted(results) == [0] * (AT_ONCE - 1) + [5]
    assert Letter.objects.filter(kind="reminder").count() == 5
    assert ReminderRun.objects.get().letters == 5
