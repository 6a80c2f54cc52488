"""The figures of others: never without a source, pasted whole, corrected by two people."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from reports.logbook_rows import local_figures
from reports.models import LocalFigure
from reports.services import local_figures as services

pytestmark = pytest.mark.django_db
YEAR = 2020
SENT = {
    "label": "Demandes de cours sans place",
    "place": "Forest",
    "value": "320",
    "source": "Relevé des écoles",
    "dated": "décembre 2020",
}


def page(name="local_figures", *args):
    return reverse(f"reports:{name}", args=["sud", YEAR, *args])


def add(zone, year=YEAR, **fields):
    services.add_figures(zone, year, [SENT | fields])
    return LocalFigure.objects.order_by("pk").last()


def test_a_figure_is_quoted_once(client, coordinator, zone):
    client.force_login(coordinator)
    for _twice in range(2):
        response = client.post(page(), SENT, follow=True)
    assert "déjà citée" in response.content.decode()
    assert LocalFigure.objects.count() == 1
    assert "Relevé des écoles" in client.get(page()).content.decode()


@pytest.mark.parametrize("name", ["source", "dated", "label", "value"])
def test_a_figure_without_a_source_is_refused_with_what_was_typed(client, coordinator, zone, name):
    client.force_login(coordinator)
    text = client.post(page(), SENT | {name: "  "}).content.decode()
    assert not LocalFigure.objects.exists()
    assert "Forest" in text
    with pytest.raises(ValidationError):
        services.add_figures(zone, YEAR, [SENT, SENT | {"place": "Uccle", name: ""}])
    assert not LocalFigure.objects.exists()


def test_a_table_is_pasted_with_one_source(client, coordinator, zone):
    client.force_login(coordinator)
    table = "Forest\t320\nSaint-Gilles \t 1 204\n\nUccle;98\n"
    client.post(page("local_figures_paste"), SENT | {"table": table})
    rows = LocalFigure.objects.values_list("place", "value", "source", "position")
    assert list(rows) == [
        ("Forest", "320", "Relevé des écoles", 1),
        ("Saint-Gilles", "1 204", "Relevé des écoles", 2),
        ("Uccle", "98", "Relevé des écoles", 3),
    ]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("Forest\t320\nUccle", "Ligne 2"),
        ("Forest\t" + "9" * 61, "Ligne 1"),
        ("x" * 121 + "\t1", "Ligne 1"),
        ("\n".join(f"Rue {n};1" for n in range(101)), "Cent lignes"),
        ("  \n ", "obligatoire"),
    ],
)
def test_a_table_that_does_not_fit_comes_back(client, coordinator, zone, table, words):
    client.force_login(coordinator)
    response = client.post(page("local_figures_paste"), SENT | {"table": table})
    text = response.content.decode()
    assert words in text
    assert "Relevé des écoles" in text
    assert not LocalFigure.objects.exists()


def test_a_report_quotes_a_bounded_number_of_figures(client, coordinator, zone):
    for start in range(0, services.MOST, 100):
        rows = [SENT | {"place": f"Rue {start + n}"} for n in range(100)]
        assert services.add_figures(zone, YEAR, rows) == 100
    client.force_login(coordinator)
    text = client.post(page(), SENT).content.decode()
    assert "200 données au plus" in text
    assert LocalFigure.objects.count() == services.MOST


def test_two_editors_see_both_versions(client, coordinator, zone):
    figure = add(zone)
    seen = services.stamp_of(figure)
    client.force_login(coordinator)
    url = page("local_figure", figure.pk)
    client.post(url, SENT | {"value": "321", "seen": seen})
    response = client.post(url, SENT | {"value": "999", "seen": seen})
    assert response.status_code == 409
    text = response.content.decode()
    assert "321" in text
    assert "999" in text
    figure.refresh_from_db()
    assert figure.value == "321"
    client.post(url, SENT | {"value": "999", "seen": services.stamp_of(figure)})
    figure.refresh_from_db()
    assert figure.value == "999"


def test_a_second_click_meets_no_conflict_with_its_own_words(client, coordinator, zone):
    figure = add(zone)
    sent = SENT | {"value": "321", "seen": services.stamp_of(figure)}
    client.force_login(coordinator)
    url = page("local_figure", figure.pk)
    assert [client.post(url, sent).status_code for _click in range(2)] == [302, 302]


def test_a_figure_is_removed_after_a_question(client, coordinator, zone):
    figure = add(zone)
    client.force_login(coordinator)
    assert client.get(page("local_figure_remove", figure.pk)).status_code == 200
    assert LocalFigure.objects.exists()
    client.post(page("local_figure_remove", figure.pk))
    assert not LocalFigure.objects.exists()
    assert client.post(page("local_figure_remove", figure.pk)).status_code == 404


@pytest.mark.parametrize("reader", ["partner", "outsider", "region"])
def test_figures_of_a_draft_do_not_exist_for_others(request, client, zone, reader):
    figure = add(zone)
    client.force_login(request.getfixturevalue(reader))
    for url in (
        page(),
        page("local_figures_paste"),
        page("local_figure", figure.pk),
        page("local_figure_remove", figure.pk),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, SENT).status_code == 404
    assert LocalFigure.objects.count() == 1


def test_a_figure_of_another_zone_or_year_is_not_reached(client, coordinator, zone, other_zone):
    theirs, older = add(other_zone), add(zone, YEAR - 1)
    client.force_login(coordinator)
    for figure in (theirs, older):
        assert client.get(page("local_figure", figure.pk)).status_code == 404
        assert client.post(page("local_figure_remove", figure.pk)).status_code == 404


def test_the_report_shows_the_value_of_the_year_before(client, coordinator, zone, other_zone):
    add(zone, YEAR - 1, value="300")
    add(zone, YEAR - 1, label="Autre donnée", value="7")
    add(other_zone, YEAR - 1, value="111")
    add(zone, label="DEMANDES de cours sans place")
    (row,) = local_figures(zone, YEAR)
    assert (row["value"], row["before"]) == ("320", "300")
    client.force_login(coordinator)
    context = client.get(page()).context
    assert [one.label for one in context["before"]] == ["Autre donnée"]


def test_markup_and_formulas_are_only_words(client, coordinator, zone):
    add(zone, label="=1+1", value="<b>9</b>")
    client.force_login(coordinator)
    text = client.get(page()).content.decode()
    assert "<b>9" not in text
    assert "=1+1" in text
