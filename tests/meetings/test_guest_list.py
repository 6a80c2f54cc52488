"""The list once it is saved: what may change it, and who hears of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings import documents, emails
from meetings.models import Letter, Paper, Participation
from meetings.services import convening, guest_list, members, planning
from meetings.services.errors import WrongStatus
from tests.factories import (
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_user,
)


@pytest.fixture
def meeting(zone, coordinator):
    meeting = make_meeting(zone, "planned", convening="convocation")
    make_item(meeting, "Identité de la concertation")
    return meeting


def save(meeting, **choice):
    invited = set(meeting.participations.filter(is_invited=True).values_list("pk", flat=True))
    guest_list.save_list(meeting, **{"invited": invited} | choice)


def drift(meeting):
    return members.drift(list(meeting.participations.all()), convening.expected_members(meeting))


def test_member_who_joins_after_the_list_is_proposed_and_not_added(zone, meeting):
    save(meeting, seats={members.seat(row) for row in convening.expected_members(meeting)})
    before = meeting.participations.count()
    late = make_member(zone)
    assert [row.person for row in drift(meeting).new] == [late.person]
    save(meeting)
    assert meeting.participations.count() == before
    save(meeting, seats={(late.person_id, late.membership.organisation_id)})
    assert meeting.participations.get(person=late.person).is_invited


def test_member_who_leaves_after_the_list_stays_until_somebody_says_so(zone, meeting):
    mandate = make_member(zone)
    convening.sync_participants(meeting)
    mandate.ended_on = meeting.held_on - timedelta(days=1)
    mandate.save()
    (gone,) = drift(meeting).gone
    save(meeting)
    assert meeting.participations.filter(pk=gone.pk, is_invited=True, is_expected=True).exists()
    save(meeting, dropped={gone.pk})
    assert not meeting.participations.filter(pk=gone.pk).exists()


def test_new_address_of_a_member_is_proposed(zone, meeting):
    person = make_member(zone).person
    convening.sync_participants(meeting)
    person.email = "nouvelle@exemple.be"
    person.save()
    ((row, fresh),) = drift(meeting).moved
    save(meeting)
    row.refresh_from_db()
    assert row.email != fresh.email
    save(meeting, aligned={row.pk})
    row.refresh_from_db()
    assert row.email == "nouvelle@exemple.be"


def test_guest_and_partner_of_another_zone_are_no_drift(zone, meeting, other_zone):
    convening.sync_participants(meeting)
    stranger = make_member(other_zone)
    make_participation(meeting, stranger.person, stranger.membership.organisation)
    make_participation(meeting, capacity="guest")
    assert not drift(meeting)


def test_list_of_a_convened_meeting_keeps_its_capacities(zone, meeting, coordinator):
    mandate = make_member(zone)
    convening.convene(meeting, by=coordinator)
    mandate.role, mandate.ended_on = "substitute", timezone.localdate()
    mandate.save()
    row = meeting.participations.get(person=mandate.person)
    assert (row.capacity, row.is_expected) == ("full", True)
    with pytest.raises(WrongStatus):
        save(meeting)


def test_substitute_whose_mandate_ended_does_not_become_expected(zone, meeting):
    organisation = make_organisation()
    make_member(zone, organisation)
    substitute = make_member(zone, organisation, role="substitute")
    convening.sync_participants(meeting)
    substitute.delete()
    row = meeting.participations.get(capacity="substitute")
    everybody = set(meeting.participations.values_list("pk", flat=True))
    guest_list.set_invited(meeting, everybody - {row.pk})
    guest_list.set_invited(meeting, everybody)
    row.refresh_from_db()
    assert (row.is_invited, row.is_expected) == (True, False)


def guest_of(meeting, **fields):
    given = {
        "name": "Nele Gast",
        "organisation": None,
        "organisation_name": "VDAB",
        "email": "nele@exemple.be",
        "language": "nl",
        "capacity": "expert",
    }
    return guest_list.add_guest(meeting, **given | fields)


def test_list_that_begins_with_a_guest_has_its_members_too(zone, meeting):
    member = make_member(zone).person
    guest_of(meeting, topic="les  contrats d’insertion")
    assert meeting.participations.filter(person=member, is_invited=True).exists()
    assert not drift(meeting)
    assert meeting.participations.get(capacity="expert").topic == "les contrats d’insertion"


def test_guest_leaves_the_list_before_the_letter_without_a_trace(meeting):
    guest = guest_of(meeting)
    assert guest_list.take_off(guest, by=None) is False
    assert not Participation.objects.filter(pk=guest.pk).exists()
    assert not Letter.objects.exists()


def test_guest_taken_off_after_the_letter_gets_a_withdrawal_alone(zone, meeting, coordinator):
    guest = guest_of(meeting)
    convening.convene(meeting, by=coordinator)
    Letter.objects.update(status="sent")
    assert guest_list.take_off(guest, by=coordinator) is True
    letter = Letter.objects.get(kind="cancellation")
    meeting.refresh_from_db()
    assert (letter.participation, meeting.sequence) == (guest, 1)
    message = emails.build(letter)
    assert meeting.status == "convened"
    (entry,) = [part for part in message.alternatives if "calendar" in part.mimetype]
    assert entry.mimetype == "text/calendar; method=CANCEL"
    assert f"UID:{meeting.uid}" in entry.content
    assert "SEQUENCE:1" in entry.content
    assert "/reponse/" not in message.body


def test_letter_still_waiting_is_taken_back_instead(zone, meeting, coordinator):
    guest = guest_of(meeting)
    convening.convene(meeting, by=coordinator)
    assert guest_list.take_off(guest, by=coordinator) is False
    assert [letter.status for letter in guest.letters.all()] == ["withdrawn"]


def test_reader_who_keeps_a_seat_keeps_the_entry(zone, coordinator):
    meeting, person = make_meeting(zone), make_person()
    lead, other = (make_participation(meeting, person) for _n in range(2))
    Letter.objects.create(
        meeting=meeting, participation=lead, kind="convocation", status="sent", language="fr"
    )
    assert guest_list.take_off(lead, by=coordinator) is False
    assert not Letter.objects.filter(kind="cancellation").exists()
    other.refresh_from_db()
    assert other.is_invited


def test_who_is_called_back_gets_a_newer_entry_than_the_withdrawal(zone, meeting, coordinator):
    guest = guest_of(meeting)
    convening.convene(meeting, by=coordinator)
    Letter.objects.update(status="sent")
    guest_list.take_off(guest, by=coordinator)
    guest_list.call_back(guest, by=coordinator)
    meeting.refresh_from_db()
    last = guest.letters.order_by("pk").last()
    assert (last.kind, meeting.sequence) == ("convocation", 2)


def test_withdrawn_person_hears_nothing_of_what_follows(zone, meeting, coordinator):
    guest = guest_of(meeting)
    convening.convene(meeting, by=coordinator)
    Letter.objects.update(status="sent")
    guest_list.take_off(guest, by=coordinator)
    meeting.refresh_from_db()
    meeting.room = "Ailleurs"
    planning.edit_meeting(meeting, by=coordinator)
    assert not Letter.objects.filter(kind="update", participation=guest).exists()


def test_late_reader_of_another_language_gets_a_letter_in_it(zone, meeting, coordinator):
    meeting.letter_by_reader, meeting.title_nl = True, "Sociale economie"
    meeting.save()
    convening.convene(meeting, by=coordinator)
    assert list(Paper.objects.values_list("language", flat=True)) == ["fr"]
    meeting.refresh_from_db()
    guest = guest_of(meeting)
    assert guest.letters.get().paper.language == "nl"
    assert guest.letters.get().paper.file_name.startswith("Oproeping")


@pytest.mark.parametrize("readers", [1, 12])
def test_paper_is_rendered_once_per_language_never_per_reader(
    zone, meeting, coordinator, readers, monkeypatch
):
    rendered = []
    real = documents.frozen_convocation
    monkeypatch.setattr(
        documents, "frozen_convocation", lambda *a, **k: rendered.append(a[1]) or real(*a, **k)
    )
    for number in range(readers):
        make_member(zone, person=make_person(language=("fr", "nl")[number % 2]))
    meeting.letter_by_reader = True
    meeting.save()
    convening.convene(meeting, by=coordinator)
    assert rendered == (["fr"] if readers == 1 else ["fr", "nl"])
    for letter in Letter.objects.select_related("paper", "participation"):
        assert letter.paper.language == letter.participation.language == letter.language


def test_bilingual_meeting_has_one_letter_for_all(zone, meeting, coordinator):
    meeting.languages = "both"
    meeting.save()
    make_member(zone, person=make_person(language="nl"))
    convening.convene(meeting, by=coordinator)
    assert [paper.language for paper in Paper.objects.all()] == ["both"]
    assert {letter.language for letter in Letter.objects.all()} == {"fr", "nl"}


def test_gestures_on_a_cancelled_meeting_are_refused(zone):
    meeting = make_meeting(zone, "cancelled")
    row = make_participation(meeting)
    with pytest.raises(WrongStatus):
        guest_list.take_off(row, by=None)
    with pytest.raises(WrongStatus):
        guest_list.add_contacts(meeting, [], capacity="guest", by=make_user(zone))
