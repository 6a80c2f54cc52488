"""Whatever is typed or asked, the answer is a page: never an error of the server.

Each form is filled as a browser would, then one kind of nonsense goes into every field that takes
text. PostgreSQL refuses more than SQLite (NUL, numbers too big): run these on both.
"""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.urls import reverse

from tests.test_pages import ROUTES, arguments, text_of
from tests.world import *  # noqa: F403 (its fixtures)

NONSENSE = {
    "nul": "Ma\x00man",
    "overlong": "é" * 70_000,
    "huge_number": "9" * 30,
    "negative": "-1",
    "first_day": "0001-01-01",
    "last_day": "9999-12-31",
    "no_such_day": "2026-02-30",
    "emoji": "👩🏽‍🏫🇧🇪" * 20,
    "right_to_left": "\u202eabc مرحبا \u2066x",
    "breaks": "a\r\nBcc: x@exemple.be\r\n\x0b\x85\u2028fin",
    "markup": "<script>alert(1)</script>{{ 7*7 }}%s%(n)s",
    "blank": "\u200b \u00a0",
}
QUERIES = [
    {"page": "abc", "annee": "99999999", "year": "9" * 5000, "point": "abc", "q": "\x00"},
    {"page": "-1", "annee": "abc", "year": "²", "point": "9" * 5000, "zone": "\x00"},
    {"page": "9" * 5000, "annee": "9" * 5000, "year": "1900", "nature": "\x00", "type": "\x00"},
    {"page": "\x00", "annee": "\x00", "year": "\x00", "point": "\x00", "reponse": "\x00"},
    {"q": "é" * 5000, "zone": "🇧🇪", "point": "٣", "year": "٢٠٢٠", "etat": "x", "langue": "\x00"},
    {"q": "%_\\ ' \" ; --", "next": "\x00", "nature": "x", "reponse": "x", "page": "1e9"},
]
LONG_PAPERS = ("paper", "sheet", "calendar", "folder", "docx")


class Fields(HTMLParser):
    """What a browser would send for every form of a page: action → {name: value}."""

    def __init__(self, page):
        super().__init__()
        self.forms, self._form, self._select = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._form = {"action": given.get("action", ""), "fields": {}, "typed": []}
            self.forms.append(self._form | {"post": given.get("method", "").lower() == "post"})
        elif self._form is None:
            return
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in self._form["fields"]:
                self._form["fields"][self._select] = given.get("value", "")
        elif tag in ("input", "textarea") and given.get("name"):
            self._take(given, tag)

    def _take(self, given, tag):
        kind = given.get("type", tag)
        if kind in ("radio", "checkbox") and "checked" not in given:
            self._form["fields"].setdefault(given["name"], given.get("value", "on"))
            return
        self._form["fields"][given["name"]] = given.get("value", "")
        if kind not in ("radio", "checkbox", "submit") and given["name"] != "csrfmiddlewaretoken":
            self._form["typed"].append(given["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None


def forms_of(client, url):
    """The forms that a page sends to itself: each gesture is tried once, on its own page."""
    response = client.get(url)
    text = text_of(response)  # also of a file: read to its end, it is closed
    if response.status_code != 200 or "html" not in response["Content-Type"]:
        return []
    found = [form for form in Fields(text).forms if form["post"]]
    for form in found:
        form["target"] = urljoin(url, form["action"])
    return [form for form in found if form["target"].split("?")[0] == url]


def send(client, target, fields):
    """What goes wrong when ``fields`` are sent, and on the page that follows; "" if nothing."""
    try:
        with transaction.atomic():
            response = client.post(target, fields)
            if response.status_code == 302 and response.url.startswith("/"):
                response = client.get(response.url)
            text_of(response)
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 (whatever escapes is an error of the server)
        return repr(error)
    return "" if response.status_code < 500 else str(response.status_code)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_nonsense_in_the_address_gives_a_page(client, world, coordinator, region, name):
    url = reverse(name, args=arguments(name, world))
    for reader in (coordinator, region):
        client.force_login(reader)
        for query in QUERIES[: 1 if any(word in name for word in LONG_PAPERS) else None]:
            response = client.get(url, query)
            assert response.status_code < 500
            text_of(response)


WITH_FORMS = sorted(name for name, rule in ROUTES.items() if rule[0] == 200)


@pytest.mark.parametrize("name", WITH_FORMS)
def test_nonsense_in_a_form_gives_a_page(client, world, coordinator, name):
    client.force_login(coordinator)
    wrong = []
    for form in forms_of(client, reverse(name, args=arguments(name, world))):
        sane, target = form["fields"], form["target"]
        tried = NONSENSE if form["typed"] else {"nul": "\x00"}  # a button makes a paper: once
        for kind, nonsense in tried.items():
            for field in form["typed"]:
                wrong.append((target, field, kind, send(client, target, sane | {field: nonsense})))
            everything = dict.fromkeys(sane, nonsense)
            wrong.append((target, "*", kind, send(client, target, everything)))
            chosen = {field: nonsense for field in sane if field not in form["typed"]}
            wrong.append((target, "choices", kind, send(client, target, sane | chosen)))
    assert [line for line in wrong if line[-1]] == []
