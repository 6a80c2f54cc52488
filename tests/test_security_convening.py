"""Convening, by the doors an attacker tries: links kept, reused or repeated, drafts, addresses."""

import json
from itertools import count
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings import contacts, pages_announce, pages_poll
from meetings.models import Letter
from meetings.services import answers, changes, delivery, guest_list, planning_announce, proposals
from tests.factories import (
    at,
    make_attachment,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_poll,
)
from zones.models import Mandate

DRAFT = "Point que seule la coordination connaît"


def link(row, name="answer", *more):
    return reverse(f"meetings:{name}", args=[answers.make_token(row), *more])


def address(meeting, name, *more):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *more])


def written(row, status="sent", **fields):
    """A convocation of ``row``, as it stands in the outbox."""
    facts = {"kind": "convocation", "to_email": row.email, "status": status, "language": "fr"}
    return Letter.objects.create(meeting=row.meeting, participation=row, **facts | fields)


# --- The draft of an agenda ---------------------------------------------------------------------


def move(meeting, by):
    changes.postpone(meeting, starts_at=at(40), ends_at=at(40, 12), reason="Grève.", by=by)


def call_off(meeting, by):
    changes.cancel(meeting, reason="Grève.", by=by)


@pytest.fixture
def announced(zone, coordinator):
    """A meeting whose date is known, and whose agenda and files nobody was sent."""
    meeting = make_meeting(zone, "planned")
    make_item(meeting, DRAFT)
    make_attachment(meeting, title=DRAFT)
    row = make_participation(meeting)
    planning_announce.announce_date(meeting, by=coordinator)
    delivery.deliver_due()
    return row


@pytest.mark.parametrize("act", [move, call_off])
def test_draft_agenda_stays_closed_to_a_link_when_the_date_moves(
    client, announced, coordinator, act
):
    act(announced.meeting, coordinator)
    page = client.get(link(announced)).content.decode()
    assert DRAFT not in page
    assert "(PDF)" not in page
    assert client.get(link(announced, "answer_paper")).status_code == 302
    piece = announced.meeting.attachments.get()
    assert client.get(link(announced, "answer_piece", piece.pk)).status_code == 404
    assert DRAFT not in client.get(link(announced, "answer_calendar")).content.decode()


@pytest.mark.parametrize(("act", "expected"), [(move, 404), (call_off, 200)])
def test_draft_agenda_stays_closed_to_partners_when_the_date_moves(
    client, announced, coordinator, partner, region, act, expected
):
    meeting, piece = announced.meeting, announced.meeting.attachments.get()
    act(meeting, coordinator)
    for reader in (partner, region):
        client.force_login(reader)
        for name in ("detail", "documents"):
            page = client.get(address(meeting, name))
            assert page.status_code == expected
            assert DRAFT not in page.content.decode()
        assert client.get(address(meeting, "letter_paper")).status_code in (403, 404)
        assert client.get(address(meeting, "attachment", piece.pk)).status_code == 404
    client.force_login(coordinator)
    assert client.get(address(meeting, "letter_paper")).status_code == 200
    assert DRAFT in client.get(address(meeting, "detail")).content.decode()


def test_agenda_that_left_with_the_letter_stays_read_once_called_off(
    client, zone, coordinator, partner
):
    meeting = make_meeting(zone)
    make_item(meeting, "Point annoncé")
    piece = make_attachment(meeting)
    call_off(meeting, coordinator)
    client.force_login(partner)
    assert "Point annoncé" in client.get(address(meeting, "detail")).content.decode()
    assert client.get(address(meeting, "attachment", piece.pk)).status_code == 200


# --- Links --------------------------------------------------------------------------------------


def test_link_of_somebody_taken_off_opens_nothing(client, zone, coordinator):
    meeting = make_meeting(zone)
    make_item(meeting, "Point annoncé")
    piece = make_attachment(meeting)
    row = make_participation(meeting)
    written(row)
    guest_list.take_off(row, by=coordinator)
    page = client.get(link(row))
    assert page.status_code == 410
    assert "plus sur la liste" in page.content.decode()
    assert "Point annoncé" not in page.content.decode()
    assert client.get(link(row, "answer_piece", piece.pk)).status_code == 410
    assert client.post(link(row), {"answer": "coming"}).status_code == 410
    row.refresh_from_db()
    assert row.answer == "pending"
    assert not row.answers.exists()
    guest_list.call_back(row, by=coordinator)
    assert client.get(link(row)).status_code == 200


def test_link_of_a_meeting_called_off_says_so_also_to_who_left_the_list(client, zone, coordinator):
    meeting = make_meeting(zone)
    row = make_participation(meeting, is_invited=False)
    written(row, kind="date")
    call_off(meeting, coordinator)
    assert "annulée" in client.get(link(row)).content.decode()


def test_confirmation_repeated_is_kept_once_and_confirms_no_silence(client, zone, coordinator):
    silent = make_participation(make_meeting(zone))
    coming = make_participation(silent.meeting, answer="coming", needs_confirmation=True)
    for _n in range(3):
        client.post(link(silent), {"confirm": "pending"})
        client.post(link(coming), {"confirm": "coming"})
    silent.refresh_from_db()
    assert silent.answers.count() == 0
    assert silent.answered_at is None
    assert coming.answers.count() == 1


def test_address_of_a_replacement_is_kept_but_not_shown(client, zone):
    office = make_organisation()
    colleague = make_person("Luc Deux", office, email="luc.deux@exemple.be")
    make_member(zone, office, colleague, role="substitute")
    row = make_participation(make_meeting(zone), organisation=office)
    client.post(link(row), {"answer": "replaced", "substitute": colleague.pk})
    assert "luc.deux@exemple.be" not in client.get(link(row)).content.decode()
    again = {"answer": "replaced", "replacement_name": "Luc Deux", "remark": "Merci"}
    client.post(link(row), again)
    row.refresh_from_db()
    assert row.replaced_by.email == "luc.deux@exemple.be"
    client.post(link(row), again | {"replacement_name": "Nora Trois"})
    row.refresh_from_db()
    assert row.replaced_by.email == ""


def test_previews_hide_the_personal_link_whatever_the_second(zone, monkeypatch):
    seconds = count(1_800_000_000)
    monkeypatch.setattr("django.core.signing.time.time", lambda: next(seconds))
    body = pages_poll.preview(make_poll(zone, "draft"))["body"]
    assert "/sondage/" not in body
    assert "lien personnel" in body
    meeting = make_meeting(zone, "planned", partners=1)
    body = pages_announce.before(meeting)["preview"]["body"]
    assert "/reponse/" not in body
    assert "lien personnel" in body


# --- Another zone's rows ------------------------------------------------------------------------


def test_joint_zone_holds_no_point_over_to_a_meeting_that_is_not_its_own(
    client, zone, coordinator, outsider, other_zone
):
    meeting = make_meeting(zone)
    meeting.joint_zones.add(other_zone)
    following = make_meeting(zone, "planned", day=90)
    idea = proposals.propose(make_participation(meeting), title="Point proposé", detail="")
    url = address(meeting, "proposal", idea.pk)
    client.force_login(outsider)
    assert 'value="later"' not in client.get(address(meeting, "agenda")).content.decode()
    assert client.post(url, {"gesture": "later"}).status_code == 403
    assert not following.agenda.exists()
    client.force_login(coordinator)
    client.post(url, {"gesture": "later"})
    assert following.agenda.get().title_fr == "Point proposé"


def test_address_in_the_directory_of_another_zone_is_not_rewritten_through_a_guest(
    client, zone, coordinator, other_zone
):
    """The person is recognised by the address; the institution typed beside it proves nothing."""
    elsewhere = make_person("Vera Ailleurs", email="vera@exemple.be")
    make_member(other_zone, person=elsewhere)
    own = Mandate.objects.get(person__user=coordinator).membership.organisation
    meeting = make_meeting(zone, partners=1)
    client.force_login(coordinator)
    guest = {"name": "Vera", "organisation_name": own.name_fr, "email": "vera@exemple.be"}
    guest |= {"language": "fr", "capacity": "guest"}
    client.post(address(meeting, "guest_add"), guest)
    letter = meeting.letters.get()
    Letter.objects.update(status="refused")
    client.post(address(meeting, "resend", letter.pk), {"email": "autre@exemple.be"})
    elsewhere.refresh_from_db()
    letter.refresh_from_db()
    assert elsewhere.email == letter.to_email == "vera@exemple.be"


def test_words_of_the_server_do_not_tell_an_address_the_page_hides(
    client, zone, coordinator, other_zone
):
    mandate = make_member(other_zone, person=make_person(email="cache@exemple.be"))
    meeting = make_meeting(zone)
    row = make_participation(meeting, mandate.person, mandate.membership.organisation)
    words = "550 5.1.1 <Cache@exemple.be>: inconnu"
    letter = written(row, "refused", error=words)
    client.force_login(coordinator)
    for url in (address(meeting, "letter", letter.pk), address(meeting, "invitations")):
        page = client.get(url).content.decode()
        assert "550 5.1.1" in page
        assert "cache@exemple.be" not in page.lower()


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "²", "-1"])
def test_arrival_confirmed_on_a_row_that_no_number_names_is_no_error(
    client, zone, coordinator, number
):
    meeting = make_meeting(zone, day=0)
    arrival = meeting.arrivals.create(person_name="Nora Venue")
    client.force_login(coordinator)
    url = address(meeting, "attendance_arrival", arrival.pk)
    assert client.post(url, {"row": number}).status_code == 404


@pytest.mark.parametrize("number", [10**30, -(10**30), "9" * 5000, None])
def test_tap_on_a_row_that_no_number_names_is_no_error(client, zone, coordinator, number):
    meeting = make_meeting(zone, day=0, partners=1)
    tap = {"key": str(uuid4()), "row": number, "what": "presence", "value": "present", "age": 0}
    client.force_login(coordinator)
    url = address(meeting, "attendance_taps")
    answer = client.post(url, json.dumps({"taps": [tap]}), content_type="application/json")
    assert answer.status_code == 400


def test_own_address_of_an_institution_of_another_zone_is_not_shown(coordinator, other_zone, zone):
    far = make_member(other_zone).membership.organisation
    far.email = "direction@exemple.be"
    far.save()
    row = make_participation(make_meeting(zone), organisation=far, email=far.email)
    row.person = None
    assert not contacts.shows_address(coordinator, row)
    near = make_member(zone).membership.organisation
    near.email = "accueil@exemple.be"
    near.save()
    row = make_participation(make_meeting(zone), organisation=near, email=near.email)
    row.person = None
    assert contacts.shows_address(coordinator, row)
