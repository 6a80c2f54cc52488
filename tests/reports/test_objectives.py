"""The matrix of the objectives: counted from what was noted, beside 2015, zone by zone."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.services.errors import Refused
from reports.logbook_rows import outside_meetings
from reports.models import LogEntry, MeetingObjective, Project, ProjectState
from reports.objective_matrix import matrix, served, side_by_side
from reports.objective_proposals import proposals
from reports.objectives import objectives
from reports.services import objectives as services
from reports.services import open_report
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_participation,
    make_zone,
)
from zones.models import Theme, ThemeCategory

pytestmark = pytest.mark.django_db
YEAR = 2020
PROJECTS, RELAY, PLACE = "projets", "relais-decideurs", "lieu-de-rencontre"


def note(zone, objective="", year=YEAR, **fields):
    return LogEntry.objects.create(
        zone=zone,
        on=date(year, 5, 4),
        text="Ligne",
        objective=objective,
        key=uuid.uuid4(),
        **fields,
    )


def held(zone, *objectives, year=YEAR, **fields):
    fields.setdefault("status", "held")
    meeting = make_meeting(zone, starts_at=at(date(year, 3, 5)), **fields)
    for code in objectives:
        MeetingObjective.objects.create(meeting=meeting, objective=code)
    return meeting


def carried(zone, objective=PROJECTS, since=date(YEAR, 2, 1)):
    project = Project.objects.create(zone=zone, name_fr=f"P {since}", objective=objective)
    ProjectState.objects.create(project=project, on=since, state="running")
    return project


def row_of(rows, code):
    return next(row for row in rows if row["code"] == code)


def page(name="objectives_year", *args):
    return reverse(f"reports:{name}", args=["sud", *args])


# --- Counting -------------------------------------------------------------------------------------


def test_each_objective_says_where_it_was_served(zone):
    project = carried(zone)
    note(zone, RELAY, hours=Decimal("1.50"))
    note(zone, "", project=project, hours=Decimal(2))
    note(zone, "")
    held(zone, RELAY, PLACE)
    found = served([zone], YEAR, YEAR).of(zone, YEAR)
    assert {code: one.mode for code, one in found.items()} == {
        PROJECTS: "Coo",
        RELAY: "RCZ+Coo",
        PLACE: "RCZ",
        "": "Coo",
    }
    assert (found[PROJECTS].entries, found[PROJECTS].projects, found[PROJECTS].hours) == (1, 1, 2)
    assert (found[RELAY].entries, found[RELAY].meetings) == (1, 1)
    assert found[""].entries == 1


def test_what_did_not_take_place_serves_nothing(zone, other_zone):
    held(zone, RELAY, status="cancelled")
    held(zone, RELAY, status="convened")
    held(zone, RELAY, year=YEAR - 1)
    held(other_zone, RELAY)
    note(other_zone, RELAY)
    note(zone, RELAY, year=YEAR + 1)
    entry = note(zone, RELAY)
    LogEntry.objects.filter(pk=entry.pk).update(removed_at=at(0))
    found = served([zone], YEAR, YEAR)
    assert found.of(zone, YEAR) == {}
    assert not found.is_noted(zone, YEAR)


def test_a_joint_meeting_serves_in_each_of_its_zones(zone, other_zone):
    meeting = held(zone, RELAY)
    meeting.joint_zones.add(other_zone)
    third = make_zone("ouest")
    found = served([zone, other_zone, third], YEAR, YEAR)
    assert [found.of(one, YEAR)[RELAY].meetings for one in (zone, other_zone)] == [1, 1]
    assert found.of(third, YEAR) == {}
    alone = served([other_zone], YEAR, YEAR)
    assert alone.of(other_zone, YEAR)[RELAY].meetings == 1
    assert alone.of(zone, YEAR) == {}


def test_a_year_of_which_nothing_is_noted_is_not_known(zone):
    note(zone, RELAY)
    rows = matrix(zone, [YEAR - 1, YEAR], served([zone], YEAR - 1, YEAR))
    assert len(rows) == len(objectives()) == 11
    relay = row_of(rows, RELAY)
    assert [cell["mode"] for cell in relay["cells"]] == ["n. d.", "Coo"]
    assert [cell["mode"] for cell in row_of(rows, PLACE)["cells"]] == ["n. d.", ""]
    assert relay["in_2015"] == "RCZ"


def test_a_zone_the_study_did_not_ask_is_said_so(zone):
    west = make_zone("ouest")
    note(west, RELAY)
    cells = row_of(side_by_side([west, zone], YEAR), RELAY)["cells"]
    assert [(cell["in_2015"], cell["mode"]) for cell in cells] == [
        ("non enquêtée", "Coo"),
        ("RCZ", "n. d."),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_counting_asks_the_same_whatever_there_is(django_assert_num_queries, count):
    zones = [make_zone(f"zone{number}") for number in range(count)]
    for zone in zones:
        for year in range(YEAR - count + 1, YEAR + 1):
            note(zone, RELAY, year=year)
            held(zone, RELAY, year=year).joint_zones.add(zones[0])
            carried(zone, since=date(year, 2, 1))
    with django_assert_num_queries(5):
        found = served(zones, YEAR - 2, YEAR)
    assert all(found.is_noted(zone, YEAR) for zone in zones)


# --- Proposing and ticking ------------------------------------------------------------------------


def test_what_a_meeting_did_is_proposed_with_the_reason(zone):
    category = ThemeCategory.objects.create(code="cadre-legal", name_fr="Cadre légal")
    theme = Theme.objects.create(code="decret", name_fr="Décret", category=category)
    meeting = held(zone, kind="visit")
    meeting.themes.add(theme)
    make_block(make_item(meeting), "opinion", "Secret")
    make_participation(meeting, presence="present")
    make_participation(
        meeting, organisation=make_organisation(type_code="cpas"), presence="present"
    )
    silent = held(zone)
    make_participation(silent, presence="absent")
    make_participation(silent, presence="excused")
    found = proposals([meeting, silent])
    assert [code for code, _why in found[meeting.pk]] == [
        RELAY,
        "mise-en-contact",
        "cadres-de-travail",
        "travail-thematique",
        "decouverte-structures",
        "remontee-terrain",
        PLACE,
    ]
    assert str(dict(found[meeting.pk])["decouverte-structures"]) == "une visite"
    assert found[silent.pk] == []


def test_a_proposal_counts_for_nothing_before_it_is_ticked(client, coordinator, zone):
    held(zone, kind="visit")
    client.force_login(coordinator)
    text = client.get(page("objectives_year", YEAR)).content.decode()
    assert "une visite" in text
    assert not served([zone], YEAR, YEAR).is_noted(zone, YEAR)


def test_ticks_of_two_people_are_both_kept(zone):
    meeting = held(zone, RELAY)
    services.tick(meeting, ticked=[RELAY, PLACE], before=[RELAY])
    kept = services.tick(meeting, ticked=[PROJECTS], before=[RELAY])
    assert kept == {PLACE, PROJECTS}
    assert services.tick(meeting, ticked=[PROJECTS], before=[RELAY]) == {PLACE, PROJECTS}
    assert services.tick(meeting, ticked=["inventé", PLACE], before=[]) == {PLACE, PROJECTS}
    assert MeetingObjective.objects.count() == 2


def test_a_meeting_that_was_not_held_takes_no_tick(zone):
    meeting = make_meeting(zone)
    with pytest.raises(Refused):
        services.tick(meeting, ticked=[RELAY], before=[])


def test_ticking_goes_back_to_the_meeting(client, coordinator, zone):
    meeting = held(zone)
    client.force_login(coordinator)
    url = page("meeting_objectives", meeting.pk)
    for _twice in range(2):
        response = client.post(url, {"objective": [RELAY, PLACE], "before": []})
    assert response.url == f"{page('objectives_year', YEAR)}#r{meeting.pk}"
    assert meeting.objectives_served.count() == 2
    text = client.get(page("objectives_year", YEAR)).content.decode()
    assert "2 objectifs notés" in text
    only = client.get(page("objectives_year", YEAR) + f"?objectif={PROJECTS}").content.decode()
    assert f'id="r{meeting.pk}"' not in only


def test_the_meeting_leads_to_its_boxes_unfolded(client, coordinator, zone):
    ticked, bare = held(zone, PROJECTS), held(zone)
    client.force_login(coordinator)
    link = f"{page('objectives_year', YEAR)}?reunion={ticked.pk}"
    assert f'{link}#r{ticked.pk}"' in client.get(ticked.get_absolute_url()).content.decode()
    coming = make_meeting(zone, "convened", day=20)
    assert "Cocher les objectifs" not in client.get(coming.get_absolute_url()).content.decode()
    opened = client.get(link).content.decode()
    closed = client.get(page("objectives_year", YEAR)).content.decode()
    box = '<details class="panel objective-meeting" id="r{}"{}>'
    assert box.format(ticked.pk, " open") in opened
    assert box.format(ticked.pk, "") in closed
    assert box.format(bare.pk, " open") in closed


@pytest.mark.parametrize("reader", ["partner", "outsider", "region"])
def test_ticks_are_the_coordinations(request, client, zone, reader):
    meeting = held(zone)
    client.force_login(request.getfixturevalue(reader))
    assert client.get(page("objectives")).status_code == 404
    assert client.get(page("objectives_year", YEAR)).status_code == 404
    sent = {"objective": [RELAY]}
    assert client.post(page("meeting_objectives", meeting.pk), sent).status_code == 404
    assert not MeetingObjective.objects.exists()


def test_the_meeting_of_another_zone_is_not_ticked_through_mine(client, coordinator, other_zone):
    client.force_login(coordinator)
    theirs = held(other_zone)
    sent = {"objective": [RELAY]}
    assert client.post(page("meeting_objectives", theirs.pk), sent).status_code == 404
    theirs.joint_zones.add(coordinator.person.mandates.get().membership.zone)
    assert client.post(page("meeting_objectives", theirs.pk), sent).status_code == 302
    assert theirs.objectives_served.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_for_three_meetings_as_for_one(client, coordinator, zone, count):
    for _n in range(count):
        meeting = held(zone, RELAY)
        make_block(make_item(meeting), "opinion", "Avis")
        make_participation(meeting, presence="present")
        note(zone, RELAY)
        carried(zone, since=date(YEAR, 2, 1 + _n))
    client.force_login(coordinator)
    for url, number in ((page("objectives_year", YEAR), 14), (page("objectives"), 7)):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) == number


# --- In the report --------------------------------------------------------------------------------


def test_the_chapter_tells_what_was_announced_and_what_is_planned(zone):
    before, now = open_report(zone, YEAR - 1), open_report(zone, YEAR)
    before.planned_objectives, now.planned_objectives = [RELAY, PLACE], [PROJECTS]
    before.save()
    now.save()
    held(zone, RELAY)
    told = outside_meetings(zone, YEAR)
    assert [row["code"] for row in told["announced"]] == [RELAY, PLACE]
    assert [row["cells"][-1]["mode"] for row in told["announced"]] == ["RCZ", ""]
    assert [row["code"] for row in told["planned"]] == [PROJECTS]


@pytest.mark.parametrize("count", [1, 3])
def test_the_chapters_ask_the_same_whatever_there_is(django_assert_num_queries, zone, count):
    for number in range(count):
        project = carried(zone, since=date(YEAR, 2, 1 + number))
        project.partners.add(make_organisation())
        note(zone, RELAY, project=project).partners.add(make_organisation())
        held(zone, RELAY)
    with django_assert_num_queries(9):
        outside_meetings(zone, YEAR)
