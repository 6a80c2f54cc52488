"""The report attacked: anonymous answers, personal links, words that a zone keeps."""

import io
import json
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings import emails
from meetings.models import CoSignature, Letter, Opinion
from meetings.pages_letters import without_personal_link
from reports import indicators, register_rows, services, synthesis
from reports.expectations import AFTER_A_MEETING, expectations
from reports.figure_rows import FIGURES
from reports.listening_rows import after_meetings
from reports.models import Feedback, FeedbackRequest, LogEntry, Survey, SurveyAnswer
from reports.services import feedback, survey
from reports.synthesis import partners
from tests.factories import (
    at,
    make_attachment,
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_pv,
)
from tests.meetings.levels import text_of
from tests.reports.builders import add_opinion

pytestmark = pytest.mark.django_db
YEAR = 2020
CODES = [line.code for line in expectations()]
USEFUL, HEARD = list(AFTER_A_MEETING)[:2]


def url(name, zone, *more, year=YEAR):
    return reverse(f"reports:{name}", args=[zone.code, year, *more])


def signed(user):
    client = Client()
    client.force_login(user)
    return client


def deposited(zone, year=YEAR, **fields):
    """The report of a zone and year, frozen and left for Actiris."""
    report = services.open_report(zone, year)
    for name, value in fields.items():
        setattr(report, name, value)
    report.save()
    report = services.validate_report(report, by=None)
    report.sent_on = timezone.localdate()
    report.save(update_fields=["sent_on"])
    return report


@pytest.fixture
def held(zone):
    """A meeting of yesterday whose six people were asked the three questions."""
    feedback.switch(zone, on=True)
    meeting = make_meeting(zone, "held", day=-1, partners=6)
    meeting.participations.update(presence="present")
    with time_machine.travel(timezone.localtime().replace(hour=9, minute=0), tick=False):
        feedback.ask_due()
    return meeting


@pytest.fixture
def opened(zone, coordinator):
    for _n in range(6):
        make_member(zone)
    return survey.open_survey(
        zone, closes_on=timezone.localdate() + timedelta(days=21), by=coordinator
    )


# --- Who said what ------------------------------------------------------------------------------


def test_the_order_of_the_answers_is_not_the_order_of_the_readers(opened):
    for reader in opened.readers.order_by("pk"):
        survey.answer(reader, {CODES[0]: 3}, f"mot de {reader.pk}")
    said = list(SurveyAnswer.objects.order_by("pk").values_list("comment", flat=True))
    arrived = [f"mot de {pk}" for pk in opened.readers.order_by("pk").values_list("pk", flat=True)]
    numbers = list(SurveyAnswer.objects.values_list("pk", flat=True))
    assert sorted(said) == sorted(arrived)
    assert max(numbers) - min(numbers) > 10**6  # drawn by lot, not counted
    assert len(set(numbers)) == len(arrived)


def test_an_answer_keeps_nothing_that_one_person_alone_could_have(opened, held):
    names = {field.name for field in SurveyAnswer._meta.fields}
    assert names == {"id", "survey", "scores", "comment"}
    feedback.answer(FeedbackRequest.objects.first(), {USEFUL: 1})
    assert Feedback.objects.get().pk > 10**6
    assert not hasattr(SurveyAnswer, "history")
    assert not hasattr(Feedback, "history")


def answers(meeting, *scores):
    Feedback.objects.bulk_create(Feedback(meeting=meeting, scores=one) for one in scores)


def test_a_lone_answer_is_not_the_difference_between_two_means(zone):
    """The page of the meetings shows the first mean; the year's would tell the other."""
    first = make_meeting(zone, "held", starts_at=at(date(YEAR, 3, 3)))
    answers(first, *[{USEFUL: 5}] * 5)
    alone = make_meeting(zone, "held", starts_at=first.starts_at + timedelta(hours=4))
    answers(alone, {USEFUL: 1, HEARD: 4}, *[{HEARD: 4}] * 4)
    shown = dict(zip(AFTER_A_MEETING, after_meetings(zone, first.year)["questions"], strict=True))
    assert shown[USEFUL][1] == 5.0
    assert shown[HEARD][1] == 4.0


@pytest.mark.parametrize("page", ["pv/lire", "rapport", "barometre", "trois-questions", "reponse"])
def test_no_personal_link_is_read_in_a_letter(page):
    body = f"Voici :\n\nhttps://exemple.test/{page}/MTI:1xyz:signature/\n\nBien à vous."
    assert "signature" not in without_personal_link(body)
    kept = "https://exemple.test/zones/sud/rapports/2026/"
    assert without_personal_link(kept) == kept


def test_the_coordination_cannot_answer_for_somebody_nor_see_who_did(held, coordinator):
    letter = Letter.objects.filter(kind="feedback").first()
    letter.body, letter.status = emails.build(letter).body, "sent"
    letter.save()
    page = reverse("meetings:letter", args=[held.zone.code, held.pk, letter.pk])
    words = signed(coordinator).get(page).content.decode()
    assert "trois-questions/" not in words
    assert "lien personnel" in words


def test_a_letter_sent_once_more_asks_the_same_question(held):
    row = held.participations.first()
    again = Letter.objects.create(
        meeting=held, participation=row, kind="feedback", to_email=row.email, round=2
    )
    link = emails.build(again).body.partition("trois-questions/")[2].split("/")[0]
    assert feedback.read_token(link) == row.feedback_request


@pytest.mark.parametrize("page", ["survey_answer", "feedback_answer", "by_link"])
def test_a_link_opens_no_other_kind_of_page(client, opened, held, page):
    reader, asked = opened.readers.first(), FeedbackRequest.objects.first()
    tokens = {
        "survey_answer": survey.make_token(reader),
        "feedback_answer": feedback.make_token(asked),
    }
    for name, token in tokens.items():
        if name != page:
            assert client.get(reverse(f"reports:{page}", args=[token])).status_code == 404
    for bad in ("x", "1:2:3", "MQ:1:" + "a" * 5000, "%00", "..%2f"):
        assert client.get(reverse(f"reports:{page}", args=[bad])).status_code == 404


def test_two_answers_at_once_are_one_and_a_late_one_is_none(client, opened):
    link = reverse("reports:survey_answer", args=[survey.make_token(opened.readers.first())])
    assert client.post(link, {f"score-{CODES[0]}": "5"}).status_code == 302
    assert client.post(link, {f"score-{CODES[0]}": "1"}).status_code == 409
    Survey.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    link = reverse("reports:survey_answer", args=[survey.make_token(opened.readers.last())])
    assert client.post(link, {f"score-{CODES[0]}": "1"}).status_code == 409
    assert [one.scores for one in SurveyAnswer.objects.all()] == [{CODES[0]: 5}]


# --- Words that a zone keeps --------------------------------------------------------------------

SECRET = "Passage gardé xyzzy"


@pytest.fixture
def kept(zone):
    """A meeting whose PV the zone keeps, with an opinion sent on, its proof and how it left."""
    meeting = make_meeting(zone, "held", starts_at=at(date(YEAR, 5, 4)))
    meeting.visibility = "zone"
    meeting.save()
    make_pv(meeting, status="sent", blocks=0)
    proof = make_attachment(meeting, f"Preuve {SECRET}")
    add_opinion(
        meeting,
        text=SECRET,
        motives=SECRET,
        answer=SECRET,
        effect=SECRET,
        sending=f"Remis par {SECRET}",
        proof=proof,
        sent_on=meeting.held_on,
        answered_on=meeting.held_on,
    )
    for kind in ("decision", "finding", "proposition", "action"):
        make_block(make_item(meeting, SECRET), kind, SECRET)
    LogEntry.objects.create(
        zone=zone, on=meeting.held_on, text=SECRET, is_internal=True, key=uuid4()
    )
    return meeting


def registers(zone, year, *, in_zone):
    return register_rows.registers(indicators.gather(zone, year), in_zone=in_zone)


def test_the_register_tells_of_a_kept_opinion_neither_its_words_nor_its_proof(zone, kept):
    assert "xyzzy" not in json.dumps(registers(zone, YEAR, in_zone=False), default=str)
    inside = json.dumps(registers(zone, YEAR, in_zone=True), default=str)
    assert "Remis par" in inside


PAPERS = ("report", "paper", "docx", "figures_json", "tables_csv", "workbook", "way", "figures")


def words_in(answer):
    """Every text of an answer, also of what is packed in it."""
    content = b"".join(answer) if answer.streaming else answer.content
    if content[:4] == b"%PDF":
        return text_of(content)
    if content[:2] != b"PK":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_the_region_reads_no_word_that_the_zone_keeps(zone, kept, region):
    deposited(zone)
    reader = signed(region)
    for name in PAPERS:
        answer = reader.get(url(name, zone))
        assert answer.status_code == 200, name
        assert "xyzzy" not in words_in(answer), name
    for figure in FIGURES:
        answer = reader.get(url("figure_rows", zone, figure))
        assert answer.status_code == 200, figure
        assert "xyzzy" not in words_in(answer), figure


def test_a_reserved_opinion_keeps_how_and_with_what_it_left(zone, kept, region, outsider):
    opinion = Opinion.objects.get()
    type(opinion.block).objects.filter(pk=opinion.block_id).update(visibility="coordination")
    page = reverse("meetings:opinion", args=[zone.code, opinion.pk])
    answer = signed(region).get(page)
    assert answer.status_code == 200
    assert "xyzzy" not in words_in(answer)
    assert signed(outsider).get(page).status_code == 404


@pytest.mark.parametrize(
    ("level", "status", "is_told"),
    [("zone", "sent", False), ("region", "sent", True), ("region", "draft", False)],
)
def test_the_register_and_the_report_tell_the_region_the_same_of_an_opinion(
    zone, kept, region, partner, level, status, is_told
):
    kept.visibility = level
    kept.save()
    type(kept.pv).objects.update(status=status)
    opinion = Opinion.objects.get()
    reports_it = "xyzzy" in json.dumps(registers(zone, YEAR, in_zone=False), default=str)
    pages = (
        reverse("meetings:opinions", args=[zone.code]),
        reverse("meetings:opinion", args=[zone.code, opinion.pk]),
    )
    for page in pages:
        words = words_in(signed(region).get(page))
        assert str(opinion) in words  # that it was given and sent is no secret
        assert ("xyzzy" in words) == reports_it == is_told, page
        assert ("xyzzy" in words_in(signed(partner).get(page))) == (status == "sent")


def test_a_zone_that_declined_does_not_follow_the_text(
    zone, other_zone, kept, coordinator, outsider
):
    opinion = Opinion.objects.get()
    asked = CoSignature.objects.create(
        zone=other_zone, opinion=opinion, text="Le premier texte.", status="declined", reason="Non."
    )
    page = reverse("meetings:cosignature", args=[other_zone.code, asked.pk])
    words = words_in(signed(outsider).get(page))
    assert "Le premier texte." in words
    assert "xyzzy" not in words
    assert signed(coordinator).get(page).status_code == 404


def test_the_synthesis_holds_no_word_that_a_zone_keeps(zone, kept, region):
    for state in ("before", "after"):
        if state == "after":
            deposited(zone)
        for name in ("synthesis", "synthesis_json", "synthesis_tables"):
            answer = signed(region).get(reverse(f"reports:{name}", args=[YEAR]))
            assert answer.status_code == 200, (state, name)
            assert "xyzzy" not in words_in(answer), (state, name)


@pytest.mark.parametrize("who", ["partner", "outsider", "region"])
def test_before_the_deposit_no_door_opens(zone, kept, who, request):
    report = services.open_report(zone, YEAR)
    services.validate_report(report, by=None)
    reader = signed(request.getfixturevalue(who))
    doors = [url(name, zone) for name in (*PAPERS, "annexes", "proof", "make_report", "remarks")]
    doors += [url("figure_rows", zone, "avis"), url("edition", zone, 1)]
    assert {door: reader.get(door).status_code for door in doors} == dict.fromkeys(doors, 404)


def test_who_came_is_told_by_the_synthesis_of_reports_that_left_and_name(zone, other_zone, region):
    office = make_organisation("Atelier zyx")
    for place in (zone, other_zone):
        seat = make_member(place, office)
        meeting = make_meeting(place, "held", starts_at=at(date(YEAR, 3, 3)))
        make_participation(meeting, seat.person, office, presence="present")

    def came():
        rows = partners.shared_institutions(synthesis.read(YEAR))
        return [row["came"] for row in rows if row["name"]["fr"] == "Atelier zyx"]

    assert came() == [[]]
    deposited(zone)
    deposited(other_zone, names_institutions=False)
    assert came() == [[zone.code]]
