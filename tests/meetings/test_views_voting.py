"""The panel of a vote on the screen: who may, what a refusal says, with and without script."""

import random

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Block, Vote
from meetings.reading import read_block
from meetings.services import voting
from tests.factories import (
    make_block,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_rules,
    make_user,
    make_zone,
)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def formal(db):
    zone = make_zone("sud")
    make_rules(zone, one_institution_one_vote=True)
    return zone


@pytest.fixture
def secretary(formal):
    return make_user(formal, coordinator=True, full_name="Inès Coordinatrice")


def a_decision(zone, offices=3, status="draft", kind="decision"):
    meeting = make_meeting(zone, "held", day=-3)
    for number in range(offices):
        organisation = make_organisation(f"Institution {number:02}")
        make_participation(meeting, organisation=organisation, presence="present")
    pv = make_pv(meeting, status=status, blocks=0)
    return make_block(pv.meeting.agenda.get(), kind, text="Le projet est repris.")


def address(block, name="vote"):
    meeting = block.item.meeting
    key = [block.key] if name == "vote" else []
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *key])


def post(client, block, gesture, script=True, **fields):
    headers = HTMX if script else {}
    return client.post(address(block), {"gesture": gesture, **fields}, headers=headers)


def words(response):
    """The page on one line, its spaces and emphasis made plain."""
    page = " ".join(response.content.decode().split())
    for found, plain in (
        ("\u202f", " "),
        ("\xa0", " "),
        ("&nbsp;", " "),
        ("<b>", ""),
        ("</b>", ""),
    ):
        page = page.replace(found, plain)
    return page


def test_the_panel_says_who_has_a_voice_before_it_opens(client, formal, secretary):
    block = a_decision(formal)
    meeting = block.item.meeting
    guest = make_person("Guy Invité")
    make_participation(meeting, guest, presence="present", capacity="guest")
    client.force_login(secretary)
    page = words(client.get(address(block)))
    assert "3 personnes, 3 voix" in page
    assert "1 personne invitée ne compte pas" in page
    assert not Vote.objects.exists(), "a GET opens nothing"


def test_a_whole_vote_by_name_without_script(client, formal, secretary):
    block = a_decision(formal)
    client.force_login(secretary)
    opened = post(client, block, "open", script=False, method="names")
    assert (opened.status_code, opened["Location"]) == (302, address(block))
    first, second, third = Vote.objects.get().voices.all()
    for voice, choice in ((first, "for"), (second, "for"), (third, "against")):
        post(client, block, "voice", script=False, voice=f"{voice.pk}:{choice}:")
    assert "2 oui · 1 non · 0 abstention" in words(client.get(address(block)))
    post(client, block, "close", script=False)
    post(client, block, "note", script=False, note="Nous demandons un bilan.")
    page = words(client.get(address(block)))
    assert "Adoptée par 2 voix pour, 1 contre ; 3 personnes, 3 voix." in page
    assert f"Institution 02 ({third.person_name})" in page
    assert "Nous demandons un bilan." in page


def test_a_whole_vote_by_hands_in_the_editor(client, formal, secretary):
    block = a_decision(formal, offices=6)
    client.force_login(secretary)
    part = post(client, block, "open", method="hands")
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    part = post(client, block, "hands", against="1", abstentions="2", rest="1")
    assert 'value="3"' in part.content.decode(), "the rest is in favour"
    assert Vote.objects.get().closed_at is None
    part = post(client, block, "hands", in_favour="3", against="1", abstentions="2")
    assert "Adoptée par 3 voix pour, 1 contre, 2 abstentions" in words(part)
    block.refresh_from_db()
    assert (block.votes_for, block.votes_against, block.abstentions) == (3, 1, 2)


@pytest.mark.parametrize("mode", ["unanimity", "consensus"])
def test_an_agreement_is_one_tap(client, formal, secretary, mode):
    block = a_decision(formal)
    client.force_login(secretary)
    assert "3 personnes, 3 voix" in words(post(client, block, "open", method=mode))
    block = Block.objects.get(pk=block.pk)
    assert block.decision_mode == mode
    assert "<p>" in Template("{{ html }}").render(Context(read_block(block)))


@pytest.mark.parametrize(
    "fields",
    [
        {"in_favour": "-1"},
        {"in_favour": "douze"},
        {"in_favour": "4"},
        {"in_favour": "9" * 400},
        {"in_favour": "2", "against": "1", "abstentions": "1"},
        {"against": "1.5"},
        {"in_favour": "٣", "against": "\x00"},
        {},
    ],
)
def test_totals_that_cannot_be_come_back_with_a_sentence(client, formal, secretary, fields):
    block = a_decision(formal)
    client.force_login(secretary)
    post(client, block, "open", method="hands")
    refused = post(client, block, "hands", script=False, **fields)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert all(value in refused.content.decode() for value in fields.values() if value.isascii())
    block.refresh_from_db()
    assert block.votes_for is None
    assert Vote.objects.get().closed_at is None


@pytest.mark.parametrize(
    "voice",
    ["", "x", "0", "1:oui", "999999:for:", "9" * 200, "-1:for:", "1:for:against:for", "\x00"],
)
def test_a_tap_that_means_nothing_is_refused_in_a_sentence(client, formal, secretary, voice):
    block = a_decision(formal)
    client.force_login(secretary)
    post(client, block, "open", method="names")
    assert 'role="alert"' in post(client, block, "voice", voice=voice).content.decode()
    assert set(Vote.objects.get().voices.values_list("choice", flat=True)) == {""}


@pytest.mark.parametrize("gesture", ["", "delete", "open", "close", "withdraw", "note", "rest"])
def test_an_unknown_or_untimely_gesture_is_refused_in_a_sentence(
    client, formal, secretary, gesture
):
    block = a_decision(formal)
    client.force_login(secretary)
    refused = post(client, block, gesture, script=False)
    assert refused.status_code == 422
    assert not Vote.objects.exists()


@pytest.mark.parametrize("at", ["25:00", "hier", "9" * 99])
def test_an_hour_that_is_none_opens_no_vote(client, formal, secretary, at):
    block = a_decision(formal)
    client.force_login(secretary)
    assert post(client, block, "open", script=False, method="hands", at=at).status_code == 422
    assert not Vote.objects.exists()


def test_the_hour_given_decides_who_was_there(client, formal, secretary):
    block = a_decision(formal)
    late = block.item.meeting.participations.first()
    late.arrived_at = "11:00"
    late.save()
    client.force_login(secretary)
    post(client, block, "open", method="names", at="10:30")
    assert Vote.objects.get().voices.count() == 2
    post(client, block, "withdraw")
    post(client, block, "open", method="names", at="11:15")
    assert Vote.objects.get().voices.count() == 3


def test_a_voice_noted_by_somebody_else_meanwhile_is_told(client, formal, secretary):
    block = a_decision(formal)
    client.force_login(secretary)
    post(client, block, "open", method="names")
    voice = Vote.objects.get().voices.first()
    post(client, block, "voice", voice=f"{voice.pk}:against:")
    told = words(post(client, block, "voice", voice=f"{voice.pk}:for:"))
    assert "Quelqu’un d’autre a noté « non » pour Institution 00" in told
    voice.refresh_from_db()
    assert voice.choice == "against"


def test_the_page_says_that_the_sheet_changed(client, formal, secretary):
    block = a_decision(formal)
    client.force_login(secretary)
    post(client, block, "open", method="names")
    newcomer = make_organisation("Institution tardive")
    make_participation(block.item.meeting, organisation=newcomer, presence="present")
    page = words(client.get(address(block)))
    assert "il garde ses voix" in page
    assert "Sans voix ici : Institution tardive" in page


@pytest.mark.parametrize(
    ("who", "status", "expected"),
    [
        ("partner", "draft", 404),
        ("partner", "sent", 403),
        ("outsider", "draft", 404),
        ("outsider", "sent", 404),
        ("secretary", "sent", 403),
        ("secretary", "approved", 403),
    ],
)
def test_only_the_coordination_votes_and_only_on_a_draft(
    client, formal, secretary, who, status, expected
):
    people = {
        "secretary": secretary,
        "partner": make_user(formal),
        "outsider": make_user(make_zone("nord-est"), coordinator=True),
    }
    block = a_decision(formal, status=status)
    client.force_login(people[who])
    assert client.get(address(block)).status_code == expected
    assert post(client, block, "open", method="names").status_code == expected
    assert client.get(address(block, "understood")).status_code == expected
    assert not Vote.objects.exists()


def test_a_passage_of_another_meeting_or_kind_is_not_voted(client, formal, secretary):
    block, other = a_decision(formal), a_decision(formal)
    information = make_block(block.item, "information")
    client.force_login(secretary)
    assert client.get(address(information)).status_code == 404
    meeting = block.item.meeting
    foreign = reverse("meetings:vote", args=[meeting.zone.code, meeting.pk, other.key])
    assert client.get(foreign).status_code == 404
    assert client.post(foreign, {"gesture": "open", "method": "names"}).status_code == 404
    assert not Vote.objects.exists()


def test_a_passage_still_in_the_browser_is_told_to_wait(client, formal, secretary):
    block = a_decision(formal)
    block.key = "6b1d3a76-0f0f-4c7b-9d57-d1d0e0f5a001"
    client.force_login(secretary)
    assert client.get(address(block)).status_code == 404
    part = client.get(address(block), headers=HTMX)
    assert part.status_code == 200
    assert "une fois le passage enregistré" in part.content.decode()


def test_the_form_of_a_voted_passage_no_longer_asks_for_its_figures(client, formal, secretary):
    block = a_decision(formal)
    client.force_login(secretary)
    editor = reverse("meetings:pv", args=[formal.code, block.item.meeting_id])
    assert 'name="votes_for"' in form_of(client.get(editor), block)
    post(client, block, "open", method="hands")
    post(client, block, "hands", in_favour="2", against="1")
    assert 'name="votes_for"' not in form_of(client.get(editor), block)
    assert "Adoptée par 2 voix pour, 1 contre" in words(client.get(editor)).replace(
        "adoptée", "Adoptée"
    )


def form_of(response, block):
    """The part of the editor that holds this passage."""
    page = response.content.decode()
    start = page.index(f'id="passage-{block.pk}"')
    return page[start : page.index("</section>", start)]


def test_a_stale_form_posted_after_the_vote_keeps_the_totals(client, formal, secretary):
    block = a_decision(formal)
    client.force_login(secretary)
    post(client, block, "open", method="hands")
    post(client, block, "hands", in_favour="2", against="1")
    item = block.item
    put = reverse("meetings:block_put", args=[formal.code, item.meeting_id, item.pk, block.key])
    stale = {"version": "1", "kind": "decision", "text_fr": "Mieux dit.", "decision_mode": ""}
    stale |= {"votes_for": "", "votes_against": "", "abstentions": ""}
    assert client.post(put, stale, headers=HTMX).status_code in (200, 204)
    block.refresh_from_db()
    assert (block.text_fr, block.votes_for, block.decision_mode) == ("Mieux dit.", 2, "vote")


@pytest.mark.parametrize("state", ["none", "names", "hands", "closed"])
def test_the_panel_asks_as_many_queries_whatever_the_voices(client, formal, secretary, state):
    client.force_login(secretary)
    counts = []
    for offices in (2, 9):
        block = a_decision(formal, offices=offices)
        for _n in range(offices):
            make_participation(block.item.meeting, presence="present", capacity="guest")
        if state != "none":
            post(client, block, "open", method="names" if state == "closed" else state)
        if state == "closed":
            post(client, block, "rest")
            post(client, block, "close")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(block), headers=HTMX).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 15, [query["sql"][:90] for query in queries.captured_queries]


@pytest.mark.parametrize("seed", range(4))
def test_no_random_gesture_breaks_the_panel(client, formal, secretary, seed):
    """Whatever is sent, in whatever order: a page, and never more voices than the electorate."""
    dice = random.Random(seed)
    block = a_decision(formal)
    client.force_login(secretary)
    gestures = ["open", "hands", "voice", "rest", "close", "reopen", "withdraw", "note"]
    for _n in range(40):
        vote = Vote.objects.filter(block=block).first()
        voice = dice.choice(list(vote.voices.all())) if vote else None
        fields = {
            "method": dice.choice(["hands", "names", "unanimity", "consensus", "secret"]),
            "at": dice.choice(["", "10:00", "nan"]),
            "voice": f"{voice.pk if voice else 0}:{dice.choice(['for', 'against', 'x'])}:",
            "note": dice.choice(["", "Non.", "x" * 5000]),
            **{name: str(dice.randint(-1, 4)) for name in ("in_favour", "against", "abstentions")},
        }
        script = dice.random() < 0.5
        status = post(client, block, dice.choice(gestures), script=script, **fields).status_code
        assert status in ((200,) if script else (302, 422))
        kept = Block.objects.get(pk=block.pk)
        totals = [kept.votes_for, kept.votes_against, kept.abstentions]
        assert sum(total or 0 for total in totals) <= 3


def test_what_is_understood_of_an_action_is_told(client, formal, secretary):
    block = a_decision(formal)
    mandate = make_member(formal, make_organisation("CPAS de Forest", acronym="CPF"))
    client.force_login(secretary)
    asked = {"owners": "cpas de FORËST, CPF; Jean Inconnu", "due_text": "fin avril"}
    told = words(client.get(address(block, "understood"), asked))
    assert "« CPF » : l’institution CPAS de Forest" in told
    assert "« Jean Inconnu » : inconnu ici" in told
    assert "Échéance comprise : 30 avril" in told
    exact = words(client.get(address(block, "understood"), asked | {"due_on": "2026-05-01"}))
    assert "Échéance comprise" not in exact, "the exact date wins"
    assert mandate.person.full_name


@pytest.mark.parametrize(
    "typed", [{"owners": "x," * 5000}, {"due_text": "9" * 500}, {"contact": "\x00"}]
)
def test_what_cannot_be_understood_is_an_empty_answer(client, formal, secretary, typed):
    client.force_login(secretary)
    answer = client.get(address(a_decision(formal), "understood"), typed)
    assert answer.status_code == 200
    assert voting.electorate


def test_an_open_vote_is_said_before_the_pv_leaves_or_is_read_again(client, formal, secretary):
    block = a_decision(formal)
    vote = voting.open_vote(block, method="hands", by=secretary)
    client.force_login(secretary)
    place = f"#passage-{block.pk}"
    for name in ("pv_send", "pv_review"):
        page = words(client.get(address(block, name)))
        assert "1 vote n’est pas clos" in page
        assert place in page
        assert "Le projet est repris." in page
    voting.record_hands(vote, 3, 0, 0, by=secretary)
    voting.close_vote(vote, by=secretary)
    for name in ("pv_send", "pv_review"):
        assert "pas clos" not in words(client.get(address(block, name)))
