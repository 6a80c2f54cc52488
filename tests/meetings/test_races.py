"""Two coordinators, two workers, the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from meetings.models import Block, Letter
from meetings.services import answers, convening, delivery, letters, minutes, sealing
from meetings.services.errors import Conflict, Refused, WrongStatus
from tests.factories import (
    make_item,
    make_meeting,
    make_participation,
    make_pv,
    make_user,
    make_zone,
)

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def together(gesture):
    """Run ``gesture(n)`` in several threads at the same instant; its results or its refusals."""
    start = Barrier(AT_ONCE)

    def run(number):
        start.wait()
        try:
            return gesture(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_many_clicks_on_send_convene_once():
    zone = make_zone()
    by = make_user(zone, coordinator=True)
    meeting = make_meeting(zone, "planned")
    make_item(meeting)
    results = together(lambda _n: convening.convene(meeting, by=by))
    assert sum(result == 1 for result in results) == 1
    assert sum(isinstance(result, WrongStatus) for result in results) == AT_ONCE - 1
    assert Letter.objects.count() == 1


def test_many_workers_deliver_each_letter_once():
    meeting = make_meeting(make_zone(), convening="invitation")
    rows = [make_participation(meeting) for _n in range(12)]
    letters.queue_letters(meeting, rows, Letter.Kind.CONVOCATION, by=None)
    results = together(lambda _n: delivery.deliver_due()[0])
    assert sum(results) == len(mail.outbox) == 12


def test_many_writers_of_one_passage_make_one_text_and_as_many_conflicts():
    pv = make_pv()
    block = Block.objects.get()
    by = make_user(pv.meeting.zone, coordinator=True)
    results = together(
        lambda n: minutes.save_block(block.pk, revision=1, by=by, text_fr=f"Main {n}.")
    )
    saved = [result for result in results if not isinstance(result, Exception)]
    assert len(saved) == 1
    assert sum(isinstance(result, Conflict) for result in results) == AT_ONCE - 1
    block.refresh_from_db()
    assert block.text_fr == saved[0].text_fr


def test_answers_of_the_same_instant_are_all_kept():
    row = make_participation(make_meeting(make_zone()))
    together(lambda n: answers.record_answer(row, answer="coming", source="link"))
    assert row.answers.count() == AT_ONCE


def test_pv_sent_at_the_same_instant_leaves_once():
    zone = make_zone()
    meeting = make_meeting(zone, "held", day=-4)
    make_participation(meeting, presence="present")
    pv = make_pv(meeting)
    by = make_user(zone, coordinator=True)
    together(lambda _n: sealing.send_pv(pv, by=by))
    assert Letter.objects.filter(kind="pv").count() == 1
    assert pv.versions.count() == 1
