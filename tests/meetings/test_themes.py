"""The memory of a theme: its meetings, what came of it, and what each reader may know of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import pages_themes
from meetings.models import Finding, Opinion
from tests.factories import make_block, make_meeting, make_pv, make_theme, make_user, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return make_theme("Mobilité et formation")


def about(zone, theme, title, status="sent", **fields):
    """A held meeting about the theme, its PV with an opinion and a finding."""
    meeting = make_meeting(zone, "held", title_fr=title, **{"day": -20} | fields)
    meeting.themes.add(theme)
    item = make_pv(meeting, status).meeting.agenda.first()
    year, number = meeting.held_on.year, Opinion.objects.count() + 1
    block = make_block(item, "opinion", text=f"Avis de {title}.")
    Opinion.objects.create(block=block, zone=zone, year=year, number=number)
    block = make_block(item, "finding", text=f"Relevé de {title}.")
    Finding.objects.create(zone=zone, subject=f"Relevé de {title}", block=block)
    return meeting


def page(client, theme):
    return client.get(reverse("meetings:theme", args=[theme.code])).content.decode()


def test_the_page_tells_the_meetings_the_opinions_and_the_findings(
    client, zone, coordinator, theme
):
    about(zone, theme, "Le tram")
    about(zone, make_theme("Logement"), "Le loyer")
    client.force_login(coordinator)
    found = page(client, theme)
    for words in ("Le tram", "Avis de Le tram.", "Relevé de Le tram", "à envoyer"):
        assert words in found
    assert "Le loyer" not in found


def test_a_point_about_the_theme_is_enough_for_what_was_said_there(
    client, zone, coordinator, theme
):
    meeting = about(zone, make_theme("Logement"), "Le loyer")
    meeting.agenda.update(theme=theme)
    client.force_login(coordinator)
    found = page(client, theme)
    assert "Avis de Le loyer." in found


def test_a_long_memory_is_turned_page_by_page(client, zone, coordinator, theme, monkeypatch):
    monkeypatch.setattr(pages_themes, "MOST", 2)
    for number in range(3):
        about(zone, theme, f"Réunion {number}", day=-20 - number)
    client.force_login(coordinator)
    first = page(client, theme)
    assert first.count("Avis de Réunion") == first.count("Relevé de Réunion") == 2
    assert 'href="?avis=2"' in first
    address = reverse("meetings:theme", args=[theme.code])
    turned = client.get(address, {"avis": 2, "releves": "x"}).content.decode()
    assert "Avis de Réunion 0." in turned, "the oldest"
    assert turned.count("Avis de Réunion") == 1
    assert turned.count("Relevé de Réunion") == 2
    assert 'href="?avis=2&amp;releves=2"' in turned, "the page of the other list stays"


def test_another_zone_and_a_draft_stay_unknown(client, zone, partner, theme):
    about(make_zone("ouest"), theme, "Réunion d’ailleurs")
    about(zone, theme, "PV en cours", status="draft")
    client.force_login(partner)
    found = page(client, theme)
    assert "ailleurs" not in found
    assert "Avis de PV en cours." not in found
    assert "Relevé de PV en cours" not in found
    assert "PV en cours" in found  # that it was held is known


def test_the_region_sees_when_but_not_what_a_zone_keeps(client, region, theme):
    zone = make_zone("ouest")
    about(zone, theme, "Le tram", visibility="zone")
    Opinion.objects.update(sent_on="2026-01-10")
    client.force_login(region)
    found = page(client, theme)
    assert str(zone.name) in found
    assert "Avis de Le tram." not in found
    assert "Avis réservé à un cercle plus étroit." in found


def test_the_years_are_counted_without_a_gap(client, zone, coordinator, theme):
    about(zone, theme, "Maintenant", day=-20)
    about(zone, theme, "Avant", day=-20 - 2 * 365)
    client.force_login(coordinator)
    context = client.get(reverse("meetings:theme", args=[theme.code])).context
    assert len(context["years"]) == 3
    assert context["zones"] == [(zone, [1, 0, 1])]


def test_the_list_counts_what_the_reader_may_see(client, zone, coordinator, theme):
    about(zone, theme, "Le tram")
    about(make_zone("ouest"), theme, "Réunion d’ailleurs")
    never = make_theme("Jamais traité")
    client.force_login(coordinator)
    found = client.get(reverse("meetings:themes"))
    counts = {
        row.pk: row.meetings_count for _category, rows in found.context["groups"] for row in rows
    }
    assert (counts[theme.pk], counts[never.pk]) == (1, 0)


def test_an_unknown_theme_is_not_found_and_the_archive_survives_it(client, coordinator):
    client.force_login(coordinator)
    assert client.get(reverse("meetings:theme", args=["inconnu"])).status_code == 404
    assert client.get(reverse("meetings:archive") + "?theme=../x").status_code == 200


def test_the_page_asks_the_same_questions_whatever_its_length(client, zone, theme):
    client.force_login(make_user(zone, coordinator=True))
    counts = []
    for size in (1, 3):
        for number in range(size):
            about(zone, theme, f"Réunion {size}{number}", day=-30 * size - number)
        page(client, theme)
        with CaptureQueriesContext(connection) as queries:
            page(client, theme)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_the_theme_of_a_reserved_point_is_not_told(client, zone, region, theme):
    meeting = about(zone, make_theme("Logement"), "Le loyer", visibility="region")
    meeting.agenda.update(theme=theme, visibility="zone")
    Opinion.objects.update(sent_on="2026-01-10")
    client.force_login(region)
    found = page(client, theme)
    assert "Avis réservé" not in found
    assert "Aucune réunion" in found


def test_a_meeting_of_two_zones_is_one_of_each(zone, other_zone, coordinator, theme):
    meeting = about(zone, theme, "Le tram")
    meeting.joint_zones.add(zone, other_zone)
    context = pages_themes.theme_page(coordinator, theme, {})
    assert {place.code: counts for place, counts in context["zones"]} == {
        zone.code: [1],
        other_zone.code: [1],
    }


def test_what_another_zone_brought_up_is_told_and_does_not_lead_where_the_reader_may_not_go(
    client, zone, other_zone, partner, theme
):
    meeting = about(other_zone, theme, "Le tram", visibility="region")
    Finding.objects.update(sent_on=meeting.held_on, visibility="region")
    mine = about(zone, theme, "Le loyer")
    client.force_login(partner)
    found = page(client, theme)
    assert "Relevé de Le tram" in found
    theirs, ours = Finding.objects.order_by("pk")
    for row, zone_of_row, leads in ((theirs, other_zone, False), (ours, mine.zone, True)):
        address = reverse("meetings:finding", args=[zone_of_row.code, row.pk])
        assert (address in found) is leads
        assert client.get(address).status_code == (200 if leads else 404)
