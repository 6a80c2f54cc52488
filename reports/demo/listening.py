"""The demonstration: barometers of two years, and what was said after some meetings."""

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from meetings.models import Meeting
from zones.models import Zone

from ..expectations import AFTER_A_MEETING, expectations
from ..models import (
    Feedback,
    FeedbackRequest,
    FeedbackSetting,
    Survey,
    SurveyAnswer,
    SurveyReader,
)
from ..models.listening import OPEN_DAYS
from ..services.survey import people_of

COMMENTS = (
    "Les visites des autres centres valent le déplacement.",
    "Plus de temps pour les échanges, moins pour les présentations.",
    "Recevoir le PV dans la semaine m’aide à le partager dans l’équipe.",
    "De bezoeken ter plaatse mogen blijven.",
)


def load(today):
    """Closed barometers of the two last years, but for zone Ouest, which asks for the first time,
    and zone Sud, whose partners are answering this year's; two meetings of zone Sud followed by the
    three questions."""
    random = Random(1801)
    for zone in Zone.objects.all():
        for year in (today.year - 1, today.year):
            if zone.code == "sud" and year == today.year:
                _opening(zone, today, random)
            elif zone.code != "ouest" or year == today.year:
                _barometer(zone, year, random)
    _after_meetings(Zone.objects.get(code="sud"), today, random)


def _barometer(zone, year, random):
    closed = date(year, 4, 15)
    if closed >= timezone.localdate():
        return
    survey = Survey.objects.create(
        zone=zone,
        year=year,
        status=Survey.Status.CLOSED,
        opened_at=timezone.now(),
        closes_on=closed,
        reminders_sent=1,
    )
    people = people_of(zone)
    answered = random.sample(people, k=max(6, len(people) * 3 // 5)) if len(people) > 6 else people
    for person, organisation in people:
        day = closed if (person, organisation) in answered else None
        SurveyReader.objects.create(
            survey=survey, person=person, organisation=organisation, answered_on=day
        )
    for number, _one in enumerate(answered):
        SurveyAnswer.objects.create(
            survey=survey, scores=_scores(zone, random), comment=_comment(number)
        )


def _opening(zone, today, random):
    """Asked six days ago: one in three has answered, the reminder is still to leave."""
    survey = Survey.objects.create(
        zone=zone,
        year=today.year,
        status=Survey.Status.OPEN,
        opened_at=timezone.now() - timedelta(days=6),
        closes_on=today + timedelta(days=12),
    )
    for number, (person, organisation) in enumerate(people_of(zone)):
        day = today - timedelta(days=1 + number % 5) if number % 3 == 0 else None
        SurveyReader.objects.create(
            survey=survey, person=person, organisation=organisation, answered_on=day
        )
        if day:
            comment = _comment(number // 3)
            SurveyAnswer.objects.create(
                survey=survey, scores=_scores(zone, random), comment=comment
            )


def _scores(zone, random):
    """Higher where the zone named the expectation in 2015; a line in ten is left empty."""
    return {
        line.code: min(5, random.choice((2, 3, 3, 4)) + bool(line.in_2015.get(zone.code)))
        for line in expectations()
        if random.random() > 0.1
    }


def _comment(number):
    return COMMENTS[number] if number < len(COMMENTS) else ""


def _after_meetings(zone, today, random):
    FeedbackSetting.objects.create(zone=zone, is_on=True)
    before = timezone.now() - timedelta(days=OPEN_DAYS + 3)
    rows = Meeting.objects.filter(
        zone=zone, status__in=Meeting.HELD, starts_at__lt=before, starts_at__year=today.year
    )
    for meeting in rows.order_by("-starts_at")[:2]:
        present = list(meeting.participations.present().exclude(email="")[:14])
        for row in present:
            FeedbackRequest.objects.create(participation=row, answered_on=meeting.held_on)
            Feedback.objects.create(
                meeting=meeting,
                scores={code: random.choice((3, 4, 4, 5)) for code in AFTER_A_MEETING},
            )
