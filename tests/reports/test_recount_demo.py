"""On the demonstration data: one number in the page, the PDF, the workbook and the JSON, and the
same one when it is counted again the long way over the exported rows."""

import io
import json
import re
from datetime import date
from html import unescape

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from meetings.models import Attachment, Vote
from meetings.services.voters import electorate
from reports import documents, indicators, wording
from reports.figure_list import FIGURE_LIST
from reports.models import Canvas, ReportYear, Survey, SynthesisText
from reports.reading import find_report
from zones.models import Zone

from .recount import recount
from .recount_rows import export
from .test_recount import differences

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(standing):
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    return timezone.localdate()


@pytest.fixture
def demo(loaded, db):
    return loaded


def words_of(pdf):
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def plain(words):
    return " ".join(words.split())


def said_beside(words, label):
    """What is printed just before a label, its unit between: « 4 sur 4 », « 23,5 jours »."""
    number = r"(?<![\d,])(\d+(?:,\d+)?|n\. d\.)((?: sur \d+| jours)?)"
    found = re.search(rf"{number} ?{re.escape(plain(label))}", words)
    return found and f"{found[1]}{found[2]}"


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
        assert expected[figure.path] == number
        assert cells[figure.path] == (str(wording.value(None)) if number is None else number)
        assert words == figure.said(document)
    in_pdf = words_of(documents.render(zone, year, find_report(zone, year)[0], language="fr"))
    # « tout »: the page with what feeds its chapters, that otherwise follows it.
    on_page = client.get(address("report", zone, year), {"tout": "1"}).content.decode()
    on_page = plain(unescape(strip_tags(on_page)))
    for key in wording.key_figures(document):
        said = plain(f"{key['value']} {key['unit']}")
        assert said_beside(in_pdf, key["label"]) == said
        assert said_beside(on_page, key["label"]) == said
    for label, share, how in wording.rates(document):
        assert plain(f"{label} {share} {how}") in in_pdf


def address(name, zone, year):
    return reverse(f"reports:{name}", args=[zone.code, year])


def test_the_day_of_the_count_is_told(client, demo):
    """A year that runs says until when it was looked at."""
    client.force_login(User.objects.get(email="coordination@demo.test"))
    zone = Zone.objects.get(code="sud")
    document = json.loads(client.get(address("figures_json", zone, demo.year)).content)
    assert date.fromisoformat(document["as_of"]) == demo


def test_the_demonstration_shows_each_step_of_a_report(demo):
    """Its votes come from the sheets of the day, and every page of the year has something on it."""
    votes = list(Vote.objects.select_related("block__item__meeting__zone"))
    for vote in votes:
        drawn = electorate(vote.block.item.meeting, True, None)
        assert (vote.persons_count, vote.voices.count()) == (drawn.persons, len(drawn.seats))
        if vote.block.decision_mode == "vote":
            block = vote.block
            said = block.votes_for + block.votes_against + block.abstentions
            assert said == len(drawn.seats)
    assert votes
    assert ReportYear.objects.get(year=demo.year).to_email.endswith("@demo.test")
    assert Canvas.objects.get(kind="zone").first_year == demo.year
    assert SynthesisText.objects.filter(synthesis__year=demo.year - 1).count() == 2
    assert Survey.objects.get(status="open").zone.code == "sud"
    sheet = Attachment.objects.get(is_sheet=True)
    with sheet.file.open("rb") as file:
        words = words_of(file.read())
    signed = sheet.meeting.participations.present().first()
    assert signed.person_name in words
