"""Two secretaries at one vote, the same second."""

from collections import Counter

import pytest

from meetings.models import Block, Recount, Vote
from meetings.services import minutes, voting
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    make_block,
    make_meeting,
    make_organisation,
    make_participation,
    make_pv,
    make_rules,
    make_user,
    make_zone,
)

from .test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def a_decision(offices=AT_ONCE):
    zone = make_zone()
    make_rules(zone, one_institution_one_vote=True)
    meeting = make_meeting(zone, "held", day=-3)
    for number in range(offices):
        organisation = make_organisation(f"Institution {number:02}")
        make_participation(meeting, organisation=organisation, presence="present")
    pv = make_pv(meeting, blocks=0)
    block = make_block(pv.meeting.agenda.get(), "decision", text="Le projet est repris.")
    return block, make_user(zone, coordinator=True)


def refused(results):
    return sum(isinstance(result, Refused) for result in results)


def test_a_vote_opened_by_many_opens_once():
    block, by = a_decision()
    results = together(lambda n: voting.open_vote(block, method=("names", "hands")[n % 2], by=by))
    assert refused(results) == AT_ONCE - 1
    assert Vote.objects.get().voices.count() == AT_ONCE


def test_one_voice_noted_by_many_says_what_one_of_them_noted():
    block, by = a_decision()
    vote = voting.open_vote(block, method="names", by=by)
    voice = vote.voices.first()
    choices = ["for", "against"]
    results = together(lambda n: voting.record_voice(vote, voice, choices[n % 2], was=""))
    voice.refresh_from_db()
    assert voice.choice in choices
    kept = [result.choice for result in results if not isinstance(result, Refused)]
    assert set(kept) == {voice.choice}, "the others were told"
    assert refused(results) == AT_ONCE // 2


def test_voices_noted_at_the_same_instant_are_all_kept():
    block, by = a_decision()
    vote = voting.open_vote(block, method="names", by=by)
    voices = list(vote.voices.all())
    together(lambda n: voting.record_voice(vote, voices[n], ("for", "against")[n % 2], was=""))
    said = Counter(vote.voices.values_list("choice", flat=True))
    assert said == {"for": AT_ONCE / 2, "against": AT_ONCE / 2}


def test_a_vote_closed_by_many_closes_once():
    block, by = a_decision()
    vote = voting.open_vote(block, method="names", by=by)
    voting.record_rest(vote)
    before = Block.objects.get().revision
    results = together(lambda _n: voting.close_vote(vote, by=by))
    assert sum(isinstance(result, WrongStatus) for result in results) == AT_ONCE - 1
    block = Block.objects.get()
    assert (block.votes_for, block.revision) == (AT_ONCE, before + 1)


def test_a_vote_opened_again_by_many_keeps_what_it_held_once():
    block, by = a_decision()
    vote = voting.open_vote(block, method="names", by=by)
    voting.record_rest(vote)
    voting.close_vote(vote, by=by)
    results = together(lambda _n: voting.reopen_vote(vote, by=by))
    assert refused(results) == AT_ONCE - 1
    assert Recount.objects.count() == 1


def test_text_and_votes_written_at_once_wait_for_each_other():
    """Locks are taken in one order: nobody is killed, and every gesture is in the passage."""
    block, by = a_decision()
    vote = voting.open_vote(block, method="names", by=by)
    voices = list(vote.voices.all())

    def gesture(number):
        if number % 2:
            return voting.record_voice(vote, voices[number], "for", was="")
        revision = Block.objects.get().revision
        return minutes.save_block(block.pk, revision=revision, by=by, text_fr=f"Main {number}.")

    results = together(gesture)
    assert all(isinstance(one, (Refused, Block, type(voices[0]))) for one in results)
    assert vote.voices.filter(choice="for").count() == AT_ONCE // 2
    voting.close_vote(vote, by=by)
    assert Block.objects.get().text_fr.startswith("Main")


def test_a_vote_closed_while_it_is_withdrawn_leaves_one_story():
    block, by = a_decision()
    vote = voting.open_vote(block, method="names", by=by)
    voting.record_rest(vote)
    gestures = (voting.close_vote, voting.withdraw_vote)
    together(lambda n: gestures[n % 2](vote, by=by))
    block = Block.objects.get()
    assert not Vote.objects.exists()
    assert (block.decision_mode, block.votes_for) == ("", None)
    assert Recount.objects.count() == 1
