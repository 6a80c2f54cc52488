import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Participation
from reports import services, wording
from reports.figure_rows import FIGURES
from reports.models import CoordinationReport
from reports.services import canvas
from tests.factories import make_meeting, make_pv

from .builders import YEAR, make_full_year

pytestmark = pytest.mark.django_db
SECRET = "Le paragraphe que personne d’autre ne lit."


@pytest.fixture
def report(zone, coordinator):
    make_full_year(zone)
    report = services.open_report(zone, YEAR)
    services.save_text(report, "evaluation", text_fr=SECRET, text_nl="", revision=0, by=coordinator)
    return report


def page_of(name="report", *args):
    return reverse(f"reports:{name}", args=["sud", YEAR, *args])


def whole_page(year=YEAR):
    """With what feeds its chapters, that otherwise follows it (``test_chapters_data``)."""
    return reverse("reports:report", args=["sud", year]) + "?tout=1"


def test_the_coordination_reads_and_writes_the_report(client, coordinator, report):
    client.force_login(coordinator)
    text = client.get(page_of()).content.decode()
    assert SECRET in text
    assert "data-autosave" in text
    assert "variable absente" not in text


@pytest.mark.parametrize("reader", ["partner", "outsider", "region"])
@pytest.mark.parametrize("name", ["report", "paper", "settings", "way"])
def test_a_report_being_written_does_not_exist_for_others(request, client, report, reader, name):
    client.force_login(request.getfixturevalue(reader))
    assert client.get(page_of(name)).status_code == 404
    assert client.get(page_of("figure_rows", "institutions")).status_code == 404
    saved = client.post(page_of("text_save", "zone"), {"text_fr": "x", "version": 0})
    assert saved.status_code == 404
    assert report.texts.count() == 1


def test_nobody_signed_in_is_asked_to(client, report):
    for url in (page_of(), page_of("paper"), reverse("reports:region"), reverse("reports:list")):
        assert client.get(url).status_code == 302


@pytest.fixture
def deposited(report, coordinator):
    services.validate_report(report, by=coordinator)
    CoordinationReport.objects.filter(pk=report.pk).update(sent_on=timezone.localdate())
    return CoordinationReport.objects.get(pk=report.pk)


def test_a_validated_report_stays_closed_until_it_is_deposited(
    client, coordinator, partner, region, report
):
    services.validate_report(report, by=coordinator)
    for reader in (partner, region):
        client.force_login(reader)
        assert client.get(page_of()).status_code == 404


def test_everybody_concerned_reads_a_deposited_report(client, partner, region, outsider, deposited):
    for reader in (partner, region):
        client.force_login(reader)
        text = client.get(page_of()).content.decode()
        assert SECRET in text
        assert "data-autosave" not in text
        assert "Ce qui manque" not in text
        assert "variable absente" not in text
        assert client.get(page_of("paper")).status_code == 200
        assert client.post(page_of("text_save", "zone"), {"version": 0}).status_code == 403
    client.force_login(outsider)
    assert client.get(page_of()).status_code == 404


def test_the_others_read_what_was_frozen_and_the_coordination_what_changed(
    client, coordinator, partner, deposited
):
    client.force_login(partner)
    before = client.get(page_of()).context["key_figures"]
    assert before == wording.key_figures(deposited.figures["figures"])
    Participation.objects.filter(presence="present").update(presence="absent")
    assert client.get(page_of()).context["key_figures"] == before
    client.force_login(coordinator)
    page = client.get(whole_page())
    drift = {label: (then, now) for label, then, now in page.context["drift"]}
    [mean] = [row for row in before if row["slug"] == "presences"]
    assert drift[mean["label"]][0] == mean["value"]
    assert drift[mean["label"]][1] != mean["value"]
    assert "Chiffres corrigés depuis la validation" in page.content.decode()
    assert page.context["missing"] is not None
    assert "Ce qui manque" not in page.content.decode()


def test_the_region_never_reads_the_passages_a_zone_keeps(client, region, deposited):
    client.force_login(region)
    for url in (page_of(), page_of("figure_rows", "actions"), page_of("figure_rows", "avis")):
        text = client.get(url).content.decode()
        assert "Écrire à" not in text
        assert "demande des délais" not in text


def test_saving_by_itself_answers_the_new_version(client, coordinator, report):
    client.force_login(coordinator)
    url = page_of("text_save", "zone")
    headers = {"X-Autosave": "1"}
    first = client.post(url, {"text_fr": "Un.", "text_nl": "", "version": 0}, headers=headers)
    assert (first.status_code, first["X-Version"]) == (204, "1")
    stale = client.post(url, {"text_fr": "Deux.", "text_nl": "", "version": 0}, headers=headers)
    assert stale.status_code == 409
    assert "Un." in stale.content.decode()
    assert "Deux." in stale.content.decode()
    keep = {"text_fr": "Deux.", "text_nl": "", "version": 0, "keep": 1}
    assert client.post(url, keep).status_code == 302
    assert report.texts.get(chapter="zone").text_fr == "Deux."


def test_a_conflict_without_script_shows_both_texts_on_a_page(client, coordinator, report):
    client.force_login(coordinator)
    typed = {"text_fr": "Autre évaluation.", "text_nl": "", "version": 0}
    response = client.post(page_of("text_save", "evaluation"), typed)
    assert response.status_code == 409
    assert "Autre évaluation." in response.content.decode()
    assert SECRET in response.content.decode()


@pytest.mark.parametrize("version", ["", "abc", "-1"])
def test_a_broken_form_is_refused_and_changes_nothing(client, coordinator, report, version):
    client.force_login(coordinator)
    typed = {"text_fr": "x", "version": version}
    answer = client.post(page_of("text_save", "zone"), typed, headers={"X-Autosave": "1"})
    assert answer.status_code == 422
    assert report.texts.count() == 1


def test_writing_the_first_chapter_opens_the_report(client, coordinator, zone):
    client.force_login(coordinator)
    client.post(page_of("text_save", "zone"), {"text_fr": "Un.", "text_nl": "", "version": 0})
    assert CoordinationReport.objects.get().texts.get().text_fr == "Un."


def test_reading_the_page_opens_nothing(client, coordinator, zone):
    client.force_login(coordinator)
    assert client.get(page_of()).status_code == 200
    assert not CoordinationReport.objects.exists()


def test_the_missing_rows_lead_to_where_they_are_completed(client, coordinator, zone):
    held = make_meeting(zone, status="held", day=-400, partners=1)
    bare = make_meeting(zone, status="convened", day=-401)
    draft = make_pv(make_meeting(zone, status="held", day=-402, partners=1))
    year = held.year
    client.force_login(coordinator)
    missing = client.get(reverse("reports:report", args=["sud", year])).context["missing"]
    urls = {line["url"] for line in missing}
    assert reverse("meetings:pv", args=["sud", held.pk]) in urls
    assert reverse("meetings:attendance", args=["sud", bare.pk]) in urls
    assert reverse("meetings:pv", args=["sud", draft.meeting_id]) in urls
    assert any("aucun thème" in line["text"] for line in missing)


@pytest.mark.parametrize("slug", FIGURES)
def test_every_figure_opens_on_its_rows(client, coordinator, report, slug):
    client.force_login(coordinator)
    response = client.get(page_of("figure_rows", slug))
    assert response.status_code == 200
    assert "variable absente" not in response.content.decode()


def test_rows_are_as_many_as_the_figure_says(client, coordinator, report):
    client.force_login(coordinator)
    figures = client.get(whole_page()).context["figures"]
    counts = {
        "reunions": figures["meetings"]["held"],
        "institutions": figures["institutions"]["reached"],
        "regularite": figures["institutions"]["invited"],
        "avis": figures["opinions"]["issued"],
        "actions": figures["actions"]["opened"] + figures["actions"]["carried"],
        "themes": figures["themes"]["total"],
        "non-tenues": figures["meetings"]["cancelled"] + figures["meetings"]["postponed"],
    }
    for slug, expected in counts.items():
        assert len(client.get(page_of("figure_rows", slug)).context["rows"]) == expected, slug


@pytest.mark.parametrize("year", [1066, 9999, 99999999])
def test_a_year_that_cannot_be_is_not_found(client, coordinator, region, year):
    client.force_login(coordinator)
    assert client.get(reverse("reports:report", args=["sud", year])).status_code == 404
    client.force_login(region)
    assert client.get(reverse("reports:region_year", args=[year])).status_code == 404


def test_drafts_of_meetings_stay_with_the_coordination(client, coordinator, region, zone):
    make_meeting(zone, status="planned", day=5, title_fr="Projet de réunion confidentiel")
    url = whole_page(zone.meetings.get().year)
    client.force_login(coordinator)
    assert "Projet de réunion confidentiel" in client.get(url).content.decode()
    client.force_login(region)
    assert client.get(url).status_code == 404


def write(place, by, year, **texts):
    report = services.open_report(place, year)
    for chapter, text in texts.items():
        services.save_text(report, chapter, text_fr=text, text_nl="", revision=0, by=by)
    return report


LONG = "La zone garde son noyau de partenaires et ouvre ses réunions aux maisons de l’emploi."


def test_a_text_of_last_year_is_flagged_with_its_difference(client, coordinator, zone):
    write(zone, coordinator, YEAR - 1, zone=LONG, themes=LONG, avis=LONG)
    write(zone, coordinator, YEAR, zone=LONG, themes=LONG.replace("garde", "perd"), avis="Autre.")
    client.force_login(coordinator)
    page = client.get(page_of())
    parts = {part["chapter"].key: part for part in page.context["chapters"]}
    assert [row.is_same for row in parts["zone"]["repeats"]] == [True]
    assert [row.is_same for row in parts["themes"]["repeats"]] == [False]
    assert not parts["avis"]["repeats"]
    text = page.content.decode()
    assert "mot pour mot" in text
    assert "<del>garde</del><ins>perd</ins>" in text
    assert [one.key for one in page.context["repeated"]] == ["zone", "themes"]


def test_the_text_of_last_year_is_of_its_last_edition_and_of_this_zone(
    client, coordinator, outsider, zone, other_zone
):
    write(other_zone, outsider, YEAR - 1, zone=LONG)
    write(zone, coordinator, YEAR, zone=LONG)
    client.force_login(coordinator)
    assert client.get(page_of()).context["repeated"] == []


def test_a_text_whose_chapter_left_the_canvas_is_still_there(client, coordinator, zone):
    write(zone, coordinator, YEAR, cadre="Ce texte-ci reste.")
    row = canvas.start_canvas("zone", YEAR)
    row.chapters.filter(key="cadre").update(is_on=False)
    client.force_login(coordinator)
    text = client.get(page_of()).content.decode()
    assert "Textes gardés, hors du rapport" in text
    assert "Ce texte-ci reste." in text


@pytest.mark.parametrize(
    ("chapter", "typed"),
    [("zone", {"text_fr": "x" * 20_001}), ("annexes", {"text_fr": "Un mot."}), ("inconnu", {})],
)
def test_a_refused_text_comes_back_as_it_was_typed(client, coordinator, report, chapter, typed):
    client.force_login(coordinator)
    data = {"text_fr": "", "text_nl": "<b>Nog een woord.", "version": 0} | typed
    answer = client.post(page_of("text_save", chapter), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert data["text_fr"] in text
    assert "&lt;b&gt;Nog een woord." in text
    assert "variable absente" not in text


def test_a_text_sent_after_the_validation_comes_back(client, coordinator, deposited):
    client.force_login(coordinator)
    data = {"text_fr": "Trop tard pour ceci.", "text_nl": "", "version": 0}
    answer = client.post(page_of("text_save", "themes"), data)
    assert answer.status_code == 422
    assert "Trop tard pour ceci." in answer.content.decode()
    assert "validé" in answer.content.decode()


def test_the_list_shows_to_each_what_they_may_open(
    client, coordinator, partner, region, other_zone, report
):
    hidden = services.open_report(other_zone, YEAR)
    for reader, seen in ((coordinator, [report]), (partner, []), (region, [])):
        client.force_login(reader)
        assert client.get(reverse("reports:list")).context["reports"] == seen
    services.validate_report(report, by=coordinator)
    CoordinationReport.objects.filter(pk=report.pk).update(sent_on=timezone.localdate())
    for reader in (partner, region):
        client.force_login(reader)
        assert client.get(reverse("reports:list")).context["reports"] == [report]
    assert hidden.status == "draft"
