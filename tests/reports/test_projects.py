"""The projects of the coordination: noted with a state, followed, corrected by two people."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.services.errors import Conflict, Refused
from reports.logbook_rows import projects, projects_of
from reports.models import LogEntry, Project
from reports.project_state import is_active, is_of_year
from reports.services import projects as services
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
YEAR = 2020


def values(**fields):
    empty = {"name_fr": "Guichet commun", "name_nl": "", "purpose": "", "objective": "projets"}
    return empty | {"partners": [], "others": ""} | fields


def add(zone, *states, **fields):
    """A project of ``zone``; ``states``: (day, state)."""
    (on, state), *later = states
    project = services.add_project(zone, values(**fields), state=state, on=on, by=None)
    for day, following in later:
        services.note_state(project, state=following, on=day, by=None)
    return Project.objects.get(pk=project.pk)


def page(name, *args):
    return reverse(f"reports:{name}", args=["sud", *args])


def typed(**fields):
    today = timezone.localdate().isoformat()
    return {"name_fr": "Guichet commun", "state": "idea", "on": today} | fields


def test_a_project_is_noted_with_its_state(client, coordinator, zone):
    house = make_organisation("Atelier des mots")
    client.force_login(coordinator)
    sent = typed(with_whom="Atelier des mots, Nele", note="Une idée", objective="projets")
    response = client.post(page("project_add"), sent)
    project = Project.objects.get()
    assert response.url == page("project", project.pk)
    assert list(project.partners.all()) == [house]
    assert project.others == "Nele"
    state = project.states.get()
    assert (state.state, state.note, state.by) == ("idea", "Une idée", coordinator)
    assert "Guichet commun" in client.get(page("projects")).content.decode()


def test_the_same_project_twice_is_refused_with_what_was_typed(client, coordinator, zone):
    client.force_login(coordinator)
    client.post(page("project_add"), typed())
    response = client.post(page("project_add"), typed(purpose="Mots à garder"))
    text = response.content.decode()
    assert "déjà noté dans la zone" in text
    assert "Mots à garder" in text
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"name_fr": " "}, {"state": "fini"}, {"on": ""}, {"on": "2999-01-01"}, {"objective": "x"}],
)
def test_a_refused_project_leaves_nothing(client, coordinator, zone, wrong):
    client.force_login(coordinator)
    text = client.post(page("project_add"), typed(purpose="Mots à garder", **wrong))
    assert "Mots à garder" in text.content.decode()
    assert not Project.objects.exists()


def test_a_state_noted_twice_is_one(client, coordinator, zone):
    project = add(zone, (date(YEAR, 1, 5), "preparing"))
    client.force_login(coordinator)
    sent = {"state": "running", "on": f"{YEAR}-03-01", "note": "Première permanence"}
    for _twice in range(2):
        assert client.post(page("project_state", project.pk), sent).status_code == 302
    assert [one.state for one in project.states.all()] == ["preparing", "running"]
    project.refresh_from_db()
    assert project.started_on == date(YEAR, 3, 1)


def test_a_finished_project_does_not_propose_another_state_first(client, coordinator, zone):
    client.force_login(coordinator)
    for state, first in (("running", "btn-primary"), ("done", "btn-secondary")):
        project = add(zone, (date(YEAR, 1, 5), state))
        text = client.get(page("project", project.pk)).content.decode()
        assert f'<button class="btn {first}">Noter cet état' in text
        project.delete()


def test_a_refused_state_comes_back_as_typed(client, coordinator, zone):
    project = add(zone, (date(YEAR, 1, 5), "idea"))
    client.force_login(coordinator)
    sent = {"state": "running", "on": "2999-01-01", "note": "Mots à garder"}
    text = client.post(page("project_state", project.pk), sent).content.decode()
    assert "Mots à garder" in text
    assert project.states.count() == 1
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused):
        services.note_state(project, state="running", on=tomorrow, by=None)


def test_a_project_that_starts_again_has_not_ended(zone):
    project = add(zone, (date(YEAR, 1, 5), "running"), (date(YEAR, 6, 1), "stopped"))
    assert project.ended_on == date(YEAR, 6, 1)
    services.note_state(project, state="running", on=date(YEAR, 9, 1), by=None)
    project.refresh_from_db()
    assert (project.started_on, project.ended_on) == (date(YEAR, 1, 5), None)


def test_two_editors_see_both_versions(client, coordinator, zone):
    project = add(zone, (date(YEAR, 1, 5), "idea"))
    seen = services.stamp_of(project)
    client.force_login(coordinator)
    url = page("project", project.pk)
    client.post(url, typed(name_fr="Le premier", seen=seen))
    response = client.post(url, typed(name_fr="Le second", seen=seen))
    assert response.status_code == 409
    text = response.content.decode()
    assert "Le premier" in text
    assert "Le second" in text
    fresh = services.stamp_of(Project.objects.get())
    client.post(url, typed(name_fr="Le second", seen=fresh))
    assert Project.objects.get().name_fr == "Le second"


def test_a_second_click_meets_no_conflict_with_its_own_words(client, coordinator, zone):
    project = add(zone, (date(YEAR, 1, 5), "idea"))
    sent = typed(name_fr="Un autre nom", with_whom="Un ami", seen=services.stamp_of(project))
    client.force_login(coordinator)
    url = page("project", project.pk)
    assert [client.post(url, sent).status_code for _click in range(2)] == [302, 302]


def test_what_is_not_in_the_form_is_not_lost(client, coordinator, zone):
    """The page of a project corrects its words; its states are noted beside."""
    project = add(zone, (date(YEAR, 1, 5), "running"))
    client.force_login(coordinator)
    sent = typed(seen=services.stamp_of(project), started_on=f"{YEAR}-01-02")
    client.post(page("project", project.pk), sent)
    project.refresh_from_db()
    assert project.started_on == date(YEAR, 1, 2)
    assert project.states.count() == 1


def test_a_removed_project_leaves_its_entries(client, coordinator, zone):
    project = add(zone, (date(YEAR, 1, 5), "idea"))
    entry = LogEntry.objects.create(
        zone=zone, text="Permanence", project=project, key="6d0f9f3e-0000-4000-8000-000000000001"
    )
    client.force_login(coordinator)
    assert "L’entrée du journal" in client.get(page("project_remove", project.pk)).content.decode()
    assert Project.objects.exists()
    client.post(page("project_remove", project.pk))
    assert not Project.objects.exists()
    entry.refresh_from_db()
    assert entry.project is None
    with pytest.raises(Refused):
        services.save_project(project, values(), seen="")


@pytest.mark.parametrize("reader", ["partner", "outsider", "region"])
def test_projects_do_not_exist_for_others(request, client, zone, reader):
    project = add(zone, (date(YEAR, 1, 5), "idea"))
    client.force_login(request.getfixturevalue(reader))
    for name, args in (
        ("projects", ()),
        ("project_add", ()),
        ("project", (project.pk,)),
        ("project_remove", (project.pk,)),
    ):
        assert client.get(page(name, *args)).status_code == 404
        assert client.post(page(name, *args), typed()).status_code == 404
    assert client.post(page("project_state", project.pk), typed()).status_code == 404
    assert Project.objects.count() == 1


def test_the_project_of_another_zone_is_not_reached_through_mine(client, coordinator, other_zone):
    theirs = add(other_zone, (date(YEAR, 1, 5), "idea"))
    client.force_login(coordinator)
    assert client.get(page("project", theirs.pk)).status_code == 404
    assert client.post(page("project_remove", theirs.pk)).status_code == 404


def test_a_conflict_says_what_stands(zone):
    project = add(zone, (date(YEAR, 1, 5), "idea"))
    with pytest.raises(Conflict) as caught:
        services.save_project(project, values(purpose="Autre but"), seen="ailleurs")
    assert caught.value.current == project
    other = add(zone, (date(YEAR, 1, 5), "idea"), name_fr="Autre")
    seen = services.stamp_of(other)
    with pytest.raises(ValidationError):
        services.save_project(other, values(), seen=seen)


# --- Over the years -------------------------------------------------------------------------------

LIVES = [
    # states, years in which it is carried, years of which the report tells
    ([("2019-05-01", "idea")], "", "2019 2020 2021"),
    ([("2019-05-01", "idea"), ("2020-02-01", "preparing")], "2020 2021", "2019 2020 2021"),
    ([("2019-05-01", "running"), ("2020-02-01", "done")], "2019 2020", "2019 2020"),
    ([("2019-05-01", "idea"), ("2020-02-01", "stopped")], "", "2019 2020"),
    (
        [("2018-05-01", "running"), ("2019-02-01", "stopped"), ("2021-01-10", "running")],
        "2018 2019 2020 2021",
        "2018 2019 2020 2021",
    ),
]


@pytest.mark.parametrize(("states", "carried", "told"), LIVES)
def test_a_project_belongs_to_the_years_it_is_carried_in(zone, states, carried, told):
    project = add(zone, *((date.fromisoformat(on), state) for on, state in states))
    years = range(2017, 2022)
    assert [year for year in years if is_active(project, year)] == [*map(int, carried.split())]
    assert [year for year in years if is_of_year(project, year)] == [*map(int, told.split())]


def test_the_report_tells_the_state_of_its_year(zone):
    add(zone, (date(2019, 5, 1), "running"), (date(2021, 2, 1), "done"), purpose="À nele@ex.be")
    (told,) = projects(projects_of(zone), 2020)
    assert (told["state"], told["since"], told["moves"]) == ("en cours", "1er\xa0mai 2019", [])
    assert told["ends"] == ""
    assert "nele@" not in told["purpose"]
    (later,) = projects(projects_of(zone), 2021)
    assert [move["state"] for move in later["moves"]] == ["abouti"]
    assert projects(projects_of(zone), 2018) == []


def test_a_number_of_the_matrix_opens_on_its_projects(client, coordinator, zone):
    add(zone, (date(2019, 5, 1), "running"))
    add(zone, (date(2019, 5, 1), "idea"), name_fr="Une idée")
    client.force_login(coordinator)
    text = client.get(page("projects") + "?objectif=projets&annee=2019").content.decode()
    assert "Guichet commun" in text
    assert "Une idée" not in text
    assert "Une idée" in client.get(page("projects") + "?objectif=projets&annee=x").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_projects_as_for_one(client, coordinator, zone, count):
    for number in range(count):
        project = add(zone, (date(2019, 5, 1), "running"), name_fr=f"Projet {number}")
        project.partners.add(make_organisation())
    client.force_login(coordinator)
    client.get(page("projects"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page("projects")).status_code == 200
    assert len(queries) == 6
