"""The personal link: reading never writes, answering always does."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Answer, Letter, Participation
from meetings.services import planning
from meetings.services.answers import make_token
from tests.factories import make_item, make_meeting, make_member, make_participation, make_person

NAMES = ("answer", "answer_calendar", "answer_paper")


def url(row, name="answer"):
    return reverse(f"meetings:{name}", args=[make_token(row)])


@pytest.fixture
def row(zone):
    meeting = make_meeting(zone)
    make_item(meeting, "Le bilan de l’année", presenter="Aline Oratrice")
    return make_participation(meeting, make_person("Clara Invitée"))


def test_reading_writes_nothing(client, row):
    before = Participation.objects.values().get(pk=row.pk)
    for name in NAMES:
        for method in (client.get, client.head):
            assert method(url(row, name)).status_code == 200
    assert client.get(url(row), {"answer": "excused"}).status_code == 200
    assert Participation.objects.values().get(pk=row.pk) == before
    assert not Answer.objects.exists()
    assert not Letter.objects.exists()


def test_one_tap_is_an_answer_without_cookie_nor_token(row):
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    answer = browser.post(url(row), {"answer": "coming"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.answer == "coming"
    assert row.answers.get().source == Answer.Source.LINK
    page = browser.get(answer.url).content.decode()
    assert "Réponse enregistrée aujourd’hui à" in page


def test_a_changed_mind_wins_and_both_answers_are_kept(client, row):
    for given in ("coming", "excused"):
        client.post(url(row), {"answer": given})
    row.refresh_from_db()
    assert row.answer == "excused"
    assert [note.answer for note in row.answers.all()] == ["coming", "excused"]


def test_replacement_needs_a_name(client, row):
    page = client.post(url(row), {"answer": "replaced"}).content.decode()
    assert "son prénom et son nom suffisent" in page
    client.post(url(row), {"answer": "replaced", "replacement_name": "Peter Vervanger"})
    row.refresh_from_db()
    assert row.replaced_by.person_name == "Peter Vervanger"


def test_substitute_of_the_same_institution_is_offered_by_name_only(client, zone, row):
    make_member(zone, row.organisation, row.person)
    peter = make_person("Peter Vervanger", email="peter.prive@exemple.be")
    make_member(zone, row.organisation, peter, role="substitute")
    stranger = make_member(zone, role="substitute").person
    page = client.get(url(row)).content.decode()
    assert "Peter Vervanger" in page
    assert "peter.prive@exemple.be" not in page
    assert stranger.full_name not in page
    client.post(url(row), {"answer": "replaced", "substitute": stranger.pk})
    row.refresh_from_db()
    assert row.answer == "pending"
    client.post(url(row), {"answer": "replaced", "substitute": peter.pk})
    row.refresh_from_db()
    assert (row.replaced_by.person_name, row.replaced_by.email) == (peter.full_name, peter.email)


def test_nobody_else_is_named(client, row):
    other = make_participation(row.meeting, make_person("Zoé Discrète"), answer="excused")
    page = client.get(url(row)).content.decode()
    assert "Clara Invitée" in page
    assert "Le bilan de l’année" in page
    for secret in ("Zoé", "Aline Oratrice", other.email, other.organisation_name, row.email):
        assert secret not in page


def test_nonsense_is_not_an_answer(client, row):
    for nonsense in ({}, {"answer": "pending"}, {"answer": "x"}, {"substitute": "x"}):
        assert client.post(url(row), nonsense).status_code == 200
    long = {"answer": "coming", "remark": "x" * 5000}
    assert client.post(url(row), long).status_code == 200
    row.refresh_from_db()
    assert row.answer == "pending"


@pytest.mark.parametrize("name", NAMES)
def test_altered_link_says_so_in_both_languages(client, row, name):
    token = make_token(row)
    for wrong in (token[:-2], token[:-1] + "é", "x" * 400, "MQ:abc:def"):
        answer = client.get(reverse(f"meetings:{name}", args=[wrong]))
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "Ce lien n’est pas complet" in page
        assert "Deze link is onvolledig" in page
        assert row.person_name not in page


@pytest.mark.parametrize("name", NAMES)
def test_link_after_the_meeting_is_gone_and_says_what_to_do(client, row, name):
    meeting = row.meeting
    meeting.starts_at, meeting.ends_at = (
        timezone.now() - timedelta(hours=hours) for hours in (4, 1)
    )
    meeting.save()
    answer = client.get(url(row, name))
    assert answer.status_code == 410
    assert "répondez simplement à l’e-mail" in answer.content.decode()
    assert client.post(url(row), {"answer": "coming"}).status_code == 410
    assert not Answer.objects.exists()


def test_cancelled_meeting_says_so_with_its_reason(client, coordinator, row):
    planning.cancel(row.meeting, reason="La salle est inondée.", by=coordinator)
    page = client.get(url(row)).content.decode()
    assert "Cette réunion est annulée" in page
    assert "La salle est inondée." in page
    assert "Je viens" not in page
    answer = client.post(url(row), {"answer": "coming"})
    assert answer.status_code == 409
    assert not Answer.objects.exists()


def test_page_speaks_the_language_of_its_reader_or_the_one_asked(client, row):
    row.language = "nl"
    row.save()
    assert client.get(url(row)).content.decode().count('<html lang="nl">') == 1
    assert '<html lang="fr">' in client.get(url(row), {"langue": "fr"}).content.decode()
    assert '<html lang="nl">' in client.get(url(row), {"langue": "de"}).content.decode()
    answer = client.post(url(row) + "?langue=fr", {"answer": "coming"})
    assert answer.url.endswith("?langue=fr")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_kept_indexed_or_told(client, row, name):
    for answer in (client.get(url(row, name)), client.get(url(row, name)[:-12] + "x/")):
        if answer.resolver_match is None:
            continue
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]


def test_papers_of_the_link(client, row):
    calendar = client.get(url(row, "answer_calendar"))
    assert calendar["Content-Type"].startswith("text/calendar")
    assert make_token(row) in calendar.content.decode().replace("\r\n ", "")
    paper = client.get(url(row, "answer_paper"))
    assert (paper["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")


@pytest.mark.parametrize("size", [1, 3])
def test_answer_page_costs_the_same(client, zone, size, django_assert_num_queries):
    meeting = make_meeting(zone, partners=size)
    for _n in range(size):
        make_item(meeting)
        row = make_participation(meeting)
    make_member(zone, row.organisation, row.person)
    for _n in range(size):
        make_member(zone, row.organisation, role="substitute")
    # participation, colleagues, seats, agenda, proposals, files
    with django_assert_num_queries(6):
        client.get(url(row))


def test_a_word_for_the_coordination_is_kept_with_the_answer(client, row):
    client.post(url(row), {"answer": "coming"})
    client.post(url(row), {"answer": "coming", "remark": "J’arrive <b>à 10 h</b>."})
    assert row.answers.last().remark == "J’arrive <b>à 10 h</b>."
    page = client.get(url(row)).content.decode()
    assert "&lt;b&gt;" in page
    assert "<b>à 10 h</b>" not in page


def test_date_of_the_answer_is_said_when_it_was_not_today(client, row):
    row.answer, row.answered_at = (
        "coming",
        timezone.make_aware(
            timezone.datetime.combine(date(2020, 4, 1), timezone.datetime.min.time())
        )
        + timedelta(hours=8, minutes=14),
    )
    row.save()
    page = client.get(url(row)).content.decode()
    assert "Réponse enregistrée le 1er\u00a0avril à 8\u00a0h\u00a014" in page


def rows_of(row):
    """What an answer could write."""
    return Answer.objects.count(), row.meeting.participations.count(), Letter.objects.count()


def test_token_of_another_salt_or_key_opens_nothing(client, row):
    for forged in (
        signing.dumps(row.pk),
        signing.dumps(row.pk, salt="django.core.signing"),
        signing.dumps(row.pk, salt="concertation.answer", key="another"),
        signing.dumps(10**30, salt="concertation.answer"),
        f"{row.pk}",
        "\x00",
    ):
        for ask in (client.get, client.post):
            assert ask(reverse("meetings:answer", args=[forged])).status_code == 404


def test_no_method_but_post_writes(client, row):
    before = rows_of(row)
    for name in NAMES:
        for ask in (client.options, client.put, client.delete, client.patch, client.head):
            ask(url(row, name), {"answer": "excused"})
    assert client.post(url(row, "answer_paper"), {"answer": "excused"}).status_code == 405
    assert rows_of(row) == before


def test_too_much_is_refused_in_words(client, row):
    before = rows_of(row)
    long = {"answer": "replaced", "replacement_name": "é" * 100_000}
    page = client.post(url(row), long)
    assert (page.status_code, rows_of(row)) == (200, before)
    assert "150" in page.content.decode()
    assert client.post(url(row), {"answer": "x" * 10_000_000}).status_code == 400
    crowd = range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)
    assert client.post(url(row), {f"f{n}": "1" for n in crowd}).status_code == 400
    nul = {"answer": "replaced", "replacement_name": "Pet\x00er"}
    assert client.post(url(row), nul).status_code == 200
    assert rows_of(row) == before


def test_the_same_answer_sent_twice_adds_one_person(client, row):
    for _tap in range(2):
        client.post(url(row), {"answer": "replaced", "replacement_name": "Peter Vervanger"})
    assert row.meeting.participations.count() == 2
