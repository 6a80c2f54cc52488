from io import BytesIO

import page
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from meetings.models import Block
from reports import canvas, documents, services
from tests.factories import make_block, make_item, make_meeting, make_pv

from .builders import YEAR, add_opinion, make_full_year
from .making import made_report

pytestmark = pytest.mark.django_db


def text_of(content):
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in pages).split())


@pytest.fixture
def year(zone, coordinator):
    return make_full_year(zone)


def failures(content, profile):
    found = page.validate_pdf_bytes(content, profile=profile).failures
    return [(failure.rule_id, failure.message) for failure in found]


def quoting(zone):
    """A report whose coordination chose to quote what only the members of the zone read."""
    report = services.open_report(zone, YEAR)
    report.quotes_zone = True
    report.save()
    return report


def test_the_paper_says_the_facts_of_the_year_and_no_address(zone, coordinator, year):
    report = quoting(zone)
    text = "Voir alix@exemple.be et a+b@sous.exemple.be pour la suite."
    services.save_text(report, "evaluation", text_fr=text, text_nl="", revision=0, by=coordinator)
    words = text_of(documents.report(zone, YEAR))
    for fact in ("Zone Sud", str(YEAR), "En un coup d’œil", "Table des matières", "Projet"):
        assert fact in words
    for chapter in canvas.chapters(YEAR):
        assert " ".join(chapter.title_fr.split()) in words
    assert "Décision 0 de la commission." in words
    assert "pour la suite" in words
    assert "@" not in words


def test_the_ways_of_evaluating_that_were_ticked_are_printed(zone):
    report = services.open_report(zone, YEAR)
    report.evaluation_methods = ["questionnaire"]
    report.save()
    words = text_of(documents.report(zone, YEAR))
    assert "Méthodes d’évaluation" in words
    assert "Questionnaire ou enquête" in words
    assert "Retours spontanés" not in words


def test_the_paper_keeps_to_itself_what_the_zone_keeps_to_itself(zone, coordinator):
    secret = make_meeting(zone, status="held", day=-400, visibility="coordination")
    draft = make_meeting(zone, status="held", day=-400)
    for meeting, status, text in ((secret, "sent", "Mot secret."), (draft, "draft", "Brouillon.")):
        make_pv(meeting, status=status, blocks=0)
        make_block(make_item(meeting), "decision", text)
        add_opinion(meeting, meeting.pk, text=text)
        make_block(make_item(meeting), "finding", text)
    words = text_of(documents.report(zone, secret.year))
    assert "secret" not in words
    assert "Brouillon" not in words
    assert "Texte gardé par la zone." in words


@pytest.mark.parametrize("profile", ["ua1"])
def test_a_full_report_follows_pdf_ua(zone, year, profile):
    assert failures(documents.report(zone, YEAR), profile) == []


def test_an_empty_year_still_prints(zone):
    content = documents.report(zone, 2015)
    assert failures(content, "ua1") == []
    assert "n. d." in text_of(content)


def test_a_validated_report_is_sealed_for_the_archive(zone, coordinator, year):
    services.validate_report(services.open_report(zone, YEAR), by=coordinator)
    content = documents.report(zone, YEAR)
    assert failures(content, "3a") == []
    assert failures(content, "ua1") == []
    assert "Validé par la coordination" in text_of(content)


def test_the_same_rows_give_the_same_bytes(zone, year):
    assert documents.report(zone, YEAR) == documents.report(zone, YEAR)


@pytest.mark.parametrize("is_validated", [False, True])
def test_the_command_writes_what_the_page_serves(
    client, coordinator, zone, year, tmp_path, is_validated
):
    if is_validated:
        services.validate_report(services.open_report(zone, YEAR), by=coordinator)
    file = tmp_path / "rapport.pdf"
    call_command("print_report", "sud", str(YEAR), "-o", str(file))
    client.force_login(coordinator)
    if is_validated:
        served = client.get(reverse("reports:paper", args=["sud", YEAR])).content
    else:
        served = made_report(client, "sud", YEAR)
    assert served[:5] == b"%PDF-"
    assert file.read_bytes() == served


def test_the_paper_does_not_follow_the_language_of_the_reader(client, coordinator, zone, year):
    french = documents.report(zone, YEAR)
    coordinator.language = "nl"
    coordinator.save()
    client.force_login(coordinator)
    assert made_report(client, "sud", YEAR) == french


def test_the_command_names_the_zones_it_knows(zone, other_zone):
    with pytest.raises(CommandError) as caught:
        call_command("print_report", "atlantide", "2020", "-o", "x.pdf")
    assert "Zone inconnue" in str(caught.value)
    assert "nord-est" in str(caught.value)


@pytest.mark.parametrize("year", ["abc", "1066", "9999"])
def test_the_command_refuses_a_year_that_cannot_be(zone, year):
    with pytest.raises(CommandError, match="Année inconnue"):
        call_command("print_report", "sud", year, "-o", "x.pdf")


def test_the_command_says_when_it_may_not_write(zone, tmp_path):
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        call_command("print_report", "sud", "2020", "-o", str(tmp_path / "absent" / "x.pdf"))


def test_text_that_looks_like_markup_stays_text(zone, coordinator, year):
    quoting(zone)
    Block.objects.filter(kind="decision").update(text_fr="<b>gras</b> & <script>x</script>")
    assert "<script>x</script>" in text_of(documents.report(zone, YEAR))
