"""The personal link of a poll: reading never writes, a late answer learns the date."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings import emails
from meetings.models import DatePoll, Letter, PollReply, PollVote, PollVoter
from meetings.services import polls
from meetings.services.answers import make_token as answer_token
from meetings.services.poll_links import make_token
from tests.factories import make_meeting, make_participation, make_person, make_poll, make_voter


def url(voter):
    return reverse("meetings:poll_answer", args=[make_token(voter)])


@pytest.fixture
def poll(zone):
    poll = make_poll(zone, voters=0, title_fr="Bilan", message_fr="Dites-nous tout.")
    make_voter(poll, person=make_person("Zoé Discrète"), answers=["no", "no"], comment="Secret")
    return poll


@pytest.fixture
def voter(poll):
    return make_voter(poll, person=make_person("Clara Dumont"))


def taps(voter, *choices):
    slots = voter.poll.slots.all()
    return {f"slot-{slot.pk}": choice for slot, choice in zip(slots, choices, strict=False)}


def test_reading_writes_nothing(client, voter):
    before = list(PollVoter.objects.values())
    for method in (client.get, client.head):
        assert method(url(voter)).status_code == 200
        assert method(url(voter), taps(voter, "yes", "no") | {"all": "yes"}).status_code == 200
    assert list(PollVoter.objects.values()) == before
    assert not PollReply.objects.exists()
    assert PollVote.objects.filter(voter=voter).count() == 0


def test_answer_needs_neither_cookie_nor_token(voter):
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    answer = browser.post(url(voter), taps(voter, "yes", "if_needed") | {"comment": "Merci"})
    assert answer.status_code == 302
    assert [vote.choice for vote in voter.votes.order_by("slot")] == ["yes", "if_needed"]
    assert voter.replies.get().by is None
    page = browser.get(answer.url).content.decode()
    assert "Réponse enregistrée aujourd’hui à" in page
    assert 'value="if_needed" checked' in page
    assert "Merci" in page


def test_missing_slot_is_unanswered_and_a_changed_mind_wins(client, voter):
    client.post(url(voter), taps(voter, "yes", "yes"))
    client.post(url(voter), taps(voter, "no"))
    assert [vote.choice for vote in voter.votes.all()] == ["no"]
    assert voter.replies.count() == 2


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_one_tap_answers_every_date(client, voter, choice):
    client.post(url(voter), {"all": choice, "comment": ""})
    assert {vote.choice for vote in voter.votes.all()} == {choice}
    assert voter.votes.count() == 2


def test_nonsense_is_not_an_answer_and_says_so(client, voter):
    foreign = make_poll(voter.poll.zone).slots.first()
    for nonsense in (
        {"comment": ""},
        {"all": "maybe", "comment": ""},
        taps(voter, "peut-être"),
        {f"slot-{foreign.pk}": "yes", "comment": ""},
        taps(voter, "yes") | {"comment": "x" * 2000},
    ):
        answer = client.post(url(voter), nonsense)
        assert answer.status_code in (200, 409)
        assert "À corriger" in answer.content.decode()
    assert not PollReply.objects.exists()


def test_nobody_else_is_named_nor_counted(client, voter):
    page = client.get(url(voter)).content.decode()
    assert "Clara Dumont" in page
    for secret in ("Zoé", "Secret", voter.email, "1 réponse"):
        assert secret not in page


def test_reader_chooses_the_language_and_the_page_says_which_text_is_not_translated(client, voter):
    PollVoter.objects.filter(pk=voter.pk).update(language="nl")
    page = client.get(url(voter)).content.decode()
    assert '<html lang="nl"' in page
    assert '<div lang="fr">' in page  # the word of the coordination, written in French only
    assert "&lt;span" not in page
    assert '<html lang="fr"' in client.get(url(voter) + "?langue=fr").content.decode()


def test_altered_link_is_unknown_in_both_languages(client, voter):
    token = make_token(voter)
    row = make_participation(make_meeting(voter.poll.zone))
    wrong = (
        token[:-2],
        token[:-1] + "é",
        "x" * 400,
        signing.dumps(voter.pk, salt="autre"),
        answer_token(row),  # the link of another kind of page
        make_token(PollVoter(pk=999_999)),
    )
    for one in wrong:
        answer = client.get(reverse("meetings:poll_answer", args=[one]))
        assert answer.status_code == 404
        assert "Deze link is onvolledig" in answer.content.decode()
    assert client.get(reverse("meetings:answer", args=[token])).status_code == 404


def test_link_of_a_poll_that_never_left_opens_nothing(client, zone):
    voter = make_poll(zone, "draft").voters.first()
    assert client.get(url(voter)).status_code == 404


def test_page_is_neither_kept_nor_indexed_nor_told_to_the_next_site(client, voter):
    for answer in (client.get(url(voter)), client.get(url(voter)[:-3] + "x/")):
        assert answer["Cache-Control"] == "private, no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"


def test_poll_closed_meanwhile_takes_no_answer_and_says_so(client, voter):
    DatePoll.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    assert "Le sondage est clos" in client.get(url(voter)).content.decode()
    answer = client.post(url(voter), taps(voter, "yes"))
    assert answer.status_code == 409
    assert "n’a pas été notée" in answer.content.decode()
    assert not voter.votes.exists()


def test_late_answer_learns_the_date_and_takes_it_away(client, voter, coordinator):
    poll = voter.poll
    (meeting,) = polls.choose(poll, [poll.slots.first()], by=coordinator)
    page = client.get(url(voter))
    assert page.status_code == 200
    assert "La date est choisie" in page.content.decode()
    late = client.post(url(voter), taps(voter, "no", "no"))
    assert late.status_code == 409
    assert "Le sondage est clos" in late.content.decode()
    file = client.get(reverse("meetings:poll_calendar", args=[make_token(voter), meeting.pk]))
    event = Calendar.from_ical(file.content).walk("VEVENT")[0]
    assert (event["uid"], event["dtstart"].dt) == (meeting.uid, meeting.starts_at)
    assert "noindex" in file["X-Robots-Tag"]
    assert not voter.votes.exists()


def test_calendar_of_a_meeting_that_is_not_of_the_poll_is_unknown(client, voter, coordinator):
    other = make_meeting(voter.poll.zone)
    polls.choose(voter.poll, [voter.poll.slots.first()], by=coordinator)
    link = reverse("meetings:poll_calendar", args=[make_token(voter), other.pk])
    assert client.get(link).status_code == 404


def test_dropped_poll_is_gone_with_its_reason(client, voter, coordinator):
    polls.drop(voter.poll, "La salle <b>verte</b> est fermée.", by=coordinator)
    for answer in (client.get(url(voter)), client.post(url(voter), taps(voter, "yes"))):
        assert answer.status_code == 410
        assert "&lt;b&gt;verte" in answer.content.decode()


def test_poll_whose_meeting_took_place_is_gone(client, voter, coordinator):
    (meeting,) = polls.choose(voter.poll, [voter.poll.slots.first()], by=coordinator)
    past = timezone.now() - timedelta(days=1)
    meeting.starts_at, meeting.ends_at = past - timedelta(hours=3), past
    meeting.save()
    assert client.get(url(voter)).status_code == 410


def test_page_costs_the_same_whatever_the_slots_and_the_voters(client, zone):
    counts = []
    for slots, voters in ((3, 3), (10, 30)):
        voter = make_poll(zone, slots=slots, voters=voters).voters.first()
        with CaptureQueriesContext(connection) as queries:
            client.get(url(voter))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 4


def test_link_of_the_letter_opens_the_page_of_its_reader(client, zone, coordinator):
    poll = make_poll(zone, "draft", voters=1)
    polls.open_poll(poll, by=coordinator)
    body = emails.build(Letter.objects.get()).body
    link = next(word for word in body.split() if "/sondage/" in word)
    page = client.get(link.removeprefix("http://testserver"))
    assert poll.voters.get().person_name in page.content.decode()
