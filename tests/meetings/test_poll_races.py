"""Two coordinators, one date: whatever the clicks, one meeting."""

import pytest

from meetings.models import Letter, Meeting, PollReply
from meetings.services import planning_announce, polls
from meetings.services.errors import WrongStatus
from tests.factories import make_meeting, make_participation, make_poll, make_user, make_zone

from .test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_choices_of_the_same_instant_make_one_meeting():
    zone = make_zone()
    by = make_user(zone, coordinator=True)
    poll = make_poll(zone)
    slots = list(poll.slots.all())
    results = together(lambda n: polls.choose(poll, [slots[n % 2]], by=by))
    assert sum(isinstance(result, list) for result in results) == 1
    assert sum(isinstance(result, WrongStatus) for result in results) == AT_ONCE - 1
    assert Meeting.objects.count() == 1
    assert Letter.objects.filter(kind="date").count() == 2


def test_poll_opened_at_the_same_instant_asks_once():
    zone = make_zone()
    by = make_user(zone, coordinator=True)
    poll = make_poll(zone, "draft")
    together(lambda _n: polls.open_poll(poll, by=by))
    assert Letter.objects.filter(kind="poll").count() == 2


def test_answers_of_the_same_instant_are_all_kept_and_one_stands():
    poll = make_poll(make_zone())
    voter, slot = poll.voters.first(), poll.slots.first()
    choices = ["yes", "no", "if_needed"]
    together(lambda n: polls.reply(voter, {slot.pk: choices[n % 3]}))
    assert PollReply.objects.count() == AT_ONCE
    assert voter.votes.get().choice == voter.replies.last().choices[str(slot.pk)]


def test_answer_at_the_instant_of_the_choice_is_counted_or_refused():
    zone = make_zone()
    by = make_user(zone, coordinator=True)
    poll = make_poll(zone, voters=1)
    voter, slot = poll.voters.get(), poll.slots.first()
    gestures = [
        lambda: polls.choose(poll, [slot], by=by),
        lambda: polls.reply(voter, {slot.pk: "yes"}),
    ]
    together(lambda n: gestures[min(n, 1)]())
    row = Meeting.objects.get().participations.get(person=voter.person)
    first = voter.replies.exists() and voter.replies.first().at < poll_settled_at(poll)
    assert row.answer == ("coming" if first else "pending")


def poll_settled_at(poll):
    poll.refresh_from_db()
    return poll.settled_at


def test_reminders_of_the_same_instant_leave_once():
    zone = make_zone()
    by = make_user(zone, coordinator=True)
    poll = make_poll(zone)
    together(lambda _n: polls.remind_silent(poll, by=by))
    assert Letter.objects.filter(kind="poll_reminder").count() == 2


def test_date_announced_at_the_same_instant_is_written_once():
    zone = make_zone()
    by = make_user(zone, coordinator=True)
    meeting = make_meeting(zone, "planned")
    make_participation(meeting)
    together(lambda _n: planning_announce.announce_date(meeting, by=by))
    assert Letter.objects.filter(kind="date").count() == 1
