"""The barometer and the three questions: asked once, anonymous, shown from five answers on."""

from datetime import date, timedelta
from threading import Thread

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from meetings.emails import build
from meetings.models import Letter
from meetings.services.errors import BadLink, Refused, WrongStatus
from reports.expectations import expectations
from reports.listening_rows import after_meetings, listening
from reports.models import Feedback, FeedbackRequest, Survey, SurveyAnswer
from reports.pages_listening import listening_page
from reports.services import feedback, survey
from tests.factories import make_meeting, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
CODES = [line.code for line in expectations()]


@pytest.fixture
def members(zone):
    """Six people who sit, two of a CPAS; one without an address, one of another zone's list."""
    mandates = [make_member(zone) for _n in range(4)]
    mandates += [make_member(zone, make_organisation(type_code="cpas")) for _n in range(2)]
    silent = make_member(zone, person=make_person("Sans Adresse", email=""))
    return mandates + [silent]


@pytest.fixture
def opened(zone, members, coordinator):
    return survey.open_survey(zone, closes_on=in_days(21), by=coordinator)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def answer_all(opened, score=4, count=None):
    for reader in opened.readers.all()[:count]:
        survey.answer(reader, dict.fromkeys(CODES, score), "")


def test_barometer_writes_once_to_each_who_sits_and_has_an_address(zone, members, coordinator):
    opened = survey.open_survey(zone, closes_on=in_days(21), by=coordinator)
    letters = Letter.objects.filter(kind="survey")
    assert letters.count() == opened.readers.count() == 7  # six members, and the coordinator
    with pytest.raises(WrongStatus):
        survey.open_survey(zone, closes_on=in_days(21), by=coordinator)
    assert letters.count() == 7


def test_barometer_of_too_few_people_is_refused(zone, coordinator):
    make_member(zone)
    with pytest.raises(Refused, match="5 personnes"):
        survey.open_survey(zone, closes_on=in_days(21), by=coordinator)
    assert not Survey.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 61])
def test_barometer_closes_on_a_day_to_come(zone, members, coordinator, days):
    with pytest.raises(Refused):
        survey.open_survey(zone, closes_on=in_days(days), by=coordinator)


def test_answer_is_kept_and_belongs_to_nobody(opened):
    reader = opened.readers.filter(organisation__type__code="cpas").first()
    survey.answer(reader, {CODES[0]: 5, CODES[1]: 9, "autre": 3}, " Un mot. ")
    kept = SurveyAnswer.objects.get()
    assert (kept.scores, kept.comment) == ({CODES[0]: 5}, "Un mot.")
    names = {field.name for field in SurveyAnswer._meta.fields}
    assert names == {"id", "survey", "scores", "comment"}  # no reader, no moment
    reader.refresh_from_db()
    assert reader.answered_on == timezone.localdate()


def test_link_answers_once(opened):
    reader = opened.readers.first()
    survey.answer(reader, {CODES[0]: 5})
    with pytest.raises(WrongStatus, match="ne se change plus"):
        survey.answer(reader, {CODES[0]: 1})
    assert SurveyAnswer.objects.count() == 1


def test_empty_answer_leaves_the_link_usable(opened):
    reader = opened.readers.first()
    with pytest.raises(Refused):
        survey.answer(reader, {}, "  ")
    survey.answer(reader, {CODES[0]: 5})


def test_results_show_from_five_answers_on_and_once_closed(zone, opened):
    answer_all(opened, 4, count=5)
    year = opened.year
    assert not listening(zone, year)["barometer"]["is_shown"]  # still open
    survey.close(opened)
    shown = listening(zone, year)["barometer"]
    assert shown["is_shown"]
    assert shown["answered"] == 5
    assert {line["mean"] for line in shown["lines"]} == {4.0}


def test_four_answers_show_nothing(zone, opened):
    answer_all(opened, 4, count=4)
    survey.close(opened)
    shown = listening(zone, opened.year)["barometer"]
    assert not shown["is_shown"]
    assert {line["mean"] for line in shown["lines"]} == {None}
    page = listening_page(zone)
    assert page["barometers"][0]["comments"] == []


def test_line_with_four_scores_is_not_told(zone, opened):
    readers = list(opened.readers.all())
    for reader in readers[:4]:
        survey.answer(reader, {CODES[0]: 5, CODES[1]: 2})
    survey.answer(readers[4], {CODES[1]: 2})
    survey.close(opened)
    means = {one["code"]: one["mean"] for one in listening(zone, opened.year)["barometer"]["lines"]}
    assert means[CODES[0]] is None
    assert means[CODES[1]] == 2.0


def test_2015_is_year_zero_and_one_zone_was_not_surveyed(zone, opened):
    line = listening(zone, opened.year)["barometer"]["lines"][0]
    assert line["in_2015"] == "citée"
    zone.code = "ouest"
    line = listening(zone, opened.year)["barometer"]["lines"][0]
    assert line["in_2015"] == "zone non enquêtée"


def test_silent_are_reminded_once_and_those_who_answered_are_not(opened):
    survey.answer(opened.readers.first(), {CODES[0]: 5})
    before_closing = timezone.make_aware(
        timezone.datetime.combine(
            opened.closes_on - timedelta(days=4), timezone.datetime.min.time()
        )
    ) + timedelta(hours=9)
    with time_machine.travel(before_closing, tick=False):
        assert survey.remind_due() == 6
        assert survey.remind_due() == 0
    assert Letter.objects.filter(kind="survey_again").count() == 6


def test_a_reminder_that_waits_does_not_leave_after_the_answer_nor_after_the_end(opened):
    Letter.objects.update(status="sent")
    with time_machine.travel(timezone.localtime().replace(hour=9) + timedelta(days=18)):
        survey.remind_due()
        reminders = Letter.objects.filter(kind="survey_again")
        first = opened.readers.first()
        survey.answer(first, {CODES[0]: 3})
        taken_back = reminders.filter(status="withdrawn")
        assert [one.survey_letter.reader for one in taken_back] == [first]
        survey.close(opened)
        assert not reminders.exclude(status="withdrawn").exists()
    assert not Letter.objects.filter(kind="survey").exclude(status="sent").exists()


def test_closed_barometer_takes_no_answer(opened):
    survey.close(opened)
    with pytest.raises(WrongStatus, match="clos"):
        survey.answer(opened.readers.first(), {CODES[0]: 5})
    with pytest.raises(WrongStatus):
        survey.close(opened)


def test_altered_link_opens_nothing(client, opened):
    token = survey.make_token(opened.readers.first())
    with pytest.raises(BadLink):
        survey.read_token(token[:-2] + "aa")
    for bad in (token[:-1], token + "x", feedback.make_token(opened.readers.first())):
        assert client.get(reverse("reports:survey_answer", args=[bad])).status_code == 404


def test_opening_the_link_answers_nothing(client, opened):
    url = reverse("reports:survey_answer", args=[survey.make_token(opened.readers.first())])
    for act in (client.get, client.head):
        response = act(url)
        assert response.status_code == 200
        assert not response.cookies
    assert not SurveyAnswer.objects.exists()


def test_answer_by_the_page_then_thanks(client, opened):
    url = reverse("reports:survey_answer", args=[survey.make_token(opened.readers.first())])
    response = client.post(url, {f"score-{CODES[0]}": "5", "comment": "Mot gardé."}, follow=True)
    assert "Merci" in response.content.decode()
    again = client.post(url, {f"score-{CODES[0]}": "1"})
    assert again.status_code == 409
    assert SurveyAnswer.objects.get().scores == {CODES[0]: 5}


def test_refused_answer_gives_back_what_was_typed(client, opened):
    url = reverse("reports:survey_answer", args=[survey.make_token(opened.readers.first())])
    response = client.post(url, {f"score-{CODES[0]}": "8", "comment": "À ne pas perdre."})
    assert response.status_code == 422
    assert "À ne pas perdre." in response.content.decode()


def test_letters_of_the_barometer_in_both_languages(opened):
    letter = Letter.objects.filter(kind="survey").first()
    french = build(letter)
    assert survey.link(letter.survey_letter.reader) in french.body
    assert "anonyme" in french.body
    assert french.extra_headers["Message-ID"] == letter.message_id
    letter.language = "nl"
    assert build(letter).extra_headers["Content-Language"] == "nl"


def test_barometer_leaves_by_the_outbox(opened):
    from meetings.services.delivery import deliver_due

    assert deliver_due() == (7, 0)
    assert len({one.to[0] for one in mail.outbox}) == 7


# --- Three questions ------------------------------------------------------------------------------


@pytest.fixture
def held(zone):
    """A meeting of yesterday morning where six people sat; the zone asks its questions."""
    feedback.switch(zone, on=True)
    meeting = make_meeting(zone, "held", day=-1, partners=6)
    meeting.participations.update(presence="present")
    return meeting


def at_nine():
    return time_machine.travel(timezone.localtime().replace(hour=9, minute=0), tick=False)


def test_questions_leave_once_to_who_was_there(held):
    held.participations.filter(pk=held.participations.first().pk).update(presence="excused")
    with at_nine():
        assert feedback.ask_due() == 5
        assert feedback.ask_due() == 0
    assert Letter.objects.filter(kind="feedback").count() == FeedbackRequest.objects.count() == 5


def test_questions_do_not_leave_when_the_zone_does_not_ask(held, zone):
    feedback.switch(zone, on=False)
    with at_nine():
        assert feedback.ask_due() == 0


def test_questions_do_not_leave_to_four_people(held):
    for row in held.participations.all()[:2]:
        held.participations.filter(pk=row.pk).update(presence="absent")
    with at_nine():
        assert feedback.ask_due() == 0


def test_feedback_shows_two_weeks_after_and_from_five_answers(held, zone):
    with at_nine():
        feedback.ask_due()
    for asked in FeedbackRequest.objects.all()[:5]:
        feedback.answer(asked, {"useful": 4, "heard": 5})
    assert after_meetings(zone, held.year) is None
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        shown = after_meetings(zone, held.year)
    assert shown["meetings"] == 1
    assert shown["answers"] == 5
    assert [average for _words, average in shown["questions"]] == [4.0, 5.0, None]


def test_late_feedback_is_refused_in_a_sentence(client, held):
    with at_nine():
        feedback.ask_due()
    url = reverse("reports:feedback_answer", args=[feedback.make_token(asked := _one())])
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        response = client.post(url, {"score-useful": "4"})
    assert response.status_code == 409
    assert "trop tard" in response.content.decode()
    assert not Feedback.objects.exists()
    assert build(asked.letter).subject.startswith("Trois questions")


def _one():
    return FeedbackRequest.objects.select_related("letter").first()


# --- Who may --------------------------------------------------------------------------------------


def test_page_is_the_coordination_s(client, zone, coordinator, partner, outsider, region):
    url = reverse("reports:listening", args=[zone.code])
    for user, status in ((coordinator, 200), (partner, 403), (outsider, 404), (region, 403)):
        client.force_login(user)
        assert client.get(url).status_code == status
        assert client.post(reverse("reports:survey_open", args=[zone.code])).status_code in (
            (422,) if user == coordinator else (status,)
        )


def test_opening_from_the_page(client, zone, members, coordinator):
    client.force_login(coordinator)
    url = reverse("reports:survey_open", args=[zone.code])
    response = client.post(url, {"closes_on": in_days(10).isoformat()}, follow=True)
    assert "7 personnes" in response.content.decode()
    refused = client.post(url, {"closes_on": "hier"})
    assert refused.status_code == 422


@pytest.mark.parametrize("size", [1, 3])
def test_page_takes_a_constant_number_of_queries(
    client, zone, members, coordinator, size, django_assert_num_queries
):
    year = date.today().year
    for back in range(size):
        row = Survey.objects.create(
            zone=zone, year=year - back, status="closed", closes_on=date(year - back, 3, 1)
        )
        for _n in range(5):
            SurveyAnswer.objects.create(survey=row, scores={CODES[0]: 3})
        meeting = make_meeting(zone, "held", day=-30 - back, partners=5)
        for participation in meeting.participations.all():
            FeedbackRequest.objects.create(participation=participation)
    client.force_login(coordinator)
    with django_assert_num_queries(10):
        client.get(reverse("reports:listening", args=[zone.code]))


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_answer(zone, members, coordinator):
    if connection.vendor == "sqlite":
        pytest.skip("threads do not share the database in memory")
    reader = survey.open_survey(zone, closes_on=in_days(21), by=coordinator).readers.first()

    def click():
        try:
            survey.answer(reader, {CODES[0]: 5})
        except WrongStatus:
            pass
        finally:
            connection.close()

    threads = [Thread(target=click) for _n in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert SurveyAnswer.objects.count() == 1
