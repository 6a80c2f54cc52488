"""« Note pour les absents »: to institutions nobody came for, once, with what is asked of them."""

import io

import page
import pypdf
import pytest
from django.core import mail
from django.urls import reverse

from meetings import documents
from meetings.models import ActionItem, ActionOwner, Letter, Paper
from meetings.services import delivery, note
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
)
from zones.models.rules import Visibility

pytestmark = pytest.mark.django_db


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(one.extract_text() for one in pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def made(zone, presence, office, name, **fields):
    meeting = zone.meetings.get(status="held")
    return make_participation(meeting, make_person(name), office, presence=presence, **fields)


@pytest.fixture
def pv(zone):
    """Actiris was there; the CPAS and Après were not; Duo is excused but a colleague came."""
    meeting = make_meeting(zone, "held", day=-10, visibility="zone")
    found = make_pv(meeting, "sent", blocks=0)
    offices = {name: make_organisation(name) for name in ("Actiris", "CPAS", "Après", "Duo")}
    made(zone, "present", offices["Actiris"], "Carla Thiry", email="carla@exemple.be")
    made(zone, "absent", offices["CPAS"], "Luc Martens", email="luc@exemple.be")
    made(zone, "excused", offices["Après"], "Odile Gérard", email="odile@exemple.be")
    made(zone, "excused", offices["Duo"], "Noa Peeters", email="noa@exemple.be")
    made(zone, "present", offices["Duo"], "Hugo Delvaux", email="hugo@exemple.be")
    made(zone, "absent", None, "Iris Invitée", email="iris@exemple.be", capacity="guest")
    item = make_item(meeting, "Le Partner Day")
    make_block(item, "decision", "Le Partner Day a lieu en juin.")
    make_block(item, "decision", "Secretissime.", visibility="present")
    for office, text in (("CPAS", "Prévenir le CPAS."), ("Après", "Préparer la salle.")):
        action = make_block(item, "action", text)
        row = ActionItem.objects.create(block=action, zone=zone, due_text="avant fin avril")
        ActionOwner.objects.create(action=row, name=office, organisation=offices[office])
    return found


def test_note_goes_once_to_institutions_that_had_nobody_there(pv, coordinator):
    assert note.send_note(pv, by=coordinator) == 2
    letters = Letter.objects.filter(kind="note")
    assert set(letters.values_list("to_email", flat=True)) == {"luc@exemple.be", "odile@exemple.be"}
    with pytest.raises(Refused):
        note.send_note(pv, by=coordinator)
    assert letters.count() == 2
    paper = Paper.objects.get(kind="note")
    assert {letter.paper for letter in letters} == {paper}
    assert paper.audience == "zone"


def test_each_institution_reads_what_is_asked_of_it_and_nothing_hidden(pv, coordinator):
    note.send_note(pv, by=coordinator)
    delivery.deliver_due()
    sent = {message.to[0]: message for message in mail.outbox}
    mine = sent["luc@exemple.be"].body
    assert "Le Partner Day a lieu en juin." in mine
    assert "Prévenir le CPAS." in mine
    assert "Préparer la salle." not in mine
    assert "avant fin avril" in mine
    assert "Secretissime" not in mine
    assert "1 passage réservé" in mine
    html = sent["luc@exemple.be"].alternatives[0][0]
    assert "Prévenir le CPAS." in html
    assert "Préparer la salle." not in html


def test_common_page_is_one_accessible_page_for_the_zone(pv):
    pdf = documents.note(pv, Visibility.ZONE)
    text = text_of(pdf)
    assert "Note pour les absents" in text
    assert "Exemplaire pour les membres de la zone" in text
    assert "Prévenir le CPAS." in text
    assert "Secretissime" not in text
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_a_draft_and_a_pv_of_those_present_have_no_note(pv, coordinator):
    pv.meeting.visibility = "present"
    pv.meeting.save()
    with pytest.raises(Refused):
        note.send_note(pv, by=coordinator)
    pv.status = "draft"
    pv.save()
    with pytest.raises(WrongStatus):
        note.send_note(pv, by=coordinator)


def test_a_note_does_not_stand_for_the_pv(pv, coordinator):
    note.send_note(pv, by=coordinator)
    assert documents.stored_pv(pv, Visibility.ZONE) is None


def test_coordination_sees_who_was_absent_then_sends_in_one_click(client, coordinator, pv):
    url = reverse("meetings:pv_note", args=[pv.meeting.zone.code, pv.meeting_id])
    client.force_login(coordinator)
    shown = client.get(url)
    assert [group.name for group in shown.context["groups"]] == ["Après", "CPAS"]
    assert "Envoyer la note à 2 institutions" in shown.content.decode()
    sent = client.post(url, follow=True).content.decode()
    assert "La note part à 2 personnes." in sent
    assert "Envoyer la note" not in sent


def test_partner_reads_the_page_of_their_institution_and_sends_nothing(client, partner, pv):
    url = reverse("meetings:pv_note", args=[pv.meeting.zone.code, pv.meeting_id])
    client.force_login(partner)
    response = client.post(url)
    text = text_of(response.content)
    assert "Demandé à votre institution" in text
    assert "Prévenir le CPAS." not in text
    assert not Letter.objects.filter(kind="note").exists()


@pytest.mark.parametrize("languages", ["fr", "nl", "both"])
@pytest.mark.parametrize("count", [0, 40])
def test_aide_memoire_is_one_page_whatever_was_decided(zone, languages, count):
    meeting = make_meeting(zone, "held", day=-10, languages=languages)
    pv = make_pv(meeting, kind="aide_memoire", blocks=0)
    item = meeting.agenda.get()
    for number in range(count):
        make_block(
            item,
            "decision",
            f"Décision {number} : {'prévoir la suite ' * 20}",
            text_nl="Besluit " * 30,
        )
        row = make_block(item, "action", "Écrire à tous les partenaires. " * 8)
        action = ActionItem.objects.create(block=row, zone=zone, due_text="avant fin avril")
        ActionOwner.objects.create(action=action, name="Une institution au nom bien long " * 4)
    pdf = documents.pv(pv)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant
    text = text_of(pdf)
    rest = "vervolg in de toepassing" if languages == "nl" else "suite dans l’application"
    assert (rest in text) is bool(count)
