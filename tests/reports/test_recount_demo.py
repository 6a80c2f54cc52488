"""On the demonstration data: one number in the page, the PDF, the workbook and the JSON, and the
same one when it is counted again the long way over the exported rows."""

import io
import json
import re
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from reports import documents, indicators, wording
from reports.figure_list import FIGURE_LIST
from reports.reading import find_report
from zones.models import Zone

from .recount import recount
from .recount_rows import export
from .test_recount import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db):
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    return timezone.localdate()


def words_of(pdf):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text)


def test_one_number_everywhere_and_the_long_count_agrees(client, demo):
    rows = export(apps.get_model)
    for zone in Zone.objects.all():
        for year in (demo.year, demo.year - 1):
            figures = indicators.figures(zone, year)
            assert differences(figures, recount(rows, zone.pk, year, demo)) == {}
    client.force_login(User.objects.get(email="coordination@demo.test"))
    zone, year = Zone.objects.get(code="sud"), demo.year
    document = json.loads(client.get(address("figures_json", zone, year)).content)["figures"]
    book = load_workbook(io.BytesIO(client.get(address("workbook", zone, year)).content))
    sheet = list(book["chiffres"].iter_rows(min_row=2, values_only=True))
    cells = {row[7]: row[3] if row[3] is not None else row[4] for row in sheet}
    page = client.get(address("figures", zone, year)).content.decode()
    shown = re.findall(r'<strong class="number">(.*?)</strong>', page)
    expected = recount(rows, zone.pk, year, demo)
    for figure, words in zip(FIGURE_LIST, shown, strict=True):
        number = figure.of(document)
        assert expected.get(figure.path, number) == number
        assert cells[figure.path] == (str(wording.value(None)) if number is None else number)
        assert words == figure.said(document)
    in_pdf = words_of(documents.render(zone, year, find_report(zone, year)[0]))
    for key in wording.key_figures(document):
        assert re.sub(r"\s+", " ", f"{key['value']} {key['unit']}".strip()) in in_pdf
    report = client.get(address("report", zone, year)).content.decode()
    for key in wording.key_figures(document):
        assert f'<span class="value">{key["value"]}' in report


def address(name, zone, year):
    return reverse(f"reports:{name}", args=[zone.code, year])


def test_the_day_of_the_count_is_told(client, demo):
    """A year that runs says until when it was looked at."""
    client.force_login(User.objects.get(email="coordination@demo.test"))
    zone = Zone.objects.get(code="sud")
    document = json.loads(client.get(address("figures_json", zone, demo.year)).content)
    assert date.fromisoformat(document["as_of"]) == demo
