"""Who reads a letter: one person for two seats, two people in one mailbox, rows typed by hand."""

import pytest

from meetings import emails
from meetings.models import Answer, Letter, Participation
from meetings.services import answers, convening, guest_list, planning
from meetings.services.recipients import group_by_reader, leads, seats_of
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
)


def row(name, email="", person=None, place="", **fields):
    return Participation(
        person_name=name, email=email, person_id=person, organisation_name=place, **fields
    )


def names(readers):
    return [[one.organisation_name for one in reader.rows] for reader in readers]


def test_person_of_two_institutions_is_one_reader():
    rows = [row("Anne Noël", "a@x.be", 1, "ALE"), row("Anne Noël", "a@x.be", 1, "CPAS")]
    (reader,) = group_by_reader(rows)
    assert reader.seats == ["ALE", "CPAS"]
    assert not reader.shares_address


def test_person_typed_again_by_hand_is_the_same_reader_whatever_the_case():
    rows = [row("Anne Noël", "a@x.be", 1, "ALE"), row("anne  noël", "A@X.be", None, "CPAS")]
    assert names(group_by_reader(rows)) == [["ALE", "CPAS"]]


def test_two_names_in_one_mailbox_are_two_readers_and_say_so():
    rows = [row("Anne Noël", "direction@x.be", 1, "ALE"), row("Luc Roi", "direction@x.be", 2)]
    readers = group_by_reader(rows)
    assert [reader.lead.person_name for reader in readers] == ["Anne Noël", "Luc Roi"]
    assert all(reader.shares_address for reader in readers)


def test_people_without_address_nor_record_are_never_merged_by_their_name():
    assert len(group_by_reader([row("Anne Noël"), row("Anne Noël")])) == 2


def test_row_that_joins_two_others_makes_one_reader_of_three():
    rows = [
        row("Anne Noël", "old@x.be", 1, "ALE"),
        row("Anne Noël", "new@x.be", None, "CPAS"),
        row("Anne Noël", "new@x.be", 1, "MEF"),
    ]
    assert names(group_by_reader(rows)) == [["ALE", "CPAS", "MEF"]]


@pytest.mark.parametrize(
    ("first", "second", "lead"),
    [
        ({"capacity": "substitute"}, {"capacity": "full"}, 1),
        ({"capacity": "full", "is_expected": False}, {"capacity": "member"}, 1),
        ({"capacity": "full"}, {"capacity": "full"}, 0),
    ],
)
def test_letter_goes_to_the_seat_that_is_expected_first(first, second, lead):
    rows = [row("A B", "a@x.be", 1, "ALE", **first), row("A B", "a@x.be", 1, "CPAS", **second)]
    assert leads(rows) == [rows[lead]]


def test_seat_without_address_follows_the_one_that_has_it():
    rows = [row("A B", "", 1, "ALE"), row("A B", "a@x.be", 1, "CPAS", capacity="guest")]
    (reader,) = group_by_reader(rows)
    assert reader.lead.email
    assert seats_of(rows[0], rows) == [rows[1]]


@pytest.fixture
def planned(zone, coordinator):
    meeting = make_meeting(zone, "planned", convening="convocation")
    make_item(meeting)
    return meeting


def two_seats(zone):
    person = make_person("Anne Noël")
    for name in ("ALE de Forest", "CPAS de Forest"):
        make_member(zone, make_organisation(name), person)
    return person


def test_one_letter_names_both_seats_and_one_answer_counts_for_both(zone, planned, coordinator):
    person = two_seats(zone)
    assert convening.convene(planned, by=coordinator) == 2  # hers, the coordination's
    letter = Letter.objects.get(participation__person=person)
    body = emails.build(letter).body
    assert "ALE de Forest et CPAS de Forest" in body
    answers.answer_by_link(letter.participation, answer="coming")
    given = planned.participations.filter(person=person).values_list("answer", flat=True)
    assert list(given) == ["coming", "coming"]
    assert Answer.objects.count() == 2, "each seat keeps its own history"


def test_seat_replaced_by_somebody_is_told_apart(zone, planned, coordinator):
    person = two_seats(zone)
    convening.convene(planned, by=coordinator)
    first, second = planned.participations.filter(person=person).order_by("pk")
    answers.record_answer(first, answer="coming", source="phone", by=coordinator)
    answers.record_answer(
        second, answer="replaced", replacement_name="Luc Roi", source="phone", by=coordinator
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.answer, second.answer) == ("coming", "replaced")


def test_late_seat_of_a_reader_brings_no_second_letter(zone, coordinator):
    meeting = make_meeting(zone)
    person = make_person("Anne Noël")
    make_participation(meeting, person, make_organisation("ALE"))
    other = make_organisation("CPAS")
    contact = {
        "person": person,
        "organisation": other,
        "name": person.full_name,
        "email": person.email,
        "language": "fr",
    }
    assert guest_list.add_contacts(meeting, [contact], capacity="guest", by=coordinator) == 1
    assert not Letter.objects.exists()
    assert guest_list.add_contacts(meeting, [contact], capacity="guest", by=coordinator) == 0


def test_change_and_end_of_a_meeting_are_told_once_to_each_reader(zone, coordinator):
    meeting = make_meeting(zone)
    person = make_person("Anne Noël")
    for _n in range(2):
        make_participation(meeting, person)
    planning.postpone(meeting, starts_at=at(50), ends_at=at(50, 12), reason="Grève.", by=None)
    Letter.objects.update(status="sent")
    planning.cancel(meeting, reason="Encore.", by=None)
    assert sorted(Letter.objects.values_list("kind", flat=True)) == ["cancellation", "update"]
