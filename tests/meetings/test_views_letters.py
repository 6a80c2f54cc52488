"""The same letter again, how far a mailing is, and a trial for oneself."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.models import Letter
from meetings.services import delivery, letters
from meetings.services.changes import cancel, postpone
from meetings.services.errors import WrongStatus
from tests.factories import at, make_item, make_meeting, make_member, make_participation


def queue(meeting, count=3, kind=Letter.Kind.CONVOCATION, **fields):
    rows = [make_participation(meeting, **fields) for _n in range(count)]
    letters.queue_letters(meeting, rows, kind, by=None)
    return list(meeting.letters.filter(kind=kind))


@pytest.fixture
def meeting(zone):
    meeting = make_meeting(zone, convening="convocation")
    make_item(meeting, "Identité de la concertation")
    return meeting


def statuses(meeting, kind="convocation"):
    return list(meeting.letters.filter(kind=kind).values_list("status", flat=True))


# --- Again -------------------------------------------------------------------------------------


def sent_letter(meeting):
    letter = queue(meeting, 1)[0]
    delivery.deliver_due()
    hour_ago = timezone.now() - timedelta(hours=1)
    Letter.objects.update(sent_at=hour_ago, created_at=hour_ago)
    letter.refresh_from_db()
    return letter


def test_letter_that_left_is_written_again_for_one_reader_only(meeting, coordinator):
    letter = sent_letter(meeting)
    again = letters.resend(letter, by=coordinator)
    assert (again.round, again.participation) == (letter.round + 1, letter.participation)
    assert again.message_id != letter.message_id
    with pytest.raises(WrongStatus, match="attend son tour"):
        letters.resend(letter, by=coordinator)
    assert delivery.deliver_due() == (1, 0)
    with pytest.raises(WrongStatus, match="attendez une minute"):
        letters.resend(again, by=coordinator)
    assert len(mail.outbox) == 2


def test_convocation_sent_again_after_a_postponement_carries_the_new_paper(meeting, coordinator):
    old = meeting.papers.create(
        kind="convocation", language="fr", file_name="avant.pdf", content=b"%PDF avant"
    )
    row = make_participation(meeting)
    letters.queue_letters(meeting, [row], Letter.Kind.CONVOCATION, by=None, paper=old)
    Letter.objects.update(status="sent", sent_at=timezone.now() - timedelta(hours=1))
    postpone(meeting, starts_at=at(40), ends_at=at(40, 12), reason="Grève.", by=coordinator)
    again = letters.resend(Letter.objects.get(kind="convocation"), by=coordinator)
    assert again.paper != old


def test_corrected_address_is_kept_for_the_row_and_the_person(client, meeting, coordinator):
    mandate = make_member(meeting.zone)
    seat = {"person": mandate.person, "organisation": mandate.membership.organisation}
    letter = queue(meeting, 1, **seat)[0]
    Letter.objects.update(status="refused", error="550 unknown")
    client.force_login(coordinator)
    place = [meeting.zone.code, meeting.pk, letter.pk]
    page = client.get(reverse("meetings:letter", args=place)).content.decode()
    assert "n’a pas reçu cette lettre" in page
    wrong = client.post(reverse("meetings:resend", args=place), {"email": "pas une adresse"})
    assert wrong.status_code == 422
    assert "pas une adresse" in wrong.content.decode()
    client.post(reverse("meetings:resend", args=place), {"email": "Juste@exemple.be"})
    letter.refresh_from_db()
    assert (letter.status, letter.to_email) == ("queued", "juste@exemple.be")
    assert letter.participation.email == letter.participation.person.email == "juste@exemple.be"


def test_letter_that_lost_its_reason_is_not_sent_again(client, meeting, coordinator):
    letter = sent_letter(meeting)
    cancel(meeting, reason="Salle inondée.", by=coordinator)
    with pytest.raises(WrongStatus, match="plus de raison"):
        letters.resend(letter, by=coordinator)
    assert statuses(meeting) == ["sent"]
    client.force_login(coordinator)
    place = [meeting.zone.code, meeting.pk, letter.pk]
    assert (
        "Renvoyer cette lettre"
        not in client.get(reverse("meetings:letter", args=place)).content.decode()
    )


# --- How far it is -----------------------------------------------------------------------------


def test_page_says_how_far_the_mailing_is_and_stops_asking_at_the_end(client, meeting, coordinator):
    waiting, refused, _sent = queue(meeting, 3)
    Letter.objects.update(status="sent", sent_at=timezone.now())
    Letter.objects.filter(pk=refused.pk).update(status="refused", error="550 unknown")
    Letter.objects.filter(pk=waiting.pk).update(status="queued")
    client.force_login(coordinator)
    place = [meeting.zone.code, meeting.pk]
    page = client.get(reverse("meetings:invitations", args=place)).content.decode()
    assert re.search(r"1 partie sur 3, <b>1 refusée</b>, 1 en attente", page)
    address = reverse("meetings:mailing_progress", args=place)
    assert f'hx-get="{address}" hx-trigger="every 2s"' in page
    later = timezone.now() + timedelta(minutes=5)
    Letter.objects.filter(pk=waiting.pk).update(next_try_at=later, attempts=1)
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 30s"' in part
    assert (
        "prochain essai" in client.get(reverse("meetings:invitations", args=place)).content.decode()
    )
    Letter.objects.filter(pk=waiting.pk).update(status="sent", sent_at=timezone.now())
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "2 parties sur 3" in part
    assert "hx-get" not in part


# --- A trial for oneself -----------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word"), [("fr", "[Essai]"), ("nl", "[")])
def test_trial_is_the_real_letter_to_oneself(client, zone, coordinator, language, word):
    meeting = make_meeting(zone, "planned", convening="convocation", languages="both")
    make_item(meeting, "Identité de la concertation")
    row = make_participation(meeting)
    client.force_login(coordinator)
    place = [zone.code, meeting.pk]
    page = client.get(reverse("meetings:invitations", args=place)).content.decode()
    assert "M’envoyer un essai" in page
    address = reverse("meetings:mailing_trial", args=place)
    assert (
        "L’essai part vers"
        in client.post(address, {"language": language}, follow=True).content.decode()
    )
    assert (
        "attendez une minute"
        in client.post(address, {"language": language}, follow=True).content.decode()
    )
    delivery.deliver_due()
    [message] = mail.outbox
    assert message.to == [coordinator.email]
    assert message.subject.startswith(word)
    assert message.extra_headers["Content-Language"] == language
    [paper] = [part for part in message.attachments if part[2] == "application/pdf"]
    assert paper[1].startswith(b"%PDF")
    entry = next(part for part in message.alternatives if "calendar" in part.mimetype)
    assert str(Calendar.from_ical(entry.content).walk("VEVENT")[0]["uid"]) == meeting.uid
    [link] = set(re.findall(r"http://testserver(/reponse/\S+?/)\s", message.body))
    client.logout()
    for answer in (client.get(link), client.post(link, {"answer": "excused"})):
        assert "Ceci est un essai" in answer.content.decode()
    row.refresh_from_db()
    assert (row.answer, row.answers.count()) == ("pending", 0)
    meeting.refresh_from_db()
    assert meeting.status == "planned"
    assert not meeting.papers.exists()


def test_trial_is_for_the_coordination_and_does_not_count_as_a_mailing(
    client, zone, partner, region
):
    meeting = make_meeting(zone, "planned")
    for user in (partner, region):
        client.force_login(user)
        address = reverse("meetings:mailing_trial", args=[zone.code, meeting.pk])
        assert client.post(address, {"language": "fr"}).status_code in (403, 404)
    assert not Letter.objects.exists()
