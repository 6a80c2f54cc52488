"""The door: who tries again and again, who asks whether somebody has an account."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tests.factories import make_user

LOGIN, CODE, RESET = (
    "account_login",
    "account_request_login_code",
    "account_reset_password",
)


@pytest.fixture(autouse=True)
def _fresh_counters(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user():
    return make_user(email="ines@exemple.be")


def attempt(client, typed="faux", **headers):
    data = {"login": "ines@exemple.be", "password": typed}
    return client.post(reverse(LOGIN), data, **headers)


def test_guessing_a_password_is_stopped(client, user):
    for _n in range(6):
        attempt(client)
    assert attempt(client, "mot-de-passe-de-test").status_code != 302
    assert "_auth_user_id" not in client.session


def test_a_forged_forwarding_header_buys_no_new_tries(client, user):
    for number in range(8):
        attempt(client, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    answer = attempt(client, "mot-de-passe-de-test", HTTP_X_FORWARDED_FOR="10.9.9.9")
    assert answer.status_code != 302


@pytest.mark.parametrize("name", [CODE, RESET])
def test_door_says_the_same_of_an_unknown_address(client, user, name):
    seen = []
    for address in ("ines@exemple.be", "inconnue@exemple.be"):
        client.logout()
        answer = client.post(reverse(name), {"email": address}, follow=True)
        page = answer.content.decode().replace(address, "")
        seen.append((answer.status_code, answer.redirect_chain, len(page)))
    assert seen[0][:2] == seen[1][:2]
    assert abs(seen[0][2] - seen[1][2]) < 200  # tokens differ, sentences do not
    assert {address for message in mail.outbox for address in message.to} == {"ines@exemple.be"}


def test_wrong_password_says_the_same_of_an_unknown_address(client, user):
    known = attempt(client).context["form"].non_field_errors()
    data = {"login": "inconnue@exemple.be", "password": "faux"}
    assert client.post(reverse(LOGIN), data).context["form"].non_field_errors() == known


@pytest.mark.parametrize(
    "elsewhere",
    ["https://mechant.exemple/", "//mechant.exemple", "/\\mechant.exemple", "javascript:alert(1)"],
)
def test_signing_in_leads_nowhere_else(client, user, elsewhere):
    data = {"login": user.email, "password": "mot-de-passe-de-test", "next": elsewhere}
    answer = client.post(f"{reverse(LOGIN)}?next={elsewhere}", data)
    assert answer.status_code == 302
    assert "mechant" not in answer.url
    assert not answer.url.startswith("javascript")
    language = {"language": "nl", "next": elsewhere}
    assert "mechant" not in client.post(reverse("set_language"), language).url


@pytest.mark.parametrize("name", [CODE, RESET])
def test_letters_of_the_door_never_name_a_forged_host(client, user, settings, name):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse(name), {"email": user.email}, HTTP_HOST="mechant.exemple")
    (letter,) = mail.outbox
    assert "mechant" not in str(letter.message())
    if name == RESET:
        assert "http://testserver/compte/" in letter.body


def test_code_is_guessed_three_times_at_most(client, user):
    client.post(reverse(CODE), {"email": user.email})
    for _n in range(5):
        client.post(reverse("account_confirm_login_code"), {"code": "000000"})
    code = next(word for word in mail.outbox[0].body.split() if "-" in word or word.isupper())
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in client.session


def test_signing_up_is_closed(client, db, django_user_model):
    data = {"email": "intrus@exemple.be", "password1": "une phrase assez longue"}
    client.post(reverse("account_signup"), data)
    assert not django_user_model.objects.exists()


def test_administration_has_no_door_of_its_own(client, django_user_model, db):
    django_user_model.objects.create_superuser("chef@exemple.be", "un mot de passe", full_name="C")
    url = reverse("admin:login")
    client.post(url, {"username": "chef@exemple.be", "password": "un mot de passe"})
    assert "_auth_user_id" not in client.session
    assert client.get(url).url.startswith(reverse(LOGIN))
    assert client.get(reverse("admin:index")).status_code == 302


def test_administration_is_closed_to_a_signed_in_coordinator(client, coordinator):
    client.force_login(coordinator)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
