import email
import email.policy
from datetime import UTC, date, datetime

import pytest
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from concertation import ics, mail

CONTEXT = {
    "day": date(2020, 4, 23),
    "subject": "L’avenir <de> la zone & du reste",
    "name": "D'Hondt <script>",
    "link": mail.absolute,
}


def build(template="test_invitation", **options):
    options = {"context": CONTEXT, "language": "fr", "to": "odile@partenaire.example", **options}
    return mail.build_message(template=template, **options)


def entry(method="REQUEST"):
    moment = datetime(2020, 4, 23, 7, 30, tzinfo=UTC)
    return ics.calendar_entry(
        uid="reunion-12@concertation.example",
        sequence=0,
        starts_at=moment,
        ends_at=moment,
        summary="Commission zonale « Sud »",
        location="",
        description="",
        url="",
        organizer_name="Anaïs Lambert",
        organizer_email="anais@missionlocale.example",
        stamp=moment,
        method=method,
    )


def parsed(message):
    return email.message_from_bytes(mail.message_bytes(message), policy=email.policy.default)


@pytest.fixture
def demo_folder(settings, tmp_path):
    settings.DEMO_MAIL_DIR = tmp_path / "courrier"
    settings.EMAIL_BACKEND = "concertation.mail.DemoBackend"
    return settings.DEMO_MAIL_DIR


def send(*messages):
    return get_connection("concertation.mail.DemoBackend").send_messages(messages)


def test_message_is_written_in_the_language_of_its_reader():
    assert "jeudi 23\u00a0avril 2020" in build().subject
    assert "donderdag 23\u00a0april 2020" in build(language="nl").subject
    assert build(language="nl").message()["Content-Language"] == "nl"


def test_text_is_not_escaped_and_html_is():
    message = build()
    assert message.subject.endswith("— L’avenir <de> la zone & du reste")
    assert "Bonjour D'Hondt <script>," in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "D&#x27;Hondt &lt;script&gt;" in html


def test_html_part_is_optional():
    assert build("test_plain").alternatives == []


def test_subject_stays_on_one_line_and_keeps_its_no_break_spaces():
    context = {**CONTEXT, "subject": "Bonjour\r\nBcc: tous@victime.example\u2028fin"}
    message = build(context=context)
    assert message.subject.endswith("— Bonjour Bcc: tous@victime.example fin")
    assert "23\u00a0avril" in message.subject
    assert parsed(message)["Bcc"] is None


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: x@victime.example", "A\nX-Evil: 1", 'A" <x@y.example>, "B']
)
def test_name_of_the_sender_adds_no_header_nor_address(name):
    message = parsed(build(from_name=name))
    assert [person.addr_spec for person in message["from"].addresses] == [
        "courrier@concertation.example"
    ]
    assert message["Bcc"] is None
    assert message["X-Evil"] is None


@pytest.mark.parametrize(
    "options",
    [
        {"to": "a@b.example\r\nBcc: x@victime.example"},
        {"reply_to": ["a@b.example\nBcc: x@victime.example"]},
        {"headers": {"X-Zone": "sud\r\nBcc: x@victime.example"}},
        {"message_id": "<a@b>\r\nBcc: x@victime.example"},
    ],
)
def test_line_break_in_an_address_or_header_is_refused(options):
    with pytest.raises(BadHeaderError):
        build(**options).message()


def test_sender_name_and_reply_address():
    message = parsed(build(from_name="Zone Sud, Mission Locale", reply_to=["anais@ml.example"]))
    assert str(message["from"]) == '"Zone Sud, Mission Locale" <courrier@concertation.example>'
    assert message["reply-to"].addresses[0].addr_spec == "anais@ml.example"


def test_message_id_depends_on_the_letter_only():
    key = mail.stable_message_id("lettre-51")
    assert key == "<lettre-51@concertation.example>"
    assert [parsed(build(message_id=key))["Message-ID"] for _ in range(2)] == [key, key]


def test_absolute_address_comes_from_the_settings():
    assert mail.absolute("/r/abc/") == "https://concertation.example/r/abc/"


def test_letter_bytes_end_lines_with_crlf():
    written = mail.message_bytes(build(calendar=(entry(), "REQUEST")))
    assert written.count(b"\n") == written.count(b"\r\n") > 20


def test_calendar_is_both_shown_and_attached():
    message = parsed(build(calendar=(entry("CANCEL"), "CANCEL")))
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part["content-type"].params["method"] for part in parts] == ["CANCEL"]
    assert "Commission zonale « Sud »" in parts[0].get_content()
    file = next(message.iter_attachments())
    assert (file.get_filename(), file.get_content_type()) == ("reunion.ics", "application/ics")
    assert file.get_payload(decode=True) == entry("CANCEL")


def test_attachment_keeps_its_bytes_and_its_french_name():
    pdf = ("PV de l’été.pdf", b"%PDF-1.7\r\n\x00\xff", "application/pdf")
    file = next(parsed(build(attachments=[pdf])).iter_attachments())
    assert file.get_filename() == "PV de l’été.pdf"
    assert file.get_payload(decode=True) == b"%PDF-1.7\r\n\x00\xff"


def test_demo_letter_is_read_as_it_was_written(demo_folder):
    message = build(
        calendar=(entry(), "REQUEST"), attachments=[("ordre.pdf", b"%PDF", "application/pdf")]
    )
    assert send(message) == 1
    (letter,) = mail.demo_letters(10)
    assert letter.subject == message.subject
    assert letter.to == "odile@partenaire.example"
    assert letter.date.tzinfo is not None
    assert "D'Hondt <script>" in letter.text
    assert "<p>Bonjour" in letter.html
    kinds = [(file.index, file.name, file.type) for file in letter.attachments]
    assert kinds == [(0, "reunion.ics", "application/ics"), (1, "ordre.pdf", "application/pdf")]
    assert letter.attachments[1].content == b"%PDF"
    assert mail.demo_letter(letter.name) == letter
    assert [file.suffix for file in demo_folder.iterdir()] == [".eml"]


def test_demo_letters_come_newest_first_and_limited(demo_folder):
    send(*(EmailMessage(f"Lettre {number}", "x", to=["a@b.example"]) for number in range(4)))
    (demo_folder / ".brouillon.eml").write_text("half a letter")
    (demo_folder / "autre.eml").write_text("not ours")
    assert [letter.subject for letter in mail.demo_letters(2)] == ["Lettre 3", "Lettre 2"]
    assert len(mail.demo_letters(10)) == 4


@pytest.mark.parametrize(
    "name", ["../secret.eml", "/etc/passwd", "", ".", "20200101T000000000000.eml"]
)
def test_demo_letter_reads_its_own_folder_only(demo_folder, name):
    demo_folder.mkdir()
    (demo_folder.parent / "secret.eml").write_text("Subject: secret")
    with pytest.raises(FileNotFoundError):
        mail.demo_letter(name)


def test_demo_letters_of_an_empty_folder(demo_folder):
    assert mail.demo_letters(10) == []
