import csv
from io import StringIO

import pytest
from django.urls import reverse

from reports import export, services
from reports.indicators import figures
from reports.services.rectifying import rectify
from tests.factories import make_organisation

from .builders import YEAR, make_year
from .test_synthesis import deposit

pytestmark = pytest.mark.django_db
PAGE = "reports:region_year"


@pytest.mark.parametrize("reader", ["coordinator", "partner"])
@pytest.mark.parametrize("name", [PAGE, "reports:region_export"])
def test_only_the_region_sees_the_zones_side_by_side(request, client, reader, name):
    client.force_login(request.getfixturevalue(reader))
    response = client.get(reverse(name, args=[YEAR]))
    assert response.status_code == 403
    assert "administration régionale" in response.content.decode()


def test_each_zone_shows_the_figures_of_its_own_report(client, region, zone, other_zone):
    make_year(zone)
    make_year(other_zone, seed=8)
    client.force_login(region)
    rows = client.get(reverse(PAGE, args=[YEAR])).context["zones"]
    assert [row["zone"] for row in rows] == list(type(zone).objects.all())
    for row in rows:
        report = figures(row["zone"], YEAR)
        assert row["figures"]["held"] == report["meetings"]["held"]
        assert row["figures"]["persons"] == report["persons"]["mean"]
        assert row["figures"]["regular"] == report["institutions"]["regular"]
        assert row["figures"]["attendance"] == report["rates"]["attendance"]


def test_a_zone_without_a_meeting_is_shown_as_unknown_not_as_zero(client, region, zone):
    client.force_login(region)
    response = client.get(reverse(PAGE, args=[YEAR]))
    row = response.context["zones"][0]
    assert row["persons"] == "n.\xa0d."
    assert row["state"] == "pas commencé"
    assert "variable absente" not in response.content.decode()


def test_themes_say_which_zone_is_alone_with_them(client, region, zone, other_zone):
    for place in (zone, other_zone):
        make_year(place, meetings=12, seed=2)
    client.force_login(region)
    response = client.get(reverse(PAGE, args=[YEAR]))
    assert response.context["themes"]
    for row in response.context["themes"]:
        held_in = {
            meeting.zone
            for place in (zone, other_zone)
            for meeting in place.meetings.filter(themes__name_fr=row["name"])
        }
        assert set(row["zones"]) == held_in


def test_an_institution_of_two_zones_is_counted_once(client, region, zone, other_zone):
    from tests.factories import make_member

    shared = make_organisation(commune=zone.communes.get())
    make_member(zone, shared)
    make_member(other_zone, shared)
    client.force_login(region)
    context = client.get(reverse(PAGE, args=[YEAR])).context
    assert (context["partners"], context["shared"]) == (1, 1)
    assert dict(context["communes"])[zone.communes.get()] == 1


def test_the_state_of_a_report_follows_its_life(client, region, coordinator, zone):
    report = services.open_report(zone, YEAR)
    services.save_text(report, "zone", text_fr="Un.", text_nl="", revision=0, by=coordinator)
    client.force_login(region)

    def state():
        return client.get(reverse(PAGE, args=[YEAR])).context["zones"][0]["state"]

    assert state().startswith("en cours, ")
    assert state().endswith("\xa0% rédigé")
    services.validate_report(report, by=coordinator)
    assert state() == "validé, pas encore transmis"


def test_a_rectification_changes_nothing_until_it_is_deposited(client, region, coordinator, zone):
    """State, figures, links, table: what left, whatever the data and the next edition became."""
    make_year(zone)
    report, own = deposit(zone), figures(zone, YEAR)
    own["persons"]["mean"], own["institutions"]["regular"], own["quota"]["held"] = 77.5, 66, 4
    own["quota"]["status"] = "conforme"
    report.figures = {"figures": own}
    report.save()
    client.force_login(region)

    def shown():
        page = client.get(reverse(PAGE, args=[YEAR]))
        table = client.get(reverse("reports:region_export", args=[YEAR])).content.decode()
        return page.context["zones"][0], page.content.decode(), table

    row, page, table = shown()
    assert (row["persons"], row["regular"]) == ("77,5", f"66 sur {own['institutions']['invited']}")
    assert row["status"][1] == "conforme"
    assert row["state"] == "transmis le 20\xa0janvier 2021"
    assert ";77,5;66;" in table
    for slug in ("demi-journees", "presences", "regularite"):
        assert reverse("reports:figure_rows", args=[zone.code, YEAR, slug]) in page
    synthesis = client.get(reverse("reports:synthesis", args=[YEAR])).content.decode()
    for text in (page, synthesis):
        assert reverse("reports:figure_rows", args=[zone.code, YEAR, "demi-journees"]) in text
        assert reverse("meetings:obligation", args=[zone.code]) not in text
    rectify(report, reason="Deux chiffres.", by=coordinator)
    zone.meetings.all().update(status="cancelled")
    again, _page, table = shown()
    assert again["state"].startswith(row["state"])
    assert again["state"].endswith("une rectification est en cours")
    for name in ("figures", "persons", "regular", "status", "quota_label", "is_deposited"):
        assert again[name] == row[name]
    assert ";77,5;66;" in table
    progress = client.get(reverse("reports:region_reports", args=[YEAR])).context["rows"][0]
    assert progress["state"] == again["state"]


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_region_costs_the_same_whatever_the_meetings(
    client, region, zone, other_zone, count, django_assert_num_queries
):
    for place in (zone, other_zone):
        make_year(place, meetings=count)
    services.open_report(zone, YEAR)
    client.force_login(region)
    # session, user, mandates, zones, communes, 2 for the reports, the canvas, 6 for the rows
    with django_assert_num_queries(14):
        client.get(reverse(PAGE, args=[YEAR]))


def test_the_export_opens_in_a_spreadsheet(client, region, zone):
    zone.name_fr = "=HYPERLINK(A1)"
    zone.save()
    make_year(zone)
    client.force_login(region)
    response = client.get(reverse("reports:region_export", args=[YEAR]))
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    head, row = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert head[0] == "Zone"
    assert row[0] == "'=HYPERLINK(A1)"
    assert len(row) == len(head)


@pytest.mark.parametrize("content", ["=1+1", "+32 2", "-1", "@SUM", "\t=1", " =1"])
def test_no_cell_is_a_formula(content):
    assert export.cell(content).startswith("'")


def test_an_ordinary_cell_is_left_alone():
    assert [export.cell(c) for c in ("Sud", 12, "n. d.")] == ["Sud", "12", "n. d."]
