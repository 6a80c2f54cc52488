"""The letters: one per reader, in their language, with the one link that answers."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from concertation.typography import date_long
from meetings import emails
from meetings.models import Letter, MeetingEvent, Paper, WorkingGroup
from meetings.models.outbox import APART
from reports.models import FeedbackRequest
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_participation,
    make_pv,
    make_remark,
    make_rules,
)

pytestmark = pytest.mark.django_db


def to_the_list():
    """The kinds of letter somebody on the list of a meeting can get."""
    others = {*Letter.TO_STAFF, *Letter.TO_VOTERS, *Letter.TO_OWNERS, *APART}
    kinds = [kind for kind in Letter.Kind.values if kind not in others]
    return [kind for kind in kinds if (settings.BASE_DIR / f"templates/emails/{kind}.txt").exists()]


@pytest.fixture
def meeting(zone, coordinator):
    meeting = make_meeting(
        zone, day=date(2020, 4, 23), convening="convocation", reply_by=date(2020, 4, 16)
    )
    make_item(meeting, "Un point & demi")
    return meeting


def make_letter(meeting, kind="convocation", **person):
    person.setdefault("person_name", "Clara Dumont")
    participation = make_participation(meeting, **person)
    return Letter.objects.create(
        meeting=meeting,
        participation=participation,
        kind=kind,
        to_email=participation.email,
        language=participation.language,
    )


def both_parts(message):
    html = next(part.content for part in message.alternatives if part.mimetype == "text/html")
    return message.body, html


@pytest.mark.parametrize("kind", to_the_list())
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_letter_says_to_whom_when_and_why(meeting, kind, language):
    pv, letter = make_pv(meeting, status="sent"), make_letter(meeting, kind, language=language)
    if kind == "remark":
        answered = {"status": "noted", "decided_at": timezone.now(), "letter": letter}
        make_remark(pv, letter.participation, **answered)
    if kind == "feedback":
        FeedbackRequest.objects.create(participation=letter.participation, letter=letter)
    message = emails.build(letter)
    assert message.subject
    for part in both_parts(message):
        assert "Clara Dumont" in part
        assert "2020" in part
        assert reverse("privacy") in part
        assert "variable absente" not in part
    assert message.extra_headers["Content-Language"] == language


def test_every_letter_of_a_group_names_it_in_its_subject(meeting):
    group = WorkingGroup.objects.create(zone=meeting.zone, name_fr="Jeunes")
    meeting.kind, meeting.working_group, meeting.number = "working_group", group, 2
    meeting.title_fr = "Les stages"
    meeting.save()
    pv = make_pv(meeting, status="sent")
    for kind in to_the_list():
        letter = make_letter(meeting, kind)
        if kind == "remark":
            answered = {"status": "noted", "decided_at": timezone.now(), "letter": letter}
            make_remark(pv, letter.participation, **answered)
        if kind == "feedback":
            FeedbackRequest.objects.create(participation=letter.participation, letter=letter)
        assert "Groupe de travail Jeunes" in emails.build(letter).subject, kind


@pytest.mark.parametrize("kind", ["convocation", "update", "reminder"])
def test_letter_carries_the_answer_link_of_its_reader(meeting, kind):
    letter = make_letter(meeting, kind)
    for part in both_parts(emails.build(letter)):
        assert "http://testserver/reponse/" in part


@pytest.mark.parametrize("kind", ["cancellation", "pv"])
def test_letter_that_asks_nothing_carries_no_answer_link(meeting, kind):
    make_pv(meeting, status="sent")
    for part in both_parts(emails.build(make_letter(meeting, kind))):
        assert "/reponse/" not in part


def test_letter_keeps_its_identity_and_its_paper(meeting):
    letter = make_letter(meeting)
    letter.paper = Paper.objects.create(
        kind="convocation", meeting=meeting, language="fr", file_name="L.pdf", content=b"%PDF"
    )
    message = emails.build(letter)
    assert message.extra_headers["Message-ID"] == letter.message_id
    assert ("L.pdf", b"%PDF", "application/pdf") in [tuple(a) for a in message.attachments]
    assert message.to == [letter.to_email]


def test_reply_goes_to_the_coordinating_institution(meeting):
    organisation = meeting.zone.coordinations.get().organisation
    organisation.email = "concertation@exemple.be"
    organisation.save()
    message = emails.build(make_letter(meeting))
    assert message.reply_to == ["concertation@exemple.be"]
    assert "Zone_Sud" in message.from_email


def test_convocation_and_invitation_are_two_letters(meeting):
    formal = emails.build(make_letter(meeting))
    meeting.convening = "invitation"
    light = emails.build(make_letter(meeting))
    assert "suppléant·e" in formal.body
    assert "collègues de terrain" in light.body
    assert formal.subject != light.subject


def test_postponement_tells_both_dates_and_the_reason(meeting):
    MeetingEvent.objects.create(
        meeting=meeting,
        kind="postponed",
        reason="Grève des transports.",
        previous_starts_at=at(date(2020, 4, 2)),
    )
    message = emails.build(make_letter(meeting, "update"))
    for part in both_parts(message):
        assert "2\u00a0avril 2020" in part
        assert "23\u00a0avril 2020" in part
        assert "Grève des transports." in part


def test_change_of_room_does_not_repeat_an_old_reason(meeting):
    MeetingEvent.objects.create(
        meeting=meeting,
        kind="postponed",
        reason="Grève des transports.",
        at=timezone.now() - timedelta(days=3),
    )
    message = emails.build(make_letter(meeting, "update"))
    assert "Grève" not in message.body
    assert "ont changé" in message.body


def test_cancellation_tells_the_reason_and_withdraws_the_entry(meeting):
    MeetingEvent.objects.create(meeting=meeting, kind="cancelled", reason="Salle inondée.")
    message = emails.build(make_letter(meeting, "cancellation"))
    assert "Salle inondée." in message.body
    calendar = [part for part in message.alternatives if "calendar" in part.mimetype]
    assert calendar[0].mimetype == "text/calendar; method=CANCEL"


@pytest.mark.parametrize("sent", [-3, -10, -11])
def test_pv_letter_says_draft_and_until_when_remarks(zone, coordinator, sent):
    zone.house_rules.all().delete()
    make_rules(zone, contest_days=10)
    meeting, decides = make_meeting(zone, status="held", day=-20), make_meeting(zone, day=12)
    pv = make_pv(meeting, status="sent", sent_at=at(sent))
    make_item(make_meeting(zone, day=5, status="cancelled"), approves=pv)
    make_item(decides, approves=pv)
    body = emails.build(make_letter(meeting, "pv")).body
    assert f"approbation de la réunion du {date_long(decides.starts_at)}" in body
    if sent >= -10:  # the tenth day is still in time
        assert f"jusqu’au {date_long(at(sent + 10))}" in body
    else:
        assert "jusqu’au" not in body
        assert "Répondez simplement à ce message" in body


@pytest.mark.parametrize(
    ("kind", "language", "named"),
    [
        ("pv", "fr", "le procès-verbal de la réunion"),
        ("report", "fr", "le compte rendu de la réunion"),
        ("aide_memoire", "fr", "l’aide-mémoire de la réunion"),
        ("pv", "nl", "de notulen van de vergadering"),
        ("report", "nl", "het verslag van de vergadering"),
        ("aide_memoire", "nl", "het beknopte verslag van de vergadering"),
    ],
)
@pytest.mark.parametrize("letter", ["pv", "review"])
def test_letters_name_the_record_with_its_article(zone, letter, kind, language, named):
    meeting = make_meeting(zone, status="held", day=-20)
    make_pv(meeting, status="sent", sent_at=at(-3), kind=kind)
    body = emails.build(make_letter(meeting, letter, language=language)).body
    assert named in " ".join(body.split())
    assert "« " not in body


@pytest.mark.parametrize(
    "name",
    ["Gagnez sur www.piege.example", "http://piege.example", "a@piege.example", "Jean piege.be"],
)
def test_name_that_is_a_link_is_not_written_in_our_letter(meeting, name):
    message = emails.build(make_letter(meeting, person_name=name))
    for part in both_parts(message):
        assert "piege" not in part
        assert "Bonjour," in part


@pytest.mark.parametrize("name", ["J.-P. Dupont", "Marie-Ève d’Hoore", "Ana O'Neil"])
def test_ordinary_names_stay_names(name):
    assert emails.plain_name(name) == name


def test_name_cannot_write_html_nor_a_header(meeting):
    meeting.title_fr = "Sujet\nBcc: tout@monde.example <script>"
    meeting.convening = "invitation"
    message = emails.build(make_letter(meeting, person_name="Ana “b” d'Or & fils"))
    text, html = both_parts(message)
    assert "\n" not in message.subject
    assert "d'Or & fils" in text
    assert "d&#x27;Or &amp; fils" in html
    assert "<script>" not in html
    assert message.message()["Bcc"] is None
