"""The charts of the paper on the page of a deposited report: kept with it, and never sent."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from meetings.models import Participation
from reports import (
    documents,
    documents_parts,
    export,
    indicators,
    printed_charts,
    services,
    snapshot,
)
from reports.models import CoordinationReport
from reports.services import freezing

from .builders import YEAR, make_full_year

pytestmark = pytest.mark.django_db
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


@pytest.fixture
def report(zone, coordinator):
    make_full_year(zone)
    return services.open_report(zone, YEAR)


def deposit(report, coordinator):
    services.validate_report(report, by=coordinator)
    CoordinationReport.objects.filter(pk=report.pk).update(sent_on=timezone.localdate())
    return CoordinationReport.objects.get(pk=report.pk)


def page(client, reader):
    client.force_login(reader)
    return client.get(reverse("reports:report", args=["sud", YEAR]))


def shown(text, title):
    """The picture that bears ``title`` on a page."""
    return next((one for one in SVG.findall(text) if f"<title>{title}" in one), None)


def test_the_page_of_a_deposited_report_shows_the_charts_of_its_paper(
    client, region, coordinator, report, zone
):
    deposited = deposit(report, coordinator)
    data = indicators.gather(zone, YEAR)
    [edition] = documents_parts.editions(zone, YEAR, deposited, data, ["fr"])
    printed = [edition["quota_bar"], edition["attendance_chart"]]
    printed += [svg for part in edition["chapters"] for svg in SVG.findall(part["html"])]
    text = page(client, region).content.decode()
    assert len(printed) >= 5
    assert [svg for svg in printed if svg not in text] == []
    part = text.partition('<section class="panel" id="participation">')[2].partition("</section>")
    assert edition["grid_charts"][0] in part[0]  # under its chapter, which nobody wrote
    assert "Plein\u00a0: présente ou représentée." in part[0]
    assert "style=" not in "".join(printed)
    assert len(re.findall(r'\sid="([^"]+)"', text)) == len(set(re.findall(r'\sid="([^"]+)"', text)))


def test_the_charts_stay_those_of_the_day_in_the_language_of_the_reader(
    client, region, coordinator, report
):
    deposit(report, coordinator)
    title = f"Personnes et institutions présentes à chaque réunion de {YEAR}"
    before = shown(page(client, region).content.decode(), title)
    assert before
    Participation.objects.filter(presence="present").update(presence="absent")
    assert shown(page(client, region).content.decode(), title) == before
    kept = CoordinationReport.objects.get(pk=report.pk).figures
    with translation.override("nl"):
        [_year, dutch] = printed_charts.by_chapter(kept)["coup-d-oeil"]
    assert dutch["title"].startswith("Personen en instellingen")
    assert dutch["title"] in dutch["svg"]


def test_institutions_without_a_name_on_paper_have_none_in_the_charts(
    client, region, coordinator, report, zone
):
    CoordinationReport.objects.filter(pk=report.pk).update(names_institutions=False)
    kept = json.dumps(deposit(report, coordinator).figures["charts"], ensure_ascii=False)
    names = [row.organisation.name_fr for row in zone.memberships.select_related("organisation")]
    assert names
    assert [name for name in names if name in kept] == []


def test_the_charts_do_not_travel(client, partner, region, coordinator, report):
    deposited = deposit(report, coordinator)
    assert deposited.figures["charts"]
    [inside] = documents.carried(deposited.figures)
    assert b"<svg" not in inside.content
    assert "charts" not in json.loads(inside.content)
    for in_zone in (True, False):
        seen = snapshot.seen_by(deposited.figures, in_zone=in_zone)
        assert "charts" not in seen
        assert "<svg" not in export.json(seen).decode()
    for reader in (partner, region):
        client.force_login(reader)
        for name in ("figures_json", "tables_csv"):
            content = client.get(reverse(f"reports:{name}", args=["sud", YEAR])).content
            assert b"<svg" not in content
            assert b'"charts"' not in content


def test_a_report_frozen_before_its_charts_were_kept_shows_none(
    client, region, coordinator, report
):
    deposited = deposit(report, coordinator)
    del deposited.figures["charts"]
    CoordinationReport.objects.filter(pk=deposited.pk).update(figures=deposited.figures)
    answer = page(client, region)
    assert answer.status_code == 200
    assert 'class="chart"' not in answer.content.decode()
    CoordinationReport.objects.filter(pk=deposited.pk).update(figures={})
    assert page(client, region).status_code == 200


def test_a_figure_without_a_picture_or_of_one_language_stops_nothing(
    settings, tmp_path, report, zone
):
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "report_figures.html").write_text(
        '<figure class="chart"><table></table></figure>{% if language == "nl" %}'
        '<figure class="chart"><svg><title>Enkel</title></svg></figure>{% endif %}'
    )
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path, *engine["DIRS"]]}]
    kept = {"charts": printed_charts.charts(report, indicators.gather(zone, YEAR))}
    assert "coup-d-oeil" not in printed_charts.by_chapter(kept)
    with translation.override("nl"):
        [one] = printed_charts.by_chapter(kept)["coup-d-oeil"]
    assert (one["title"], one["caption"]) == ("Enkel", "")


def test_a_version_is_made_once_for_the_paper_and_its_charts(report, coordinator):
    """French alone also needs the charts in Dutch: the two versions of a paper in both."""
    asked, kept = [], []
    for language in ("fr", "both"):
        CoordinationReport.objects.update(language=language)
        row = CoordinationReport.objects.select_related("zone").get()
        with CaptureQueriesContext(connection) as queries:
            frozen = freezing.set_paper(row, by=coordinator, at=None, tell=None)
        asked.append(sum('FROM "meetings_opinion"' in one["sql"] for one in queries))
        kept.append(frozen.figures["charts"])
    assert asked[0] == asked[1]
    assert kept[0] == kept[1]
