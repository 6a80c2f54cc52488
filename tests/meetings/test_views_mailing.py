"""Invitations: the list, the sending, what came back."""

import pytest
from django.urls import reverse

from meetings.models import Letter, Participation
from meetings.services.answers import answer_link, make_token
from meetings.services.delivery import deliver_due
from tests.factories import (
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
)


def url(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *more])


@pytest.fixture
def planned(coordinator, zone):
    meeting = make_meeting(zone, status="planned")
    make_item(meeting)
    return meeting


def keys(answer):
    return [one.key for one in answer.context["reachable"]]


def test_reading_the_list_writes_nothing(client, coordinator, zone, planned):
    mandate = make_member(zone)
    client.force_login(coordinator)
    page = client.get(url("invitations", planned)).content.decode()
    assert mandate.person.full_name in page
    assert "Envoyer à 2 partenaires" in page
    assert not Participation.objects.exists()


def test_saving_the_list_keeps_who_is_ticked(client, coordinator, zone, planned):
    kept, left = make_member(zone).person, make_member(zone).person
    client.force_login(coordinator)
    every = client.get(url("invitations", planned)).context["reachable"]
    ticked = [one.key for one in every if one.row.person != left]
    client.post(url("invitations", planned), {"invited": [*ticked, "p999999999999", "x"]})
    assert planned.participations.get(person=kept).is_invited
    assert not planned.participations.get(person=left).is_invited
    again = client.get(url("invitations", planned))
    assert {one.row.person: one.is_checked for one in again.context["reachable"]}[left] is False
    client.post(url("invitations", planned), {"invited": keys(again)})
    assert planned.participations.filter(is_invited=True).count() == 3


def test_sending_respects_the_ticks_of_the_same_page(client, coordinator, zone, planned):
    left = make_member(zone).person
    client.force_login(coordinator)
    every = client.get(url("invitations", planned)).context["reachable"]
    ticked = [one.key for one in every if one.row.person != left]
    client.post(url("convene", planned), {"list": "1", "invited": ticked})
    assert [letter.participation.person for letter in Letter.objects.all()] == [coordinator.person]


def test_two_clicks_send_one_letter_each(client, coordinator, zone, planned):
    make_member(zone)
    client.force_login(coordinator)
    page = client.post(url("convene", planned), follow=True).content.decode()
    assert "partent vers 2 partenaires" in page
    assert Letter.objects.count() == 2
    page = client.post(url("convene", planned), follow=True).content.decode()
    assert "Les convocations sont déjà parties." in page
    assert Letter.objects.count() == 2


def test_sending_to_nobody_is_refused_in_a_sentence(client, coordinator, zone, planned):
    client.force_login(coordinator)
    page = client.post(url("convene", planned), {"list": "1"}, follow=True).content.decode()
    assert "Personne à qui écrire" in page
    planned.refresh_from_db()
    assert planned.status == "planned"


@pytest.mark.parametrize("status", ["planned", "postponed"])
def test_partner_and_outsider_cannot_convene(client, partner, outsider, region, zone, status):
    draft, convened = make_meeting(zone, status=status), make_meeting(zone)
    for user in (partner, outsider, region):
        client.force_login(user)
        assert client.post(url("convene", draft)).status_code == 404
        expected = 404 if user == outsider else 403
        assert client.post(url("convene", convened)).status_code == expected
        assert client.get(url("invitations", convened)).status_code == expected
    assert not Letter.objects.exists()


def test_those_without_address_are_shown_apart(client, coordinator, zone, planned):
    make_member(zone, person=make_person("Rose Sansadresse", email=""))
    empty = make_organisation("Institution sans personne")
    make_member(zone, empty).delete()
    client.force_login(coordinator)
    answer = client.get(url("invitations", planned))
    assert [one.row.person_name for one in answer.context["unreachable"]] == ["Rose Sansadresse"]
    page = answer.content.decode()
    assert "À prévenir par téléphone ou sur papier" in page
    assert "Institution sans personne" in page


def test_preview_shows_the_letter_without_the_personal_link(client, coordinator, zone, planned):
    row = make_participation(planned)
    client.force_login(coordinator)
    page = client.get(url("invitations", planned)).content.decode()
    assert "[lien personnel de réponse]" in page
    assert make_token(row) not in page
    paper = client.get(url("letter_paper", planned))
    assert paper.content.startswith(b"%PDF")
    assert paper["Content-Type"] == "application/pdf"
    assert "no-store" in paper["Cache-Control"]
    assert "inline" in paper["Content-Disposition"]
    assert ".pdf" in paper["Content-Disposition"]


@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_invitations_cost_the_same(
    client, coordinator, zone, size, django_assert_max_num_queries
):
    sent = make_meeting(zone, partners=size)
    draft = make_meeting(zone, status="planned", partners=size)
    for row in sent.participations.all():
        Letter.objects.create(
            meeting=sent, participation=row, kind="convocation", to_email=row.email, language="fr"
        )
    client.force_login(coordinator)
    client.get("/")
    with django_assert_max_num_queries(9):
        client.get(url("invitations", sent))
    with django_assert_max_num_queries(24):
        client.get(url("invitations", draft))


def test_guest_is_added_once_and_gets_the_letter_if_it_already_left(client, coordinator, zone):
    host = make_organisation("Bruxelles Formation")
    meeting = make_meeting(zone)
    client.force_login(coordinator)
    guest = {
        "name": "Nora Invitée",
        "organisation_name": "bruxelles formation",
        "email": "nora@exemple.be",
        "language": "fr",
        "capacity": "guest",
    }
    assert client.post(url("guest_add", meeting), guest).status_code == 302
    row = meeting.participations.get()
    assert (row.organisation, row.is_guest) == (host, True)
    assert row.letters.count() == 1
    answer = client.post(url("guest_add", meeting), guest)
    assert "figure déjà" in answer.content.decode()
    assert meeting.participations.count() == 1


def test_table_shows_the_servers_words_and_the_letter_goes_again(client, coordinator, zone):
    meeting = make_meeting(zone)
    row = make_participation(meeting)
    letter = Letter.objects.create(
        meeting=meeting,
        participation=row,
        kind="convocation",
        to_email="ancienne@exemple.be",
        language="fr",
        status="refused",
        error="550 unknown mailbox",
    )
    client.force_login(coordinator)
    page = client.get(url("invitations", meeting)).content.decode()
    assert "refusée" in page
    assert "550 unknown mailbox" in page
    assert client.get(url("letter", meeting, letter.pk)).status_code == 200
    client.post(url("resend", meeting, letter.pk))
    letter.refresh_from_db()
    assert (letter.status, letter.to_email) == ("queued", row.email)


def test_letter_page_shows_the_text_that_left_without_the_link(client, coordinator, zone, planned):
    client.force_login(coordinator)
    client.post(url("convene", planned))
    deliver_due()
    letter = Letter.objects.get()
    assert letter.status == "sent"
    page = client.get(url("letter", planned, letter.pk)).content.decode()
    assert letter.subject in page
    assert answer_link(letter.participation) in letter.body
    assert make_token(letter.participation) not in page
    other = make_meeting(zone)
    assert client.get(url("letter", other, letter.pk)).status_code == 404


def test_reminder_goes_to_the_silent_only(client, coordinator, zone):
    meeting = make_meeting(zone)
    silent = make_participation(meeting)
    make_participation(meeting, answer="coming")
    client.force_login(coordinator)
    assert "Relancer 1 partenaire" in client.get(url("invitations", meeting)).content.decode()
    client.post(url("remind", meeting))
    page = client.post(url("remind", meeting), follow=True).content.decode()
    assert [letter.participation for letter in Letter.objects.all()] == [silent]
    assert "Personne à relancer" in page


def test_answer_by_telephone_is_noted_with_its_source(client, coordinator, zone):
    meeting = make_meeting(zone)
    row = make_participation(meeting)
    client.force_login(coordinator)
    address = url("encode_answer", meeting, row.pk)
    refused = client.post(address, {"answer": "replaced", "source": "phone"})
    assert "replacement_name" in refused.context["form"].errors
    client.post(address, {"answer": "excused", "remark": "A téléphoné.", "source": "phone"})
    note = row.answers.get()
    assert (note.answer, note.source, note.by) == ("excused", "phone", coordinator)
    assert "A téléphoné." in client.get(url("invitations", meeting)).content.decode()


def test_answers_are_the_coordinations_business(client, partner, zone):
    meeting = make_meeting(zone)
    row = make_participation(meeting)
    client.force_login(partner)
    assert client.get(url("encode_answer", meeting, row.pk)).status_code == 403
    assert client.post(url("remind", meeting)).status_code == 403
    assert client.post(url("guest_add", meeting), {"name": "X"}).status_code == 403
    assert client.get(url("convene", meeting)).status_code == 405


def test_answers_of_the_meeting_page_open_on_the_rows_they_count(client, coordinator, zone):
    meeting = make_meeting(zone)
    silent, coming = make_participation(meeting), make_participation(meeting, answer="coming")
    client.force_login(coordinator)
    assert "?reponse=pending" in client.get(meeting.get_absolute_url()).content.decode()
    answer = client.get(url("invitations", meeting), {"reponse": "pending"})
    assert answer.context["people"] == [silent]
    answer = client.get(url("invitations", meeting), {"reponse": "x"})
    assert set(answer.context["people"]) == {silent, coming}
