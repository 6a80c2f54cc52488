"""A passage written by its key: sent twice, changed by two, taken out, brought back."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from meetings.comparing import side_by_side, united
from meetings.models import Block
from meetings.services import minutes, voting
from meetings.services.errors import Elsewhere, Removed
from tests.factories import make_block, make_item, make_participation
from tests.meetings.test_views_pv import AUTOSAVE, put_url, pv_of, url


@pytest.fixture
def pv(zone):
    return pv_of(zone, text="Premier texte.")


@pytest.fixture
def block(pv):
    return Block.objects.get(item__meeting=pv.meeting)


def new_url(pv, key):
    return url("block_put", pv, pv.meeting.agenda.first().pk, key)


def test_new_passage_is_created_once_in_its_place(client, pv, block, coordinator):
    client.force_login(coordinator)
    make_block(block.item, text="Dernier.")
    typed = {"version": 0, "kind": "decision", "text_fr": "Décidé.", "after": block.key}
    address = new_url(pv, uuid.uuid4())
    for _twice in range(2):
        answer = client.post(address, typed, headers=AUTOSAVE)
        assert (answer.status_code, answer["X-Version"]) == (204, "1")
    texts = block.item.blocks.values_list("text_fr", flat=True)
    assert list(texts) == ["Premier texte.", "Décidé.", "Dernier."]


def test_saving_the_same_text_makes_no_version_and_each_version_has_its_author(
    client, pv, block, coordinator
):
    client.force_login(coordinator)
    for text in ("Second texte.", "Second texte.", "Second texte. "):
        typed = {"version": 1, "text_fr": text}
        assert client.post(put_url(pv, block), typed, headers=AUTOSAVE)["X-Version"] == "2"
    rows = Block.history.filter(key=block.key)
    assert [row.text_fr for row in rows] == ["Second texte.", "Premier texte."]
    assert rows.first().history_user == coordinator


def test_different_fields_changed_by_two_are_both_kept_and_told(client, pv, coordinator):
    block = minutes.add_block(pv.meeting.agenda.first(), kind="action", by=None, text_fr="Écrire.")
    client.force_login(coordinator)
    typed = {"version": 1, "text_fr": "Écrire.", "owners": "Le groupe", "due_text": ""}
    assert client.post(put_url(pv, block), typed, headers=AUTOSAVE)["X-Version"] == "2"
    mine = {"version": 1, "text_fr": "Écrire au collège.", "owners": "", "due_text": ""}
    answer = client.post(put_url(pv, block), mine, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert answer.json()["values"] == {"owners": ["Le groupe"]} | answer.json()["values"]
    assert "gardés" in answer.json()["told"]
    block.refresh_from_db()
    assert block.text_fr == "Écrire au collège."
    assert [owner.name for owner in block.action.owners.all()] == ["Le groupe"]


def test_same_owners_field_changed_by_two_is_a_conflict(client, pv, coordinator):
    block = minutes.add_block(pv.meeting.agenda.first(), kind="action", by=None, text_fr="Écrire.")
    client.force_login(coordinator)
    typed = {"version": 1, "text_fr": "Écrire.", "due_text": ""}
    client.post(put_url(pv, block), typed | {"owners": "Alix"}, headers=AUTOSAVE)
    answer = client.post(put_url(pv, block), typed | {"owners": "Camille"}, headers=AUTOSAVE)
    assert answer.status_code == 409
    assert "Alix" in strip_tags(answer.content.decode())
    assert [owner.name for owner in block.action.owners.all()] == ["Alix"]


def test_key_of_another_meeting_is_refused_without_telling(client, zone, pv, block, coordinator):
    other = pv_of(zone, text="Texte d’une autre réunion.")
    client.force_login(coordinator)
    typed = {"version": 0, "kind": "information", "text_fr": "Intrus."}
    answer = client.post(new_url(other, block.key), typed, headers=AUTOSAVE)
    assert answer.status_code == 404
    with pytest.raises(Elsewhere):
        minutes.put_block(
            other.meeting.agenda.first(), block.key, kind="information", revision=0,
            fields={"text_fr": "Intrus."}, after=None, by=coordinator,
        )  # fmt: skip
    block.refresh_from_db()
    assert block.text_fr == "Premier texte."


def test_passage_taken_out_comes_back_only_when_its_writer_says_so(pv, block, coordinator):
    minutes.delete_block(block, by=coordinator)
    save = {"kind": "information", "revision": 1, "fields": {"text_fr": "Encore."}, "after": None}
    with pytest.raises(Removed):
        minutes.put_block(block.item, block.key, by=coordinator, **save)
    back = minutes.put_block(block.item, block.key, by=coordinator, anyway=True, **save)
    assert (back.key, back.revision, back.text_fr) == (block.key, 2, "Encore.")


def test_text_whose_item_is_gone_is_offered_to_the_others(client, pv, block, coordinator):
    make_item(pv.meeting, "Autre point")
    address = put_url(pv, block)
    block.item.delete()
    client.force_login(coordinator)
    typed = {"version": 1, "kind": "information", "text_fr": "Sans abri."}
    for headers in ({}, AUTOSAVE):
        content = client.post(address, typed, headers=headers)
        assert content.status_code == 409
        assert "Sans abri." in content.content.decode()
        assert "Autre point" in content.content.decode()


def test_versions_are_listed_compared_and_brought_back(client, pv, block, coordinator):
    minutes.save_block(block.pk, revision=1, by=coordinator, text_fr="Premier texte corrigé.")
    client.force_login(coordinator)
    page = client.get(url("block_versions", pv, block.key)).content.decode()
    assert "<ins> corrigé</ins>" in page
    assert "Inès Coordinatrice" in page
    first = Block.history.filter(key=block.key).last()
    client.post(url("block_bring_back", pv, block.key), {"version": first.history_id})
    block.refresh_from_db()
    assert (block.text_fr, block.revision) == ("Premier texte.", 3)


def test_old_version_never_brings_old_totals_over_a_vote_that_stands(client, pv, coordinator):
    make_participation(pv.meeting, presence="present")
    decision = minutes.add_block(
        pv.meeting.agenda.first(), kind="decision", by=coordinator, text_fr="Reprendre le projet.",
        decision_mode="vote", votes_for=9, votes_against=8, abstentions=7,
    )  # fmt: skip
    minutes.save_block(decision.pk, revision=1, by=coordinator, text_fr="Arrêter le projet.")
    decision.refresh_from_db()
    vote = voting.open_vote(decision, method="hands", by=coordinator)
    voting.record_hands(vote, 1, 0, 0, by=coordinator)
    voting.close_vote(vote, by=coordinator)
    first = Block.history.filter(key=decision.key).last()
    client.force_login(coordinator)
    address = url("block_bring_back", pv, decision.key)
    page = client.post(address, {"version": first.history_id}, follow=True).content.decode()
    assert "le vote reste celui qui a été pris" in page
    decision.refresh_from_db()
    totals = (decision.votes_for, decision.votes_against, decision.abstentions)
    assert (decision.text_fr, decision.decision_mode) == ("Reprendre le projet.", "vote")
    assert totals == (1, 0, 0)


def test_passage_taken_out_is_listed_and_put_back_in_its_place(client, pv, block, coordinator):
    last = make_block(block.item, text="Dernier.")
    client.force_login(coordinator)
    client.post(url("block_delete", pv, block.key), {"version": 1})
    assert not Block.objects.filter(key=block.key).exists()
    page = client.get(url("blocks_removed", pv)).content.decode()
    assert "Premier texte." in page
    gone = Block.history.filter(key=block.key).first()
    client.post(url("block_bring_back", pv, block.key), {"version": gone.history_id})
    assert list(last.item.blocks.values_list("text_fr", flat=True)) == [
        "Premier texte.",
        "Dernier.",
    ]


def test_versions_are_the_coordination_s_alone(client, zone, partner):
    sent = pv_of(zone, status="sent", text="Texte lu de tous.")
    block = Block.objects.get(item__meeting=sent.meeting)
    minutes_of = url("block_versions", sent, block.key)
    client.force_login(partner)
    assert client.get(minutes_of).status_code == 404
    assert client.get(url("blocks_removed", sent)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_saving_a_passage_is_a_short_request_whatever_the_length_of_the_pv(
    client, pv, block, coordinator, count
):
    for _n in range(count):
        make_block(block.item)
    client.force_login(coordinator)
    with CaptureQueriesContext(connection) as done:
        answer = client.post(
            put_url(pv, block), {"version": 1, "text_fr": "Court."}, headers=AUTOSAVE
        )
    assert answer.status_code == 204
    queries = [q["sql"] for q in done if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) == 10, "\n".join(queries)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("un deux trois", "UN deux trois", "un deux TROIS", "UN deux TROIS"),
        ("un deux", "un deux moi", "un deux toi", "un deux toi moi"),
        ("un deux", "un", "un deux trois", "un deux trois"),
        (None, "mien", "sien", "sien\n\nmien"),
        ("", "mien", "sien", "sien mien"),
    ],
)
def test_both_changes_stand_in_the_united_text(base, mine, theirs, both):
    found = united(base, mine, theirs)
    assert all(word in found for word in {*theirs.split()} - {*(base or "").split()})
    if both != "un deux trois":
        assert found == both


def test_words_that_differ_are_cut_out():
    left, right = side_by_side("Le chat dort.", "Le chien dort.")
    assert [piece for piece, differs in left if differs] == ["chat"]
    assert "".join(piece for piece, _differs in right) == "Le chien dort."
