"""The report as a word-processor file: the same words as the paper, and never more than text."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from concertation import word
from reports import canvas, documents_docx, docx_html, docx_tables, indicators, services
from reports.models import Project
from tests.factories import make_block, make_item, make_meeting, make_pv

from .builders import YEAR, make_full_year

pytestmark = pytest.mark.django_db
HOSTILE = '=CMD("x") <script>alert(1)</script> & \x07 {{ 7*7 }}'


@pytest.fixture
def report(zone, coordinator):
    make_full_year(zone)
    report = services.open_report(zone, YEAR)
    report.quotes_zone = True
    report.save()
    words = {"text_fr": "Écrire à x@exemple.be. **Gras**.", "text_nl": "Nederlands."}
    services.save_text(report, "evaluation", **words, revision=0, by=coordinator)
    return report


def read(content):
    """(headings, every word with the cells of the tables) of a file."""
    document = Document(BytesIO(content))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return headings, " ".join([*(one.text for one in document.paragraphs), *cells])


def test_the_file_holds_the_chapters_the_texts_and_the_tables(zone, report):
    headings, words = read(documents_docx.render(zone, YEAR, report))
    for title in ("La zone et ses acteurs", "Les réunions de l’année", "Évaluation"):
        assert any(title in heading for heading in headings)
    assert "Décision 0 de la commission." in words
    assert "Gras" in words
    assert "**" not in words
    assert "@" not in words
    assert "Institutions présentes" in words
    assert not any(heading.strip() == "" for heading in headings)


def test_both_versions_follow_one_another(zone, report):
    _headings, words = read(documents_docx.render(zone, YEAR, report, language="both"))
    assert words.index("Version française") < words.index("Nederlandstalige versie")
    assert "Nederlands." in words
    assert "Écrire à" in words


def test_the_same_rows_give_the_same_file(zone, report):
    assert documents_docx.render(zone, YEAR, report) == documents_docx.render(zone, YEAR, report)


def test_a_validated_report_gives_what_was_frozen(zone, coordinator, report):
    frozen = services.validate_report(report, by=coordinator)
    before = documents_docx.render(zone, YEAR, frozen)
    meeting = make_meeting(zone, status="closed", day=-300)
    make_pv(meeting, status="sent", blocks=0)
    make_block(make_item(meeting), "decision", "Écrite bien après.")
    frozen.refresh_from_db()
    assert documents_docx.render(zone, YEAR, frozen) == before
    assert "Écrite bien après" not in read(before)[1]


def test_an_empty_year_still_opens(zone):
    headings, words = read(documents_docx.render(zone, 2015))
    assert "En un coup d’œil" in headings
    assert "n." in words


def test_what_is_typed_stays_text(zone, coordinator, report):
    words = {"text_fr": HOSTILE, "text_nl": "", "revision": 0, "by": coordinator}
    services.save_text(report, "projets", **words)
    content = documents_docx.render(zone, YEAR, report)
    assert "<script>alert(1)</script>" in read(content)[1]
    names = zipfile.ZipFile(BytesIO(content)).namelist()
    assert not [name for name in names if re.search(r"vba|embeddings|\.bin$", name)]


@pytest.mark.parametrize(
    ("reader", "status"),
    [("coordinator", 200), ("partner", 404), ("outsider", 404), ("region", 404)],
)
def test_the_file_of_a_draft_is_for_its_coordination(client, request, report, reader, status):
    client.force_login(request.getfixturevalue(reader))
    response = client.get(reverse("reports:docx", args=["sud", YEAR]))
    assert response.status_code == status
    if status == 200:
        assert response["Content-Type"] == documents_docx.DOCX
        assert 'filename="Rapport-Zone-Sud-2020.docx"' in response["Content-Disposition"]


def test_markup_becomes_headings_lists_tables_and_bold():
    document = word.new_document(title="Titre", language="fr", foot="", copy="")
    chapter = docx_html.Chapter(document, "fr")
    chapter.feed(
        "<h3>Titre &amp; suite</h3><p>Un <strong>mot</strong> gras.<br>Ligne</p>"
        "<ul><li>Premier</li><li><p>Second</p></li></ul><figure><svg><title>Non</title></svg>"
        "<figcaption>Légende</figcaption></figure><p lang='nl'>Hallo</p>"
        "<table><thead><tr><th class='col-s'>A</th><th>B</th></tr></thead>"
        "<tbody><tr><th>1</th><td><p>x</p><p>y</p></td></tr><tr><td>seul</td></tr></tbody></table>"
        "<p>Fin"
    )
    chapter.close()
    found = [(one.style.name, one.text) for one in document.paragraphs if one.text]
    assert found == [
        ("Heading 2", "Titre & suite"),
        ("Normal", "Un mot gras.\nLigne"),
        ("List Bullet", "Premier"),
        ("List Bullet", "Second"),
        ("Normal", "Hallo"),
        ("Normal", "Fin"),
    ]
    assert [run.bold for run in document.paragraphs[1].runs][:3] == [None, True, None]
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["A", "B"], ["1", "x\ny"], ["seul", ""]]


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_columns_always_fill_the_page(count):
    found = docx_html.widths([["col-s"]] * min(count, 3), count)
    assert len(found) == count
    assert sum(found) == pytest.approx(word.PAGE)
    assert min(found) > 3


def test_every_chapter_of_the_canvas_may_be_read_back(zone, report):
    headings, _words = read(documents_docx.render(zone, YEAR, report))
    numbered = [heading for heading in headings if re.match(r"\d+\. ", heading)]
    titles = {chapter.title for chapter in canvas.chapters(YEAR)}
    assert {re.sub(r"^\d+\. ", "", heading) for heading in numbered} <= titles
    assert indicators.gather(zone, YEAR).held


def languages_of(paragraph):
    """The languages its words are said to be in."""
    return {found.get(qn("w:val")) for found in paragraph._p.iter(qn("w:lang"))}


def test_each_version_is_in_its_language_headings_and_cells_included(zone, report):
    project = Project.objects.create(zone=zone, name_fr="Guichet commun")
    project.states.create(on=date(YEAR, 2, 1), state="running")
    document = Document(BytesIO(documents_docx.render(zone, YEAR, report, language="both")))
    headings = [one for one in document.paragraphs if one.style.name.startswith(("Head", "Title"))]
    second = [one.style.name for one in headings].index("Title", 1)
    assert {code for one in headings[:second] for code in languages_of(one)} == {"fr-BE"}
    own = [one for one in headings[second:] if "(fr)" not in one.text]
    assert {code for one in own for code in languages_of(one)} == {"nl-BE"}
    assert [one.paragraph_format.page_break_before for one in headings].count(True) == 1
    cells = [cell for one in document.tables for row in one.rows for cell in row.cells]
    named = [cell.paragraphs[0] for cell in cells if cell.text.startswith("Guichet commun")]
    assert [one.text for one in named] == ["Guichet commun", "Guichet commun (fr)"]
    assert {run._r.rPr.find(qn("w:lang")).get(qn("w:val")) for run in named[1].runs[:1]} == {
        "fr-BE"
    }


def test_tables_keep_their_widths_their_rows_and_their_room(zone, report):
    document = Document(BytesIO(documents_docx.render(zone, YEAR, report)))
    for table in document.tables:
        columns = [round(column.width.mm) for column in table.columns]
        assert [round(cell.width.mm) for cell in table.rows[0].cells] == columns
        assert sum(columns) == pytest.approx(word.PAGE, abs=3)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.getnext().tag == qn("w:p")
    assert len({round(column.width.mm) for one in document.tables for column in one.columns}) > 3
    empty = [one for one in document.paragraphs if not one.text.strip()]
    assert [one for one in empty if one._p.getprevious().tag != qn("w:tbl")] == []
    numbers = [one for one in document.tables if one.rows[0].cells[0].text == "Taux"]
    assert [one.rows[1].cells[1].paragraphs[0].alignment for one in numbers] == [2]


def test_a_heading_above_a_picture_alone_is_not_written():
    document = word.new_document(title="Titre", language="fr", foot="", copy="")
    chapter = docx_html.Chapter(document, "fr")
    chapter.feed(
        "<h3>Image</h3><figure><svg></svg></figure><h3>Lignes</h3><h4>Dessous</h4><p>Oui</p>"
        "<dl><dt>Mot</dt><dd>Sens</dd></dl><h3>Image encore</h3><figure></figure>"
    )
    chapter.close()
    found = [(one.style.name, one.text) for one in document.paragraphs]
    assert found == [
        ("Heading 2", "Lignes"),
        ("Heading 3", "Dessous"),
        ("Normal", "Oui"),
        ("Nature du passage", "Mot"),
        ("Normal", "Sens"),
    ]


def test_the_tables_of_a_frozen_report_are_read_on_paper(zone, coordinator, report):
    """Codes and addresses in the JSON are for programs; a wide table lies down, or is told."""
    frozen = services.validate_report(report, by=coordinator)
    document = Document(BytesIO(documents_docx.render(zone, YEAR, frozen)))
    heads = {cell.text for table in document.tables for cell in table.rows[0].cells}
    assert not heads & {"Code", "Code INS", "Place dans le JSON"}
    assert "Calcul" in heads
    assert max(sum(column.width.mm for column in one.columns) for one in document.tables) <= 254
    titles = [one.text for one in document.paragraphs if one.style.name == "Heading 3"]
    assert any("commission zonale" in title for title in titles)
    assert document.sections[-1].orientation == WD_ORIENT.PORTRAIT
    for section in document.sections:
        assert "PAGE" in section.footer._element.xml


@pytest.mark.parametrize(
    ("columns", "fits"),
    [(3, [True, True]), (11, [False, True]), (22, [False, False])],
)
def test_a_table_fits_by_its_longest_words(columns, fits):
    texts = [["Institution", "présente"]] * columns
    found = [docx_tables.widths(texts, page) for page in (word.PAGE, word.WIDE)]
    assert [one is not None for one in found] == fits
    for one, page in zip(found, (word.PAGE, word.WIDE), strict=True):
        assert one is None or sum(one) == pytest.approx(page)
