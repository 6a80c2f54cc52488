from datetime import timedelta

import pytest
import time_machine

from meetings.models import Answer, Participation
from meetings.services import answers
from meetings.services.errors import BadLink, LinkExpired, Refused, WrongStatus
from meetings.services.letters import queue_letters
from tests.factories import make_meeting, make_participation


@pytest.fixture
def row(zone):
    return make_participation(make_meeting(zone), capacity="full")


def reply(row, answer, **fields):
    return answers.record_answer(row, answer=answer, source="link", **fields)


def test_link_leads_to_its_person_and_to_nobody_else(row):
    make_participation(row.meeting)
    assert answers.read_token(answers.make_token(row)) == row


@pytest.mark.parametrize(
    "alter", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: "12"]
)
def test_altered_link_is_refused_with_advice(row, alter):
    with pytest.raises(BadLink, match="lettre"):
        answers.read_token(alter(answers.make_token(row)))


def test_link_dies_with_the_meeting(row):
    token = answers.make_token(row)
    with (
        time_machine.travel(row.meeting.ends_at + timedelta(minutes=1), tick=False),
        pytest.raises(LinkExpired, match="passée"),
    ):
        answers.read_token(token)


def test_last_answer_wins_and_every_one_is_kept(row):
    reply(row, "coming")
    reply(row, "excused", remark="En formation.")
    row.refresh_from_db()
    assert row.answer == "excused"
    assert list(Answer.objects.values_list("answer", flat=True)) == ["coming", "excused"]


def test_replacement_joins_the_list_for_the_same_institution(row):
    reply(row, "replaced", replacement_name="Nele  Rombouts", replacement_email="N@exemple.be")
    substitute = Participation.objects.get(person_name="Nele Rombouts")
    row.refresh_from_db()
    assert row.replaced_by == substitute
    assert (substitute.organisation, substitute.capacity) == (row.organisation, "substitute")
    assert (substitute.answer, substitute.is_expected) == ("coming", False)


def test_changing_ones_mind_withdraws_the_replacement(row):
    reply(row, "replaced", replacement_name="Nele Rombouts")
    reply(row, "coming")
    row.refresh_from_db()
    assert row.replaced_by is None
    assert not Participation.objects.filter(person_name="Nele Rombouts").exists()


def test_changing_ones_mind_keeps_a_substitute_of_the_list(row):
    listed = make_participation(
        row.meeting, person_name="Nele Rombouts", organisation=row.organisation, is_expected=True
    )
    reply(row, "replaced", replacement_name="Nele Rombouts")
    reply(row, "coming")
    listed.refresh_from_db()
    assert listed.answer == "pending"


def colleague(row, **fields):
    return make_participation(row.meeting, organisation=row.organisation, **fields)


def test_colleague_who_answered_keeps_their_answer_when_no_longer_needed(row):
    nele = colleague(row)
    reply(nele, "excused")
    reply(row, "replaced", replacement_name=nele.person_name)
    nele.refresh_from_db()
    assert nele.answer == "coming"
    reply(row, "coming")
    nele.refresh_from_db()
    assert (nele.answer, nele.answered_at) == ("excused", nele.answers.get().at)


def test_replacement_of_two_people_stays_while_one_needs_them(row):
    other = colleague(row)
    for absent in (row, other):
        reply(absent, "replaced", replacement_name="Nele Rombouts")
    row.refresh_from_db()
    reply(row, "coming")
    nele = Participation.objects.get(person_name="Nele Rombouts")
    assert nele.answer == "coming"
    assert list(nele.replaces.all()) == [other]


def test_two_people_never_replace_each_other(row):
    other = colleague(row)
    reply(row, "replaced", replacement_name=other.person_name)
    reply(other, "replaced", replacement_name=row.person_name)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.answer, row.replaced_by) == ("coming", None)
    assert (other.answer, other.replaced_by) == ("replaced", row)


def test_nobody_replaces_themselves(row):
    with pytest.raises(Refused, match="elle-même"):
        reply(row, "replaced", replacement_name=f" {row.person_name.upper()} ")
    assert row.meeting.participations.count() == 1


def test_one_link_never_floods_the_list_of_addressees(row):
    for number in range(answers.MAX_BY_LINK):
        email = f"cible{number}@exemple.be"
        name = f"Nele {number}"
        reply(row, "replaced", replacement_name=name, replacement_email=email)
        assert row.meeting.participations.count() == 2
    with pytest.raises(Refused, match="appelez la coordination"):
        reply(row, "coming")
    answers.record_answer(row, answer="coming", source="coordinator")
    assert row.meeting.participations.count() == 1


def test_replacement_who_was_written_to_stays_on_the_list(row):
    reply(row, "replaced", replacement_name="Nele", replacement_email="n@exemple.be")
    nele = Participation.objects.get(person_name="Nele")
    queue_letters(row.meeting, [nele], "update", by=None)
    reply(row, "coming")
    nele.refresh_from_db()
    assert nele.answer == "pending"


def test_replacement_needs_a_name(row):
    with pytest.raises(Refused, match="qui vous remplace"):
        reply(row, "replaced", replacement_name="  ")
    assert not Answer.objects.exists()


def test_nothing_is_answered_to_a_cancelled_meeting(row):
    row.meeting.status = "cancelled"
    row.meeting.save()
    with pytest.raises(WrongStatus):
        reply(row, "coming")
