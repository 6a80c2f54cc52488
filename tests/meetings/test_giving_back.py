"""A passage taken out of a PV being rectified, then given back: what followed from it is there."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from meetings.models import (
    ActionItem,
    ActionNotice,
    ActionOwner,
    Block,
    CoSignature,
    Finding,
    Letter,
    Opinion,
)
from meetings.services import (
    action_reminders,
    correcting,
    cosigning,
    findings,
    levels,
    minutes,
    registers,
    sealing,
)
from tests.factories import at, make_block, make_item, make_meeting, make_member, make_pv
from tests.meetings.levels import text_of
from zones.models import Addressee

pytestmark = pytest.mark.django_db
WAYS = ["given up", "put back"]
TOLD = ["pk", "action", "person", "letter", "kind", "for_day"]


def decided(zone, by, kind):
    """A passage of a sealed PV, its action given to a member."""
    pv = make_pv(make_meeting(zone, "held", day=-40, partners=1), blocks=0)
    block = make_block(make_item(pv.meeting), kind, text="Ainsi dit.")
    registers.keep_registers(block)
    if kind == "action":
        owner = make_member(zone).person
        due_on = timezone.localdate() + timedelta(days=30)
        ActionItem.objects.update(due_on=due_on, due_text="dans un mois")
        ActionOwner.objects.create(action=block.action, person=owner, name=str(owner))
    sealing.send_pv(pv, by=by)
    following = make_meeting(zone, "held", day=-3)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=by)
    return Block.objects.get(pk=block.pk)


def opened(block, by):
    pv = block.item.meeting.pv
    pv.refresh_from_db()
    return correcting.correct(pv, reason="Une date", by=by)


def taken_out_and_back(block, by, way, client):
    """Take a passage out, give it back; sent, the PV leaves as its next edition."""
    pv = block.item.meeting.pv
    minutes.delete_block(block, by=by)
    if way == "given up":
        return correcting.abandon(pv, by=by)
    client.force_login(by)
    gone = Block.history.filter(key=block.key, history_type="-").first()
    place = [pv.meeting.zone.code, pv.meeting.pk, block.key]
    page = client.get(reverse("meetings:block_versions", args=place))
    assert "went_with_it" not in page.content.decode()
    address = reverse("meetings:block_bring_back", args=place)
    client.post(address, {"version": gone.history_id})
    pv.refresh_from_db()
    sealing.send_pv(pv, by=by)
    return pv


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_told_twice_of_an_action_that_comes_back(zone, coordinator, client, way):
    block = decided(zone, coordinator, "action")
    before = list(ActionNotice.objects.values(*TOLD))
    assert Letter.objects.filter(kind="actions").count() == len(before) == 1
    kept = block.action.pk
    opened(block, coordinator)
    pv = taken_out_and_back(block, coordinator, way, client)
    if way == "given up":
        sealing.send_pv(correcting.correct(pv, reason="Une heure", by=coordinator), by=coordinator)
    action = ActionItem.objects.get()
    assert (action.pk, action.due_text, action.owners.count()) == (kept, "dans un mois", 1)
    assert Letter.objects.filter(kind="actions").count() == 1
    assert list(ActionNotice.objects.values(*TOLD)) == before


def test_reminder_does_not_leave_twice_of_an_action_that_comes_back(zone, coordinator, client):
    block = decided(zone, coordinator, "action")
    due_on = block.action.due_on
    days = [due_on - timedelta(days=n) for n in range(15, 0, -1)]
    for day in days:
        with time_machine.travel(at(day, 9), tick=False):
            if not action_reminders.send_due():
                continue
            opened(block, coordinator)
            taken_out_and_back(block, coordinator, "given up", client)
            assert action_reminders.send_due() == 0
    assert Letter.objects.filter(kind="action_due").count() == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ticked", ["before it opens", "while it is open"])
def test_action_that_comes_back_stays_ticked(zone, coordinator, client, way, ticked):
    block = decided(zone, coordinator, "action")
    day = timezone.localdate()
    done = {"done_on": day, "outcome": "Fait.", "by": coordinator}
    if ticked == "before it opens":
        registers.complete_action(block.action, **done)
    opened(block, coordinator)
    if ticked == "while it is open":
        registers.complete_action(block.action, **done)
    taken_out_and_back(block, coordinator, way, client)
    action = ActionItem.objects.get()
    assert (action.done_on, action.outcome) == (day, "Fait.")
    assert action.done_by == coordinator.full_name


def test_action_moved_to_a_point_that_goes_stays_ticked(zone, coordinator):
    block = decided(zone, coordinator, "action")
    pv = opened(block, coordinator)
    done = {"done_on": timezone.localdate(), "outcome": "Fait.", "by": coordinator}
    registers.complete_action(block.action, **done)
    minutes.move_block(block, None, by=coordinator, item=make_item(pv.meeting, "Ajouté"))
    correcting.abandon(pv, by=coordinator)
    assert ActionItem.objects.get().outcome == "Fait."
    assert ActionNotice.objects.count() == 1


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_answer_that_had_not_left_leaves_once_its_opinion_comes_back(
    zone, other_zone, coordinator, outsider, client, way, left
):
    block = decided(zone, coordinator, "opinion")
    cosigning.ask(block.opinion, [other_zone], by=coordinator)
    CoSignature.objects.get().letters.update(status=Letter.Status.SENT)
    cosigning.decline(CoSignature.objects.get(), reason="Trop tôt.", by=outsider)
    told = Letter.objects.filter(cosignatures__isnull=False, to_email=coordinator.email)
    if left:
        told.update(status=Letter.Status.SENT)
    opened(block, coordinator)
    taken_out_and_back(block, coordinator, way, client)
    assert told.filter(status=Letter.Status.QUEUED).count() == (0 if left else 1)
    assert told.filter(status=Letter.Status.WITHDRAWN).exists() != left
    assert CoSignature.objects.get().letters.filter(to_email=outsider.email).count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_opinion_that_comes_back_keeps_what_was_noted_of_it(
    zone, other_zone, coordinator, outsider, client, way
):
    block = decided(zone, coordinator, "opinion")
    council = Addressee.objects.create(code="conseil", name_fr="Conseil")
    day = timezone.localdate()
    opinion = registers.record_opinion(
        block.opinion,
        motives="Trop long.",
        effect="Un guichet de plus.",
        answer_expected_on=day,
        addressees=[council],
    )
    cosigning.ask(opinion, [other_zone], by=coordinator)
    row = CoSignature.objects.get()
    cosigning.decline(row, reason="Trop tôt.", by=outsider)
    opened(block, coordinator)
    taken_out_and_back(block, coordinator, way, client)
    kept = Opinion.objects.get()
    assert (kept.pk, kept.number) == (opinion.pk, opinion.number)
    assert (kept.motives, kept.effect) == ("Trop long.", "Un guichet de plus.")
    assert (kept.answer_expected_on, list(kept.addressees.all())) == (day, [council])
    [request] = kept.cosignatures.all()
    assert (request.pk, request.status, request.reason) == (row.pk, "declined", "Trop tôt.")


@pytest.mark.parametrize("way", WAYS)
def test_passage_that_comes_back_is_the_finding_it_was(zone, coordinator, client, way):
    block = decided(zone, coordinator, "finding")
    finding = findings.note_finding(zone, by=coordinator, block=block, subject="Délais")
    opened(block, coordinator)
    taken_out_and_back(block, coordinator, way, client)
    finding.refresh_from_db()
    assert finding.block_id == block.pk
    again = findings.proposed_from(block) | {"subject": "Délais"}
    with pytest.raises(findings.Conflict):  # the register has it: nothing is noted beside it
        findings.note_finding(zone, by=coordinator, block=block, **again)
    assert Finding.objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_what_an_action_was_about_may_be_gone_when_it_comes_back(zone, coordinator, client, way):
    block = decided(zone, coordinator, "action")
    opened(block, coordinator)
    minutes.delete_block(block, by=coordinator)
    owner = make_member(zone).person
    gone = Block.history.filter(key=block.key, history_type="-").first()
    for row in gone.details["went_with_it"]["followed"]:
        if "person" in row["fields"]:
            row["fields"]["person"] = owner.pk + 1000  # erased meanwhile
    gone.save()
    Letter.objects.filter(kind="actions").delete()
    if way == "given up":
        correcting.abandon(block.item.meeting.pv, by=coordinator)
    else:
        again = {"kind": block.kind, "revision": 0, "after": None, "by": coordinator}
        minutes.put_block(block.item, block.key, fields={"text_fr": "Ainsi."}, anyway=True, **again)
    assert ActionItem.objects.get().owners.count() == 1
    assert not ActionNotice.objects.exists()


def test_correction_given_up_again_does_not_widen_what_was_narrowed_in_between(zone, coordinator):
    block = decided(zone, coordinator, "decision")
    item = block.item
    pv = correcting.abandon(opened(block, coordinator), by=coordinator)
    before = item.visibility
    narrowed = {"items": {item.pk: "coordination"}, "blocks": {block.pk: "coordination"}}
    levels.change_levels(pv, by=coordinator, **narrowed)
    correcting.abandon(opened(block, coordinator), by=coordinator)
    item.refresh_from_db()
    block.refresh_from_db()
    assert before != "coordination"
    assert (item.visibility, block.visibility) == ("coordination", "coordination")


def test_what_was_narrowed_during_a_correction_stays_so_once_it_is_given_up(zone, coordinator):
    block = decided(zone, coordinator, "decision")
    kept, gone = block, make_block(block.item, text="Aussi dit.", visibility="zone")
    other = make_item(block.item.meeting, visibility="present")
    pv = opened(block, coordinator)
    levels.change_levels(
        pv,
        by=coordinator,
        items={other.pk: "zone"},
        blocks={kept.pk: "present", gone.pk: "coordination"},
        confirmed=True,
    )
    minutes.delete_block(Block.objects.get(pk=gone.pk), by=coordinator)
    pv = correcting.abandon(pv, by=coordinator)
    for row, level in ((kept, "present"), (gone, "coordination"), (other, "present")):
        row.refresh_from_db()
        assert row.visibility == level
    # Each circle gets a copy of the sealed edition without what is kept from it.
    papers = {row.audience: row for row in pv.sealed.get().papers.order_by("pk")}
    assert "Ainsi dit" not in text_of(papers["zone"].pdf())
    assert "Ainsi dit" in text_of(papers["present"].pdf())
