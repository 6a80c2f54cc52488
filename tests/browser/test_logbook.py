"""The logbook in Chromium: on a phone, without JavaScript, by two clicks; read by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from reports.models import LogEntry
from tests.factories import make_meeting, make_member, make_organisation, make_user, make_zone

from .conftest import PHONE, WIDE

pytestmark = pytest.mark.browser
THUMB = 44


@pytest.fixture
def secretary(transactional_db):
    zone = make_zone("sud")
    user = make_user(zone, coordinator=True, email="coordination@exemple.be")
    for name in ("Atelier des mots", "Maison du métier"):
        make_member(zone, make_organisation(name))
    meeting = make_meeting(zone, "held", day=-3, kind="visit")
    return user, meeting


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize(("size", "script"), [(PHONE, True), (PHONE, False), (WIDE, True)])
def test_an_entry_is_noted_removed_and_put_back(open_page, sign_in, secretary, size, script):
    user, _meeting = secretary
    page = sign_in(
        open_page(size=size, script=script, touch=size == PHONE),
        user.email,
        "mot-de-passe-de-test",
    )
    page.goto(reverse("reports:logbook", args=["sud"]))
    page.get_by_label("Ce qui a été fait").fill("Visite du guichet")
    page.get_by_label("Avec qui").fill("Atelier des mots, Nele")
    page.get_by_role("button", name="Noter").click()
    page.wait_for_url("**#e*")
    words = page.locator(".log-month").inner_text()
    assert "Visite du guichet" in words
    assert "avec Atelier des mots, Nele" in words
    if script:
        assert violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0
    page.get_by_role("link", name="Corriger").click()
    assert page.get_by_label("Avec qui").input_value() == "Atelier des mots, Nele"
    page.get_by_role("button", name="Retirer cette entrée").click()
    page.wait_for_url("**#retirees")
    assert not LogEntry.objects.exists()
    page.get_by_role("button", name="Remettre").click()
    page.wait_for_url("**#e*")
    assert LogEntry.objects.get().partners.count() == 1


def test_a_second_name_is_proposed_after_the_first(open_page, sign_in, secretary):
    user, _meeting = secretary
    page = sign_in(open_page(), user.email, "mot-de-passe-de-test")
    page.goto(reverse("reports:logbook", args=["sud"]))
    field = page.get_by_label("Avec qui")
    field.click()
    field.press_sequentially("Atelier des mots, ma")
    options = page.evaluate(
        "[...document.querySelectorAll('#institutions option')].map(o => o.value)"
    )
    assert "Atelier des mots, Maison du métier" in options


def test_two_clicks_note_one_entry(open_page, sign_in, secretary):
    user, _meeting = secretary
    page = sign_in(open_page(), user.email, "mot-de-passe-de-test")
    page.goto(reverse("reports:logbook", args=["sud"]))
    page.get_by_label("Ce qui a été fait").fill("Appel du guichet")
    page.get_by_role("button", name="Noter").dblclick()
    page.wait_for_url("**#e*")
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_objectives_are_ticked_by_thumb(open_page, sign_in, secretary, script):
    user, meeting = secretary
    page = sign_in(
        open_page(size=PHONE, script=script, touch=True), user.email, "mot-de-passe-de-test"
    )
    page.goto(reverse("reports:objectives_year", args=["sud", meeting.year]))
    box = page.get_by_label("Découverte des autres structures de la zone")
    assert not box.is_checked()
    label = page.locator("label.check", has=box)
    assert label.bounding_box()["height"] >= THUMB
    box.check()
    page.get_by_role("button", name="Noter pour cette réunion").click()
    page.wait_for_url(f"**#r{meeting.pk}")
    assert meeting.objectives_served.get().objective == "decouverte-structures"
    if script:
        assert violations(page) == []


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("projects", []),
        ("project_add", []),
        ("objectives", []),
        ("local_figures", [2020]),
        ("local_figures_paste", [2020]),
    ],
)
def test_the_other_pages_read_well(open_page, sign_in, secretary, name, args):
    user, _meeting = secretary
    page = sign_in(open_page(size=PHONE, touch=True), user.email, "mot-de-passe-de-test")
    page.goto(reverse(f"reports:{name}", args=["sud", *args]))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
