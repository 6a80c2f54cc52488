"""A letter kept as it was at the click: its words are frozen, its PDF is set once."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from concertation import pdf
from meetings import documents
from meetings.models import Letter, Paper
from meetings.services import convening, delivery
from tests.factories import make_item, make_meeting, make_participation, make_user
from tests.meetings.post_office import post_office


@pytest.fixture
def meeting(zone):
    meeting = make_meeting(zone, "planned", convening="convocation")
    make_item(meeting, "Identité de la concertation")
    for number in range(3):
        make_participation(meeting, email=f"lecteur{number}@exemple.be")
    return meeting


@pytest.fixture
def paper(meeting, zone):
    """What « Envoyer » keeps, its PDF still to be set."""
    convening.convene(meeting, by=make_user(zone, coordinator=True))
    meeting.refresh_from_db()
    paper = Paper.objects.get()
    assert paper.content is None
    return paper


@pytest.fixture
def broken(monkeypatch):
    """A PDF engine that fails; the list tells how often it was asked."""
    asked = []

    def fail(html, **_options):
        asked.append(html)
        raise MemoryError

    monkeypatch.setattr(pdf, "html_to_pdf", fail)
    return asked


def text_of(content, folder):
    file = folder / "paper.pdf"
    file.write_bytes(content)
    return " ".join(page.extract_text() for page in PdfReader(file).pages)


def test_paper_says_what_was_true_at_the_click(meeting, paper, tmp_path):
    meeting.agenda.update(title_fr="Tout autre chose")
    text = text_of(paper.pdf(), tmp_path)
    assert "Identité de la concertation" in text
    assert "Tout autre chose" not in text


def test_pdf_set_later_is_the_one_the_click_would_have_set(meeting, paper):
    assert paper.pdf() == documents.convocation(meeting)


def test_pdf_is_set_once_and_the_words_are_dropped(paper, monkeypatch):
    content = paper.pdf()
    monkeypatch.setattr(pdf, "html_to_pdf", lambda html: pytest.fail("set again"))
    kept = Paper.objects.get()
    assert (kept.pdf(), kept.frozen_html) == (content, "")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


def test_two_who_ask_at_once_get_the_same_bytes(paper, monkeypatch):
    other = Paper.objects.get()
    answers = []

    def slow_then_quick(html):
        if not answers:
            answers.append("the other one is quicker")
            answers.append(other.pdf())
            return b"too late"
        return b"first to be written"

    monkeypatch.setattr(pdf, "html_to_pdf", slow_then_quick)
    assert paper.pdf() == other.pdf() == Paper.objects.get().pdf() == b"first to be written"


def test_paper_with_neither_words_nor_bytes_is_refused(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.create(kind="convocation", meeting=meeting, language="fr", file_name="A.pdf")


def test_letters_carry_the_pdf_that_was_downloaded_first(meeting, paper):
    content, _name = documents.letter_file(meeting, "fr")
    delivery.deliver_due()
    carried = [file[1] for one in mail.outbox for file in one.attachments if "pdf" in file[2]]
    assert carried == [content] * 3


def test_pdf_that_cannot_be_set_is_tried_once_a_round_and_no_letter_is_lost(paper, broken):
    assert delivery.deliver_due() == (0, 0)
    assert len(broken) == 1
    assert not mail.outbox
    waiting = Letter.objects.filter(status="queued", attempts=1)
    assert waiting.count() == 3
    assert all("MemoryError" in letter.error for letter in waiting)
    assert all(letter.next_try_at > timezone.now() for letter in waiting)


def test_letters_whose_pdf_could_not_be_set_leave_later(paper, broken, monkeypatch):
    delivery.deliver_due()
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert delivery.deliver_due() == (3, 0)
    assert len(mail.outbox) == 3


def test_letter_that_cannot_be_written_ahead_fails_at_its_own_turn_only(
    meeting, paper, settings, monkeypatch
):
    build, last = delivery.emails.build, Letter.objects.last()

    def build_or_fail(letter):
        if letter.pk == last.pk:
            raise ValueError(letter.to_email)
        return build(letter)

    monkeypatch.setattr(delivery.emails, "build", build_or_fail)
    with post_office() as (office, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert delivery.deliver_due() == (2, 1)
    assert len(office.received) == 2
    last.refresh_from_db()
    assert (last.status, last.attempts) == ("refused", 1)


def test_letter_written_ahead_is_whole_and_goes_to_its_own_reader(paper, settings):
    with post_office() as (office, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert delivery.deliver_due() == (3, 0)
    content = Paper.objects.get().pdf()
    for one in office.received:
        assert one.to in one.parsed()["To"]
        part = next(p for p in one.parsed().walk() if p.get_content_type() == "application/pdf")
        assert part.get_payload(decode=True) == content
