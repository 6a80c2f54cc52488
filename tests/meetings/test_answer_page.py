"""The page of one person beyond the first tap: confirm, propose, two seats, what they may read."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Answer, ItemProposal, Participation
from meetings.services import answers, planning
from meetings.services.answers import make_token
from tests.factories import (
    at,
    make_attachment,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_proposal,
    make_pv,
    make_record_letter,
)


def url(row, name="answer", *more):
    return reverse(f"meetings:{name}", args=[make_token(row), *more])


def body(client, row):
    return client.get(url(row)).content.decode()


@pytest.fixture
def row(zone):
    return make_participation(make_meeting(zone), make_person("Clara Invitée"))


# --- Not concerned ------------------------------------------------------------------------------


def test_not_concerned_is_an_answer_and_stops_the_reminders(client, row):
    client.post(url(row), {"answer": "unconcerned"})
    row.refresh_from_db()
    assert (row.answer, row.is_expected) == ("unconcerned", True)
    assert not row.meeting.participations.silent().exists()
    assert 'value="unconcerned" aria-pressed="true"' in body(client, row)


def test_not_concerned_shows_among_the_answers(client, coordinator, row):
    client.post(url(row), {"answer": "unconcerned"})
    client.force_login(coordinator)
    assert "Pas concerné" in client.get(row.meeting.get_absolute_url()).content.decode()
    page = reverse("meetings:invitations", args=["sud", row.meeting.pk])
    assert client.get(page, {"reponse": "unconcerned"}).status_code == 200


# --- To be confirmed ----------------------------------------------------------------------------


def moved(row, coordinator, answer="coming", **fields):
    """The answer of ``row``, then another date."""
    answers.record_answer(row, answer=answer, source="link", **fields)
    meeting = row.meeting
    planning.postpone(
        meeting, starts_at=at(45), ends_at=at(45, 12), reason="Salle prise.", by=coordinator
    )
    row.refresh_from_db()
    assert row.needs_confirmation


def test_moved_date_asks_whether_the_answer_still_holds_and_one_tap_says_so(
    client, coordinator, row
):
    before = row.meeting.starts_at
    moved(row, coordinator)
    page = body(client, row)
    assert "La date a changé" in page
    assert f" {timezone.localtime(before).day}" in page.split("La date a changé")[0][-80:]
    assert "aria-pressed" not in page
    assert client.post(url(row), {"confirm": "coming"}).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.needs_confirmation) == ("coming", False)
    assert row.answers.count() == 2
    assert "La date a changé" not in body(client, row)


def test_new_answer_also_settles_what_was_to_be_confirmed(client, coordinator, row):
    moved(row, coordinator)
    client.post(url(row), {"answer": "excused"})
    row.refresh_from_db()
    assert (row.answer, row.needs_confirmation) == ("excused", False)


def test_confirmed_replacement_stays_and_is_settled_too(client, coordinator, row):
    moved(row, coordinator, "replaced", replacement_name="Peter Vervanger")
    assert "Oui, Peter Vervanger me remplace toujours" in body(client, row)
    client.post(url(row), {"confirm": "replaced"})
    row.refresh_from_db()
    assert not row.needs_confirmation
    assert row.replaced_by.person_name == "Peter Vervanger"
    assert not row.replaced_by.needs_confirmation
    assert row.meeting.participations.count() == 2


def test_tap_on_an_old_page_does_not_confirm_what_was_changed_meanwhile(client, coordinator, row):
    moved(row, coordinator)
    answers.record_answer(row, answer="excused", source="phone", by=coordinator)
    answer = client.post(url(row), {"confirm": "coming"})
    assert answer.status_code == 409
    assert "a changé entre-temps" in answer.content.decode()
    row.refresh_from_db()
    assert row.answer == "excused"


@pytest.mark.parametrize("nonsense", ["", "x", "pending\x00", "é" * 500])
def test_nonsense_confirms_nothing(client, coordinator, row, nonsense):
    moved(row, coordinator)
    assert client.post(url(row), {"confirm": nonsense}).status_code == 200
    row.refresh_from_db()
    assert row.needs_confirmation


# --- Two seats ----------------------------------------------------------------------------------


def test_person_with_two_seats_reads_both_and_answers_once(client, row):
    second = make_participation(row.meeting, row.person, make_organisation("Seconde maison"))
    stranger = make_participation(row.meeting)
    page = re.sub(r"\s+", " ", body(client, row))
    assert f"<b>{row.organisation_name}</b> et pour <b>Seconde maison</b>" in page
    client.post(url(row), {"answer": "coming", "remark": "Pour les deux."})
    for seat in (row, second):
        seat.refresh_from_db()
        assert seat.answer == "coming"
        assert seat.answers.get().remark == "Pour les deux."
    stranger.refresh_from_db()
    assert stranger.answer == "pending"


# --- The word that came with it -----------------------------------------------------------------


def test_second_tap_on_the_same_answer_keeps_the_word(client, row):
    client.post(url(row), {"answer": "coming", "remark": "J’arrive à 10 h."})
    client.post(url(row), {"answer": "coming"})
    assert row.answers.last().remark == "J’arrive à 10 h."
    client.post(url(row), {"answer": "excused"})
    assert row.answers.last().remark == ""
    client.post(url(row), {"answer": "excused", "remark": ""})
    assert row.answers.last().remark == ""


# --- A point to propose -------------------------------------------------------------------------


def test_point_is_proposed_without_cookie_nor_token_and_kept_with_its_author(row):
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    answer = browser.post(url(row), {"title": "  Les stages  d’été", "detail": "Trop peu."})
    assert answer.status_code == 302
    idea = ItemProposal.objects.get()
    assert (idea.title, idea.detail, idea.status) == ("Les stages d’été", "Trop peu.", "new")
    assert idea.author == f"Clara Invitée ({row.organisation_name})"
    row.refresh_from_db()
    assert row.answer == "pending"  # proposing is not answering
    page = browser.get(answer.url).content.decode()
    assert "Les stages d’été" in page
    assert "à l’examen" in page


def test_point_sent_twice_is_kept_once_and_six_are_too_many(client, row):
    for title in ("Un", "un ", "Deux", "Trois", "Quatre", "Cinq"):
        assert client.post(url(row), {"title": title}).status_code == 302
    answer = client.post(url(row), {"title": "Six"})
    assert answer.status_code == 409
    assert "cinq points" in answer.content.decode()
    assert ItemProposal.objects.count() == 5
    assert "Proposer ce point" not in body(client, row)


@pytest.mark.parametrize(
    "data",
    [{"title": ""}, {"title": "   "}, {"title": "x" * 300}, {"title": "a", "detail": "x" * 3000}],
)
def test_unfinished_point_is_refused_in_words_and_nothing_typed_is_lost(client, row, data):
    answer = client.post(url(row), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "À corriger avant d’aller plus loin" in page
    assert data.get("detail", "")[:50] in page
    assert not ItemProposal.objects.exists()
    assert not Answer.objects.exists()


def test_nobody_reads_the_point_of_somebody_else(client, row):
    make_proposal(make_participation(row.meeting), "Le point d’un autre")
    assert "Le point d’un autre" not in body(client, row)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "new"}, "à l’examen"),
        ({"status": "declined", "reason": "Traité en mai."}, "Traité en mai."),
        ({"status": "accepted"}, "n’est plus à l’ordre du jour"),
    ],
)
def test_author_reads_what_became_of_the_point(client, row, fields, words):
    make_proposal(row, **fields)
    assert words in body(client, row)


def test_author_learns_of_another_agenda_without_its_date(client, zone, row):
    later = make_meeting(zone, "planned", day=90)
    make_proposal(row, status="accepted", item=make_item(later))
    page = body(client, row)
    assert "repris pour une prochaine réunion" in page
    assert f"{timezone.localtime(later.starts_at):%d/%m}" not in page


def test_cancelled_meeting_takes_no_point(client, coordinator, row):
    planning.cancel(row.meeting, reason="Grève.", by=coordinator)
    assert "Proposer ce point" not in body(client, row)
    assert client.post(url(row), {"title": "Trop tard"}).status_code == 409
    assert not ItemProposal.objects.exists()


# --- What they may read -------------------------------------------------------------------------


def test_documents_stand_by_their_point_and_open(client, row):
    item = make_item(row.meeting, "Le bilan")
    piece = make_attachment(row.meeting, "Tableau du bilan", item=item)
    page = body(client, row)
    programme = page.split("Ordre du jour")[1].split("</ol>")[0]
    assert "Tableau du bilan" in programme
    assert client.get(url(row, "answer_piece", piece.pk)).status_code == 200


def test_minutes_open_for_whom_they_were_sent_to_and_for_nobody_else(client, zone, row):
    pv = make_pv(make_meeting(zone, "held", day=-60), "sent")
    letter = make_record_letter(pv, row, row.meeting)
    stranger = make_participation(row.meeting)
    assert url(row, "answer_record", letter.pk) in body(client, row)
    assert client.get(url(row, "answer_record", letter.pk)).content == b"%PDF-1.7 PV"
    assert "(PDF)</a></li>" in body(client, stranger)
    assert "/pv/" not in body(client, stranger)
    assert client.get(url(stranger, "answer_record", letter.pk)).status_code == 404


def test_date_announced_before_the_letter_shows_no_draft(client, zone):
    meeting = make_meeting(zone, "planned")
    make_item(meeting, "Sujet encore secret")
    row = make_participation(meeting)
    page = body(client, row)
    assert "Sujet encore secret" not in page
    assert "L’ordre du jour suivra" in page
    assert "Proposer ce point" in page  # the call for points comes then
    assert client.get(url(row, "answer_paper")).status_code == 302


def test_directions_come_from_the_last_meeting_at_the_same_place(client, zone, other_zone):
    host = make_organisation("Maison de l’emploi")
    make_meeting(zone, "held", day=-90, host=host, directions_fr="Entrée par l’ancienne cour.")
    make_meeting(zone, "held", day=-20, host=host, directions_fr="Entrée par la cour.")
    make_meeting(zone, "planned", day=80, host=host, directions_fr="Brouillon.")
    make_meeting(other_zone, "held", day=-5, host=host, directions_fr="Code 1234.")
    row = make_participation(make_meeting(zone, host=host))
    page = body(client, row)
    assert "Entrée par la cour." in page
    for other in ("ancienne", "Brouillon", "1234"):
        assert other not in page
    row.meeting.directions_fr = "Sonnez deux fois."
    row.meeting.save()
    assert "Sonnez deux fois." in body(client, row)


def test_colleagues_are_offered_the_substitute_first(client, zone, row):
    make_member(zone, row.organisation, row.person)
    make_member(zone, row.organisation, make_person("Rita Référente"), role="referent")
    make_member(zone, row.organisation, make_person("Peter Vervanger"), role="substitute")
    page = body(client, row)
    assert "Par exemple Peter Vervanger" in page
    assert page.index("Peter Vervanger</b>") < page.index("Rita Référente</b>")


# --- Strangers ----------------------------------------------------------------------------------


def test_stranger_who_guesses_learns_nothing(client, row):
    """A number never given, a right number wrongly signed, and noise: the same words."""
    deleted = make_participation(row.meeting)
    token = make_token(deleted)
    deleted.delete()
    good = make_token(row)
    guesses = [token, good[:-1] + ("A" if good[-1] != "A" else "B"), "x:y:z", "MQ:1:2"]
    names = [("answer", ()), ("answer_piece", (1,)), ("answer_record", (1,))]
    for name, more in names:
        pages = [client.get(reverse(f"meetings:{name}", args=[guess, *more])) for guess in guesses]
        assert {page.status_code for page in pages} == {404}
        assert not client.cookies
        assert len({page.content for page in pages}) == 1


def test_every_door_of_the_link_closes_with_the_meeting(client, row):
    piece = make_attachment(row.meeting)
    doors = [url(row), url(row, "answer_calendar"), url(row, "answer_piece", piece.pk)]
    with time_machine.travel(row.meeting.ends_at + timezone.timedelta(minutes=1), tick=False):
        assert {client.get(door).status_code for door in doors} == {410}
        assert client.post(url(row), {"title": "Trop tard"}).status_code == 410


def test_scanner_that_opens_everything_writes_nothing(client, coordinator, row):
    moved(row, coordinator)
    make_attachment(row.meeting)
    make_proposal(row)
    before = list(Participation.objects.values()), Answer.objects.count()
    seen = set()
    for door in [url(row), *re.findall(r'href="(/reponse/[^"#]+)"', body(client, row))]:
        for ask in (client.get, client.head):
            ask(door, {"confirm": "coming", "answer": "excused", "title": "x"})
            seen.add(door)
    assert len(seen) >= 4
    assert (list(Participation.objects.values()), Answer.objects.count()) == before
    assert ItemProposal.objects.count() == 1


# --- The coordination ---------------------------------------------------------------------------


def test_answer_by_telephone_is_encoded_with_its_source_and_the_history_is_read(
    client, coordinator, row
):
    client.post(url(row), {"answer": "coming", "remark": "Avec plaisir"})
    client.force_login(coordinator)
    page = reverse("meetings:encode_answer", args=["sud", row.meeting.pk, row.pk])
    assert 'value="phone" selected' in client.get(page).content.decode()
    client.post(page, {"answer": "excused", "source": "email", "remark": "Malade"})
    row.refresh_from_db()
    assert row.answer == "excused"
    assert (row.answers.last().source, row.answers.last().by) == ("email", coordinator)
    told = client.get(page).content.decode()
    for words in ("lien personnel", "par e-mail", "Inès Coordinatrice", "Avec plaisir", "Malade"):
        assert words in told
    assert client.post(page, {"answer": "coming", "source": "link"}).status_code == 200
    assert row.answers.count() == 2
