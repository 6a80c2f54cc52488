"""The page of the yearly obligation: what it shows, and to whom."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import at, make_meeting, make_participation, make_pv, make_zone


def address(zone, year=None):
    return reverse("meetings:obligation", args=[zone.code]) + (f"?annee={year}" if year else "")


def test_page_leads_the_coordination_to_each_proof(client, zone, coordinator):
    meeting = make_meeting(zone, "held", starts_at=at(date(2020, 3, 5)))
    make_participation(meeting, presence="present")
    make_pv(meeting, "sent")
    client.force_login(coordinator)
    page = client.get(address(zone, 2020)).content.decode()
    for name in ("invitations", "attendance", "pv"):
        assert reverse(f"meetings:{name}", args=[zone.code, meeting.pk]) in page
    assert "prouvée" in page
    assert "<title>Demi-journées de la zone Sud en 2020</title>" in page


def test_partner_reads_the_count_and_no_address_of_the_secretariat(client, zone, partner):
    meeting = make_meeting(zone, "held", starts_at=at(date(2020, 3, 5)))
    client.force_login(partner)
    page = client.get(address(zone, 2020)).content.decode()
    assert meeting.get_absolute_url() in page
    assert reverse("meetings:invitations", args=[zone.code, meeting.pk]) not in page


@pytest.mark.parametrize("status", ["planned", "postponed"])
@pytest.mark.parametrize("who", ["partner", "region"])
def test_date_of_a_draft_is_told_to_its_coordination_alone(
    client, request, zone, coordinator, who, status
):
    year = timezone.localdate().year + 1
    draft = make_meeting(
        zone, status, starts_at=at(date(year, 3, 17)), title_fr="Sujet encore secret"
    )
    for user, told in ((coordinator, True), (request.getfixturevalue(who), False)):
        client.force_login(user)
        page = client.get(address(zone, year)).content.decode()
        assert ("Sujet encore secret" in page) == told
        assert ("17\xa0mars" in page) == told
        assert (draft.get_absolute_url() in page) == told
        assert "1 prévue" in page


@pytest.mark.parametrize("year", ["", "abcd", "0000", "99999", "٢٠٢٦", "-202", "2026\x00"])
def test_year_that_makes_no_sense_is_this_year(client, zone, partner, year):
    client.force_login(partner)
    response = client.get(reverse("meetings:obligation", args=[zone.code]), {"annee": year})
    assert response.context["year"] == timezone.localdate().year


@pytest.mark.parametrize("size", [1, 3])
def test_page_costs_the_same(client, zone, coordinator, size):
    guest = make_zone("sud-est")
    for number in range(size):
        make_pv(make_meeting(zone, "held", starts_at=at(date(2020, 3, 5 + number))), "sent")
        make_meeting(zone, starts_at=at(date(2020, 5, 5 + number))).hold_with([guest])
    client.force_login(coordinator)
    with CaptureQueriesContext(connection) as queries:
        client.get(address(zone, 2020))
    assert len(queries) == 6  # session, user, mandates; meetings, rules, the zones of joint ones
