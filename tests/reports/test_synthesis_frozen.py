"""What a zone that deposited keeps in the synthesis, whatever its data became since."""

from datetime import date

import pytest

from meetings.models import MeetingEvent
from reports import synthesis
from reports.indicators import figures
from reports.services.rectifying import rectify
from tests.factories import at, make_meeting

from .builders import YEAR, make_year
from .test_synthesis import at_year, deposit, read, row_of

pytestmark = pytest.mark.django_db


def test_a_deposited_report_keeps_its_figures_and_the_difference_is_told(zone):
    make_year(zone)
    own = figures(zone, YEAR)
    report = deposit(zone)
    report.figures = {"figures": own | {"themes": own["themes"] | {"total": 99}}}
    report.save()
    row = row_of(read(), zone)
    assert row["is_frozen"]
    assert row["figures"]["themes"] == 99
    assert row["since"]["themes"] == [99, own["themes"]["total"]]


def test_a_deposited_report_keeps_its_word_on_the_obligation(zone):
    """Meetings struck out after the deposit: « 4 sur 4 » never beside « non conforme »."""
    for month in (2, 4, 6, 9):
        held = make_meeting(zone, "held", starts_at=at(date(YEAR, month, 4)), partners=1)
        held.participations.update(presence="present")
    report = deposit(zone)
    report.figures = {"figures": figures(zone, YEAR)}
    report.save()
    zone.meetings.filter(starts_at__month__gte=6).update(status="cancelled")
    snapshot = read()
    row, shown = row_of(snapshot, zone), synthesis.contents(snapshot)["zones"][0]
    assert (row["quota"]["status"], row["quota"]["label"]["fr"]) == ("conforme", "conforme")
    assert row["quota"]["bricks"] == ["held"] * 4
    assert row["quota"]["reasons"]["fr"] == ["Le nombre de demi-journées prévu est atteint."]
    assert (shown["half_days"], shown["quota_words"]) == ("4 sur 4", "4 tenues")
    assert row["since"]["half_days"] == [4, 2]


def test_a_rectification_changes_nothing_until_it_is_deposited(zone, coordinator):
    report = deposit(zone, participation="La fréquentation tient.")
    before = row_of(read(), zone)["report"]
    edition = rectify(report, reason="Deux chiffres.", by=coordinator)
    edition.texts.all().delete()
    assert row_of(read(), zone)["report"] == before
    assert (before["status"], before["edition"]) == ("validated", 1)


def test_a_deposited_report_short_of_its_half_days_is_not_blank(zone):
    held = make_meeting(zone, "held", starts_at=at_year(YEAR), partners=1)
    report = deposit(zone)
    report.figures = {"figures": figures(zone, YEAR)}
    report.save()
    held.delete()
    quota = row_of(read(), zone)["quota"]
    assert (quota["held"], quota["label"]["fr"], quota["is_blank"]) == (1, "non conforme", False)
    assert quota["reasons"]["fr"] == [f"Il a manqué 3 demi-journées en {YEAR}."]


@pytest.mark.parametrize("becomes", ["held", None])
@pytest.mark.parametrize("status", ["convened", "cancelled"])
def test_a_deposited_report_without_a_half_day_is_blank_only_if_no_meeting_was_known(
    zone, status, becomes
):
    """Its one meeting was not recorded, or called off; it is noted or struck out afterwards."""
    meeting = make_meeting(zone, status, starts_at=at_year(YEAR), partners=1)
    if status == "cancelled":
        MeetingEvent.objects.create(meeting=meeting, kind="convened")
    report = deposit(zone)
    report.figures = {"figures": figures(zone, YEAR)}
    report.save()
    if becomes:
        zone.meetings.update(status=becomes)
        meeting.participations.update(presence="present")
    else:
        meeting.delete()
    quota = row_of(read(), zone)["quota"]
    assert (quota["held"], quota["label"]["fr"], quota["is_blank"]) == (0, "non conforme", False)
    assert quota["reasons"]["fr"] == [f"Il a manqué 4 demi-journées en {YEAR}."]


def test_a_deposited_report_of_a_year_nobody_wrote_down_stays_blank(zone):
    report = deposit(zone)
    report.figures = {"figures": figures(zone, YEAR)}
    report.save()
    make_meeting(zone, "held", starts_at=at_year(YEAR), partners=1)
    assert row_of(read(), zone)["quota"]["is_blank"]


@pytest.mark.parametrize("is_frozen", [True, False])
def test_a_year_of_a_working_group_alone_is_blank_as_on_the_page_of_the_zone(zone, is_frozen):
    """It met, and no meeting that counts for the obligation was written down."""
    kind = {"kind": "working_group", "counts_for_quota": False}
    make_meeting(zone, "held", starts_at=at_year(YEAR), partners=1, **kind)
    if is_frozen:
        report = deposit(zone)
        report.figures = {"figures": figures(zone, YEAR)}
        report.save()
    quota = row_of(read(), zone)["quota"]
    assert (quota["is_blank"], quota["label"]["fr"]) == (True, "rien d’encodé")
