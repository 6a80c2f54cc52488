"""Debian's Chromium against the application served in the same process."""

import os
import shutil

import pytest

pytestmark = pytest.mark.browser
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread

WIDE = {"width": 1360, "height": 1000}
PHONE = {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, settings):
    """``open_page(size=…, script=…)``: a page of a browser of its own; its errors fail the test."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    contexts, complaints = [], []

    def listen(message):
        # The browser also logs each answer that is not 2xx: those are looked at by status.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def opened(size=WIDE, script=True, touch=False):
        context = chromium.new_context(
            viewport=size,
            base_url=live_server.url,
            java_script_enabled=script,
            has_touch=touch,
            is_mobile=touch,
            locale="fr-BE",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def sign_in():
    def sign(page, email, password):
        page.goto("/compte/login/")
        form = page.locator("form", has=page.locator("input[name=password]"))
        form.locator("input[name=login]").fill(email)
        form.locator("input[name=password]").fill(password)
        form.get_by_role("button").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    return sign
