"""Two verdicts, an acceptance and a rejection, two seals: the same second."""

from uuid import uuid4

import pytest

from meetings.models import PV, Block, Letter, Remark, SealedPV
from meetings.services import remarks, review, sealing
from meetings.services.errors import WrongStatus
from tests.factories import make_meeting, make_pv, make_remark, make_rules, make_user, make_zone

from .test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zone():
    zone = make_zone("sud")
    make_rules(zone)
    return zone


@pytest.fixture
def by(zone):
    return make_user(zone, coordinator=True)


@pytest.fixture
def pv(zone, by):
    pv = make_pv(make_meeting(zone, "held", day=-30, partners=1))
    sealing.send_pv(pv, by=by)
    return PV.objects.get()


def test_verdicts_of_the_same_instant_make_one(pv, zone, by):
    following = make_meeting(zone, "held", day=-2)
    verdicts = [("approved", ""), ("contested", "Non.")]

    def decide(number):
        verdict, text = verdicts[number % 2]
        return sealing.decide_pv(pv, verdict=verdict, text=text, decided_in=following, by=by)

    results = together(decide)
    assert sum(isinstance(result, PV) for result in results) == 1
    assert sum(isinstance(result, WrongStatus) for result in results) == AT_ONCE - 1
    assert SealedPV.objects.count() == 1


def test_answers_of_the_same_instant_make_one_and_one_letter(pv, by):
    remark = make_remark(pv, proposed_text="Ils débattent.")
    gestures = [
        lambda: remarks.accept(remark, by=by),
        lambda: remarks.reject(remark, by=by, answer="Non."),
    ]
    results = together(lambda n: gestures[n % 2]())
    assert sum(isinstance(result, Remark) for result in results) == 1
    assert sum(isinstance(result, WrongStatus) for result in results) == AT_ONCE - 1
    assert Letter.objects.filter(kind="remark").count() == 1
    changed = Block.objects.get().text_fr == "Ils débattent."
    assert changed == (Remark.objects.get().status == "accepted")


def test_double_click_is_one_remark(pv):
    row, block, key = pv.meeting.participations.get(), Block.objects.get(), uuid4()
    author = remarks.author_by_link(row)
    together(lambda _n: remarks.remark(pv, author, key=key, block=block, text="Non."))
    assert Remark.objects.count() == 1


def test_remark_at_the_instant_of_the_verdict_is_in_or_refused(pv, zone, by):
    row, block = pv.meeting.participations.get(), Block.objects.get()
    following = make_meeting(zone, "held", day=-2)
    author = remarks.author_by_link(row)

    def gesture(number):
        if number:
            return remarks.remark(pv, author, key=uuid4(), block=block, text="Non.")
        return sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=by)

    together(gesture)
    pv.refresh_from_db()
    if pv.status == "approved":
        assert not Remark.objects.open().exists()


def test_review_asked_at_the_same_instant_writes_once(zone, by):
    make_user(zone, coordinator=True)
    pv = make_pv(make_meeting(zone, "held", day=-3))
    results = together(lambda _n: review.ask_review(pv, by=by))
    assert sum(result == 1 for result in results) == 1
    assert Letter.objects.filter(kind="review").count() == 1
