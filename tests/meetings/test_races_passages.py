"""Two writers of one PV in the same second: nothing doubled, nothing lost in silence."""

import uuid

import pytest

from meetings.models import PV, Block
from meetings.services import minutes, sealing
from meetings.services.errors import Conflict, Removed, WrongStatus
from tests.factories import make_meeting, make_participation, make_pv, make_user, make_zone
from tests.meetings.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pv():
    zone = make_zone("sud")
    meeting = make_meeting(zone, "held", day=-4)
    make_participation(meeting, presence="present")
    return make_pv(meeting)


@pytest.fixture
def by(pv):
    return make_user(pv.meeting.zone, coordinator=True)


def put(item, key, text, by, revision=0, **options):
    options = {"kind": "information", "after": None, **options}
    fields = {"text_fr": text}
    return minutes.put_block(item, key, revision=revision, fields=fields, by=by, **options)


def test_same_key_sent_many_times_at_once_is_one_passage(pv, by):
    item, key = pv.meeting.agenda.get(), uuid.uuid4()
    results = together(lambda _n: put(item, key, "Une fois.", by))
    assert {result.revision for result in results} == {1}
    assert Block.objects.filter(key=key).count() == 1
    assert Block.history.filter(key=key).count() == 1


def test_same_key_with_different_texts_makes_one_text_and_conflicts(pv, by):
    item, key = pv.meeting.agenda.get(), uuid.uuid4()
    results = together(lambda n: put(item, key, f"Main {n}.", by))
    saved = [result for result in results if isinstance(result, Block)]
    assert len(saved) == 1
    assert sum(isinstance(result, Conflict) for result in results) == AT_ONCE - 1
    assert Block.objects.get(key=key).text_fr == saved[0].text_fr


def test_same_key_in_two_meetings_belongs_to_one(pv, by):
    other = make_pv(make_meeting(pv.meeting.zone, "held", day=-9))
    items, key = [pv.meeting.agenda.get(), other.meeting.agenda.get()], uuid.uuid4()
    results = together(lambda n: put(items[n % 2], key, f"Réunion {n % 2}.", by))
    kept = Block.objects.get(key=key)
    saved = {result.item_id for result in results if isinstance(result, Block)}
    assert saved == {kept.item_id}


def test_new_passages_of_the_same_second_all_have_a_place(pv, by):
    item = pv.meeting.agenda.get()
    together(lambda n: put(item, uuid.uuid4(), f"Passage {n}.", by))
    positions = list(item.blocks.values_list("position", flat=True))
    assert len(set(positions)) == len(positions) == AT_ONCE + 1


def test_text_saved_while_the_pv_leaves_is_in_the_pv_or_refused(pv, by):
    block = Block.objects.get()

    def act(n):
        if n == 0:
            return sealing.send_pv(pv, by=by)
        return put(block.item, block.key, "Dernière main.", by, revision=1)

    results = together(act)
    sent = pv.versions.get().content["items"][0]["blocks"][0]["text_fr"]
    block.refresh_from_db()
    assert sent == block.text_fr, "what left is what stands"
    assert PV.objects.get().status == "sent"
    refused = [result for result in results[1:] if isinstance(result, WrongStatus)]
    assert bool(refused) or sent == "Dernière main."


def test_text_saved_while_the_passage_goes_is_told(pv, by):
    block = Block.objects.get()

    def act(n):
        if n == 0:
            return minutes.delete_block(block, by=by, revision=1)
        return put(block.item, block.key, "Ma phrase.", by, revision=1)

    results = together(act)
    if Block.objects.exists():  # the writer came first: whoever removes must read it
        assert isinstance(results[0], Conflict)
        assert Block.objects.get().text_fr == "Ma phrase."
    else:
        assert all(isinstance(result, Removed) for result in results[1:])


def test_moves_of_the_same_second_keep_every_passage_in_one_order(pv, by):
    item = pv.meeting.agenda.get()
    blocks = [put(item, uuid.uuid4(), f"Passage {n}.", by) for n in range(AT_ONCE)]
    together(lambda n: minutes.move_block(blocks[n], blocks[n - 1].key, by=by))
    rows = list(item.blocks.values_list("position", "text_fr"))
    assert len({position for position, _text in rows}) == AT_ONCE + 1
