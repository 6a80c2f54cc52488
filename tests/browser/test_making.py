"""A long paper asked for in one click, followed by its page, with and without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_meeting, make_rules, make_user, make_zone
from tests.reports.making import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"
YEAR = 2020


@pytest.fixture
def writer(open_page, sign_in):
    zone = make_zone("sud")
    make_rules(zone)
    make_user(zone, coordinator=True, email="une@exemple.be", full_name="Une Secrétaire")
    make_meeting(zone, "held", day=-2, partners=2)

    def opened(**options):
        page = open_page(**options)
        sign_in(page, "une@exemple.be", PASSWORD)
        page.goto(f"/zones/{zone.code}/rapports/{YEAR}/")
        page.get_by_role("button", name="Voir le PDF (projet)").click()
        page.wait_for_url(re.compile("/mises-en-page/"))
        return page

    return opened


def test_the_page_turns_by_itself_when_the_paper_is_ready(writer):
    page = writer()
    expect(page.locator("#mise-en-page")).to_contain_text("En attente de son tour")
    assert work() == ["ready"]
    ready = page.get_by_role("link", name="Ouvrir le PDF")
    expect(ready).to_be_visible(timeout=15_000)
    answer = page.context.request.get(page.url + "fichier/")
    assert answer.body()[:5] == b"%PDF-"


def test_without_script_it_is_refreshed_by_a_link(writer):
    page = writer(script=False)
    page.get_by_role("link", name="Actualiser").click()
    expect(page.locator("#mise-en-page")).to_contain_text("En attente de son tour")
    work()
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("link", name="Ouvrir le PDF")).to_be_visible()
