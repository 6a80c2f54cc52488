import multiprocessing
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO

import page
import pytest
from django.contrib.staticfiles import finders
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from pypdf import PdfReader

from accounts.models import Language
from concertation import pdf, svg
from concertation.typesetting import FontFetcher

KINDS = [
    "decision",
    "action",
    "opinion",
    "proposition",
    "question",
    "finding",
    "statement",
    "remark",
    "information",
]
PV = {
    "day": date(2020, 3, 5),
    "colour": "#b0441a",
    "people": [("Paul-Antoine Deckers", "Maison de l’Emploi (Mef 1060)")] * 6,
    "text": "Connaît-on les demandes?\n\n- un\n- deux https://example.org/a?b=1\n\n« Fin » …",
    "kinds": KINDS,
}


def charts():
    meetings = [("5 mars", 15, 11), ("23 avril", 14, None)]
    tiles = [
        {"name": "Forest", "value": 9, "colour": "#b0441a", "col": 0, "row": 0, "w": 2, "url": "/"}
    ]
    return [
        svg.paired_bars(meetings, title="Présences", colour="#b0441a"),
        svg.bar_chart([("mars", 19), ("juin", None)], title="Participation", colour="#b0441a"),
        svg.horizontal_bars([("Fracture numérique", 4)], title="Thèmes", colour="#b0441a"),
        svg.stacked_bars(
            [("Sud", [3, 2])], names="ab", title="Parts", colours=["#b0441a", "#fff0e0"]
        ),
        svg.line_chart([("Sud", "#b0441a", [3, None, 2])], labels="abc", title="Années"),
        svg.tile_map(tiles, title="Communes"),
    ]


def pv(**options):
    return pdf.render_pdf("pdf/test_pv.html", PV, language="fr", title="PV du 5 mars", **options)


def report():
    context = {"charts": charts(), "rows": range(45)}
    return pdf.render_pdf("pdf/test_report.html", context, language="fr", title="Rapport 2020")


def failures(content, profile):
    return [
        (failure.rule_id, failure.message)
        for failure in page.validate_pdf_bytes(content, profile=profile).failures
    ]


def fonts(content):
    found = set()
    for sheet in PdfReader(BytesIO(content)).pages:
        for font in sheet["/Resources"]["/Font"].values():
            found.add(font.get_object()["/BaseFont"].split("+")[-1])
    return found


@pytest.mark.parametrize("make", [pv, report])
def test_papers_follow_pdf_ua(make):
    assert failures(make(), "ua1") == []


def test_sealed_paper_follows_pdf_a_and_pdf_ua_and_carries_its_file():
    csv = pdf.AttachedFile("presences.csv", b"nom;present\r\n", "Liste des présences")
    sealed = pv(sealed=True, attachments=[csv], created=datetime(2020, 4, 23, 9, 0, tzinfo=UTC))
    assert failures(sealed, "3a") == []
    assert failures(sealed, "ua1") == []
    reader = PdfReader(BytesIO(sealed))
    assert reader.attachments["presences.csv"] == [b"nom;present\r\n"]
    assert reader.metadata.creation_date == datetime(2020, 4, 23, 9, 0, tzinfo=UTC)


def test_validator_refuses_an_untagged_page():
    from weasyprint import HTML

    assert failures(HTML(string="<p>rien").write_pdf(), "ua1")


def test_only_a_sealed_paper_carries_files():
    with pytest.raises(ValueError, match="sealed"):
        pv(attachments=[pdf.AttachedFile("a.csv", b"a")])


@pytest.mark.parametrize("make", [pv, report])
def test_papers_embed_our_two_families_only(make):
    families = fonts(make())
    assert {name.split("-")[0] for name in families} == {"Source", "Manrope"}
    assert all(name.startswith(("Source-Sans", "Manrope")) for name in families)


def test_paper_has_title_language_and_numbered_pages():
    reader = PdfReader(BytesIO(pv()))
    assert reader.metadata.title == "PV du 5 mars"
    assert reader.metadata.creation_date is None
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    first = reader.pages[0].extract_text().replace("\u00a0", " ")
    assert f"1 / {len(reader.pages)}" in first
    assert "PV · Commission zonale Sud · 5 mars 2020" in first


def test_report_has_bookmarks_and_running_head():
    reader = PdfReader(BytesIO(report()))
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles == [
        "Table des matières",
        "En un coup d’œil",
    ]
    assert "Rapport de coordination 2020 · Zone Sud" not in reader.pages[0].extract_text()
    assert "Rapport de coordination 2020 · Zone Sud" in reader.pages[-1].extract_text()
    assert "En un coup d’œil" in reader.pages[-1].extract_text()
    assert "Thème" in reader.pages[-1].extract_text()  # the head of the table is repeated


def test_zone_colour_reaches_the_paper():
    black = pdf.render_pdf("pdf/test_pv.html", {**PV, "colour": ""}, language="fr", title="PV")
    assert b"0.690196" in content_stream(pv())
    assert b"0.690196" not in content_stream(black)


def content_stream(content):
    return PdfReader(BytesIO(content)).pages[0].get_contents().get_data()


@pytest.mark.parametrize("options", [{}, {"sealed": True}])
def test_same_paper_gives_the_same_bytes(options):
    assert pv(**options) == pv(**options)


def test_another_process_gives_the_same_bytes(tmp_path):
    html = pdf.render_html("pdf/test_pv.html", {**PV, "title": "PV du 5 mars"}, "fr")
    (tmp_path / "paper.html").write_text(html)
    script = (
        "import sys, pathlib, django; django.setup(); from concertation import pdf;"
        "sys.stdout.buffer.write(pdf.html_to_pdf(pathlib.Path(sys.argv[1]).read_text(),"
        "language='fr', title='PV du 5 mars'))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "paper.html"],
        capture_output=True,
        check=True,
        env={**os.environ, "DEBUG": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert other.stdout == pv()


# --- A long paper, in a process of its own -----------------------------------------------------


def long_paper(pages=12):
    pages = "<p style='break-after: page'>Été</p>" * pages
    return f"<!doctype html><html lang='fr'><title>Long</title><body>{pages}</body></html>"


def test_long_paper_has_the_same_bytes_in_its_own_process():
    csv = pdf.AttachedFile("presences.csv", b"nom;present\r\n", "Présences")
    options = {"sealed": True, "attachments": [csv], "created": datetime(2026, 1, 5, tzinfo=UTC)}
    assert pdf.long_html_to_pdf(long_paper(), **options) == pdf.html_to_pdf(long_paper(), **options)


def test_long_paper_takes_the_words_of_django():
    html, title = mark_safe(long_paper()), gettext_lazy("Rapport")
    made = pdf.long_html_to_pdf(html, language=Language.FR, title=title)
    assert made == pdf.html_to_pdf(long_paper(), language="fr", title=str(title))


def test_long_paper_is_told_page_by_page():
    told = []
    pdf.long_html_to_pdf(long_paper(), on_page=told.append)
    assert {5, 10} <= set(told)


def test_what_a_long_paper_cannot_do_is_heard():
    with pytest.raises(TypeError, match="colour"):
        pdf.long_html_to_pdf(long_paper(), colour="red")


def test_process_of_a_paper_that_is_killed_loses_that_paper_only():
    def kill(_page):
        for process in multiprocessing.active_children():
            process.kill()

    with pytest.raises(EOFError):
        pdf.long_html_to_pdf(long_paper(200), on_page=kill)
    assert pdf.long_html_to_pdf(long_paper(1)).startswith(b"%PDF")


def test_who_follows_a_long_paper_may_give_it_up():
    class Enough(Exception):
        pass

    def give_up(_page):
        raise Enough

    with pytest.raises(Enough):
        pdf.long_html_to_pdf(long_paper(), on_page=give_up)
    assert multiprocessing.active_children() == []


def test_style_is_parsed_once():
    assert pdf.stylesheet() is pdf.stylesheet()


def test_language_of_the_paper_is_independent_of_the_page():
    html = pdf.render_html("pdf/test_pv.html", PV, "nl")
    assert '<html lang="nl">' in html
    assert "donderdag 5\u00a0maart 2020" in html


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file:///static/../../../etc/passwd",
        "file:///static/%2e%2e/%2e%2e/etc/passwd",
        "file:///static//etc/passwd",
        "http://127.0.0.1/static/css/paper.css",
        "data:text/css,body{}",
    ],
)
def test_style_sheet_loads_static_files_only(address):
    with pytest.raises(Exception, match=r"loads nothing|outside of the base path"):
        FontFetcher().fetch(address)


def test_style_sheet_loads_its_fonts():
    font = FontFetcher().fetch("file:///static/fonts/manrope/Manrope-Bold.ttf").read()
    with open(finders.find("fonts/manrope/Manrope-Bold.ttf"), "rb") as file:
        assert font == file.read()
