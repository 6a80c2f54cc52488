"""Reports frozen when only their figures were kept, flat: read today as they were frozen."""

import importlib
import io
import json
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from docx import Document

from meetings.models import Paper, Participation
from reports import indicators, synthesis
from reports.models import CoordinationReport

from .builders import YEAR, make_full_year

pytestmark = pytest.mark.django_db
PAGES = ("report", "figures", "workbook", "tables_csv", "figures_json", "docx")


@pytest.fixture
def older(zone):
    make_full_year(zone)
    report = CoordinationReport.objects.create(
        zone=zone,
        year=YEAR,
        status="validated",
        validated_at=timezone.now(),
        sent_on=date(YEAR + 1, 1, 30),
        figures=indicators.figures(zone, YEAR),
        paper=Paper.objects.create(kind="report", language="fr", file_name="r.pdf", content=b"r"),
    )
    report.texts.create(chapter="evaluation", text_fr="Une année de transition.")
    migration = importlib.import_module("reports.migrations.0010_older_snapshots")
    for _twice in range(2):
        migration.wrap(apps, None)
    Participation.objects.all().update(presence="absent")
    return report


def test_every_page_and_file_says_what_was_frozen(client, coordinator, region, zone, older):
    frozen = older.figures["persons"]["mean"]
    for user in (coordinator, region):
        client.force_login(user)
        found = {name: client.get(reverse(f"reports:{name}", args=["sud", YEAR])) for name in PAGES}
        assert {answer.status_code for answer in found.values()} == {200}
        kept = json.loads(found["figures_json"].content)["figures"]
        assert kept["persons"]["mean"] == frozen != 0
        rows = reverse("reports:figure_rows", args=["sud", YEAR, "presences"])
        assert client.get(rows).status_code == 200
    words = [line.text for line in Document(io.BytesIO(found["docx"].content)).paragraphs]
    assert "Une année de transition." in words


def test_the_synthesis_keeps_its_figures(zone, older):
    [row] = [
        one for one in synthesis.snapshot(synthesis.read(YEAR))["zones"] if one["code"] == "sud"
    ]
    assert row["is_frozen"]
    assert row["figures"]["persons"] == older.figures["persons"]["mean"]
