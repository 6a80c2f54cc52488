"""What all pages behind a signed address have in common, whoever holds it."""

import pytest
from django.urls import reverse

from meetings.services import poll_links
from meetings.services.answers import make_token
from meetings.services.checkin import make_token as checkin_token
from tests.factories import at, make_meeting, make_poll


@pytest.fixture
def addresses(zone):
    coming = make_meeting(zone, partners=1)
    running = make_meeting(zone, day=0, starts_at=at(0, 0, 0), ends_at=at(0, 23, 59), partners=1)
    tokens = {
        "answer": make_token(coming.participations.get()),
        "poll_answer": poll_links.make_token(make_poll(zone, slots=1, voters=1).voters.get()),
        "checkin": checkin_token(running),
        "checkin too early": checkin_token(coming),
    }
    named = {name: reverse(f"meetings:{name.split()[0]}", args=[tokens[name]]) for name in tokens}
    altered = {f"{name} altered": url.rstrip("/") + "x/" for name, url in named.items()}
    return named | altered


NAMES = ("answer", "poll_answer", "checkin", "checkin too early")


@pytest.mark.parametrize("name", [*NAMES, *(f"{name} altered" for name in NAMES)])
def test_signed_page_leaves_no_cookie_and_travels_nowhere(client, addresses, name):
    response = client.get(addresses[name])
    assert response.status_code == (404 if "altered" in name else 200)
    assert not client.cookies
    assert "hx-headers" not in response.content.decode()
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("name", NAMES[:3])
def test_signed_page_speaks_the_language_asked_for_and_no_other(client, addresses, name):
    assert 'lang="nl"' in client.get(addresses[name] + "?langue=nl").content.decode()[:300]
    assert 'lang="fr"' in client.get(addresses[name] + "?langue=de").content.decode()[:300]
