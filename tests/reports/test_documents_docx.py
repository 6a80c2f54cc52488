"""The report as a word-processor file: the same words as the paper, and never more than text."""

import re
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from concertation import word
from reports import canvas, documents_docx, docx_html, indicators, services
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
    assert sum(found) == pytest.approx(docx_html.PAGE)
    assert min(found) > 3


def test_every_chapter_of_the_canvas_may_be_read_back(zone, report):
    headings, _words = read(documents_docx.render(zone, YEAR, report))
    numbered = [heading for heading in headings if re.match(r"\d+\. ", heading)]
    titles = {chapter.title for chapter in canvas.chapters(YEAR)}
    assert {re.sub(r"^\d+\. ", "", heading) for heading in numbered} <= titles
    assert indicators.gather(zone, YEAR).held
