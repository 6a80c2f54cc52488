"""What leaves as XLSX, CSV and JSON: the same numbers, no formula, nothing that the reader may not
read, and the frozen ones once the report is frozen."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from meetings.models import Paper, Participation
from reports import documents_docx, export, indicators, snapshot, wording
from reports.figure_list import FIGURE_LIST
from reports.figure_rows import FIGURES
from reports.models import CoordinationReport

from .builders import YEAR, make_full_year
from .schema import errors

pytestmark = pytest.mark.django_db
HOSTILE = (
    "=1+1",
    "+32 2 123",
    "-5",
    "@SUM(A1)",
    "\tx",
    "#N/A",
    "<b>gras</b>",
    "a\x00b",
    "é" * 40_000,
)


def url(name, zone, year=YEAR):
    return reverse(f"reports:{name}", args=[zone.code, year])


@pytest.fixture
def frozen(zone):
    """A deposited report with its snapshot; its paper is not what is looked at here."""
    make_full_year(zone)
    paper = Paper.objects.create(
        kind=Paper.Kind.REPORT, language="fr", file_name="rapport.pdf", content=b"%PDF-1.7"
    )
    report = CoordinationReport(zone=zone, year=YEAR, paper=paper, sent_on=date(YEAR + 1, 1, 30))
    report.figures = snapshot.snapshot(indicators.gather(zone, YEAR), report)
    report.status, report.validated_at = "validated", timezone.now()
    report.save()
    return report


def cells(book):
    """{label: number} of the sheet of the figures."""
    rows = list(load_workbook(io.BytesIO(book))["chiffres"].iter_rows(min_row=2, values_only=True))
    return {row[7]: row[3] if row[3] is not None else row[4] for row in rows}


def test_the_same_number_in_json_workbook_and_page(client, coordinator, zone):
    make_full_year(zone)
    client.force_login(coordinator)
    figures = json.loads(client.get(url("figures_json", zone)).content)["figures"]
    book = cells(client.get(url("workbook", zone)).content)
    page = client.get(url("figures", zone)).content.decode()
    shown = re.findall(r'<strong class="number">(.*?)</strong>', page)
    for figure, words in zip(FIGURE_LIST, shown, strict=True):
        number = figure.of(figures)
        assert words == figure.said(figures)
        assert book[figure.path] == ("n.\u00a0d." if number is None else number)


def test_every_row_of_the_communes_says_what_it_counts(client, coordinator, zone):
    make_full_year(zone)
    client.force_login(coordinator)
    sheet = load_workbook(io.BytesIO(client.get(url("workbook", zone)).content))["communes"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [name for _nis, name, _count in rows if not name] == []
    assert "commune inconnue" in [name for _nis, name, _count in rows]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_computes_nothing(text):
    table = export.Table("x", "X", (export.Column("a", text),), ((text,),))
    sheet = load_workbook(io.BytesIO(export.workbook([table]))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A2"].value.startswith(text.replace("\x00", "")[:20])
    assert len(sheet["A2"].value) <= 32_767


def test_sheets_keep_apart_whatever_their_names():
    columns = (export.Column("a", "A"),)
    names = ["réunions/2020", "réunions/2020", "x" * 60, "x" * 60, "'"]
    tables = [export.Table(name, "T", columns, ()) for name in names]
    sheets = load_workbook(io.BytesIO(export.workbook(tables))).sheetnames
    assert len({name.lower() for name in sheets}) == 5
    assert max(map(len, sheets)) <= 31


def test_numbers_of_a_csv_are_those_of_belgium_and_texts_are_texts():
    columns = (export.Column("n", "N", "number"), export.Column("t", "T"))
    rows = ((-2.5, "=cmd"), (None, "-5"))
    said = export.csv_of(export.Table("x", "X", columns, rows)).decode("utf-8-sig")
    assert said.splitlines() == ["N;T", "-2,5;'=cmd", "n.\u00a0d.;'-5"]


@pytest.mark.parametrize(
    ("share", "said"),
    [(5 / 8, "63"), (0.145, "15"), (93 / 188, "50"), (0.495, "50"), (1, "100"), (0, "0")],
)
def test_a_share_is_rounded_once_and_as_a_spreadsheet_does(share, said):
    assert wording.percent(share) == f"{said}\u00a0%"
    assert wording.percent(share) == wording.percent(round(share, 3))


def test_a_cell_is_said_by_the_kind_of_its_column():
    kinds = ("number", "share", "share", "date", "bool", "bool", "text", "number")
    columns = tuple(export.Column(f"c{n}", "C", kind) for n, kind in enumerate(kinds))
    row = (16.3, 0.617, 1, "2020-03-05", True, False, "ana@exemple.be", None)
    table = export.Table("x", "X", columns, (row,))
    said = ["16,3", "62\u00a0%", "100\u00a0%", "5\u00a0mars 2020", "oui", "non"]
    assert table.said == [[*said, "(adresse non publiée)", "n.\u00a0d."]]
    written = export.csv_of(table).decode("utf-8-sig").splitlines()[1]
    assert written.startswith("16,3;0,617;1;2020-03-05;oui;non;")


def test_a_deposited_report_is_read_in_words(client, partner, frozen, zone):
    """On its page and in the file to paste elsewhere: « 62 % », « oui », a date."""
    raw = re.compile(r"True|False|20\d\d-\d\d-\d\d|0[.,]\d{2,}")
    client.force_login(partner)
    page = client.get(url("report", zone)).content.decode()
    cells = re.findall(r"<td>(.*?)</td>", page)
    document = Document(io.BytesIO(documents_docx.render(zone, YEAR, frozen)))
    pasted = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    for found in (cells, pasted):
        assert "oui" in found
        assert any(cell.endswith("\u00a0%") for cell in found)
        assert [cell for cell in found if raw.search(cell)] == []


def test_the_archive_holds_a_file_a_table_and_what_describes_them(client, coordinator, zone):
    make_full_year(zone)
    client.force_login(coordinator)
    answer = client.get(url("tables_csv", zone))
    bundle = zipfile.ZipFile(io.BytesIO(answer.content))
    document = json.loads(bundle.read("chiffres.json"))
    names = {f"{table['name']}.csv" for table in document["tables"]}
    assert set(bundle.namelist()) == names | {"chiffres.json", "schema.json"}
    assert answer.content == client.get(url("tables_csv", zone)).content


@pytest.mark.parametrize("filled", [True, False])
def test_the_json_is_as_its_schema_says(client, coordinator, zone, filled):
    if filled:
        make_full_year(zone)
    client.force_login(coordinator)
    document = json.loads(client.get(url("figures_json", zone)).content)
    schema = json.loads(client.get(reverse("reports:schema")).content)
    assert errors(document, schema) == []
    assert document["$schema"].endswith(reverse("reports:schema"))
    assert errors(document | {"year": "2020"}, schema)
    assert errors(document | {"figures": {}}, schema)


def test_every_figure_has_its_place_and_its_rows(zone):
    figures = indicators.figures(zone, YEAR)
    for figure in FIGURE_LIST:
        assert figure.slug in FIGURES
        figure.of(figures)
        where = figures
        for key in figure.path.split("."):
            where = where[key]


def test_the_rows_of_the_answers_say_whom_they_leave_out(client, coordinator, zone):
    make_full_year(zone)
    client.force_login(coordinator)
    for slug, told in (("reponses", True), ("presences", False)):
        rows = client.get(reverse("reports:figure_rows", args=[zone.code, YEAR, slug]))
        assert ("parmi les institutions invitées" in rows.content.decode()) == told


def test_a_frozen_report_exports_what_was_frozen(client, coordinator, frozen, zone):
    client.force_login(coordinator)
    pages = ("figures", "workbook", "tables_csv", "figures_json")
    before = {name: client.get(url(name, zone)).content for name in pages[1:]}
    rows = reverse("reports:figure_rows", args=[zone.code, YEAR, "presences"])
    seen = client.get(rows).context["rows"]
    Participation.objects.all().update(presence="absent")
    assert {name: client.get(url(name, zone)).content for name in pages[1:]} == before
    assert client.get(rows).context["rows"] == seen
    live = indicators.figures(zone, YEAR)
    assert live["persons"]["mean"] != frozen.figures["figures"]["persons"]["mean"]


def test_the_region_reads_neither_the_kept_passages_nor_who_sat_where(
    client, region, partner, frozen, zone
):
    secret = "La commission demande des délais"
    for user, reads in ((partner, True), (region, False)):
        client.force_login(user)
        document = client.get(url("figures_json", zone)).content.decode()
        archive = zipfile.ZipFile(io.BytesIO(client.get(url("tables_csv", zone)).content))
        every = b"".join(archive.read(name) for name in archive.namelist()).decode()
        rows = reverse("reports:figure_rows", args=[zone.code, YEAR, "avis"])
        assert (secret in document, secret in every) == (reads, reads)
        assert (secret in client.get(rows).content.decode()) == reads
        assert ("participations.csv" in archive.namelist()) == reads


def test_what_is_kept_shows_only_what_everybody_may_read(zone):
    """A caller that forgets ``seen_by`` leaks nothing."""
    make_full_year(zone)
    kept = snapshot.snapshot(indicators.gather(zone, YEAR))
    tables = {table.name: table for table in export.tables(kept)}
    assert "participations" not in tables
    assert "délais" not in str(tables["avis"].rows)


def test_letters_stand_for_the_institutions_everywhere(zone):
    make_full_year(zone)
    data = indicators.gather(zone, YEAR)
    names = {office.name_fr for office in data.institutions.values()}
    report = CoordinationReport(zone=zone, year=YEAR, names_institutions=False)
    kept = snapshot.snapshot(data, report)
    for in_zone in (True, False):
        said = export.json(snapshot.seen_by(kept, in_zone=in_zone)).decode()
        assert [name for name in names if f'"{name}"' in said] == []
        assert '"Institution A"' in said


def test_letters_stand_for_the_institutions_behind_a_live_figure(client, coordinator, zone):
    """The page of the rows says what the workbook of the same draft says."""
    make_full_year(zone)
    CoordinationReport.objects.create(zone=zone, year=YEAR, names_institutions=False)
    names = {office.name_fr for office in indicators.gather(zone, YEAR).institutions.values()}
    client.force_login(coordinator)
    address = reverse("reports:figure_rows", args=[zone.code, YEAR, "institutions"])
    titles = {row["title"] for row in client.get(address).context["rows"]}
    assert "Institution A" in titles
    assert titles & names == set()


def test_addresses_never_leave(zone):
    make_full_year(zone)
    kept = snapshot.snapshot(indicators.gather(zone, YEAR))
    assert "@" not in export.json(kept).decode()


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_snapshot_costs_the_same_whatever_the_year(zone, count, django_assert_max_num_queries):
    make_full_year(zone, meetings=count)
    with django_assert_max_num_queries(50):
        snapshot.snapshot(indicators.gather(zone, YEAR))
