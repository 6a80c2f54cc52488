"""The strip and several dates in one go: without JavaScript."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import pages_plan
from meetings.models import Meeting
from meetings.services import planning
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_rules,
)
from tests.meetings.test_slots_query import SECRET, make_body, seat

TODAY = date(2027, 2, 1)
THURSDAY = date(2027, 3, 11)
STRIP = reverse("meetings:dates", args=["sud"])
FIX = reverse("meetings:dates_fix", args=["sud"])


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(at(TODAY, 10), tick=False):
        yield


@pytest.fixture
def busy(zone, other_zone, coordinator):
    """Two of Sud's institutions sit in a meeting that Nord-Est prepares, one elsewhere."""
    taken = [make_member(zone, make_organisation(f"OISP {n}")).membership.organisation
             for n in (1, 2, 3, 4)]  # fmt: skip
    for organisation in taken[:2]:
        seat(other_zone, organisation)
    make_meeting(
        other_zone, "planned", starts_at=at(THURSDAY, 9), title_fr=SECRET, title_nl=SECRET,
        room=SECRET, message_fr=SECRET,
    )  # fmt: skip
    make_body(organisations=[taken[2]], name="GT FeBISP", days=[THURSDAY])
    make_body(other_zone, organisations=[taken[0]], name=SECRET, days=[THURSDAY])
    return taken


def page_of(client, url, query=None):
    response = client.get(url, query or {})
    assert response.status_code == 200
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_strip_shows_a_figure_in_every_cell_and_opens_on_who_is_taken(client, coordinator, busy):
    client.force_login(coordinator)
    page = page_of(client, STRIP, {"voir": "2027-03-11-am"})
    assert page.count("<table") == 8
    assert page.count('name="slot"') == 80
    assert len(re.findall(r"<b[^>]*>\d+</b>", page)) >= 80
    assert "jeudi 11 mars, matin : 3 institutions sur 5 prises" in page
    opened = page[page.index('id="moment"') : page.index('class="dates"')]
    for words in ("Réunion de la zone Nord-Est", "OISP 1 · OISP 2", "GT FeBISP", "OISP 3"):
        assert words in opened
    assert "2 institutions libres" in opened
    assert "le=2027-03-11&amp;de=09%3A30&amp;a=12%3A30" in opened


def test_secrets_of_another_zone_are_on_no_page_of_dates(client, coordinator, busy):
    client.force_login(coordinator)
    plan = reverse("meetings:plan", args=["sud"])
    for url, query in (
        (STRIP, {"voir": "2027-03-11-am"}),
        (FIX, {"slot": "2027-03-11T09:30"}),
        (plan, {"le": "2027-03-11", "de": "09:30", "a": "12:30"}),
        (reverse("meetings:outside", args=["sud"]), {}),
        (reverse("meetings:outside_everywhere"), {}),
    ):
        page = page_of(client, url, query)
        assert SECRET not in page, url


def test_best_moments_are_explained_and_lead_to_the_form(client, coordinator, busy, zone):
    make_rules(zone, valid_from=date(2026, 1, 1), preferred_weekday=3, preferred_half_day="am")
    client.force_login(coordinator)
    page = page_of(client, STRIP)
    assert (
        "Jeudi 25 février, matin : aucune des 5 institutions n’est prise ; votre jour et votre "
        "moment habituels ; février n’a pas encore de réunion ; vacances scolaires francophones."
    ) not in page  # those of the French-speaking schools: others come first
    assert (
        "Jeudi 18 mars, matin : aucune des 5 institutions n’est prise ; votre jour et votre "
        "moment habituels ; mars n’a pas encore de réunion."
    ) in page


def test_ticks_survive_other_weeks_and_the_opening_of_a_cell(client, coordinator, busy):
    client.force_login(coordinator)
    query = {"du": "2027-03-08", "slot": ["2027-03-11T09:30", "2027-09-09T13:30"]}
    page = page_of(client, STRIP, query | {"voir": "2027-03-11-am"})
    ticked = re.findall(r'value="([^"]+)"(?: |\n)checked', page)
    assert sorted(ticked) == ["2027-03-11T09:30", "2027-09-09T13:30"]
    assert "jeudi 9 septembre, après-midi" in page
    for word in ("Semaines suivantes", "Semaines précédentes"):
        (link,) = re.findall(rf'href="([^"]+)">{word}', page)
        assert "slot=2027-03-11T09%3A30" in link
        assert "slot=2027-09-09T13%3A30" in link


@pytest.mark.parametrize(
    "query",
    [
        {"du": "0001-01-01"},
        {"du": "9999-12-31"},
        {"du": "2099-12-31"},
        {"du": "1990-01-01"},
        {"du": "\x00", "voir": "\x00", "slot": "\x00"},
        {"voir": "2027-13-99-am", "slot": ["0001-01-01T09:30", "9999-12-31T09:30"]},
        {"slot": [f"2027-{n // 28 + 3:02}-{n % 28 + 1:02}T09:30" for n in range(200)]},
    ],
)  # fmt: skip
def test_strip_of_any_address_is_a_page(client, coordinator, query):
    client.force_login(coordinator)
    page_of(client, STRIP, query)


def test_past_half_days_are_shown_but_cannot_be_ticked(client, coordinator):
    client.force_login(coordinator)
    page = page_of(client, STRIP, {"du": "2027-02-01"})
    assert 'value="2027-02-01T09:30"' not in page
    assert 'value="2027-02-02T09:30"' in page
    assert "Semaines précédentes" not in page


def test_strip_is_of_the_coordination_alone(client, partner, outsider, region):
    for user, status in ((partner, 403), (region, 403), (outsider, 404)):
        client.force_login(user)
        assert client.get(STRIP).status_code == status
        assert client.post(FIX, {}).status_code == status


@pytest.mark.parametrize(("url", "query"), [(STRIP, {"voir": "2027-03-11-am"}),
                                            (FIX, {"slot": "2027-03-11T09:30"})])  # fmt: skip
def test_pages_of_dates_ask_the_same_questions_whatever_takes_place(
    client, zone, other_zone, coordinator, url, query
):
    client.force_login(coordinator)
    counts = []
    for size in (1, 4):
        for number in range(size):
            member = make_member(zone).membership.organisation
            make_member(other_zone, member)
            day = THURSDAY + timedelta(days=7 * number)
            make_participation(make_meeting(other_zone, starts_at=at(day, 9)), organisation=member)
            make_meeting(other_zone, starts_at=at(day, 9), kind="working_group")
            make_meeting(zone, "held", day=-number - 2, host=member)
            make_body(zone, types=["oisp"], organisations=[member], days=[day])
        client.get(url, query)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, url, query)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def fix(client, query, **changes):
    """Post the page of the dates to fix as a browser without JavaScript would."""
    page = client.get(FIX, query).content.decode()
    given = r'<input type="(?:hidden|date|time)" name="(dates-[^"]+)" value="([^"]*)"'
    data = dict(re.findall(given, page))
    for number in range(int(data["dates-TOTAL_FORMS"])):
        data |= {f"dates-{number}-kind": "commission", f"dates-{number}-room": ""}
    response = client.post(f"{FIX}?{_encoded(query)}", data | changes)
    return response, data


def _encoded(query):
    return "&".join(f"slot={slot}" for slot in query["slot"])


def test_several_dates_are_fixed_in_one_go(client, coordinator, zone):
    host = make_member(zone, make_organisation("Maison de quartier")).membership.organisation
    client.force_login(coordinator)
    slots = ["2027-03-11T09:30", "2027-06-10T13:30", "2027-10-14T09:30", "2027-10-14T13:30"]
    response, data = fix(
        client,
        {"slot": slots},
        **{
            "dates-0-host": str(host.pk),
            "dates-0-room": "deuxième étage",
            "dates-1-starts": "14:00",
            "dates-1-kind": "visit",
        },
    )
    assert response.status_code == 302
    assert data["dates-TOTAL_FORMS"] == "3"
    found = Meeting.objects.order_by("starts_at")
    told = [
        (
            f"{timezone.localtime(m.starts_at):%d/%m %H:%M}–{timezone.localtime(m.ends_at):%H:%M}",
            m.kind,
            m.number,
            m.half_days,
            m.status,
        )
        for m in found
    ]
    assert told == [
        ("11/03 09:30–12:30", "commission", 1, 1, "planned"),
        ("10/06 14:00–16:30", "visit", 1, 1, "planned"),
        ("14/10 09:30–16:30", "commission", 2, 2, "planned"),
    ]
    assert (found[0].host, found[0].room, found[0].convening) == (
        host,
        "deuxième étage",
        "convocation",
    )
    assert {m.created_by for m in found} == {coordinator}


def test_dates_are_fixed_all_or_none(client, coordinator, zone):
    client.force_login(coordinator)
    slots = {"slot": ["2027-03-11T09:30", "2027-06-10T09:30"]}
    response, _data = fix(client, slots, **{"dates-1-ends": "09:00"})
    assert response.status_code == 200
    assert "finit avant de commencer" in response.content.decode()
    assert not Meeting.objects.exists()
    response, _data = fix(client, slots, **{"dates-1-on": "2027-03-28", "dates-1-starts": "02:30"})
    assert "changement d’heure" in response.content.decode()
    assert not Meeting.objects.exists()


def test_date_that_is_dropped_is_not_fixed_and_one_must_remain(client, coordinator, zone):
    client.force_login(coordinator)
    slots = {"slot": ["2027-03-11T09:30", "2027-06-10T09:30"]}
    response, _data = fix(client, slots, **{"dates-0-DELETE": "on", "dates-1-DELETE": "on"})
    assert "Gardez au moins une date" in response.content.decode()
    response, _data = fix(client, slots, **{"dates-0-DELETE": "on", "dates-0-on": "n’importe"})
    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert meeting.held_on == date(2027, 6, 10)


@pytest.mark.parametrize(
    "changes",
    [
        {"dates-TOTAL_FORMS": "9" * 30},
        {"dates-TOTAL_FORMS": "x"},
        {"dates-0-host": "99999999"},
        {"dates-0-kind": "x"},
    ],
)
def test_forged_dates_are_refused_on_a_page(client, coordinator, zone, changes):
    client.force_login(coordinator)
    response, _data = fix(client, {"slot": ["2027-03-11T09:30"]}, **changes)
    assert response.status_code == 200
    assert not Meeting.objects.exists()


def test_nothing_ticked_leads_back_to_the_strip_with_a_word(client, coordinator):
    client.force_login(coordinator)
    response = client.get(FIX, {"slot": "n’importe", "du": "2027-03-08"}, follow=True)
    assert response.redirect_chain[0][0].startswith(STRIP + "?du=2027-03-08")
    assert "Cochez d’abord" in response.content.decode()


def test_fixing_warns_of_each_day_and_forbids_nothing(client, coordinator, busy):
    client.force_login(coordinator)
    slots = {"slot": ["2027-03-11T09:30", "2027-05-06T09:30"]}
    page = page_of(client, FIX, slots)
    assert "3 institutions sur 5 ont une autre réunion : " in page
    assert "réunion d’une autre instance de la zone Nord-Est (1)" in page
    assert "jour férié : Ascension" in page
    response, _data = fix(client, slots)
    assert response.status_code == 302
    assert Meeting.objects.filter(zone__code="sud").count() == 2


def test_plan_form_takes_the_moment_of_its_address_and_warns(client, coordinator, busy):
    client.force_login(coordinator)
    url = reverse("meetings:plan", args=["sud"])
    page = page_of(client, url, {"le": "2027-03-11", "de": "09:30", "a": "16:00"})
    assert 'value="2027-03-11"' in page
    assert 'value="16:00"' in page
    assert "3 institutions sur 5 ont une autre réunion" in page
    assert re.search(r'name="half_days" value="2"', page)
    assert "?nature=visit&amp;le=2027-03-11&amp;de=09%3A30&amp;a=16%3A00" in page
    assert STRIP in page


@pytest.mark.parametrize(
    "query",
    [
        {"le": "x", "de": "y", "a": "\x00"},
        {"le": "9999-12-31"},
        {"le": "2027-03-28", "de": "02:30", "a": "03:30"},
        {"le": "2027-03-11", "de": "12:30", "a": "09:30"},
    ],
)
def test_plan_form_of_any_address_is_a_page(client, coordinator, query):
    client.force_login(coordinator)
    page_of(client, reverse("meetings:plan", args=["sud"]), query)


def test_planning_on_a_busy_day_warns_and_plans(client, coordinator, busy, zone):
    client.force_login(coordinator)
    meeting = make_meeting(zone, "planned", starts_at=at(date(2027, 4, 8), 9))
    url = reverse("meetings:postpone", args=["sud", meeting.pk])
    data = {"on": "2027-03-11", "starts": "09:30", "ends": "12:00", "reason": "Salle prise."}
    page = client.post(url, data, follow=True).content.decode()
    assert "3 institutions sur 5 ont une autre réunion" in page
    meeting.refresh_from_db()
    assert meeting.held_on == THURSDAY


def test_many_dates_follow_the_rules_of_their_day(zone, coordinator):
    make_rules(zone, valid_from=date(2027, 5, 1), convening="invitation", languages="both")
    slots = [(at(date(2027, 6, 10)), at(date(2027, 6, 10), 12)), (at(THURSDAY), at(THURSDAY, 16))]
    first, second = planning.plan_many(zone, slots, by=coordinator, title_fr="Suite")
    assert (first.held_on, first.convening, first.half_days) == (THURSDAY, "convocation", 2)
    assert (second.convening, second.languages, second.title_fr) == ("invitation", "both", "Suite")


def test_proposed_day_is_the_preferred_one(zone):
    make_rules(zone, valid_from=date(2026, 1, 1), preferred_weekday=1, preferred_half_day="pm")
    proposed = planning.propose(zone)
    assert (proposed["on"].weekday(), f"{proposed['starts']:%H:%M}") == (1, "13:30")


def test_hosts_sentence_names_who_has_not_received_for_longest(zone):
    a, b, c, d = (
        make_member(zone, make_organisation(name)).membership.organisation
        for name in ("Alpha", "Bêta", "Gamma", "Delta")
    )
    assert pages_plan.hosts_sentence(zone, TODAY) == ""
    for organisation, day in ((a, -30), (b, -300), (c, -200)):
        make_meeting(zone, "held", day=day, host=organisation)
    make_meeting(zone, "cancelled", day=-3, host=d)
    said = pages_plan.hosts_sentence(zone, TODAY)
    assert "N’ont pas encore accueilli" in said
    assert "Delta" in said
    assert "Alpha" not in said
    make_meeting(zone, "held", day=-100, host=d)
    said = pages_plan.hosts_sentence(zone, TODAY).replace("\xa0", " ")
    assert re.search(r"Bêta \(.+\), Gamma \(.+\), Delta \(.+\)\.", said)
