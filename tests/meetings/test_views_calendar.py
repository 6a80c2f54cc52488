"""A month on the screen: every reader's own, whatever the month."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from meetings.models import OutsideBody, OutsideMeeting
from tests.factories import at, make_meeting, make_user

pytestmark = pytest.mark.django_db

APRIL = date(2026, 4, 23)


def make_body(name="Coordination sociale", zone=None):
    return OutsideBody.objects.create(name_fr=name, zone=zone)


def make_other(body, day=APRIL, hours=2, **fields):
    fields.setdefault("starts_at", at(day, 14, 0))
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=hours))
    return OutsideMeeting.objects.create(body=body, **fields)


def month(client, *when, code=None, **params):
    name = "zone_month" if code else "month"
    args = ([code] if code else []) + list(when)
    return client.get(reverse(f"meetings:{name}{'_of' if when else ''}", args=args), params)


def shown(response):
    """{day: [titles]} of the meetings of the month."""
    days = [day for week in response.context["weeks"] for day in week]
    return {day.on: [m.title_fr for m in day.meetings] for day in days if day.meetings}


def test_month_shows_whole_weeks_from_monday(client, partner):
    client.force_login(partner)
    weeks = month(client, 2026, 4).context["weeks"]
    assert weeks[0][0].on == date(2026, 3, 30)
    assert weeks[-1][-1].on == date(2026, 5, 3)
    assert all(len(week) == 7 for week in weeks)


def test_month_shows_the_meetings_of_the_reader_only(client, zone, other_zone, partner, region):
    make_meeting(zone, day=APRIL, title_fr="Ici")
    make_meeting(zone, "planned", day=APRIL, title_fr="Sujet encore secret")
    make_meeting(other_zone, day=APRIL, title_fr="Ailleurs")
    client.force_login(partner)
    assert shown(month(client, 2026, 4)) == {APRIL: ["Ici"]}
    client.force_login(region)
    assert sorted(shown(month(client, 2026, 4))[APRIL]) == ["Ailleurs", "Ici"]
    assert shown(month(client, 2026, 4, zone="nord-est")) == {APRIL: ["Ailleurs"]}
    assert shown(month(client, 2026, 4, code="sud")) == {APRIL: ["Ici"]}


def test_filter_of_a_zone_opens_no_other_zone(client, zone, other_zone, partner):
    make_meeting(other_zone, day=APRIL, title_fr="Ailleurs")
    client.force_login(partner)
    assert shown(month(client, 2026, 4, zone="nord-est")) == {}
    assert month(client, code="nord-est").status_code == 404


def test_joint_meeting_stands_in_the_month_of_each_zone(client, zone, other_zone, outsider):
    make_meeting(zone, day=APRIL, title_fr="Ensemble").joint_zones.add(other_zone)
    client.force_login(outsider)
    assert shown(month(client, 2026, 4, code="nord-est")) == {APRIL: ["Ensemble"]}


def test_evening_and_midnight_fall_on_the_day_of_brussels(client, zone, partner):
    make_meeting(zone, starts_at=at(date(2026, 4, 30), 23, 30), title_fr="Veille")
    make_meeting(zone, starts_at=at(date(2026, 5, 1), 0, 15), title_fr="Minuit")
    client.force_login(partner)
    days = shown(month(client, 2026, 4))
    assert days == {date(2026, 4, 30): ["Veille"], date(2026, 5, 1): ["Minuit"]}


def test_other_bodies_are_shown_and_hidden(client, zone, other_zone, partner):
    make_other(make_body())
    make_other(make_body("Instance d’ailleurs", other_zone))
    client.force_login(partner)
    page = month(client, 2026, 4).content.decode()
    assert "Coordination sociale" in page
    assert "Instance d’ailleurs" not in page
    assert "Coordination sociale" not in month(client, 2026, 4, autres="non").content.decode()


def test_other_meeting_of_several_days_takes_each_of_its_days(client, partner):
    make_other(
        make_body(), starts_at=at(date(2026, 3, 20), 0, 0), ends_at=at(date(2026, 4, 3), 0, 0)
    )
    client.force_login(partner)
    days = [day for week in month(client, 2026, 4).context["weeks"] for day in week]
    assert [day.on.day for day in days if day.others] == [30, 31, 1, 2]


def test_holidays_are_told_once_a_week_and_tint_each_day(client, partner):
    client.force_login(partner)
    days = {day.on: day for week in month(client, 2025, 12).context["weeks"] for day in week}
    assert "Noël" in days[date(2025, 12, 25)].note
    assert days[date(2025, 12, 23)].is_off
    assert days[date(2025, 12, 22)].note
    assert not days[date(2025, 12, 23)].note


@pytest.mark.parametrize(
    "address",
    ["1/1", "9999/12", "2026/0", "2026/13", "1989/12", "2101/1", "2026/4/1", "99999999999/1"],
)
def test_month_no_calendar_has_is_not_found(client, partner, address):
    client.force_login(partner)
    assert client.get(f"/calendrier/{address}/").status_code == 404
    assert client.get(f"/zones/sud/calendrier/{address}/").status_code == 404


def test_edges_of_the_calendar_lead_nowhere_further(client, partner):
    client.force_login(partner)
    first, last = month(client, 1990, 1).context, month(client, 2100, 12).context
    assert first["previous"] is None
    assert last["next"] is None
    assert first["next"]["name"] == "février 1990"


def test_links_between_months_keep_the_filters(client, region, zone, other_zone):
    client.force_login(region)
    context = month(client, 2026, 12, zone="sud", autres="non").context
    assert context["next"]["url"] == "/calendrier/2027/1/?zone=sud&autres=non"
    assert context["previous"]["url"] == "/calendrier/2026/11/?zone=sud&autres=non"
    assert context["others_url"] == "/calendrier/2026/12/?zone=sud"


def test_empty_month_says_where_the_meetings_are(client, zone, coordinator, partner):
    make_meeting(zone, "planned", day=date(2026, 9, 10))
    client.force_login(coordinator)
    page = month(client, 2026, 4).content.decode()
    assert "/calendrier/2026/9/" in page
    assert reverse("meetings:plan", args=["sud"]) in page
    client.force_login(partner)
    page = month(client, 2026, 4).content.decode()
    assert "/calendrier/2026/9/" not in page
    assert "Vous recevrez une lettre" in page


def test_month_of_today_marks_today(client, partner):
    client.force_login(partner)
    with time_machine.travel(at(APRIL, 1, 30)):
        days = [day for week in month(client).context["weeks"] for day in week]
    assert [day.on for day in days if day.is_today] == [APRIL]


@pytest.mark.parametrize("reader", ["partner", "region"])
def test_month_asks_the_same_questions_whatever_it_holds(
    client, request, zone, other_zone, django_assert_num_queries, reader
):
    client.force_login(request.getfixturevalue(reader))
    make_user(zone, coordinator=True)
    for size in (1, 3):
        for _n in range(size):
            make_meeting(zone, day=APRIL).joint_zones.add(other_zone)
            make_other(make_body())
        # session, user, mandates, meetings, joint zones, other bodies; the region asks its zones
        with django_assert_num_queries(7 if reader == "region" else 6):
            month(client, 2026, 4)
