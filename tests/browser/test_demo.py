"""The demonstration, as each of the three: no dead end, nothing wider than the phone."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from meetings.models import PV, Meeting

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAPTURE = Path(__file__).resolve().parents[2] / "static" / "img" / "capture-zone.png"
AT_MOST = 45


@pytest.fixture
def demo(db):
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)


def seeds(who):
    """Where each of the three begins."""
    year = timezone.localdate().year
    held = Meeting.objects.filter(zone__code="sud", kind="commission", status="closed").first()
    coming = Meeting.objects.get(zone__code="sud", status="convened")
    sent = PV.objects.filter(meeting__zone__code="sud", status="sent").first()
    pages = {
        "coordination": [
            "/zones/sud/",
            "/zones/sud/reunions/planifier/",
            f"{coming.get_absolute_url()}invitations/",
            f"{coming.get_absolute_url()}presences/",
            sent.get_absolute_url(),
            f"/zones/sud/rapports/{year}/?tout=1",
        ],
        "partenaire": ["/zones/sud/", held.get_absolute_url(), "/pv/"],
        "region": ["/region/", "/rapports/", "/institutions/"],
    }
    return pages[who]


def links(page):
    """Addresses of the site the page leads to by a link, without papers and signing out."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    wanted = (href.split("#")[0] for href in found if href.startswith("/"))
    return [h for h in wanted if h and not h.startswith("/compte/logout")]


@pytest.mark.parametrize("who", ["coordination", "partenaire", "region"])
def test_no_link_of_the_demonstration_leads_nowhere(demo, open_page, sign_in, who):
    page = sign_in(open_page(), f"{who}@demo.test", "concertation")
    seen, dead = set(), {}
    queue = [*seeds(who), "/"]
    while queue and len(seen) < AT_MOST:
        address = queue.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = page.request.get(address)
        if response.status != 200:
            dead[address] = response.status
        elif response.headers["content-type"].startswith("text/html"):
            page.goto(address)
            fresh = [link for link in links(page) if link not in seen]
            queue += [link for link in fresh if link.count("/") <= 4][:6]
            queue += fresh[:6]
    assert len(seen) > 12
    assert not dead


@pytest.mark.parametrize("who", ["coordination", "partenaire", "region"])
def test_pages_fit_the_phone(demo, open_page, sign_in, who):
    page = sign_in(open_page(PHONE), f"{who}@demo.test", "concertation")
    wide = {}
    for address in seeds(who):
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[address] = width
    assert not wide


def test_site_speaks_dutch_when_asked(demo, open_page, sign_in):
    page = sign_in(open_page(), "coordination@demo.test", "concertation")
    page.goto("/zones/sud/")
    page.locator("button[value=nl]").first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "nl"
    assert "Vergaderingen" in page.locator("header nav, nav").first.inner_text()


def test_zone_page_is_photographed_for_the_readme(demo, open_page, sign_in):
    page = sign_in(open_page(WIDE), "coordination@demo.test", "concertation")
    page.goto("/zones/sud/")
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    assert len(picture) > 20_000
    if os.environ.get("CAPTURE"):
        CAPTURE.write_bytes(picture)
