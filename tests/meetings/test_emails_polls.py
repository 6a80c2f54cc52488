"""The letters of a date poll: light, personal, with the dates in the letter itself."""

import pytest
from django.urls import reverse

from meetings import emails
from meetings.models import DatePoll, Letter
from tests.factories import make_person, make_poll, make_voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(zone, coordinator):
    return make_poll(zone, voters=0, title_fr="Bilan", title_nl="Balans", message_fr="À bientôt")


def make_letter(poll, kind="poll", **fields):
    voter = make_voter(poll, person=make_person("Clara Dumont"), **fields)
    return Letter.objects.create(
        voter=voter, kind=kind, to_email=voter.email, language=voter.language
    )


def parts(message):
    html = next(part.content for part in message.alternatives if part.mimetype == "text/html")
    return message.body, html


@pytest.mark.parametrize("kind", ["poll", "poll_reminder"])
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_letter_names_its_reader_the_dates_and_the_one_link(poll, kind, language):
    message = emails.build(make_letter(poll, kind, language=language))
    assert message.extra_headers["Content-Language"] == language
    years = {str(slot.starts_at.year) for slot in poll.slots.all()}
    for part in parts(message):
        assert "Clara Dumont" in part
        assert part.count("http://testserver/sondage/") == 1
        assert reverse("privacy") in part
        assert "variable absente" not in part
        assert all(year in part for year in years)
    assert message.body.count("  – ") == 2


def test_letter_is_signed_and_answered_to_the_coordination(poll, coordinator):
    organisation = poll.zone.coordinations.get().organisation
    organisation.email = "coordination@exemple.be"
    organisation.save()
    message = emails.build(make_letter(poll))
    assert message.reply_to == ["coordination@exemple.be"]
    assert organisation.name_fr in message.body


def test_last_reminder_says_that_it_is_the_last(poll):
    words = "notre dernier rappel"
    assert words not in emails.build(make_letter(poll, "poll_reminder")).body
    DatePoll.objects.update(reminders_sent=DatePoll.MAX_REMINDERS)
    letter = Letter.objects.select_related("voter__poll").get()
    assert words in emails.build(letter).body


def test_same_letter_keeps_its_message_id(poll):
    letter = make_letter(poll)
    ids = {emails.build(letter).extra_headers["Message-ID"] for _n in range(2)}
    assert ids == {letter.message_id}


@pytest.mark.parametrize("name", ["Gagnez <b>vite</b>", "x\r\nBcc: y@exemple.be", "{{ 7*7 }}"])
def test_hostile_words_add_neither_header_nor_markup(poll, name):
    DatePoll.objects.update(title_fr=name, message_fr=name)
    message = emails.build(make_letter(poll, person_name=name, language="fr"))
    raw = message.message().as_string()
    assert "\nBcc:" not in raw.split("\n\n", 1)[0]
    assert "<b>vite" not in parts(message)[1]
    assert "49" not in message.subject
