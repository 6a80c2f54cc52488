import pytest
from django.core.exceptions import ValidationError

from meetings.models import Letter, Paper
from meetings.services import convening
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_rules,
)


@pytest.fixture
def meeting(zone, coordinator):
    meeting = make_meeting(zone, "planned", convening="convocation")
    make_item(meeting, "Identité de la concertation")
    return meeting


def test_members_of_the_day_are_proposed_with_their_capacity(zone, meeting, partner):
    organisation = make_organisation("CPAS de Forest")
    full = make_member(zone, organisation)
    make_member(zone, organisation, role="substitute")
    make_member(zone, make_organisation("Partie"), ended_on="2020-01-01", started_on="2015-01-01")
    rows = [row for row in convening.expected_members(meeting) if row.organisation == organisation]
    assert {(row.capacity, row.is_expected) for row in rows} == {
        ("full", True),
        ("substitute", False),
    }
    assert full.person.full_name in {row.person_name for row in rows}
    names = {row.organisation_name for row in convening.expected_members(meeting)}
    assert "Partie" not in names
    assert not meeting.participations.exists(), "proposing saves nothing"


def test_suspended_members_are_not_convened(zone, meeting):
    mandate = make_member(zone)
    mandate.membership.status = "suspended"
    mandate.membership.save()
    assert mandate.person not in {row.person for row in convening.expected_members(meeting)}


def test_convening_twice_sends_once(meeting, coordinator, partner):
    count = convening.convene(meeting, by=coordinator)
    assert count == Letter.objects.count() == 2
    with pytest.raises(WrongStatus, match="déjà parties"):
        convening.convene(meeting, by=coordinator)
    assert Letter.objects.count() == 2
    assert Paper.objects.filter(meeting=meeting).count() == 1


def test_convening_keeps_the_rules_of_the_day(zone, meeting, coordinator, partner):
    convening.convene(meeting, by=coordinator)
    make_rules(zone, valid_from="2026-11-20", needs_approval=False, record_kind="report")
    meeting.refresh_from_db()
    assert meeting.rules().needs_approval
    assert meeting.rules().record_kind == "pv"


def test_letter_kept_is_a_pdf_and_is_shared_by_all(meeting, coordinator, partner):
    convening.convene(meeting, by=coordinator)
    paper = Paper.objects.get()
    assert paper.pdf().startswith(b"%PDF-1.7")
    assert set(Letter.objects.values_list("paper", flat=True)) == {paper.pk}


def test_convocation_without_agenda_is_refused(meeting, coordinator, partner):
    meeting.agenda.all().delete()
    with pytest.raises(Refused, match="au moins un point"):
        convening.convene(meeting, by=coordinator)
    meeting.refresh_from_db()
    assert meeting.status == "planned"


def test_meeting_of_the_past_is_not_convened(zone, coordinator):
    meeting = make_meeting(zone, "planned", day=-3)
    make_item(meeting)
    with pytest.raises(Refused, match="date"):
        convening.convene(meeting, by=coordinator)


def test_nobody_to_write_to_is_said(zone):
    meeting = make_meeting(zone, "planned")
    make_item(meeting)
    make_member(zone, person=make_person(email=""))
    with pytest.raises(Refused, match="Personne à qui écrire"):
        convening.convene(meeting, by=None)
    meeting.refresh_from_db()
    assert meeting.status == "planned"


def test_same_address_is_invited_once(meeting):
    make_participation(meeting, email="carine@exemple.be")
    with pytest.raises(Refused, match="déjà"):
        convening.add_guest(
            meeting,
            name="Carine",
            organisation=None,
            organisation_name="",
            email="Carine@exemple.be",
            language="fr",
            capacity="guest",
        )


def test_guest_needs_a_name(meeting):
    with pytest.raises(ValidationError):
        convening.add_guest(
            meeting,
            name="  ",
            organisation=None,
            organisation_name="VDAB",
            email="x@exemple.be",
            language="nl",
            capacity="expert",
        )


def test_reminder_goes_to_the_silent_once_a_day(zone, coordinator):
    meeting = make_meeting(zone)
    silent = make_participation(meeting)
    make_participation(meeting, answer="coming")
    assert convening.remind(meeting, by=coordinator) == 1
    assert Letter.objects.get().participation == silent
    with pytest.raises(Refused, match="Personne à relancer"):
        convening.remind(meeting, by=coordinator)


@pytest.mark.parametrize(("days", "missing"), [(7, 0), (6, 0), (5, 1), (1, 5), (0, 5)])
def test_notice_counts_clear_days(zone, days, missing):
    zone.house_rules.update(notice_days=5)
    assert convening.notice_shortfall(make_meeting(zone, "planned", day=days)) == missing


def test_who_is_not_called_is_not_expected(zone, meeting):
    organisation = make_organisation("CPAS de Forest")
    make_member(zone, organisation)
    make_member(zone, organisation, role="substitute")
    convening.sync_participants(meeting)
    everybody = set(meeting.participations.values_list("pk", flat=True))
    seats = dict(meeting.participations.values_list("pk", "is_expected"))
    convening.set_invited(meeting, set())
    assert not meeting.participations.expected().exists()
    convening.set_invited(meeting, everybody)
    assert dict(meeting.participations.values_list("pk", "is_expected")) == seats
    assert sorted(seats.values()) == [False, True, True]  # substitute, representative, coordinator
