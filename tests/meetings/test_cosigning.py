"""Opinions and findings signed by several zones."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from meetings import emails
from meetings.models import PV, Block, CoSignature, Letter, Meeting, Opinion
from meetings.services import correcting, cosigning, delivery, findings, minutes, registers, sealing
from meetings.services.errors import Refused, WrongStatus
from tests.factories import make_block, make_item, make_meeting, make_pv, make_user, make_zone
from zones.models import Addressee

pytestmark = pytest.mark.django_db


def an_opinion(zone, text="Maintenir les ateliers.", status="sent", level=""):
    pv = make_pv(make_meeting(zone, "held", day=-30), status, blocks=0)
    block = make_block(make_item(pv.meeting), "opinion", text=text)
    block.visibility = level
    block.save()
    return Opinion.objects.create(block=block, zone=zone, year=pv.meeting.year, number=1)


def asked(thing, zone, by):
    cosigning.ask(thing, [zone], by=by)
    return CoSignature.objects.get(zone=zone)


def current(row):
    return cosigning.digest(cosigning.text_of(CoSignature.objects.get(pk=row.pk).thing))


def test_a_request_writes_once_to_the_other_coordination(zone, other_zone, coordinator, outsider):
    opinion = an_opinion(zone)
    row = asked(opinion, other_zone, coordinator)
    assert cosigning.ask(opinion, [other_zone, zone], by=coordinator) == []
    letter = Letter.objects.get()
    assert (letter.to_email, letter.kind, row.letters.get()) == (outsider.email, "cosign", letter)
    message = emails.build(letter)
    html = message.alternatives[0].content
    link = reverse("meetings:cosignature", args=[other_zone.code, row.pk])
    for part in (message.body, html):
        assert link in part
        assert "Odile" in part
        assert "variable absente" not in part


def test_a_signature_keeps_the_text_that_was_read(zone, other_zone, coordinator, outsider):
    opinion = an_opinion(zone)
    row = asked(opinion, other_zone, coordinator)
    seen = current(row)
    registers.record_opinion(opinion, motives="Un motif venu après.")
    with pytest.raises(WrongStatus, match="vient de changer"):
        cosigning.sign(row, seen=seen, by=outsider)
    cosigning.sign(row, seen=current(row), by=outsider)
    cosigning.sign(row, seen="", by=outsider)  # the second click
    row.refresh_from_db()
    assert row.is_signed
    assert "Un motif venu après." in row.text
    assert not cosigning.has_changed(row)
    registers.record_opinion(opinion, motives="Un autre motif.")
    assert cosigning.has_changed(CoSignature.objects.get())


def test_the_answer_is_told_to_whoever_asked(zone, other_zone, coordinator, outsider):
    row = asked(an_opinion(zone), other_zone, coordinator)
    with pytest.raises(Refused, match="phrase"):
        cosigning.decline(row, reason="  ", by=outsider)
    cosigning.decline(row, reason="Notre commission n’en a pas parlé.", by=outsider)
    request, answer = Letter.objects.order_by("pk")
    assert request.status == Letter.Status.WITHDRAWN
    assert answer.to_email == coordinator.email
    assert "pas parlé" in emails.build(answer).body
    with pytest.raises(WrongStatus, match="déjà répondu"):
        cosigning.sign(row, seen=current(row), by=outsider)


def test_a_letter_that_is_tried_again_says_what_it_was_written_for(
    zone, other_zone, coordinator, outsider
):
    opinion = an_opinion(zone)
    row = asked(opinion, other_zone, coordinator)
    Letter.objects.update(status=Letter.Status.SENDING, handed_at=timezone.now())  # in doubt
    cosigning.decline(row, reason="Trop tôt.", by=outsider)
    Letter.objects.update(status=Letter.Status.SENDING, handed_at=timezone.now())
    request, answer = Letter.objects.order_by("pk")
    page = reverse("meetings:cosignature", args=[other_zone.code, row.pk])
    assert page in emails.build(request).body
    assert "Trop tôt." not in emails.build(request).body
    cosigning.ask(opinion, [other_zone], by=coordinator)
    assert "Trop tôt." in emails.build(answer).body
    assert page not in emails.build(answer).body


def test_a_zone_that_declined_is_asked_again_and_its_words_stay(
    zone, other_zone, coordinator, outsider
):
    opinion = an_opinion(zone)
    row = asked(opinion, other_zone, coordinator)
    cosigning.decline(row, reason="Trop tôt.", by=outsider)
    assert cosigning.ask(opinion, [other_zone], by=coordinator) == [other_zone]
    row.refresh_from_db()
    assert (row.is_asked, row.reason) == (True, "")
    assert row.history.filter(reason="Trop tôt.").exists()


def test_an_opinion_of_a_draft_is_not_sent_around(zone, other_zone, coordinator):
    with pytest.raises(WrongStatus, match="PV"):
        cosigning.ask(an_opinion(zone, status="draft"), [other_zone], by=coordinator)
    with pytest.raises(Refused, match="autre zone"):
        cosigning.ask(an_opinion(make_zone("ouest")), [], by=coordinator)


def test_the_words_of_a_correction_are_neither_read_nor_signed_elsewhere(
    client, zone, other_zone, coordinator, outsider
):
    opinion = an_opinion(zone)
    row = asked(opinion, other_zone, coordinator)
    PV.objects.update(status="draft", edition=2)
    minutes.save_block(opinion.block_id, revision=1, by=coordinator, text_fr="Mots du brouillon.")
    client.force_login(outsider)
    page = reverse("meetings:cosignature", args=[other_zone.code, row.pk])
    content = client.get(page).content.decode()
    assert "Maintenir les ateliers." in content
    assert "brouillon" not in content
    assert 'value="sign"' not in content
    for seen in (cosigning.digest("Maintenir les ateliers."), current(row)):
        with pytest.raises(WrongStatus, match="rectification"):
            cosigning.sign(row, seen=seen, by=outsider)
    PV.objects.update(status="sent")
    cosigning.sign(row, seen=current(row), by=outsider)
    PV.objects.update(status="draft")
    minutes.save_block(opinion.block_id, revision=2, by=coordinator, text_fr="Encore un essai.")
    assert "essai" not in client.get(page).content.decode()


def test_a_signed_opinion_does_not_go_with_its_passage(zone, other_zone, coordinator, outsider):
    opinion = an_opinion(zone)
    row = asked(opinion, other_zone, coordinator)
    cosigning.sign(row, seen=current(row), by=outsider)
    PV.objects.update(status="draft", edition=2)
    with pytest.raises(Refused, match="a signé cet avis"):
        minutes.delete_block(opinion.block, by=coordinator)
    assert CoSignature.objects.get().is_signed


def test_a_correction_given_up_gives_back_what_was_asked_and_noted(
    zone, other_zone, coordinator, outsider
):
    pv = make_pv(make_meeting(zone, "held", day=-30), blocks=0)
    first = make_block(make_item(pv.meeting), "opinion", text="Maintenir les ateliers.")
    second = make_block(first.item, "opinion", text="Ouvrir un guichet.")
    said = make_block(first.item, "finding", text="Les délais dépassent six mois.")
    sealing.send_pv(pv, by=coordinator)
    after = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=after, by=coordinator)
    for number, block in enumerate((first, second), start=1):
        opinion = Opinion.objects.create(block=block, zone=zone, year=2020, number=number)
        asked(opinion, make_zone("ouest") if number == 1 else other_zone, coordinator)
    finding = findings.note_finding(zone, by=coordinator, block=said, subject="Délais")
    Letter.objects.filter(kind="cosign").update(status=Letter.Status.QUEUED)
    correcting.correct(pv, reason="Une date", by=coordinator)
    minutes.delete_block(second, by=coordinator)
    minutes.delete_block(said, by=coordinator)
    assert Letter.objects.get(to_email=outsider.email).status == Letter.Status.WITHDRAWN
    cosigning.take_back(CoSignature.objects.get())
    correcting.abandon(pv, by=coordinator)
    kept = CoSignature.objects.get()
    assert (kept.zone, kept.opinion.number, kept.text) == (other_zone, 2, "Ouvrir un guichet.")
    finding.refresh_from_db()
    assert finding.block == said


@pytest.mark.parametrize("has_left", [False, True])
def test_a_correction_given_up_writes_again_to_who_had_not_been_written_to(
    client, zone, other_zone, coordinator, outsider, has_left
):
    pv = make_pv(make_meeting(zone, "held", day=-30), blocks=0)
    block = make_block(make_item(pv.meeting), "opinion", text="Maintenir les ateliers.")
    sealing.send_pv(pv, by=coordinator)
    after = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=after, by=coordinator)
    row = Opinion.objects.create(block=block, zone=zone, year=2020, number=1)
    row = asked(row, other_zone, coordinator)
    first = Letter.objects.get(kind="cosign")
    if has_left:
        Letter.objects.filter(pk=first.pk).update(status="sent", sent_at=timezone.now())
    for _again in range(2):
        correcting.correct(pv, reason="Une date", by=coordinator)
        minutes.delete_block(Block.objects.get(pk=block.pk), by=coordinator)
        correcting.abandon(pv, by=coordinator)
    [letter] = row.letters.exclude(status=Letter.Status.WITHDRAWN)
    assert (letter == first, letter.to_email) == (has_left, outsider.email)
    delivery.deliver_due()
    mine = [one for one in mail.outbox if outsider.email in str(one.to)]
    address = reverse("meetings:cosignature", args=[other_zone.code, row.pk])
    assert [address in one.body for one in mine] == [True] * (not has_left)
    client.force_login(outsider)
    assert "Maintenir les ateliers." in client.get(address).content.decode()


def test_a_correction_given_up_keeps_what_was_said_of_a_request_meanwhile(
    zone, other_zone, coordinator, outsider
):
    pv = make_pv(make_meeting(zone, "held", day=-30), blocks=0)
    block = make_block(make_item(pv.meeting), "opinion", text="Maintenir les ateliers.")
    sealing.send_pv(pv, by=coordinator)
    after = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=after, by=coordinator)
    opinion = Opinion.objects.create(block=block, zone=zone, year=2020, number=1)
    withdrawn, declined = (
        asked(opinion, one, coordinator) for one in (make_zone("ouest"), other_zone)
    )
    correcting.correct(pv, reason="Une date", by=coordinator)
    cosigning.take_back(withdrawn)
    cosigning.decline(declined, reason="Trop tôt.", by=outsider)
    minutes.delete_block(block, by=coordinator)
    correcting.abandon(pv, by=coordinator)
    kept = CoSignature.objects.get()
    assert (kept.pk, kept.status, kept.reason) == (declined.pk, "declined", "Trop tôt.")
    assert (kept.decided_by, kept.decided_at is None) == (outsider, False)
    # Nobody is asked again; the answer, which had not left, is still told.
    [told] = Letter.objects.filter(kind="cosign", status=Letter.Status.QUEUED)
    assert told.to_email == coordinator.email


def test_a_request_is_taken_back_until_it_is_answered(zone, other_zone, coordinator, outsider):
    opinion = an_opinion(zone)
    row = asked(opinion, other_zone, coordinator)
    cosigning.take_back(row)
    cosigning.take_back(row)
    assert Letter.objects.get().status == Letter.Status.WITHDRAWN
    row = asked(opinion, other_zone, coordinator)
    cosigning.sign(row, seen=current(row), by=outsider)
    with pytest.raises(WrongStatus, match="reste"):
        cosigning.take_back(row)


def test_the_pages_of_a_signature(client, zone, other_zone, coordinator, outsider):
    opinion = an_opinion(zone, text="<b>Maintenir</b> les ateliers.", level="zone")
    opinion.addressees.add(Addressee.objects.create(code="a", name_fr="Comité lu par les deux"))
    ask = reverse("meetings:opinion_cosign", args=[zone.code, opinion.pk])
    client.force_login(coordinator)
    assert "Odile Ailleurs" in client.get(ask).content.decode()
    none = {"csrfmiddlewaretoken": "x"}  # as a browser sends a form with no box ticked
    assert "Cochez au moins une autre zone." in client.post(ask, none).content.decode()
    assert client.post(ask, {"zones": [other_zone.pk]}).status_code == 302
    row = CoSignature.objects.get()
    page = reverse("meetings:cosignature", args=[other_zone.code, row.pk])
    assert client.get(page).status_code == 404
    client.force_login(make_user(other_zone))
    assert client.post(page, {"answer": "sign", "seen": current(row)}).status_code == 403
    client.force_login(outsider)
    content = client.get(page).content.decode()
    assert "&lt;b&gt;Maintenir" in content
    assert "Comité lu par les deux" in content
    assert "vous propose de signer" in content
    refused = client.post(page, {"answer": "decline", "reason": ""})
    assert refused.status_code == 200
    assert refused.content.decode().count("data-error-summary") == 1
    client.post(page, {"answer": "sign", "seen": current(row)})
    client.post(page, {"answer": "sign", "seen": current(row)})
    row.refresh_from_db()
    assert row.is_signed
    assert "vous propose de signer" not in client.get(page).content.decode()
    register = reverse("meetings:opinions", args=[other_zone.code])
    assert "Maintenir" in client.get(register).content.decode()


def test_what_is_signed_is_read_by_members_once_sent_and_if_wide(client, zone, other_zone):
    opinion = an_opinion(zone, text="Phrase réservée", level="zone")
    CoSignature.objects.create(
        opinion=opinion,
        zone=other_zone,
        status="signed",
        text="Phrase réservée",
        decided_at=timezone.now(),
    )
    client.force_login(make_user(other_zone))
    register = reverse("meetings:opinions", args=[other_zone.code])
    assert "zone Sud" not in client.get(register).content.decode()
    Opinion.objects.update(sent_on=timezone.localdate())
    content = client.get(register).content.decode()
    assert "zone Sud" in content
    assert "Phrase réservée" not in content
    opinion.block.visibility = "region"
    opinion.block.save()
    Meeting.objects.update(visibility="region")
    assert "Phrase réservée" in client.get(register).content.decode()


def test_the_zone_page_says_what_waits_for_its_signature(client, zone, other_zone, outsider):
    opinion = an_opinion(zone)
    asked(opinion, other_zone, None)
    Opinion.objects.update(sent_on=date(2020, 5, 1), answer_expected_on=date(2020, 6, 1))
    client.force_login(outsider)
    content = client.get(reverse("meetings:zone", args=[other_zone.code])).content.decode()
    assert "La zone Sud propose de signer avec elle" in content
    client.force_login(make_user(zone, coordinator=True))
    content = client.get(reverse("meetings:zone", args=[zone.code])).content.decode()
    assert f"L’avis n° {opinion} attend une réponse" in content
