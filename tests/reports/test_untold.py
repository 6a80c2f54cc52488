"""What only the coordination knows: neither the tables, nor the rows, nor the paper tells it."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from meetings.models import Letter, MeetingEvent
from reports import documents, export, indicators, snapshot
from reports.contents import contents
from reports.figure_rows.meetings import not_held
from tests.factories import at, make_meeting

from .builders import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def meetings(zone):
    """(told, untold): called off after its letters, or its date; before anybody heard; moved."""
    days = [at(date(YEAR, month, 4)) for month in (3, 4, 5, 6)]
    convened = make_meeting(zone, "cancelled", starts_at=days[0])
    MeetingEvent.objects.create(meeting=convened, kind="convened")
    dated = make_meeting(zone, "cancelled", starts_at=days[1])
    Letter.objects.create(
        meeting=dated, kind="date", to_email="a@exemple.be", language="fr", status="sent"
    )
    unheard = make_meeting(zone, "cancelled", starts_at=days[2])
    moved = make_meeting(zone, "postponed", starts_at=days[3])
    MeetingEvent.objects.create(
        meeting=moved,
        kind="postponed",
        reason="Grève.",
        previous_starts_at=days[3] - timedelta(days=9),
    )
    drafts = [
        make_meeting(zone, "planned", starts_at=at(date(year, 7, 4)), title_fr=f"Ébauche {year}")
        for year in (YEAR, YEAR + 1)
    ]
    untold = {one.title_fr for one in (unheard, moved, *drafts)}
    return {convened.title_fr, dated.title_fr}, untold


def test_a_draft_that_died_and_an_unannounced_date_are_told_to_nobody(zone, meetings):
    told, untold = meetings
    data = indicators.gather(zone, YEAR)
    kept = snapshot.seen_by(snapshot.snapshot(data), in_zone=True)
    [table] = [one for one in export.tables(kept, "fr") if one.name == "reunions"]
    assert {row[3] for row in table.rows} == told
    assert len(not_held(data, True)) == 2
    pages = PdfReader(BytesIO(documents.report(zone, YEAR))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    found = {title: words[words.index(title) - 90 :][:140] for title in untold if title in words}
    assert not found


def test_the_coordination_reads_its_drafts_and_the_others_how_many(zone, meetings):
    _told, untold = meetings
    data = indicators.gather(zone, YEAR)
    figures = indicators.figures(zone, YEAR, data)
    own, others = (
        contents(data, figures, [], in_zone=True, with_drafts=mine) for mine in (True, False)
    )
    listed = {one.title_fr for one in (*own["to_come"], *own["next_year"])}
    assert len(listed) == 3
    assert listed < untold  # all but the one that was called off
    assert len(own["to_come"]) == figures["meetings"]["planned"] == others["in_preparation"] == 2
    assert (own["in_preparation"], others["to_come"], others["next_year"]) == (0, [], [])
    assert [one.status for one in own["not_held"]] == ["cancelled", "cancelled"]


def test_neither_the_bar_nor_the_reasons_tell_a_date_nobody_was_written(zone, meetings):
    data = indicators.gather(zone, YEAR)
    figures = indicators.figures(zone, YEAR, data)
    own, others = (
        contents(data, figures, [], in_zone=True, with_drafts=mine) for mine in (True, False)
    )
    bar = str(others["quota_bar"]).replace("\xa0", " ")
    assert "4 juin" in str(own["quota_bar"]).replace("\xa0", " ")
    assert "4 juin" not in bar
    reasons = " ".join(others["quota"].reasons).replace("\xa0", " ")
    assert "La réunion du 4 mars est annulée." in reasons
    assert "La réunion du 4 avril est annulée." in reasons
    assert "4 mai" not in reasons
