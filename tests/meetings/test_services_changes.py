"""What changes after the letter: the reason it gives, the answers it leaves to confirm."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from meetings import documents, emails
from meetings.models import AgendaItem, Letter, Paper
from meetings.services import answers, convening, planning
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
)


@pytest.fixture
def meeting(zone, coordinator):
    host = make_organisation("Maison du Parc", address_fr="rue du Parc 1, 1190 Forest")
    return make_meeting(zone, convening="convocation", host=host)


def plain(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def first_page(pdf):
    return plain(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())


def told(kind="update"):
    letter = Letter.objects.filter(kind=kind).order_by("-pk").first()
    return plain(emails.build(letter).body)


def postpone(meeting, day=60, reason="La salle est inondée."):
    return planning.postpone(
        meeting, starts_at=at(day), ends_at=at(day, 12), reason=reason, by=None
    )


@pytest.mark.parametrize(
    ("answer", "asked"),
    [("coming", True), ("excused", True), ("pending", False), ("unconcerned", False)],
)
def test_answers_survive_a_postponement_to_be_confirmed(meeting, answer, asked):
    row = make_participation(meeting, answer=answer)
    postpone(meeting)
    row.refresh_from_db()
    assert (row.answer, row.needs_confirmation) == (answer, asked)
    assert ("est-ce toujours vrai" in told()) == asked
    if asked:
        answers.record_answer(row, answer=answer, source="phone")
        row.refresh_from_db()
        assert not row.needs_confirmation


def test_change_of_room_asks_nobody_again(meeting):
    row = make_participation(meeting, answer="coming")
    meeting.room = "Deuxième étage"
    planning.edit_meeting(meeting, by=None, reason="L’ascenseur est en panne.")
    row.refresh_from_db()
    assert not row.needs_confirmation
    text = told()
    assert "change de lieu" in text
    assert "Elle ne se tient plus à cette adresse : Maison du Parc" in text
    assert "Motif : L’ascenseur est en panne." in text


def test_another_hour_of_the_same_day_says_so_and_asks_again(meeting):
    row = make_participation(meeting, answer="coming")
    meeting.starts_at, meeting.ends_at = (
        moment + timedelta(hours=4) for moment in (meeting.starts_at, meeting.ends_at)
    )
    planning.edit_meeting(meeting, by=None)
    row.refresh_from_db()
    assert row.needs_confirmation
    assert "change d’heure : 13 h 30 à 16 h 30" in told()
    assert "Motif" not in told()


def test_meeting_that_comes_earlier_is_not_said_to_be_late(meeting):
    make_participation(meeting)
    postpone(meeting, day=20)
    assert "est avancée au" in told()


def test_two_changes_keep_their_own_reasons(meeting):
    make_participation(meeting)
    postpone(meeting)
    first = Letter.objects.get()
    meeting.refresh_from_db()
    meeting.room = "Rez-de-chaussée"
    planning.edit_meeting(meeting, by=None, reason="Plus de place.")
    second = Letter.objects.order_by("pk").last()
    assert "inondée" in emails.build(first).body
    assert "Plus de place" not in emails.build(first).body
    assert "inondée" not in emails.build(second).body


def test_wanted_day_of_answers_moves_with_the_meeting(meeting):
    meeting.reply_by = meeting.held_on - timedelta(days=7)
    meeting.save()
    moved = postpone(meeting, day=60)
    assert moved.reply_by == moved.held_on - timedelta(days=7)
    assert postpone(moved, day=5).reply_by is None, "a day already past is asked of nobody"


def test_change_brings_the_letter_as_it_stands_now(zone, coordinator):
    meeting = make_meeting(zone, "planned", convening="convocation")
    make_item(meeting)
    make_member(zone)
    convening.convene(meeting, by=coordinator)
    meeting.refresh_from_db()
    planning.add_item(meeting, AgendaItem(title_fr="Une urgence"))
    postpone(meeting)
    old, new = Paper.objects.order_by("pk")
    assert set(Letter.objects.filter(kind="update").values_list("paper", flat=True)) == {new.pk}
    assert documents.stored_letter(meeting) == new
    text = told()
    assert "La lettre jointe remplace la précédente" in text
    assert "Points supplémentaires 2. Une urgence" in text


def test_additional_points_are_announced_once_and_then_stay(meeting, coordinator):
    make_item(meeting, "Premier")
    make_participation(meeting)
    with pytest.raises(Refused, match="Aucun point nouveau"):
        planning.announce_items(meeting, by=coordinator)
    late = planning.add_item(meeting, AgendaItem(title_fr="Une urgence"))
    assert planning.announce_items(meeting, by=coordinator) == 1
    letter = Letter.objects.get()
    message = emails.build(letter)
    assert "Points supplémentaires" in message.subject
    assert "2. Une urgence" in plain(message.body)
    late.refresh_from_db()
    with pytest.raises(WrongStatus):
        planning.delete_item(late)
    with pytest.raises(Refused):
        planning.announce_items(meeting, by=coordinator)


def test_points_of_a_meeting_that_was_never_convened_are_not_additional(zone):
    meeting = make_meeting(zone, "planned")
    meeting = postpone(meeting)
    assert not planning.add_item(meeting, AgendaItem(title_fr="Un point")).is_additional
    with pytest.raises(WrongStatus):
        planning.announce_items(meeting, by=None)


def test_first_letter_of_a_postponed_preparation_claims_no_new_date(zone, coordinator):
    meeting = make_meeting(zone, "planned", convening="convocation")
    make_item(meeting)
    make_member(zone)
    postpone(meeting)
    meeting.refresh_from_db()
    convening.convene(meeting, by=coordinator)
    meeting.refresh_from_db()
    assert "Nouvelle date" not in first_page(Paper.objects.get().pdf())
    postpone(meeting, day=80)
    assert "Nouvelle date" in first_page(Paper.objects.first().pdf())


def test_letter_without_a_place_says_it_is_to_come_and_the_place_is_told(client, zone):
    meeting = make_meeting(zone, "planned", convening="convocation", title_fr="Bilan")
    make_item(meeting)
    row = make_participation(meeting)
    convening.convene(meeting, by=None)
    meeting.refresh_from_db()
    assert "à préciser" in told("convocation")
    assert "à préciser" in plain(documents.frozen_convocation(meeting, "fr"))
    page = client.get(reverse("meetings:answer", args=[answers.make_token(row)]))
    assert "Lieu à préciser" in plain(page.content.decode())
    meeting.room = "Salle des Tilleuls"
    planning.edit_meeting(meeting, by=None)
    assert "Salle des Tilleuls" in told()
    assert "à préciser" not in told()
    assert meeting.sequence == 1
    page = client.get(reverse("meetings:answer", args=[answers.make_token(row)]))
    assert "Lieu à préciser" not in plain(page.content.decode())
