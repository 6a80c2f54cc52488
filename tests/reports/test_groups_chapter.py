"""Chapter « groupes »: one card per working group for its year, one per visit or day."""

from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import WorkingGroup
from reports import indicators
from reports.contents import contents
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_zone,
)

pytestmark = pytest.mark.django_db


def make_group(zone, name="Logement", **fields):
    group = WorkingGroup.objects.create(zone=zone, name_fr=name, **fields)
    group.members.add(make_member(zone).person, make_member(zone).person)
    return group


def make_session(zone, group, month, **fields):
    starts = at(date(2020, month, 5))
    fields = {"kind": "working_group", "working_group": group, "starts_at": starts} | fields
    meeting = make_meeting(zone, "held", **fields)
    make_participation(meeting, presence="present")
    return meeting


def shown(zone):
    data = indicators.gather(zone, 2020)
    found = contents(data, indicators.figures(zone, 2020, data), [], in_zone=True, with_drafts=True)
    html = render_to_string("reports/chapters/groupes.html", found)
    return found["gatherings"], " ".join(html.split())


def test_a_group_has_one_card_for_its_year(zone):
    group = make_group(zone, purpose="Suivre l’offre.", ended_on=date(2020, 11, 30))
    other = make_group(zone, "Mobilité")
    make_session(zone, group, 2, title_fr="Première rencontre")
    make_session(zone, None, 3, kind="visit", title_fr="Une visite")
    make_session(zone, group, 4)
    make_session(zone, other, 5)
    cards, html = shown(zone)
    assert [(one["group"], len(one["cards"])) for one in cards] == [
        (group, 2),
        (None, 1),
        (other, 1),
    ]
    assert html.count("<h3>") == 3
    assert html.count("Suivre l’offre.") == 1
    assert "2 réunions dans l’année · membres de 2 institutions · Terminé le" in html
    assert html.count("Personnes") == 4
    assert "Première rencontre" in html


def test_the_end_of_a_group_is_told_in_its_own_year_alone(zone):
    make_session(zone, make_group(zone, ended_on=date(2021, 3, 1)), 2)
    assert "Terminé le" not in shown(zone)[1]


def test_sessions_of_no_group_and_days_stay_alone(zone):
    group = make_group(zone)
    make_session(zone, None, 2)
    make_session(zone, None, 3)
    make_session(zone, group, 4, kind="partner_day")  # the day that a group prepared
    cards, _html = shown(zone)
    assert [(one["group"], len(one["cards"])) for one in cards] == [(None, 1)] * 3


def test_members_who_sat_the_year_after_only_do_not_count(zone):
    group = make_group(zone)
    for mandate in make_member(zone), make_member(zone):
        mandate.started_on = date(2021, 1, 1)
        mandate.save()
        group.members.add(mandate.person)
    make_session(zone, group, 2)
    [card], _html = shown(zone)
    assert card["institutions"] == 2


def test_day_that_a_group_prepared_names_it_and_tells_its_mission_once(zone):
    group = make_group(zone, purpose="Préparer la journée.", ended_on=date(2020, 6, 30))
    for month in (2, 3):
        make_session(zone, group, month, kind="partner_day")
    cards, html = shown(zone)
    assert [(one["group"], one["prepared_by"]) for one in cards] == [(None, group)] * 2
    assert html.count("Groupe de travail « Logement »") == 2
    assert html.count("Préparer la journée.") == 1
    make_session(zone, group, 4)  # and then on its own card
    assert [one["purpose"] for one in shown(zone)[0]] == ["", "", "Préparer la journée."]


def test_group_launched_or_ended_in_the_year_is_told_without_a_meeting(zone):
    launch = make_meeting(zone, "held", starts_at=at(date(2020, 5, 5)))
    earlier = make_meeting(zone, "held", starts_at=at(date(2019, 5, 5)))
    new = make_group(zone, "Accueil", purpose="Accueillir.", launched_in=launch)
    ended = make_group(zone, "Mobilité", launched_in=earlier, ended_on=date(2020, 3, 1))
    make_group(zone, "Logement", launched_in=earlier)
    make_group(make_zone("nord"), "Ailleurs", launched_in=launch)
    off = make_meeting(zone, "cancelled", starts_at=at(date(2020, 6, 5)))
    make_group(zone, "Annulé", launched_in=off)
    cards, html = shown(zone)
    assert [(one["group"], one["institutions"]) for one in cards] == [(new, 2), (ended, 2)]
    assert "Accueillir." in html
    assert "0 réunion dans l’année · membres de 2 institutions · Terminé le" in html
    assert "<ul>" not in html


def test_page_and_report_count_the_institutions_alike(client, zone, coordinator):
    group = make_group(zone)
    left = make_member(zone, ended_on=date(2018, 6, 1))
    guest = make_person(organisation=make_organisation("Fédération"))
    group.members.add(left.person, guest, make_person("Anne Seule"))
    make_session(zone, group, 2)
    elsewhere = make_group(make_zone("nord"), "Ailleurs")  # who sits there sits not here
    elsewhere.members.add(guest)
    make_member(elsewhere.zone, person=guest)
    assert "· membres de 3 institutions" in shown(zone)[1]
    client.force_login(coordinator)
    page = client.get(reverse("meetings:groups", args=[zone.code])).content.decode()
    assert "Membres, de 3 institutions" in page
    assert "Sans institution" in page


def test_page_counts_no_institution_where_nobody_speaks_for_one(client, zone, coordinator):
    group = WorkingGroup.objects.create(zone=zone, name_fr="Logement")
    group.members.add(make_person("Anne Seule"))
    client.force_login(coordinator)
    page = client.get(reverse("meetings:groups", args=[zone.code])).content.decode()
    assert "<h3>Membres</h3>" in page


def test_groups_cost_the_same_queries_whatever_their_number(zone):
    counts = []
    for size in (1, 3):
        for number in range(size):
            make_session(zone, make_group(zone, f"GT {size} {number}"), 1 + number)
        data = indicators.gather(zone, 2020)
        figures = indicators.figures(zone, 2020, data)
        with CaptureQueriesContext(connection) as queries:
            contents(data, figures, [], in_zone=True, with_drafts=True)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_quotes_in_the_name_of_a_group_are_those_of_a_quote(zone):
    make_session(zone, make_group(zone, "Jeunes « et » emploi"), 2)
    assert "Groupe de travail « Jeunes “et” emploi »" in shown(zone)[1]
