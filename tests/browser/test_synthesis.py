"""The synthesis while the Region writes it: saved by itself, without script, on a phone."""

import pytest
from playwright.sync_api import expect

from reports.models import SynthesisText
from tests.factories import make_meeting, make_rules, make_user, make_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"
PHONE = {"width": 390, "height": 844}
YEAR = 2020
TEXT = "Les six zones parlent de garde d’enfants ; deux en ont fait un avis."
PAGE = f"/region/{YEAR}/synthese/"


@pytest.fixture
def writer(open_page, sign_in):
    zone = make_zone("sud")
    make_rules(zone)
    make_meeting(zone, "held", day=-2, partners=2)
    make_user(regional=True, email="region@exemple.be", full_name="Rémi Région")

    def opened(**options):
        page = open_page(**options)
        sign_in(page, "region@exemple.be", PASSWORD)
        page.goto(PAGE)
        return page

    return opened


def test_a_chapter_saves_itself_and_is_there_again(writer):
    page = writer()
    chapter = page.locator("#resume")
    chapter.get_by_label("Texte français").fill(TEXT)
    expect(chapter.locator("[data-saved]")).to_contain_text("Enregistré à")
    assert SynthesisText.objects.get().text_fr == TEXT
    page.goto(PAGE)
    expect(chapter.get_by_label("Texte français")).to_have_value(TEXT)


def test_without_script_the_button_saves(writer):
    page = writer(script=False)
    chapter = page.locator("#resume")
    chapter.get_by_label("Texte français").fill(TEXT)
    chapter.get_by_role("button", name="Enregistrer ce chapitre").click()
    assert SynthesisText.objects.get().text_fr == TEXT


def test_nothing_runs_over_a_phone(writer):
    page = writer(size=PHONE)
    for address in (PAGE, f"/region/{YEAR}/rapports/", f"/region/{YEAR}/", PAGE + "publier/"):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address
