import pytest
from django.utils import timezone

from meetings.models import Paper, Participation
from meetings.services.errors import Conflict, Refused, WrongStatus
from reports import documents, indicators, services
from reports.models import CoordinationReport
from reports.reading import find_report

from .builders import YEAR, make_full_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(zone, coordinator):
    make_full_year(zone)
    return services.open_report(zone, YEAR)


def write(report, by, *, revision, text="Une année de transition.", chapter="zone"):
    return services.save_text(report, chapter, text_fr=text, text_nl="", revision=revision, by=by)


def test_opening_twice_gives_one_report(zone):
    assert services.open_report(zone, YEAR) == services.open_report(zone, YEAR)


def test_each_save_grows_the_revision_and_keeps_the_author(report, coordinator):
    first = write(report, coordinator, revision=0)
    second = write(report, coordinator, revision=first.revision, text="Une année pleine.")
    assert (first.revision, second.revision) == (1, 2)
    _report, texts = find_report(report.zone, YEAR)
    assert texts["zone"].text_fr == "Une année pleine."
    assert report.texts.get().updated_by == coordinator


def test_saving_over_somebody_else_is_a_conflict_that_shows_their_text(report, coordinator):
    write(report, coordinator, revision=0, text="Le texte de l’autre.")
    with pytest.raises(Conflict) as caught:
        write(report, coordinator, revision=0, text="Le mien.")
    assert caught.value.current.text_fr == "Le texte de l’autre."
    assert report.texts.get().text_fr == "Le texte de l’autre."


@pytest.mark.parametrize("chapter", ["annexes", "coup-d-oeil", "inconnu"])
def test_a_chapter_of_figures_takes_no_text(report, coordinator, chapter):
    with pytest.raises(Refused, match="ne se rédige pas"):
        write(report, coordinator, revision=0, chapter=chapter)


def test_validation_freezes_figures_and_paper_while_the_rows_go_on_living(report, coordinator):
    write(report, coordinator, revision=0)
    validated = services.validate_report(report, by=coordinator)
    figures, content = validated.figures, documents.report(report.zone, YEAR)
    mean = figures["figures"]["persons"]["mean"]
    Participation.objects.filter(presence="present").update(presence="absent")
    frozen = CoordinationReport.objects.get(pk=report.pk)
    assert documents.report(report.zone, YEAR, frozen) == content
    assert documents.report(report.zone, YEAR) == content
    assert frozen.figures == figures
    assert indicators.figures(report.zone, YEAR)["persons"]["mean"] != mean


def test_validating_twice_is_refused_and_makes_one_paper(report, coordinator):
    services.validate_report(report, by=coordinator)
    with pytest.raises(WrongStatus):
        services.validate_report(report, by=coordinator)
    assert Paper.objects.filter(kind="report").count() == 1


def test_a_validated_text_no_longer_changes(report, coordinator):
    write(report, coordinator, revision=0)
    services.validate_report(report, by=coordinator)
    with pytest.raises(WrongStatus, match="validé"):
        write(report, coordinator, revision=1, text="Trop tard.")
    assert report.texts.get().text_fr == "Une année de transition."


def test_a_year_that_has_not_begun_is_not_validated(zone, coordinator):
    report = services.open_report(zone, timezone.localdate().year + 1)
    with pytest.raises(Refused, match="pas commencé"):
        services.validate_report(report, by=coordinator)
