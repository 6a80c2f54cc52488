"""The page of a report while it is written, and the canvas: on a screen, two at a time."""

import re

import pytest
from playwright.sync_api import expect

from reports import canvas, services
from reports.models import ReportText
from reports.services import canvas as gestures
from tests.factories import make_meeting, make_rules, make_user, make_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"
PHONE = {"width": 390, "height": 844}
YEAR = 2020
TEXT = "La zone garde son noyau de partenaires et ouvre ses réunions aux maisons de l’emploi."


@pytest.fixture
def zone():
    zone = make_zone("sud")
    make_rules(zone)
    make_user(zone, coordinator=True, email="une@exemple.be", full_name="Une Secrétaire")
    make_user(zone, coordinator=True, email="autre@exemple.be", full_name="Autre Secrétaire")
    make_meeting(zone, "held", day=-2, partners=2)
    return zone


@pytest.fixture
def writer(open_page, sign_in, zone):
    def opened(email="une@exemple.be", **options):
        page = open_page(**options)
        sign_in(page, email, PASSWORD)
        page.goto(f"/zones/{zone.code}/rapports/{YEAR}/")
        return page

    return opened


def written(chapter):
    return ReportText.objects.filter(chapter=chapter).values_list("text_fr", flat=True).first()


def test_chapters_save_by_themselves_and_two_writers_meet(writer):
    first, second = writer(), writer("autre@exemple.be")
    first.fill("#fr-zone", "Le texte de la première.")
    form = first.locator("#zone form")
    expect(form.locator("[data-saved]")).to_have_text(re.compile("Enregistré à"), timeout=15_000)
    assert written("zone") == "Le texte de la première."
    second.fill("#fr-zone", "Le texte de la seconde.")
    conflict = second.locator("#zone [data-conflict]")
    expect(conflict).to_contain_text("Le texte de la première.", timeout=15_000)
    expect(conflict).to_contain_text("Le texte de la seconde.")
    conflict.get_by_role("button", name="Garder mon texte").click()
    expect(second.locator("#fr-zone")).to_have_value("Le texte de la seconde.")
    assert written("zone") == "Le texte de la seconde."


def test_what_feeds_the_chapters_follows_and_moves_nothing(writer):
    page = writer()
    expect(page.locator("#donnees-cadre table")).to_be_visible()
    expect(page.locator(".fed a[href^='?tout']")).to_have_count(0)
    held = []
    page.route("**/chapitres/", lambda route: held.append(route))
    page.goto(f"/zones/sud/rapports/{YEAR}/?une=autre#avis", wait_until="domcontentloaded")
    page.fill("#fr-avis", "Écrit avant les chiffres.")
    expect(page.locator("#donnees-cadre a")).to_have_text("Lire les données du chapitre")
    dots = "getComputedStyle(document.querySelector('#donnees-cadre a'), '::after').content"
    assert "…" in page.evaluate(dots)  # on its way, and seen
    before = page.locator("#fr-avis").bounding_box()["y"]
    held[0].continue_()
    expect(page.locator("#donnees-cadre table")).to_be_attached()
    assert abs(page.locator("#fr-avis").bounding_box()["y"] - before) < 3
    expect(page.locator("#fr-avis")).to_have_value("Écrit avant les chiffres.")
    expect(page.locator("#fr-avis")).to_be_focused()


def test_without_script_a_link_leads_to_the_whole_page_and_back_to_it_after_saving(writer):
    page = writer(script=False)
    page.locator("#donnees-cadre a").click()
    expect(page.locator("#donnees-cadre table")).to_be_visible()
    page.fill("#fr-cadre", "Écrit sur la page entière.")
    page.locator("#cadre form button").click()
    expect(page.locator("#donnees-cadre table")).to_be_visible()
    assert written("cadre") == "Écrit sur la page entière."


def test_without_script_a_chapter_is_saved_by_its_button(writer):
    page = writer(script=False)
    page.fill("#fr-themes", "Écrit sans script.")
    page.locator("#themes form button").click()
    expect(page.locator("#fr-themes")).to_have_value("Écrit sans script.")
    assert written("themes") == "Écrit sans script."


def test_a_repeated_text_is_flagged_with_its_difference_and_the_phone_begins_with_what_lacks(
    writer, zone
):
    for year, text in ((YEAR - 1, TEXT), (YEAR, TEXT.replace("garde", "perd"))):
        report = services.open_report(zone, year)
        services.save_text(report, "zone", text_fr=text, text_nl="", revision=0, by=None)
    page = writer(size=PHONE)
    missing, figures = page.locator("#manque"), page.locator("#coup-d-oeil")
    assert missing.bounding_box()["y"] < figures.bounding_box()["y"]
    note = page.locator("#repris-zone")
    note.locator("summary").click()
    expect(note.locator("del")).to_have_text("garde")
    expect(note.locator("ins")).to_have_text("perd")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_region_moves_a_chapter_with_the_arrows(open_page, sign_in, zone):
    make_user(regional=True, email="region@exemple.be", full_name="Rémi Région")
    row = gestures.start_canvas("zone", YEAR)
    page = open_page()
    sign_in(page, "region@exemple.be", PASSWORD)
    page.goto(f"/region/canevas/zone/{YEAR}/")
    with page.expect_response(re.compile("/ordre/")) as answer:
        page.locator("[data-id=themes] [data-handle]").press("ArrowUp")
    assert answer.value.status == 204
    keys = [one.key for one in canvas.chapters(YEAR)]
    assert keys[4:6] == ["themes", "participation"]
    assert row.chapters.count() == len(canvas.built_in())
