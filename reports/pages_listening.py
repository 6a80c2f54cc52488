"""What the coordination sees of the barometer and of the three questions."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import Meeting
from meetings.models.meeting_queryset import in_zones

from . import listening_rows
from .expectations import AFTER_A_MEETING
from .models import Feedback, FeedbackRequest, FeedbackSetting, Survey
from .models.listening import FEWEST
from .services import feedback, survey

#: Meetings shown, the last first; and the days proposed to answer a barometer.
MEETINGS, DAYS = 8, 21


def listening_page(zone):
    """The context of the page: barometers by year, meetings, the switch."""
    today = timezone.localdate()
    surveys = listening_rows.surveys_of(zone, range(today.year - 5, today.year + 1))
    return {
        "zone": zone,
        "year": today.year,
        "fewest": FEWEST,
        "this_year": surveys.get(today.year),
        "barometers": [
            listening_rows.barometer(zone, surveys[year], surveys.get(year - 1))
            | {"survey": surveys[year], "comments": comments(surveys[year])}
            for year in sorted(surveys, reverse=True)
        ],
        "to_ask": len(survey.people_of(zone)) if today.year not in surveys else 0,
        "closes_on": today + timedelta(days=DAYS),
        "is_on": FeedbackSetting.objects.filter(zone=zone, is_on=True).exists(),
        "meetings": meetings(zone),
    }


def comments(one):
    """The words left with a closed barometer, in an order that tells nothing, without a name."""
    if one.is_open or one.status == Survey.Status.DRAFT:
        return []
    answers = one.answers.all()
    return _in_no_order(answers) if len(answers) >= FEWEST else []


def _in_no_order(answers):
    return sorted({answer.comment for answer in answers if answer.comment})


def meetings(zone):
    """The last meetings whose questions left, with their means once they may show; 3 queries."""
    rows = Meeting.objects.filter(
        in_zones([zone.pk]), participations__feedback_request__isnull=False
    )
    rows = list(rows.select_related("zone").distinct().order_by("-starts_at")[:MEETINGS])
    asked, answers = _asked(rows), _answers(rows)
    return [_meeting(row, asked.get(row.pk, 0), answers.get(row.pk, [])) for row in rows]


def _asked(rows):
    counts = {}
    requests = FeedbackRequest.objects.filter(participation__meeting__in=rows)
    for meeting in requests.values_list("participation__meeting", flat=True):
        counts[meeting] = counts.get(meeting, 0) + 1
    return counts


def _answers(rows):
    found = {}
    for answer in Feedback.objects.filter(meeting__in=rows):
        found.setdefault(answer.meeting_id, []).append(answer)
    return found


def _meeting(row, asked, answers):
    is_open = feedback.is_open(row)
    shown = not is_open and len(answers) >= FEWEST
    scores = [answer.scores for answer in answers]
    means = listening_rows.means_of(scores, AFTER_A_MEETING) if shown else {}
    return {
        "meeting": row,
        "asked": asked,
        "answered": len(answers),
        "is_open": is_open,
        "is_shown": shown,
        "questions": [(words, means.get(code)) for code, words in AFTER_A_MEETING.items()],
        "comments": _in_no_order(answers) if shown else [],
    }
