import pytest
from django.urls import reverse

from reports import services
from reports.figure_rows import FIGURES
from reports.models import CoordinationReport
from tests.factories import make_block, make_item, make_meeting, make_pv

from .builders import YEAR, make_full_year, make_year

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


def test_the_coordination_reads_and_writes_the_report(client, coordinator, report):
    client.force_login(coordinator)
    text = client.get(page_of()).content.decode()
    assert SECRET in text
    assert "data-autosave" in text
    assert "variable absente" not in text


@pytest.mark.parametrize("reader", ["partner", "outsider"])
@pytest.mark.parametrize("name", ["report", "paper", "validate", "sent"])
def test_a_report_being_written_does_not_exist_for_others(request, client, report, reader, name):
    client.force_login(request.getfixturevalue(reader))
    assert client.get(page_of(name)).status_code == 404
    assert client.get(page_of("figure_rows", "institutions")).status_code == 404
    saved = client.post(page_of("text_save", "zone"), {"text_fr": "x", "version": 0})
    assert saved.status_code == 404
    assert report.texts.count() == 1


def test_the_region_reads_the_figures_of_a_draft_and_none_of_its_words(client, region, report):
    client.force_login(region)
    text = client.get(page_of()).content.decode()
    assert SECRET not in text
    assert "Décision 0" not in text
    assert "les textes paraissent à la validation" in text
    assert client.get(page_of("paper")).status_code == 404
    assert client.get(page_of("validate")).status_code == 404
    saved = client.post(page_of("text_save", "zone"), {"text_fr": "x", "version": 0})
    assert saved.status_code == 404


def test_nobody_signed_in_is_asked_to(client, report):
    for url in (page_of(), page_of("paper"), reverse("reports:region"), reverse("reports:list")):
        assert client.get(url).status_code == 302


def test_everybody_concerned_reads_a_validated_report(
    client, coordinator, partner, region, outsider, report
):
    services.validate_report(report, by=coordinator)
    for reader in (partner, region):
        client.force_login(reader)
        text = client.get(page_of()).content.decode()
        assert SECRET in text
        assert "data-autosave" not in text
        assert client.get(page_of("paper")).status_code == 200
        assert client.post(page_of("sent"), {"on": "2020-12-31"}).status_code == 403
    client.force_login(outsider)
    assert client.get(page_of()).status_code == 404


def test_the_region_never_reads_the_passages_a_zone_keeps(client, coordinator, region, report):
    services.validate_report(report, by=coordinator)
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


def test_validation_is_a_page_then_an_act(client, coordinator, report):
    client.force_login(coordinator)
    text = client.get(page_of("validate")).content.decode()
    assert "ne changent plus" in text
    report.refresh_from_db()
    assert report.status == "draft"
    client.post(page_of("validate"))
    report.refresh_from_db()
    assert report.status == "validated"
    response = client.post(page_of("sent"), {"on": "2019-01-01"})
    assert "validé après cette date" in response.content.decode()


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
def test_every_figure_opens_on_its_rows(client, coordinator, region, report, slug):
    for reader in (coordinator, region):
        client.force_login(reader)
        response = client.get(page_of("figure_rows", slug))
        assert response.status_code == 200
        assert "variable absente" not in response.content.decode()


def test_rows_are_as_many_as_the_figure_says(client, coordinator, report):
    client.force_login(coordinator)
    figures = client.get(page_of()).context["figures"]
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


@pytest.mark.parametrize("count", [1, 3, 10])
def test_the_page_costs_the_same_whatever_the_year(
    client, coordinator, zone, count, django_assert_num_queries
):
    make_year(zone, meetings=count)
    for meeting in zone.meetings.filter(status__in=["held", "closed"]):
        make_block(make_item(make_pv(meeting, status="sent").meeting), "decision")
    client.force_login(coordinator)
    # session, user, mandates, zone, report, 6 for the rows, communes, navigation
    with django_assert_num_queries(11):
        client.get(page_of())


def test_drafts_of_meetings_stay_with_the_coordination(client, coordinator, region, zone):
    make_meeting(zone, status="planned", day=5, title_fr="Projet de réunion confidentiel")
    for reader, shown in ((coordinator, True), (region, False)):
        client.force_login(reader)
        year = zone.meetings.get().year
        text = client.get(reverse("reports:report", args=["sud", year])).content.decode()
        assert ("Projet de réunion confidentiel" in text) == shown


def test_the_list_shows_to_each_what_they_may_open(
    client, coordinator, partner, region, other_zone, report
):
    hidden = services.open_report(other_zone, YEAR)
    for reader, seen in ((coordinator, [report]), (partner, []), (region, [])):
        client.force_login(reader)
        assert client.get(reverse("reports:list")).context["reports"] == seen
    services.validate_report(report, by=coordinator)
    for reader in (partner, region):
        client.force_login(reader)
        assert client.get(reverse("reports:list")).context["reports"] == [report]
    assert hidden.status == "draft"
