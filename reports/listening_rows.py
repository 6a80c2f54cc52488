"""The barometer and the three questions, as a report shows them.

Nothing of fewer than ``FEWEST`` answers is ever shown, nor anything while answers still come: the
difference between two moments would tell who said what.
"""

from statistics import mean

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from meetings.models.meeting_queryset import in_zones

from .expectations import AFTER_A_MEETING, expectations
from .models import Feedback, Survey
from .models.listening import FEWEST, OPEN_DAYS

#: What the study of 2015 printed → how it is said.
IN_2015 = {
    "X": _("citée"),
    "(réseau)": _("citée par le réseau"),
    "?": _("incertain"),
    "": _("non citée"),
}


def listening(zone, year):
    """``{"barometer": …, "after_meetings": …}`` for the chapter of evaluation; 4 queries."""
    surveys = surveys_of(zone, (year, year - 1))
    return {
        "barometer": barometer(zone, surveys.get(year), surveys.get(year - 1)),
        "after_meetings": after_meetings(zone, year),
    }


def surveys_of(zone, years):
    """{year: survey that left}, each with its readers counted; 1 query, 1 more for the answers."""
    rows = Survey.objects.filter(zone=zone, year__in=years).exclude(status=Survey.Status.DRAFT)
    return {row.year: row for row in rows.prefetch_related("answers", "readers")}


def barometer(zone, survey, before=None):
    """The lines of a barometer: ``{"asked", "answered", "is_open", "is_shown", "lines"}``, or None.

    ``lines``: ``{"name", "in_2015", "mean", "before", "answers"}``; a mean (1 to 5, one decimal)
    is None under ``FEWEST`` answers to that line. ``before``: the survey of the year before.
    """
    if survey is None:
        return None
    shown, earlier = means(survey), means(before) if before else {}
    return {
        "year": survey.year,
        "asked": len(survey.readers.all()),
        "answered": len(survey.answers.all()),
        "is_open": survey.is_open,
        "closes_on": survey.closes_on,
        "is_shown": shown is not None,
        "lines": [
            {
                "code": line.code,
                "name": line.name,
                "in_2015": said_in_2015(line, zone),
                "before": (earlier or {}).get(line.code),
                "mean": (shown or {}).get(line.code),
            }
            for line in expectations()
        ],
    }


def said_in_2015(line, zone):
    """What the study noted of this zone: « citée », « non citée », « zone non enquêtée »."""
    if zone.code not in line.in_2015:
        return _("zone non enquêtée")
    said = line.in_2015[zone.code]
    return IN_2015.get(said, said)


def means(survey):
    """{code: mean of its scores}, of the lines with enough answers; None when nothing may show."""
    answers = survey.answers.all()
    if survey.is_open or len(answers) < FEWEST:
        return None
    return means_of([answer.scores for answer in answers], [one.code for one in expectations()])


def means_of(scores, codes):
    """{code: mean of its scores, one decimal}, of the codes with ``FEWEST`` answers."""
    found = {code: [one[code] for one in scores if code in one] for code in codes}
    return {code: round(mean(given), 1) for code, given in found.items() if len(given) >= FEWEST}


def after_meetings(zone, year):
    """What was answered to the three questions in the year; None before anybody may know.

    ``{"meetings", "answers", "questions": [(sentence, mean or None)]}``: the meetings whose links
    are closed and that got ``FEWEST`` answers each, taken together. 1 query.
    """
    found = answers_by_meeting(zone, year)
    kept = [scores for scores in found.values() if len(scores) >= FEWEST]
    if not kept:
        return None
    # A question that fewer answered at one meeting is left out of it: taken together with the
    # others, what they said would be the difference with the page of the meetings.
    every = [one for scores in kept for one in _told(scores)]
    shown = means_of(every, AFTER_A_MEETING)
    return {
        "meetings": len(kept),
        "answers": sum(len(scores) for scores in kept),
        "questions": [(words, shown.get(code)) for code, words in AFTER_A_MEETING.items()],
    }


def _told(scores):
    """The scores of one meeting, of the questions with ``FEWEST`` answers at it."""
    codes = means_of(scores, AFTER_A_MEETING)
    return [{code: score for code, score in one.items() if code in codes} for one in scores]


def answers_by_meeting(zone, year):
    """{meeting id: [scores]} of the meetings of the year whose links are closed."""
    closed = timezone.now() - timezone.timedelta(days=OPEN_DAYS + 1)
    meetings = Meeting.objects.filter(in_zones([zone.pk]), starts_at__year=year)
    rows = Feedback.objects.filter(meeting__in=meetings, meeting__starts_at__lt=closed)
    found = {}
    for meeting, scores in rows.order_by().values_list("meeting", "scores"):
        found.setdefault(meeting, []).append(scores)
    return found
