import hashlib

import pytest
from django.core.exceptions import ValidationError

from meetings.forms_pv import VerdictForm
from meetings.models import PV, ActionItem, Block, Letter, Opinion, Paper
from meetings.services import minutes, registers, sealing
from meetings.services.errors import Conflict, Refused, WrongStatus
from tests.factories import (
    make_block,
    make_item,
    make_meeting,
    make_participation,
    make_pv,
)


@pytest.fixture
def pv(zone, coordinator):
    meeting = make_meeting(zone, "held", day=-10, convening="convocation")
    make_participation(meeting, presence="present", email="present@exemple.be")
    make_participation(meeting, presence="excused", email="excuse@exemple.be")
    return make_pv(meeting)


def test_second_writer_sees_both_texts_and_loses_none(pv, coordinator):
    block = Block.objects.get()
    minutes.save_block(block.pk, revision=1, by=coordinator, text_fr="Première main.")
    with pytest.raises(Conflict) as conflict:
        minutes.save_block(block.pk, revision=1, by=coordinator, text_fr="Seconde main.")
    assert conflict.value.current.text_fr == "Première main."
    block.refresh_from_db()
    assert (block.text_fr, block.revision) == ("Première main.", 2)
    assert block.history.filter(text_fr="Première main.").exists()


def test_action_and_opinion_enter_their_registers(pv, coordinator):
    item = pv.meeting.agenda.first()
    action = minutes.add_block(item, kind="action", by=coordinator, text_fr="Écrire au collège.")
    registers.set_action(action, owners=["Nele Rombouts"], due_on=None, due_text="avant fin avril")
    minutes.add_block(item, kind="opinion", by=coordinator, text_fr="Avis favorable.")
    second = minutes.add_block(item, kind="opinion", by=coordinator, text_fr="Autre avis.")
    assert ActionItem.objects.get().due_text == "avant fin avril"
    assert second.opinion.number == 2
    assert Opinion.objects.filter(zone=pv.meeting.zone, year=pv.meeting.year).count() == 2


def test_only_decisions_and_opinions_have_a_mode(pv, coordinator):
    with pytest.raises(ValidationError, match="mode de décision"):
        minutes.add_block(
            pv.meeting.agenda.first(),
            kind="information",
            by=coordinator,
            text_fr="Info.",
            decision_mode="vote",
        )


def test_sending_twice_sends_once_and_keeps_text_and_paper(pv, coordinator):
    assert sealing.send_pv(pv, by=coordinator) == 2
    with pytest.raises(WrongStatus, match="déjà envoyé"):
        sealing.send_pv(pv, by=coordinator)
    assert Letter.objects.filter(kind="pv").count() == 2
    paper = Paper.objects.get()
    assert paper.sha256 == hashlib.sha256(paper.content).hexdigest()
    version = pv.versions.get()
    assert version.content["items"][0]["blocks"][0]["text_fr"] == "Les partenaires échangent."


def test_text_that_left_does_not_change(pv, coordinator):
    sealing.send_pv(pv, by=coordinator)
    block = Block.objects.get()
    with pytest.raises(WrongStatus):
        minutes.save_block(block.pk, revision=1, by=coordinator, text_fr="Autre chose.")
    with pytest.raises(WrongStatus):
        minutes.delete_block(block, by=coordinator)


def test_pv_goes_once_to_a_reader_and_to_each_name_of_a_shared_address(zone):
    meeting = make_meeting(zone, "held", day=-2)
    first = make_participation(meeting, email="direction@exemple.be")
    make_participation(meeting, person=first.person, email="Direction@exemple.be")
    second = make_participation(meeting, email="direction@exemple.be")
    make_participation(meeting, email="ailleurs@exemple.be", is_invited=False)
    assert sealing.pv_readers(meeting) == [first, second]


def test_sending_submits_the_pv_to_a_meeting_already_planned(pv, coordinator, zone):
    make_meeting(zone, "planned", day=60)
    following = make_meeting(zone, "planned", day=20)
    make_item(following)
    sealing.send_pv(pv, by=coordinator)
    assert [item.approves for item in following.agenda.order_by("position")] == [pv, None]
    assert pv.approval_items.count() == 1


def test_a_verdict_waits_for_the_meeting_that_gives_it(pv, coordinator, zone):
    sealing.send_pv(pv, by=coordinator)
    pv.refresh_from_db()
    coming = make_meeting(zone, "convened", day=3)
    with pytest.raises(Refused, match="pas encore eu lieu"):
        sealing.decide_pv(pv, verdict="approved", text="", decided_in=coming, by=coordinator)
    assert not VerdictForm(pv=pv).fields["decided_in"].queryset.exists()


def test_empty_pv_and_open_attendance_are_said_before_sending(zone, coordinator):
    with pytest.raises(Refused, match="vide"):
        sealing.send_pv(make_pv(make_meeting(zone, "held", day=-2), blocks=0), by=coordinator)
    with pytest.raises(Refused, match="présences"):
        sealing.send_pv(make_pv(make_meeting(zone, "convened", day=-1)), by=coordinator)


def test_pv_of_the_secretariat_goes_to_the_coordination_alone(pv, coordinator):
    pv.meeting.visibility = "coordination"
    pv.meeting.save()
    make_participation(pv.meeting, capacity="coordination", email="ml@exemple.be")
    sealing.send_pv(pv, by=coordinator)
    assert Letter.objects.get().to_email == "ml@exemple.be"


def test_verdict_is_given_by_a_later_meeting_of_the_zone(pv, coordinator, zone):
    sealing.send_pv(pv, by=coordinator)
    for wrong in (make_meeting(zone, "held", day=-60), make_meeting(status="held", day=-1)):
        with pytest.raises(Refused, match="réunion suivante"):
            sealing.decide_pv(pv, verdict="approved", text="", decided_in=wrong, by=coordinator)


def test_contesting_needs_the_words_and_erases_nothing(pv, coordinator, zone):
    sealing.send_pv(pv, by=coordinator)
    later = make_meeting(zone, "held", day=-1)
    with pytest.raises(ValidationError, match="déclaration"):
        sealing.decide_pv(pv, verdict="contested", text=" ", decided_in=later, by=coordinator)
    decided = sealing.decide_pv(
        pv, verdict="contested", text="Le point 1 est inexact.", decided_in=later, by=coordinator
    )
    assert (decided.status, decided.verdict_text) == ("contested", "Le point 1 est inexact.")
    assert Block.objects.get().text_fr == "Les partenaires échangent."
    assert list(pv.versions.values_list("reason", flat=True)) == ["sent", "contested"]


def test_approved_pv_is_sealed_and_its_meeting_closed(pv, coordinator, zone):
    sealing.send_pv(pv, by=coordinator)
    later = make_meeting(zone, "held", day=-1)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=later, by=coordinator)
    pv.refresh_from_db()
    assert pv.meeting.status == "closed"
    assert pv.decided_at == later.starts_at
    with pytest.raises(WrongStatus):
        sealing.decide_pv(pv, verdict="contested", text="Non.", decided_in=later, by=coordinator)
    assert Paper.objects.filter(kind="pv").count() == 2


def test_opening_twice_makes_one_pv(zone, coordinator):
    meeting = make_meeting(zone, "held", day=-2)
    assert minutes.open_pv(meeting, by=coordinator) == minutes.open_pv(meeting, by=coordinator)
    assert PV.objects.get().kind == "pv"


def test_deleting_a_passage_keeps_its_history(pv, coordinator):
    block = make_block(pv.meeting.agenda.first(), text="À effacer.")
    minutes.delete_block(block, by=coordinator)
    assert Block.history.filter(text_fr="À effacer.", history_type="-").exists()
