"""A date poll: one question, every answer kept, one meeting at the end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.models import Answer, DatePoll, Letter, Meeting, PollReply, PollVoter
from meetings.services import polls
from meetings.services.answers import MAX_BY_LINK
from meetings.services.errors import Refused, WrongStatus
from tests.factories import at, make_member, make_person, make_poll, make_voter

pytestmark = pytest.mark.django_db


def draft(zone, **fields):
    fields.setdefault("closes_at", at(7, 23, 59))
    return DatePoll(zone=zone, title_fr="Bilan", **fields)


def unsaved(name="Anne Dupuis", **fields):
    fields.setdefault("email", "anne@exemple.be")
    return PollVoter(person_name=name, organisation_name="CPAS", **fields)


def slot(day=30):
    return at(day), at(day, 12, 30)


def given(voter):
    return dict(voter.votes.values_list("slot", "choice"))


def close(poll):
    DatePoll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() - timedelta(minutes=1))


def test_poll_is_made_without_writing_to_anybody(zone, coordinator):
    poll = polls.create_poll(draft(zone), [slot(37), slot(30)], [unsaved()], by=coordinator)
    assert poll.is_draft
    assert [one.starts_at for one in poll.slots.all()] == [at(30), at(37)]
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("slots", "voters", "fields"),
    [
        ([], 1, {}),
        ([30], 0, {}),
        ([-1], 1, {}),
        ([30], 1, {"closes_at": at(-1)}),
        ([30], 1, {"closes_at": at(31)}),
        (range(30, 30 + polls.MAX_SLOTS + 1), 1, {}),
    ],
)
def test_poll_that_makes_no_sense_is_refused(zone, coordinator, slots, voters, fields):
    people = [unsaved() for _n in range(voters)]
    with pytest.raises(Refused):
        polls.create_poll(draft(zone, **fields), [slot(d) for d in slots], people, by=coordinator)
    assert not DatePoll.objects.exists()


def test_same_slot_twice_or_backwards_is_refused(zone, coordinator):
    for slots in ([slot(), slot()], [(at(30, 12), at(30, 9))]):
        with pytest.raises(ValidationError):
            polls.create_poll(draft(zone), slots, [unsaved()], by=coordinator)


def test_draft_changes_whole_and_an_open_poll_does_not(zone, coordinator):
    poll = polls.create_poll(draft(zone), [slot()], [unsaved()], by=coordinator)
    polls.change_poll(poll, [slot(44)], [unsaved("Luc Sart", email="")], by=coordinator)
    assert [v.person_name for v in poll.voters.all()] == ["Luc Sart"]
    assert poll.slots.get().starts_at == at(44)
    polls.open_poll(poll, by=coordinator)
    with pytest.raises(WrongStatus):
        polls.change_poll(poll, [slot(51)], [unsaved()], by=coordinator)


def test_opening_writes_once_to_those_who_have_an_address(zone, coordinator):
    poll = make_poll(zone, "draft")
    make_voter(poll, email="")
    assert polls.open_poll(poll, by=coordinator) == 2
    with pytest.raises(WrongStatus):
        polls.open_poll(poll, by=coordinator)
    letters = Letter.objects.all()
    assert [letter.kind for letter in letters] == ["poll", "poll"]
    assert {letter.voter.poll_id for letter in letters} == {poll.pk}


def test_draft_whose_dates_went_by_does_not_open(zone, coordinator):
    poll = make_poll(zone, "draft", closes_at=at(-1))
    with pytest.raises(Refused):
        polls.open_poll(poll, by=coordinator)
    assert not Letter.objects.exists()


def test_last_answer_wins_whole_and_each_is_kept(zone):
    poll = make_poll(zone)
    voter = poll.voters.first()
    first, second = poll.slots.all()
    polls.reply(voter, {first.pk: "yes", second.pk: "no"}, "Après 10 h")
    polls.reply(voter, {second.pk: "if_needed"}, "")
    voter.refresh_from_db()
    assert given(voter) == {second.pk: "if_needed"}
    assert voter.comment == ""
    assert [reply.choices for reply in voter.replies.all()] == [
        {str(first.pk): "yes", str(second.pk): "no"},
        {str(second.pk): "if_needed"},
    ]
    assert voter.replies.first().comment == "Après 10 h"


def test_slot_of_another_poll_and_words_that_are_no_answer_are_not_kept(zone):
    poll, other = make_poll(zone), make_poll(zone)
    voter, foreign = poll.voters.first(), other.slots.first().pk
    with pytest.raises(Refused):
        polls.reply(voter, {foreign: "yes"})
    with pytest.raises(Refused):
        polls.reply(voter, {poll.slots.first().pk: "peut-être"})
    with pytest.raises(Refused):
        polls.reply(voter, {}, "x" * 1001)
    with pytest.raises(Refused):
        polls.reply(voter, {}, "  ")
    assert not PollReply.objects.exists()


@pytest.mark.parametrize("status", ["draft", "decided", "dropped", "closed"])
def test_late_answer_is_refused_with_a_sentence(zone, status):
    poll = make_poll(zone, "open" if status == "closed" else status)
    if status == "closed":
        close(poll)
    voter = poll.voters.first()
    with pytest.raises(WrongStatus):
        polls.reply(voter, {poll.slots.first().pk: "yes"})
    assert not voter.votes.exists()


def test_answer_by_telephone_is_noted_after_the_closing_until_the_choice(zone, coordinator):
    poll = make_poll(zone)
    close(poll)
    voter = poll.voters.first()
    polls.reply(voter, {poll.slots.first().pk: "no"}, by=coordinator)
    assert voter.replies.get().by == coordinator
    polls.choose(poll, poll.slots.all()[:1], by=coordinator)
    with pytest.raises(WrongStatus):
        polls.reply(voter, {poll.slots.first().pk: "yes"}, by=coordinator)


def test_link_takes_a_bounded_number_of_answers_and_the_telephone_still_one(zone, coordinator):
    poll = make_poll(zone)
    voter, slot_id = poll.voters.first(), poll.slots.first().pk
    PollReply.objects.bulk_create(PollReply(voter=voter) for _n in range(MAX_BY_LINK))
    with pytest.raises(Refused):
        polls.reply(voter, {slot_id: "yes"})
    polls.reply(voter, {slot_id: "yes"}, by=coordinator)
    assert given(voter) == {slot_id: "yes"}


# --- Reminders -----------------------------------------------------------------------------------


def age(kind, hours):
    moment = timezone.now() - timedelta(hours=hours)
    Letter.objects.filter(kind=kind).update(created_at=moment)


def test_only_the_silent_are_reminded_twice_at_most_never_within_twelve_hours(zone, coordinator):
    poll = make_poll(zone, voters=0)
    make_voter(poll, answers=["yes", "no"])
    make_voter(poll, email="")
    silent = make_voter(poll)
    assert polls.remind_silent(poll, by=coordinator) == 1
    with pytest.raises(Refused, match="douze heures"):
        polls.remind_silent(poll, by=coordinator)
    age("poll_reminder", 13)
    assert polls.remind_silent(poll, by=coordinator) == 1
    age("poll_reminder", 13)
    with pytest.raises(Refused, match="c’est assez"):
        polls.remind_silent(poll, by=coordinator)
    assert set(Letter.objects.values_list("voter", flat=True)) == {silent.pk}


def test_nobody_silent_is_said_and_costs_no_reminder(zone, coordinator):
    poll = make_poll(zone, voters=0)
    make_voter(poll, answers=["yes", "no"])
    with pytest.raises(Refused):
        polls.remind_silent(poll, by=coordinator)
    poll.refresh_from_db()
    assert poll.reminders_sent == 0


def test_closed_poll_is_not_reminded(zone, coordinator):
    poll = make_poll(zone)
    close(poll)
    with pytest.raises(WrongStatus):
        polls.remind_silent(poll, by=coordinator)


def test_clock_reminds_once_two_days_before_the_closing(zone):
    poll = make_poll(zone, opened_at=at(-3))
    before = poll.closes_at - timedelta(days=2)
    for moment, expected in [
        (before - timedelta(hours=5), 0),
        (before.replace(minute=0) + timedelta(hours=10), 2),
        (before.replace(minute=0) + timedelta(hours=11), 0),
        (poll.closes_at + timedelta(hours=10), 0),
    ]:
        assert polls.remind_due(moment) == expected
    poll.refresh_from_db()
    assert poll.reminders_sent == 1


def test_clock_says_nothing_at_night(zone):
    poll = make_poll(zone, opened_at=at(-3), closes_at=at(1, 23, 59))
    night = at(1, 3, 0)
    assert poll.closes_at - timedelta(days=2) < night
    assert polls.remind_due(night) == 0
    assert polls.remind_due(at(1, 9, 0)) == 2


def test_reminder_by_hand_in_the_last_days_stands_for_that_of_the_clock(zone, coordinator):
    poll = make_poll(zone, opened_at=at(-3), closes_at=at(1, 23, 59))
    assert polls.remind_silent(poll, by=coordinator) == 2
    assert polls.remind_due(at(1, 22, 0)) == 0


def test_poll_opened_in_the_last_days_is_left_to_its_coordination(zone):
    make_poll(zone, opened_at=timezone.now(), closes_at=at(1, 23, 59))
    assert polls.remind_due(at(1, 9, 0)) == 0


def test_letter_that_was_refused_leaves_again_to_the_right_address_once(zone, coordinator):
    poll = make_poll(zone, "draft", voters=1)
    polls.open_poll(poll, by=coordinator)
    Letter.objects.update(status="refused", error="550 no such user")
    voter = poll.voters.get()
    assert polls.ask_at(voter, "Juste@Exemple.be", by=coordinator) == 1
    with pytest.raises(Refused):
        polls.ask_at(voter, "juste@exemple.be", by=coordinator)
    letters = Letter.objects.order_by("pk").values_list("to_email", "status", "round")
    assert list(letters) == [(voter.email, "refused", 1), ("juste@exemple.be", "queued", 2)]


def test_letter_that_waits_at_the_wrong_address_is_taken_back(zone, coordinator):
    poll = make_poll(zone, "draft", voters=1)
    polls.open_poll(poll, by=coordinator)
    polls.ask_at(poll.voters.get(), "juste@exemple.be", by=coordinator)
    assert sorted(Letter.objects.values_list("status", flat=True)) == ["queued", "withdrawn"]
    close(poll)
    with pytest.raises(WrongStatus):
        polls.ask_at(poll.voters.get(), "autre@exemple.be", by=coordinator)


# --- The choice ----------------------------------------------------------------------------------


@pytest.fixture
def asked(zone):
    """An open poll of two slots: one yes, one no, one si besoin, one silent; a guest says yes."""
    poll = make_poll(zone, voters=0, title_fr="Bilan", title_nl="Balans", message_fr="À bientôt")
    for answers in (["yes", "no"], ["no", "yes"], ["if_needed", "yes"], None):
        mandate = make_member(zone)
        make_voter(poll, mandate.membership.organisation, mandate.person, answers)
    guest = make_person("Zoé Invitée")
    make_voter(poll, person=guest, answers=["yes", "yes"], comment="Avec plaisir")
    return poll


def test_choosing_makes_the_meeting_keeps_the_answers_and_tells_everybody(asked, coordinator):
    chosen = asked.slots.first()
    (meeting,) = polls.choose(asked, [chosen], by=coordinator)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.starts_at) == ("planned", chosen.starts_at)
    assert (meeting.title_nl, meeting.message_fr) == ("Balans", "À bientôt")
    assert (meeting.convening, meeting.half_days, meeting.number) == ("convocation", 1, 1)
    answers = {row.person_id: row.answer for row in meeting.participations.all()}
    said = [answers[voter.person_id] for voter in asked.voters.order_by("pk")]
    assert said == ["coming", "excused", "pending", "pending", "coming"]
    told = Letter.objects.filter(meeting=meeting)
    assert {letter.kind for letter in told} == {"date"}
    assert {letter.participation.person_id for letter in told} == {
        voter.person_id for voter in asked.voters.all()
    }
    chosen.refresh_from_db()
    asked.refresh_from_db()
    assert (asked.status, asked.settled_by, chosen.meeting) == ("decided", coordinator, meeting)


def test_members_keep_their_capacity_and_guests_join_as_guests(asked, coordinator):
    (meeting,) = polls.choose(asked, [asked.slots.first()], by=coordinator)
    guest = meeting.participations.get(person_name="Zoé Invitée")
    assert guest.capacity == "guest"
    member = meeting.participations.get(person=asked.voters.first().person)
    assert (member.capacity, member.is_expected) == ("full", True)
    # Also the member who was not polled: the commission is hers too.
    assert meeting.participations.filter(person=coordinator.person, is_invited=True).exists()
    assert not Letter.objects.filter(participation__person=coordinator.person).exists()


def test_answers_keep_their_source_their_moment_and_their_word(asked, coordinator):
    (meeting,) = polls.choose(asked, [asked.slots.first()], by=coordinator)
    answers = Answer.objects.filter(participation__meeting=meeting)
    assert answers.count() == 4  # the silent one said nothing
    assert {answer.source for answer in answers} == {"poll"}
    guest = answers.get(participation__person_name="Zoé Invitée")
    voter = asked.voters.get(person_name="Zoé Invitée")
    assert (guest.remark, guest.at) == ("Avec plaisir", voter.answered_at)


def test_several_dates_make_as_many_meetings(asked, coordinator):
    first, second = polls.choose(asked, list(asked.slots.all()), by=coordinator)
    assert (first.number, second.number) == (1, 2)
    voter = asked.voters.order_by("pk").first()
    rows = [m.participations.get(person=voter.person) for m in (first, second)]
    assert [row.answer for row in rows] == ["coming", "excused"]
    assert Letter.objects.filter(kind="date", participation__in=rows).count() == 2


def test_who_sits_for_two_institutions_answered_for_both_and_gets_one_letter(zone, coordinator):
    person = make_person("Anne Deux")
    mandates = [make_member(zone, person=person) for _n in range(2)]
    poll = make_poll(zone, voters=0)
    make_voter(poll, mandates[0].membership.organisation, person, ["yes", "no"])
    (meeting,) = polls.choose(poll, [poll.slots.first()], by=coordinator)
    rows = meeting.participations.filter(person=person)
    assert [row.answer for row in rows] == ["coming", "coming"]
    assert Letter.objects.filter(kind="date").count() == 1


def test_working_group_calls_only_those_polled(zone, coordinator):
    mandate = make_member(zone)
    poll = make_poll(zone, voters=0, kind="working_group")
    make_voter(poll, mandate.membership.organisation, mandate.person, ["yes", "no"])
    (meeting,) = polls.choose(poll, [poll.slots.first()], by=coordinator)
    invited = meeting.participations.filter(is_invited=True)
    assert [row.person for row in invited] == [mandate.person]


def test_second_choice_past_slot_and_foreign_slot_are_refused(zone, coordinator):
    poll, other = make_poll(zone), make_poll(zone)
    for slots in ([], [other.slots.first()]):
        with pytest.raises(Refused):
            polls.choose(poll, slots, by=coordinator)
    gone = poll.slots.create(starts_at=at(-2), ends_at=at(-2, 12, 0))
    with pytest.raises(Refused):
        polls.choose(poll, [gone], by=coordinator)
    polls.choose(poll, [poll.slots.last()], by=coordinator)
    with pytest.raises(WrongStatus):
        polls.choose(poll, [poll.slots.last()], by=coordinator)
    assert Meeting.objects.count() == 1


def test_letters_of_the_poll_that_wait_do_not_leave_once_the_date_is_chosen(zone, coordinator):
    poll = make_poll(zone, "draft")
    polls.open_poll(poll, by=coordinator)
    polls.choose(poll, [poll.slots.first()], by=coordinator)
    assert set(Letter.objects.filter(kind="poll").values_list("status", flat=True)) == {"withdrawn"}


# --- The end -------------------------------------------------------------------------------------


def test_dropping_needs_a_reason_and_takes_the_letters_back(zone, coordinator):
    poll = make_poll(zone, "draft")
    polls.open_poll(poll, by=coordinator)
    with pytest.raises(ValidationError):
        polls.drop(poll, " ", by=coordinator)
    polls.drop(poll, "La salle est fermée.", by=coordinator)
    poll.refresh_from_db()
    assert (poll.status, poll.drop_reason) == ("dropped", "La salle est fermée.")
    assert not Letter.objects.filter(status="queued").exists()
    with pytest.raises(WrongStatus):
        polls.choose(poll, [poll.slots.first()], by=coordinator)


def test_draft_that_is_dropped_disappears(zone, coordinator):
    poll = make_poll(zone, "draft")
    polls.drop(poll, "", by=coordinator)
    assert not DatePoll.objects.exists()


def test_poll_is_prolonged_later_and_before_its_dates_only(zone, coordinator):
    poll = make_poll(zone)
    close(poll)
    for wrong in (at(-1), at(31)):
        with pytest.raises(Refused):
            polls.prolong(poll, wrong, by=coordinator)
    polls.prolong(poll, at(14, 23, 59), by=coordinator)
    poll.refresh_from_db()
    assert poll.is_open
    polls.drop(poll, "Autre solution.", by=coordinator)
    with pytest.raises(WrongStatus):
        polls.prolong(poll, at(20), by=coordinator)
