"""Votes as services: frozen electorate, hands, roll-call, ties, minority, what is kept."""

from itertools import count

import pytest

from meetings import vote_words
from meetings.models import PV, Block, Recount, Voice, Vote
from meetings.services import minutes, voting
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    make_block,
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_rules,
    make_user,
    make_zone,
)

pytestmark = pytest.mark.django_db
numbers = count(1)


def a_decision(offices=5, *, kind="decision", guests=0, pairs=0, one_each=True):
    """A decision of a draft; ``pairs`` institutions came by two."""
    zone = make_zone(f"zone-{next(numbers)}")
    make_rules(zone, one_institution_one_vote=one_each)
    meeting = make_meeting(zone, "held", day=-3)
    for number in range(offices):
        organisation = make_organisation(f"Institution {number:02}")
        make_participation(meeting, organisation=organisation, presence="present")
        if number < pairs:
            fields = {"presence": "present", "capacity": "substitute"}
            make_participation(meeting, organisation=organisation, **fields)
    for _n in range(guests):
        make_participation(meeting, presence="present", capacity="guest")
    pv = make_pv(meeting, blocks=0)
    return make_block(pv.meeting.agenda.get(), kind=kind, text="Le projet est repris.")


@pytest.fixture
def by(db):
    return make_user(make_zone(), coordinator=True, full_name="Inès Coordinatrice")


def opened(block, method, by):
    return voting.open_vote(block, method=method, by=by)


def counted(block, by, *, in_favour, against, abstentions=0):
    vote = opened(block, "hands", by)
    voting.record_hands(vote, in_favour, against, abstentions, by=by)
    return voting.close_vote(vote, by=by)


def again(vote):
    return Vote.objects.select_related("block").get(pk=vote.pk)


def test_twenty_seven_persons_have_nineteen_voices(by):
    block = a_decision(19, pairs=8, guests=3)
    vote = counted(block, by, in_favour=12, against=4, abstentions=3)
    assert vote_words.sentence(again(vote)) == (
        "adoptée par 12 voix pour, 4 contre, 3 abstentions ; 27 personnes, 19 voix"
    )
    block.refresh_from_db()
    assert (block.votes_for, block.votes_against, block.abstentions) == (12, 4, 3)
    assert block.decision_mode == "vote"
    assert vote_words.manner(again(vote)) == "au vote, à main levée"
    assert vote_words.by_name(again(vote)) == []


def test_a_vote_by_name_tells_who_said_what(by):
    block = a_decision(4)
    vote = opened(block, "names", by)
    voices = list(vote.voices.all())
    for voice, choice in zip(voices, ["for", "for", "against"], strict=False):
        voting.record_voice(vote, voice, choice)
    vote = again(voting.close_vote(vote, by=by))
    assert vote_words.sentence(vote) == (
        "adoptée par 2 voix pour, 1 contre, 1 voix non exprimée ; 4 personnes, 4 voix"
    )
    told = vote_words.by_name(vote)
    assert [label for label, _names in told] == ["oui", "non", "ne s’exprime pas"]
    assert told[1][1] == [f"Institution 02 ({voices[2].person_name})"]


@pytest.mark.parametrize(
    ("kind", "figures", "words"),
    [
        ("decision", (3, 2, 0), "adoptée par 3 voix pour, 2 contre"),
        ("opinion", (3, 2, 0), "adopté par 3 voix pour, 2 contre"),
        ("decision", (1, 3, 1), "rejetée par 3 voix contre, 1 pour, 1 abstention"),
        ("opinion", (0, 5, 0), "rejeté par 5 voix contre, 0 pour"),
        ("decision", (2, 2, 1), "pas de majorité\u00a0: 2 voix pour, 2 contre, 1 abstention"),
        ("decision", (0, 0, 5), "pas de majorité\u00a0: 0 voix pour, 0 contre, 5 abstentions"),
    ],
)
def test_the_majority_is_that_of_the_voices_for_and_against(by, kind, figures, words):
    block = a_decision(5, kind=kind)
    vote = counted(block, by, in_favour=figures[0], against=figures[1], abstentions=figures[2])
    assert vote_words.sentence(again(vote)) == f"{words} ; 5 personnes, 5 voix"


def test_without_the_rule_the_vote_counts_persons(by):
    block = a_decision(3, pairs=2, guests=1, one_each=False)
    vote = counted(block, by, in_favour=5, against=0)
    assert vote_words.sentence(again(vote)) == "adoptée par 5 voix pour, 0 contre ; 5 personnes"
    assert vote.voices.filter(organisation__isnull=False).count() == 0


@pytest.mark.parametrize("mode", ["unanimity", "consensus"])
def test_an_agreement_keeps_how_many_were_there(by, mode):
    block = a_decision(3, pairs=1, guests=2)
    vote = voting.note_agreement(block, mode=mode, by=by)
    make_participation(block.item.meeting, presence="present")
    assert vote_words.sentence(again(vote)) == "4 personnes, 3 voix"
    block.refresh_from_db()
    assert block.decision_mode == mode
    assert block.votes_for is None


def test_the_electorate_is_frozen_and_the_page_can_say_what_changed(by):
    block = a_decision(2)
    vote = opened(block, "names", by)
    meeting = block.item.meeting
    leaving = meeting.participations.first()
    leaving.presence = "excused"
    leaving.save()
    make_participation(meeting, organisation=make_organisation("Nouvelle"), presence="present")
    assert vote.voices.count() == 2
    assert voting.drift(again(vote), meeting) == (["Nouvelle"], ["Institution 00"])


def test_names_of_the_day_survive_those_who_are_deleted(by):
    block = a_decision(1)
    vote = opened(block, "names", by)
    name = vote.voices.get().person_name
    block.item.meeting.participations.all().delete()
    voting.record_voice(vote, vote.voices.get(), "for")
    vote = again(voting.close_vote(vote, by=by))
    assert vote_words.by_name(vote) == [("oui", [f"Institution 00 ({name})"])]


def test_proxies_are_told_as_such(by):
    block = a_decision(1)
    holder = block.item.meeting.participations.get()
    absent = make_participation(
        block.item.meeting,
        organisation=make_organisation("Institution absente"),
        presence="represented",
        represented_by=holder,
    )
    vote = opened(block, "names", by)
    voice = vote.voices.get(participation=absent)
    voting.record_voice(vote, voice, "against")
    vote = again(voting.close_vote(vote, by=by))
    assert vote_words.by_name(vote)[0][1] == [
        f"Institution absente ({holder.person_name}, par procuration)"
    ]


@pytest.mark.parametrize(
    "totals",
    [(6, 0, 0), (3, 2, 1), (-1, 2, 0), (0, 0, -3), (10**9, 0, 0), (1.5, 0, 0), ("2", 0, 0)],
)
def test_totals_that_cannot_be_are_refused(by, totals):
    block = a_decision(5)
    vote = opened(block, "hands", by)
    with pytest.raises(Refused):
        voting.record_hands(vote, *totals, by=by)
    block.refresh_from_db()
    assert block.votes_for is None


def test_a_vote_without_a_voice_does_not_close(by):
    for method in ("hands", "names"):
        vote = opened(a_decision(2), method, by)
        with pytest.raises(Refused, match="exprimé"):
            voting.close_vote(vote, by=by)


def test_nobody_in_the_room_opens_no_vote(by):
    block = a_decision(0, guests=2)
    with pytest.raises(Refused, match="présences"):
        opened(block, "hands", by)
    assert not Vote.objects.exists()


def test_a_second_vote_on_the_same_passage_is_refused(by):
    block = a_decision(2)
    opened(block, "hands", by)
    with pytest.raises(WrongStatus):
        opened(block, "names", by)
    with pytest.raises(WrongStatus):
        voting.note_agreement(block, mode="unanimity", by=by)
    assert Vote.objects.get().method == "hands"


@pytest.mark.parametrize("kind", ["information", "action", "finding"])
def test_only_a_decision_or_an_opinion_is_voted(by, kind):
    with pytest.raises(Refused):
        opened(a_decision(2, kind=kind), "hands", by)


def test_a_closed_vote_changes_only_once_opened_again(by):
    vote = counted(a_decision(3), by, in_favour=2, against=1)
    with pytest.raises(WrongStatus, match="clos"):
        voting.record_hands(vote, 3, 0, 0, by=by)
    with pytest.raises(WrongStatus, match="clos"):
        voting.close_vote(vote, by=by)
    voting.reopen_vote(vote, by=by)
    voting.record_hands(vote, 3, 0, 0, by=by)
    vote = again(voting.close_vote(vote, by=by))
    assert vote_words.sentence(vote).startswith("adoptée par 3 voix pour, 0 contre")
    kept = vote_words.from_kept(Recount.objects.get().content)
    assert vote_words.sentence(kept) == "adoptée par 2 voix pour, 1 contre ; 3 personnes, 3 voix"


def test_a_vote_withdrawn_leaves_the_passage_free_and_what_it_held_kept(by):
    block = a_decision(2)
    vote = opened(block, "names", by)
    voting.record_voice(vote, vote.voices.first(), "against")
    voting.close_vote(vote, by=by)
    voting.minority_note(vote, "Nous ne sommes pas d’accord.")
    voting.withdraw_vote(vote, by=by)
    block.refresh_from_db()
    assert (block.decision_mode, block.votes_against) == ("", None)
    kept = vote_words.from_kept(Recount.objects.get().content)
    assert kept.minority_note == "Nous ne sommes pas d’accord."
    assert ("non", [f"Institution 00 ({kept.names[0][1]})"]) in vote_words.by_name(kept)
    assert opened(block, "hands", by)


def test_a_voice_of_another_vote_is_refused(by):
    first, second = opened(a_decision(1), "names", by), opened(a_decision(1), "names", by)
    with pytest.raises(Refused):
        voting.record_voice(first, second.voices.get(), "for")
    with pytest.raises(Refused):
        voting.record_voice(first, first.voices.get(), "peut-être")
    assert set(Voice.objects.values_list("choice", flat=True)) == {""}


def test_a_voice_somebody_else_noted_otherwise_is_not_overwritten_in_silence(by):
    vote = opened(a_decision(1), "names", by)
    voice = vote.voices.get()
    voting.record_voice(vote, voice, "against", was="")
    with pytest.raises(Refused, match="«\u202fnon\u202f» pour Institution 00"):
        voting.record_voice(vote, voice, "for", was="")
    assert voting.record_voice(vote, voice, "against", was="").choice == "against"
    assert voting.record_voice(vote, voice, "for", was="against").choice == "for"
    assert voting.record_voice(vote, voice, "", was="for").choice == ""


def test_hands_and_names_do_not_mix(by):
    hands = opened(a_decision(2), "hands", by)
    with pytest.raises(WrongStatus):
        voting.record_voice(hands, hands.voices.first(), "for")
    names = opened(a_decision(2), "names", by)
    with pytest.raises(WrongStatus):
        voting.record_hands(names, 1, 0, 0, by=by)


def test_a_vote_of_a_pv_that_left_changes_no_more(by):
    block = a_decision(2)
    vote = counted(block, by, in_favour=2, against=0)
    pv = PV.objects.get()
    pv.status, pv.sent_at = "sent", pv.created_at
    pv.save()
    for gesture in (
        lambda: voting.reopen_vote(vote, by=by),
        lambda: voting.withdraw_vote(vote, by=by),
        lambda: voting.minority_note(vote, "Trop tard."),
        lambda: voting.record_hands(vote, 1, 0, 0, by=by),
    ):
        with pytest.raises(WrongStatus):
            gesture()
    block.refresh_from_db()
    assert block.votes_for == 2


def test_closing_is_one_revision_in_the_history_of_the_passage(by):
    block = a_decision(3)
    vote = opened(block, "names", by)
    voting.record_voice(vote, vote.voices.first(), "for")
    before = Block.objects.get(pk=block.pk).revision
    voting.close_vote(vote, by=by)
    block.refresh_from_db()
    assert block.revision == before + 1
    assert block.updated_by == by
    assert block.history.latest().votes_for == 1


def test_the_text_saved_after_a_vote_leaves_its_totals_alone(by):
    block = a_decision(3)
    counted(block, by, in_favour=2, against=1)
    block.refresh_from_db()
    minutes.save_block(block.pk, revision=block.revision, by=by, text_fr="Mieux dit.")
    block.refresh_from_db()
    assert (block.text_fr, block.votes_for) == ("Mieux dit.", 2)


def test_a_minority_note_too_long_is_refused(by):
    vote = opened(a_decision(2), "hands", by)
    with pytest.raises(Refused):
        voting.minority_note(vote, "x" * 4001)
    voting.minority_note(vote, "  Nous aurions préféré attendre.\r\nVoilà.  ")
    assert again(vote).minority_note == "Nous aurions préféré attendre.\nVoilà."


def test_by_persons_two_people_of_one_name_are_one_person(by):
    block = a_decision(0, one_each=False)
    camille = make_person("Camille Deux")
    for _n in range(2):
        make_participation(block.item.meeting, person=camille, presence="present")
    assert opened(block, "names", by).voices.count() == 1
