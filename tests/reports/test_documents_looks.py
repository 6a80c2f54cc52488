"""The paper laid out: no heading alone, no cut row, no word over an edge, nothing empty."""

import json
import re
from io import BytesIO
from uuid import uuid4

import page as validation
import pytest
from pypdf import PdfReader

from concertation import pdf
from reports import canvas, documents, indicators, services
from reports.models import LogEntry
from tests.factories import make_meeting
from zones.models import Organisation

from . import layout
from .builders import YEAR, make_full_year, make_year

pytestmark = pytest.mark.django_db
LANGUAGES = {"fr": ["fr"], "nl": ["nl"], "both": ["fr", "nl"]}
LONG = "Anticonstitutionnellement, " * 40


@pytest.fixture
def year(zone):
    return make_full_year(zone, meetings=12)


@pytest.fixture
def report(zone, coordinator, year):
    """A report written in every chapter, in both languages but for one."""
    report = services.open_report(zone, YEAR)
    for chapter in canvas.written_chapters(YEAR):
        dutch = "" if chapter.key == "themes" else f"Nederlandse tekst van {chapter.key}. " * 12
        services.save_text(
            report,
            chapter.key,
            text_fr=f"Texte français de {chapter.key}. {LONG}",
            text_nl=dutch,
            revision=0,
            by=coordinator,
        )
    LogEntry.objects.create(zone=zone, on=f"{YEAR}-03-02", text=LONG[:200], key=uuid4())
    return report


def laid_out(zone, report, languages):
    data = indicators.gather(zone, YEAR)
    html = documents.write(zone, YEAR, report, data, languages).html
    return html, layout.pages_of(html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_stands_alone_no_row_is_cut_no_word_runs_over(zone, report, language):
    html, pages = laid_out(zone, report, LANGUAGES[language])
    # What ends just before a chapter that opens a page may be alone on its own.
    assert len(re.findall('class="chapter flows"', html)) >= 6 * len(LANGUAGES[language])
    assert len(re.findall('class="chapter" id', html)) == 4 * len(LANGUAGES[language])
    assert len(pages) > 8
    assert [layout.orphans(one) for one in pages if layout.orphans(one)] == []
    assert [layout.overflowing(one) for one in pages if layout.overflowing(one)] == []
    assert layout.cut_rows(pages) == []


def test_a_large_zone_with_long_names_still_reads(zone):
    make_year(zone, meetings=26, institutions=60)
    for number, office in enumerate(Organisation.objects.all()):
        office.name_fr = f"Maison intercommunale de l’insertion socioprofessionnelle n° {number}"
        office.save()
    _html, pages = laid_out(zone, None, ["fr"])
    assert [layout.orphans(one) for one in pages if layout.orphans(one)] == []
    assert [layout.overflowing(one) for one in pages if layout.overflowing(one)] == []
    assert layout.cut_rows(pages) == []


BLOCK = '<div class="block"><p>Mot</p></div>'
SIGNING = '<div class="signing"><p>Présidence</p></div>'
RUNS = {
    "amendment": f'<div class="amendment"><p class="more">Mot</p><p>Mot</p></div>{SIGNING}',
    "card": f'<div class="card"><h3>Titre</h3>{BLOCK * 4}</div>',
    "list": f"<ul>{'<li>Mot</li>' * 4}</ul>",
    "table": '<p>Mot</p><div class="scroll"><table><tr><td>Mot</td></tr></table></div>',
}


@pytest.mark.parametrize("run", RUNS)
def test_the_last_of_a_run_is_never_alone_on_its_page(run):
    """Wherever the page ends: two actions, two lines of a list, the table with its sentence."""
    for height in range(200, 256, 4):
        filler = f'<div style="height:{height}mm"></div>'
        html = f'<body class="report"><section class="part">{filler}{RUNS[run]}</section></body>'
        pages = layout.pages_of(html)
        counts = [sum(box.text == "Mot" for box in layout.texts_of(page)) for page in pages]
        assert counts[-1] > 1


def test_the_title_of_a_group_of_the_sheet_to_sign_stays_with_its_lines():
    row, title = "<tr><td>Ligne</td></tr>", '<tr class="group"><th>Mot</th></tr>'
    signed = row.replace("Ligne", "Mot") * 2
    for height in range(180, 256, 6):
        filler = f'<div style="height:{height}mm"></div>'
        table = f'<table class="sign"><tbody>{row * 2}{title}{signed}</tbody></table>'
        pages = layout.pages_of(f'<body class="sheet">{filler}{table}</body>')
        counts = [sum(box.text == "Mot" for box in layout.texts_of(page)) for page in pages]
        assert next(count for count in counts if count) > 1


def test_what_looks_for_these_faults_finds_them():
    html = (
        '<html lang="fr"><body><div style="height:235mm"></div>'
        '<h3 style="break-after:auto">Seul</h3>'
        '<p style="break-before:page;white-space:nowrap">' + "mot" * 90 + "</p>"
        '<table><tbody><tr style="break-inside:auto"><td>'
        + "<p>ligne</p>" * 90
        + "</td></tr></tbody></table></body></html>"
    )
    pages = layout.pages_of(html)
    assert layout.orphans(pages[0]) == ["Seul"]
    assert layout.overflowing(pages[1])
    assert layout.cut_rows(pages)


def chapters_of(html):
    """``[(title, words under it)]`` of a paper."""
    parts = re.split(r'<h2 class="chapter[^>]*>', html)[1:]
    split = [part.split("</h2>", 1) for part in parts]
    return [(title, re.sub(r"<[^>]+>", " ", body)) for title, body in split]


def test_a_chapter_with_nothing_is_not_printed_but_named(zone, coordinator):
    make_meeting(zone, status="closed", day=-400)
    data = indicators.gather(zone, YEAR)
    report = services.open_report(zone, YEAR)
    services.save_text(
        report, "observatoire", text_fr="Écrit.", text_nl="", revision=0, by=coordinator
    )
    html = documents.write(zone, YEAR, report, data, ["fr"]).html
    printed = dict(chapters_of(html))
    assert all(words.strip() for words in printed.values())
    titles = [re.sub(r"^\d+\. ", "", title) for title in printed]
    assert "Observatoire local" in titles
    assert "Thèmes traités" not in titles
    assert "Thèmes traités" in html  # said under the contents
    numbers = [int(title.split(".")[0]) for title in printed if title[0].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_tell_the_page_each_chapter_stands_on(zone, report, language):
    content = documents.render(zone, YEAR, report, language=language)
    reader = PdfReader(BytesIO(content))
    words = [" ".join(sheet.extract_text().split()) for sheet in reader.pages]
    places = {}
    for entry in flat(reader.outline):
        if re.match(r"\d+\. ", entry.title):
            places.setdefault(entry.title, []).append(reader.get_destination_page_number(entry) + 1)
    assert len(places) > 8
    contents = " ".join(words)
    for title, numbers in places.items():
        told = re.findall(re.escape(" ".join(title.split())) + r"[ .]+(\d+)", contents)
        assert {str(number) for number in numbers} <= set(told), title


def flat(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_both_versions_are_whole_each_in_its_language(zone, report):
    html, _pages = laid_out(zone, report, ["fr", "nl"])
    assert html.count("Texte français de zone.") == 1
    assert html.count("Nederlandse tekst van zone.") == 12
    assert html.count("Texte français de themes.") == 2  # no Dutch one: said, in its language
    assert "Deze tekst is alleen in het Frans geschreven." in html
    assert html.count('<section class="tongue"') == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_follows_pdf_ua(zone, report, language):
    content = documents.render(zone, YEAR, report, language=language)
    assert validation.validate_pdf_bytes(content, profile="ua1").failures == []


def test_letters_stand_for_the_institutions_when_the_zone_asks(zone, report):
    report.names_institutions = False
    report.save()
    html, _pages = laid_out(zone, report, ["fr"])
    participation = html[html.index('id="participation"') : html.index('id="themes"')]
    annex = html[html.index('id="annexes"') :]
    data = indicators.gather(zone, YEAR)
    for office in data.institutions.values():
        assert office.name_fr not in participation
        assert office.name_fr not in annex
    assert "Institution A" in annex
    marks = re.findall(r"Institution ([A-Z]+)</th>", annex)
    assert len(marks) == len(set(marks)) == len(indicators.participation.grid(data))


def test_a_sealed_report_carries_the_figures_it_prints(zone, coordinator, report):
    frozen = services.validate_report(report, by=coordinator)
    frozen.refresh_from_db()
    carried = PdfReader(BytesIO(bytes(frozen.paper.pdf()))).attachments
    assert list(carried) == ["chiffres-sud-2020.json"]
    told = json.loads(carried["chiffres-sud-2020.json"][0])
    assert told["figures"] == frozen.figures["figures"]
    assert told["schema"] == frozen.figures["schema"]


def test_progress_is_told_and_ends(zone, report):
    told = []
    documents.render(zone, YEAR, report, on_step=lambda *step: told.append(step))
    assert told[0][1] == 0
    assert told[-1][1] == told[-1][2]
    assert any(re.search(r"page \d+", words) for words, _done, _total in told)
    assert [done for _words, done, _total in told] == sorted(done for _words, done, _total in told)


def test_a_title_of_a_section_never_becomes_markup(zone, report, year):
    for meeting in year:
        meeting.title_fr = "<b>Gras</b> & « id=x »"
        meeting.save()
    html, _pages = laid_out(zone, report, ["fr"])
    assert "<b>Gras</b>" not in html
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp;" in html


def test_the_engine_says_nothing_of_its_pages_to_others(zone, caplog):
    with caplog.at_level("INFO"):
        documents.render(zone, YEAR)
    assert not [record for record in caplog.records if record.name == "weasyprint.progress"]
    assert pdf.page_count("<html lang='fr'><body><p>x</p></body></html>") == 1
