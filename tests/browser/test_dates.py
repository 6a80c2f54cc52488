"""The strip of half-days in Chromium: by thumb, without JavaScript, read by axe."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, OutsideBody
from tests.factories import at, make_meeting, make_member, make_rules, make_user, make_zone

from .conftest import PHONE, WIDE

pytestmark = pytest.mark.browser
THUMB = 44


@pytest.fixture
def busy_thursday(transactional_db):
    """A Thursday six weeks ahead on which two institutions of zone Sud sit elsewhere."""
    zone, other = make_zone("sud"), make_zone("nord-est")
    make_rules(zone, preferred_weekday=3, preferred_half_day="am")
    user = make_user(zone, coordinator=True, email="coordination@exemple.be")
    taken = [make_member(zone).membership.organisation for _n in range(3)][:2]
    for organisation in taken:
        make_member(other, organisation)
    today = timezone.localdate()
    day = today + timedelta(days=42 + (3 - today.weekday()) % 7)
    make_meeting(other, "planned", starts_at=at(day, 9), title_fr="Sujet secret")
    body = OutsideBody.objects.create(name_fr="GT FeBISP")
    body.organisations.add(taken[0])
    body.meetings.create(starts_at=at(day, 14), ends_at=at(day, 16))
    return user, day


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize(("size", "script"), [(PHONE, True), (PHONE, False), (WIDE, True)])
def test_dates_are_chosen_and_fixed(open_page, sign_in, busy_thursday, size, script):
    user, day = busy_thursday
    page = sign_in(open_page(size=size, script=script), user.email, "mot-de-passe-de-test")
    page.goto(reverse("meetings:dates", args=["sud"]))
    morning = page.locator(f"#c-{day.isoformat()}-am")
    morning.locator("input").check()
    morning.locator("button").click()
    page.wait_for_url("**voir=**#moment")
    opened = page.locator("#moment")
    assert "Réunion de la zone" in opened.inner_text()
    assert "Sujet secret" not in page.content()
    assert morning.locator("input").is_checked()
    later = day + timedelta(weeks=1)
    page.locator(f"#c-{later.isoformat()}-pm input").check()
    page.get_by_role("button", name="Fixer ces dates").click()
    words = page.locator("main").inner_text().replace("\xa0", " ")
    assert "2 institutions sur 4 ont une autre réunion" in words
    page.get_by_role("button", name="Fixer ces 2 dates").click()
    page.wait_for_url("**/reunions/")
    found = Meeting.objects.filter(zone__code="sud").order_by("starts_at")
    assert [meeting.held_on for meeting in found] == [day, later]


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_strip_fits_the_screen_and_passes_axe(open_page, sign_in, busy_thursday, size):
    user, day = busy_thursday
    page = sign_in(open_page(size=size), user.email, "mot-de-passe-de-test")
    for url in (
        reverse("meetings:dates", args=["sud"]) + f"?voir={day.isoformat()}-am",
        reverse("meetings:dates_fix", args=["sud"]) + f"?slot={day.isoformat()}T09:30",
        reverse("meetings:outside", args=["sud"]),
        reverse("meetings:outside_add", args=["sud"]),
    ):
        page.goto(url)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], url
        assert violations(page) == [], url


def test_cells_of_the_strip_are_as_large_as_a_thumb(open_page, sign_in, busy_thursday):
    user, day = busy_thursday
    page = sign_in(open_page(size=PHONE), user.email, "mot-de-passe-de-test")
    page.goto(reverse("meetings:dates", args=["sud"]))
    cell = page.locator(f"#c-{day.isoformat()}-am")
    for part in ("label", "button"):
        box = cell.locator(part).bounding_box()
        assert box["height"] >= THUMB, part
        assert box["width"] >= THUMB, part


def test_strip_is_worked_by_keyboard(open_page, sign_in, busy_thursday):
    user, day = busy_thursday
    page = sign_in(open_page(), user.email, "mot-de-passe-de-test")
    page.goto(reverse("meetings:dates", args=["sud"]))
    cell = page.locator(f"#c-{day.isoformat()}-am")
    cell.locator("input").focus()
    page.keyboard.press("Space")
    assert cell.locator("input").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**voir=**")
    assert cell.locator("input").is_checked()
