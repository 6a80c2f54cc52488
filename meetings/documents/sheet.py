"""The attendance sheet that goes round the table."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from weasyprint import HTML

from concertation import pdf as engine

from ..models import Participation
from ..models.pv import fold
from . import common

HEADING = _("Liste des présences")
TEMPLATE = "pdf/attendance_sheet.html"
#: Lines for those nobody expected: at least this many, and the last page is filled.
BLANK_LINES = 10
#: In CSS pixels: such a line and its rule (11.2 mm), the margin under the page (22 mm), the heads
#: of the table where it begins a page again (24 mm at most, in two languages).
BLANK_HEIGHT, BOTTOM, HEADS = (mm / 25.4 * 96 for mm in (11.2, 22, 24))


def attendance_sheet(meeting):
    """The sheet to sign: those expected by institution, then the others, then blank lines."""
    languages = common.languages_of(meeting.languages)
    rows = sorted(meeting.participations.select_related("replaced_by"), key=_by_institution)
    expected = [row for row in rows if row.is_expected]
    title = common.paper_title(meeting, HEADING, languages[0])
    context = common.paper_context(meeting, HEADING, languages) | {
        "title": title,
        "facts": common.facts_of_place_and_time(meeting, languages),
        "expected": [_line(row, languages) for row in expected],
        "others": [_line(row, languages) for row in rows if not row.is_expected],
        "blank_lines": range(BLANK_LINES),
        "counts": _counts(rows, expected),
    }
    lines = BLANK_LINES + _room_left(engine.render_html(TEMPLATE, context, languages[0]))
    html = engine.render_html(TEMPLATE, context | {"blank_lines": range(lines)}, languages[0])
    return engine.html_to_pdf(html, language=languages[0], title=title)


def sheet_name(meeting):
    return common.file_name("Liste-des-presences", meeting)


def _room_left(html):
    """How many more lines the last page takes: the layout is asked where the paper ends."""
    css, fonts = engine.stylesheet()
    source = HTML(string=html, url_fetcher=engine.NothingFetcher())
    page = source.render(stylesheets=[css], font_config=fonts).pages[-1]
    _x, y, *_size = page.anchors["end"]
    heads = 0 if "last-line" in page.anchors else HEADS
    return max(0, int((page.height - BOTTOM - y - heads) / BLANK_HEIGHT))


def _by_institution(row):
    return fold(row.organisation_name), fold(row.person_name), row.pk


def _line(row, languages):
    return {
        "row": row,
        "capacity": common.spoken(common.said(row.get_capacity_display), languages),
        "answer": common.spoken(common.said(_answer, row), languages),
        "replaced_by": row.replaced_by.person_name if row.replaced_by else "",
    }


def _answer(row):
    """« vient », « vient (à confirmer) »: the date moved since."""
    if row.needs_confirmation and row.answer != Participation.Answer.PENDING:
        return gettext("%(answer)s (à confirmer)") % {"answer": row.get_answer_display()}
    return row.get_answer_display()


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
