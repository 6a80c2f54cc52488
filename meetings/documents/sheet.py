"""The attendance sheet that goes round the table."""

from django.utils.translation import gettext_lazy as _

from concertation import pdf as engine

from ..models import Participation
from ..models.pv import fold
from . import common

HEADING = _("Liste des présences")
BLANK_LINES = 10


def attendance_sheet(meeting):
    """The sheet to sign: those expected by institution, then the others, then blank lines."""
    languages = common.languages_of(meeting.languages)
    rows = sorted(meeting.participations.select_related("replaced_by"), key=_by_institution)
    expected = [row for row in rows if row.is_expected]
    context = common.paper_context(meeting, HEADING, languages) | {
        "facts": common.facts_of_place_and_time(meeting, languages),
        "expected": [_line(row, languages) for row in expected],
        "others": [_line(row, languages) for row in rows if not row.is_expected],
        "blank_lines": range(BLANK_LINES),
        "counts": _counts(rows, expected),
    }
    return engine.render_pdf(
        "pdf/attendance_sheet.html",
        context,
        language=languages[0],
        title=common.paper_title(meeting, HEADING, languages[0]),
    )


def sheet_name(meeting):
    return common.file_name("Liste-des-presences", meeting)


def _by_institution(row):
    return fold(row.organisation_name), fold(row.person_name), row.pk


def _line(row, languages):
    return {
        "row": row,
        "capacity": common.spoken(common.said(row.get_capacity_display), languages),
        "answer": common.spoken(common.said(row.get_answer_display), languages),
        "replaced_by": row.replaced_by.person_name if row.replaced_by else "",
    }


def _counts(rows, expected):
    answers = [row.answer for row in rows]
    return {
        "persons": len({row.person_key for row in expected}),
        "institutions": len({row.organisation_id or row.organisation_name for row in expected}),
        "coming": answers.count(Participation.Answer.COMING),
        "excused": answers.count(Participation.Answer.EXCUSED),
        "replaced": answers.count(Participation.Answer.REPLACED),
        "pending": [row.answer for row in expected].count(Participation.Answer.PENDING),
    }
