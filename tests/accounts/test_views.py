"""Profile, open pages, and the letters of the demonstration."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from concertation.mail import DemoBackend, demo_letters


@pytest.fixture
def letter(settings, tmp_path):
    """A demonstration letter with three attachments, one of them hostile."""
    settings.DEMO = True
    settings.DEMO_MAIL_DIR = tmp_path
    message = EmailMultiAlternatives(
        "Convocation du 5 mars", "Répondez : http://testserver/reponse/abc/", to=["a@exemple.be"]
    )
    message.attach("Convocation.pdf", b"%PDF-1.7", "application/pdf")
    message.attach('mal"ici.html', b"<script>alert(1)</script>", "text/html")
    DemoBackend().send_messages([message])
    return demo_letters()[0]


def test_profile_saves_the_name_and_speaks_the_new_language(client, partner):
    client.force_login(partner)
    client.cookies["django_language"] = "fr"
    answer = client.post(reverse("profile"), {"full_name": "Paule Partenaire", "language": "nl"})
    assert answer.status_code == 302
    partner.refresh_from_db()
    assert (partner.full_name, partner.language) == ("Paule Partenaire", "nl")
    assert 'lang="nl"' in client.get(reverse("profile")).content.decode()


def test_profile_cannot_give_oneself_the_region(client, partner):
    client.force_login(partner)
    data = {"full_name": "Paul", "language": "fr", "is_regional": "on", "is_staff": "on"}
    client.post(reverse("profile"), data)
    partner.refresh_from_db()
    assert not partner.is_regional
    assert not partner.is_staff


@pytest.mark.parametrize("name", ["privacy", "accessibility", "health"])
def test_open_pages_need_no_account(client, db, name):
    assert client.get(reverse(name)).status_code == 200


def test_profile_needs_an_account(client, db):
    assert client.get(reverse("profile")).status_code == 302


def test_privacy_says_who_is_responsible_and_what_stays_out(client, db):
    page = client.get(reverse("privacy")).content.decode()
    assert "Missions Locales" in page
    assert "Aucune donnée sur les chercheurs d’emploi" in page


def test_demo_mail_shows_letters_and_their_links(client, db, letter):
    assert "Convocation du 5 mars" in client.get(reverse("demo_mail")).content.decode()
    page = client.get(reverse("demo_letter", args=[letter.name])).content.decode()
    assert 'href="http://testserver/reponse/abc/"' in page
    assert "Convocation.pdf" in page


def test_demo_attachments_are_served_without_guessing(client, db, letter):
    paper = client.get(reverse("demo_attachment", args=[letter.name, 0]))
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.headers["X-Content-Type-Options"] == "nosniff"
    page = client.get(reverse("demo_attachment", args=[letter.name, 1]))
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert client.get(reverse("demo_attachment", args=[letter.name, 9])).status_code == 404


@pytest.mark.parametrize("name", ["inconnu.eml", "..%2Fsettings.py"])
def test_demo_letter_opens_nothing_but_letters(client, db, letter, name):
    assert client.get(f"/courrier/{name}/").status_code == 404


def test_demo_mail_does_not_exist_outside_a_demonstration(client, db, letter, settings):
    settings.DEMO = False
    for url in (
        reverse("demo_mail"),
        reverse("demo_letter", args=[letter.name]),
        reverse("demo_attachment", args=[letter.name, 0]),
    ):
        assert client.get(url).status_code == 404


def test_administration_opens_an_account_without_password(admin_client, django_user_model):
    url = reverse("admin:accounts_user_add")
    assert admin_client.get(url).status_code == 200
    data = {"email": "Neuve@Exemple.be", "full_name": "Zoé Neuve", "language": "fr"}
    answer = admin_client.post(url, {**data, "usable_password": "false"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    user = django_user_model.objects.get(email="neuve@exemple.be")
    assert not user.has_usable_password()


def test_administration_shows_no_permission_named_in_english(admin_client, admin_user):
    """Accounts have no group: roles come from mandates."""
    index = admin_client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:accounts_user_changelist") in index
    assert "/auth/group/" not in index
    account = reverse("admin:accounts_user_change", args=[admin_user.pk])
    assert "Can add" not in admin_client.get(account).content.decode()
    assert admin_client.get(f"{reverse('admin:index')}auth/group/add/").status_code == 404


def test_language_is_chosen_before_signing_in(client, db):
    response = client.post(reverse("set_language"), {"language": "nl", "next": "/compte/login/"})
    assert response["Location"] == "/compte/login/"
    page = client.get("/compte/login/")
    assert page["Content-Language"] == "nl"
    assert "Aanmelden" in page.content.decode()
