"""Opinions and findings signed by several zones, findings taken from PVs, two people on one row."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings import emails
from meetings.models import PV, Block, CoSignature, Finding, Letter, Meeting, Opinion
from meetings.seen import fingerprint
from meetings.services import correcting, cosigning, delivery, findings, minutes, registers, sealing
from meetings.services.errors import Conflict, Refused, WrongStatus
from tests.factories import make_block, make_item, make_meeting, make_pv, make_user, make_zone
from zones.models import Addressee

pytestmark = pytest.mark.django_db


def an_opinion(zone, text="Maintenir les ateliers.", status="sent", level=""):
    pv = make_pv(make_meeting(zone, "held", day=-30), status, blocks=0)
    block = make_block(make_item(pv.meeting), "opinion", text=text)
    block.visibility = level
    block.save()
    return Opinion.objects.create(block=block, zone=zone, year=pv.meeting.year, number=1)


def a_passage(zone, kind="finding", status="sent", level="", day=-30):
    pv = make_pv(make_meeting(zone, "held", day=day), status, blocks=0)
    block = make_block(make_item(pv.meeting), kind, text="Les délais dépassent six mois.")
    block.visibility = level
    block.save()
    return block


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


# --- Findings -----------------------------------------------------------------------------------


def test_a_passage_enters_the_register_once_with_its_words(client, zone, coordinator):
    block = a_passage(zone)
    client.force_login(coordinator)
    address = reverse("meetings:findings", args=[zone.code])
    assert "Les délais dépassent" in client.get(address).content.decode()
    add = reverse("meetings:finding_add", args=[zone.code]) + f"?passage={block.pk}"
    page = client.get(add)
    values = page.context["form"].initial
    assert values["observation"] == "Les délais dépassent six mois."
    typed = {name: value for name, value in values.items() if value and name != "addressees"}
    typed |= {"proposal": "Créer un guichet."}
    for _click in range(2):
        assert client.post(add, typed).status_code == 302
    finding = Finding.objects.get()
    assert (finding.block, finding.proposal) == (block, "Créer un guichet.")
    assert finding.noted_on == block.item.meeting.held_on
    assert not client.get(address).context["proposed"]


def test_a_passage_noted_by_two_people_loses_the_words_of_neither(client, zone, coordinator):
    block = a_passage(zone)
    add = reverse("meetings:finding_add", args=[zone.code]) + f"?passage={block.pk}"
    day = block.item.meeting.held_on
    theirs = {"subject": "Délais", "noted_on": day, "observation": "Leurs mots."}
    findings.note_finding(zone, by=make_user(zone, coordinator=True), block=block, **theirs)
    client.force_login(coordinator)
    mine = theirs | {"observation": "Mes mots.", "visibility": "zone", "seen": ""}
    response = client.post(add, mine)
    assert response.status_code == 200
    assert "Leurs" in response.content.decode()
    assert "Mes mots." in response.content.decode()
    assert Finding.objects.get().observation == "Leurs mots."
    again = mine | {"seen": response.context["form"]["seen"].value()}
    assert client.post(add, again).status_code == 302
    assert Finding.objects.get().observation == "Mes mots."
    there = reverse("meetings:finding", args=[zone.code, Finding.objects.get().pk])
    assert client.get(response.context["back"]).url == there


@pytest.mark.parametrize("case", ["draft", "foreign", "information", "nonsense"])
def test_other_passages_do_not_enter(client, zone, other_zone, coordinator, case):
    block = {
        "draft": lambda: a_passage(zone, status="draft"),
        "foreign": lambda: a_passage(other_zone),
        "information": lambda: a_passage(zone, kind="information"),
        "nonsense": lambda: None,
    }[case]()
    client.force_login(coordinator)
    asked_for = block.pk if block else "9" * 40
    add = reverse("meetings:finding_add", args=[zone.code]) + f"?passage={asked_for}"
    assert client.get(add).status_code == 404
    assert client.post(add, {"subject": "Volé"}).status_code == 404
    assert not Finding.objects.exists()


def test_a_finding_is_never_wider_than_its_passage(client, zone, coordinator, partner, region):
    block = a_passage(zone, level="coordination")
    with pytest.raises(ValidationError):
        findings.note_finding(
            zone, by=coordinator, block=block, subject="Délais", visibility="region"
        )
    Finding.objects.create(
        zone=zone, block=block, subject="Délais", visibility="region", sent_on=date(2020, 5, 1)
    )
    for reader, seen in ((partner, False), (region, False), (coordinator, True)):
        client.force_login(reader)
        content = client.get(reverse("meetings:findings", args=[zone.code])).content.decode()
        assert ("Délais" in content) is seen


def test_the_same_finding_noted_twice_is_one(zone, coordinator):
    words = {"subject": "Chèques langue", "noted_on": date(2020, 5, 4), "observation": "Trop peu."}
    first = findings.note_finding(zone, by=coordinator, **words)
    assert findings.note_finding(zone, by=coordinator, **words) == first
    other = findings.note_finding(zone, by=coordinator, **words | {"observation": "Autre."})
    assert other != first


def test_the_region_reads_the_findings_that_were_sent(client, zone, region, outsider):
    Finding.objects.create(zone=zone, subject="Gardé ici")
    sent = Finding.objects.create(zone=zone, subject="Parti", sent_on=date(2020, 5, 1))
    client.force_login(region)
    content = client.get(reverse("meetings:findings", args=[zone.code])).content.decode()
    assert "Parti" in content
    assert "Gardé ici" not in content
    client.force_login(outsider)
    assert client.get(reverse("meetings:finding", args=[zone.code, sent.pk])).status_code == 404


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (None, "les partenaires de toutes les zones, puisqu’il est envoyé</dd>"),
        ("zone", "les membres de la zone, puisqu’il est envoyé</dd>"),
        ("coordination", "le secrétariat</dd>"),
    ],
)
def test_what_is_sent_is_read_alike_at_home_and_by_those_who_signed(
    client, zone, other_zone, coordinator, partner, region, level, said
):
    block = a_passage(zone, level=level) if level else None
    Meeting.objects.update(visibility="region")
    words = {"subject": "Délais", "observation": "Six mois.", "visibility": "coordination"}
    finding = Finding.objects.create(zone=zone, block=block, **words)
    signed = {"status": "signed", "text": "Six mois.", "decided_at": timezone.now()}
    CoSignature.objects.create(finding=finding, zone=other_zone, **signed)
    there = make_user(other_zone)

    def readers():
        home = reverse("meetings:finding", args=[zone.code, finding.pk])
        away = reverse("meetings:findings", args=[other_zone.code])
        found = set()
        for user, address in ((partner, home), (region, home), (there, away)):
            client.force_login(user)
            if "Six mois." in client.get(address).content.decode():
                found.add(user)
        return found

    assert readers() == set()
    Finding.objects.update(sent_on=date(2020, 5, 1))
    reads = {None: {partner, region, there}, "zone": {partner}, "coordination": set()}
    assert readers() == reads[level]
    client.force_login(coordinator)
    page = client.get(reverse("meetings:finding", args=[zone.code, finding.pk]))
    assert said in page.content.decode()


def test_what_left_stays_in_the_register(client, zone, other_zone, coordinator):
    sent = Finding.objects.create(zone=zone, subject="Parti", sent_on=date(2020, 5, 1))
    with pytest.raises(WrongStatus):
        findings.delete_finding(sent)
    mistake = Finding.objects.create(zone=zone, subject="Erreur", observation="Rien.")
    asked(mistake, other_zone, coordinator)
    client.force_login(coordinator)
    client.post(reverse("meetings:finding_delete", args=[zone.code, mistake.pk]))
    assert list(Finding.objects.all()) == [sent]


# --- Two people, bad dates ----------------------------------------------------------------------


def test_two_editors_of_an_opinion_both_keep_their_words(client, zone, coordinator):
    opinion = an_opinion(zone)
    client.force_login(coordinator)
    address = reverse("meetings:opinion_edit", args=[zone.code, opinion.pk])
    seen = client.get(address).context["form"]["seen"].value()
    mine, theirs = {"motives": "Mes mots", "seen": seen}, {"motives": "Leurs mots", "seen": seen}
    assert client.post(address, theirs).status_code == 302
    assert client.post(address, theirs).status_code == 302, "the same again is kept already"
    response = client.post(address, mine)
    content = response.content.decode()
    assert response.status_code == 200
    assert "Mes" in content
    assert "Leurs" in content
    opinion.refresh_from_db()
    assert opinion.motives == "Leurs mots"
    again = mine | {"seen": response.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    opinion.refresh_from_db()
    assert opinion.motives == "Mes mots"


def test_two_editors_read_choices_in_words_and_choose_their_file_again(client, zone, coordinator):
    finding = Finding.objects.create(zone=zone, subject="Délais")
    client.force_login(coordinator)
    address = reverse("meetings:finding_edit", args=[zone.code, finding.pk])
    mine = {"subject": "Délais", "noted_on": finding.noted_on, "visibility": "region", "seen": "x"}
    [row] = client.post(address, mine).context["differing"]
    assert "".join(piece for piece, _differs in row["mine"]).endswith("toutes les zones")
    assert "".join(piece for piece, _differs in row["theirs"]).endswith("de la zone")
    address = reverse("meetings:opinion_edit", args=[zone.code, an_opinion(zone).pk])
    chosen = SimpleUploadedFile("preuve.txt", b"Envoi du 3 mars")
    mine = {"motives": "Mes mots", "seen": "x"}
    again = "Choisissez de nouveau votre fichier"
    assert again in client.post(address, mine | {"upload": chosen}).content.decode()
    assert again not in client.post(address, mine).content.decode()


def test_a_finding_changed_meanwhile_is_not_overwritten(zone, coordinator):
    finding = Finding.objects.create(zone=zone, subject="Délais")
    seen = fingerprint(finding, findings.KEPT)
    findings.save_finding(finding, seen=seen, subject="Délais longs")
    with pytest.raises(Conflict):
        findings.save_finding(finding, seen=seen, subject="Délais courts")
    findings.save_finding(finding, seen=seen, subject="Délais longs")
    Finding.objects.all().delete()
    with pytest.raises(WrongStatus, match="retiré"):
        findings.save_finding(finding, seen=seen, subject="Rien")


def test_a_body_that_ended_names_its_heir(client, zone, coordinator):
    opinion = an_opinion(zone)
    today = timezone.localdate()
    old = Addressee.objects.create(code="a", name_fr="Ancienne", ended_on=today - timedelta(20))
    new = Addressee.objects.create(
        code="b", name_fr="Nouvelle", started_on=today - timedelta(19), succeeds=old
    )
    client.force_login(coordinator)
    address = reverse("meetings:opinion_edit", args=[zone.code, opinion.pk])
    response = client.post(address, {"addressees": [old.pk], "sent_on": today, "sending": "Moi"})
    assert "Nouvelle" in str(response.context["form"].errors["addressees"])
    assert "Moi" in response.content.decode()
    assert client.post(address, {"addressees": [new.pk], "sent_on": today}).status_code == 302
    early = {"addressees": [new.pk], "sent_on": today, "answer_expected_on": "2019-01-01"}
    assert client.post(address, early).context["form"].errors["answer_expected_on"]
    assert client.post(address, {"sent_on": today}).context["form"].errors["addressees"]


def test_an_answer_that_is_overdue_is_flagged(client, zone, partner):
    opinion = an_opinion(zone)
    Opinion.objects.filter(pk=opinion.pk).update(
        sent_on=date(2020, 5, 1), answer_expected_on=date(2020, 6, 1)
    )
    client.force_login(partner)
    address = reverse("meetings:opinions", args=[zone.code])
    assert "réponse attendue le" in client.get(address, {"etat": "en-retard"}).content.decode()
    assert not client.get(address, {"etat": "a-envoyer"}).context["rows"]


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
