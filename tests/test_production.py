"""The settings of production: refuse the key of the drawer, and keep what Django advises."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

KEY = "d6b1-une-cle-longue-de-production-7f0c9a42e85b4d1f9c3e0a7761f2b38d"


def manage(*words, **environment):
    clean = {
        k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=clean | {"DJANGO_SETTINGS_MODULE": "concertation.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("key", ["", settings.DEBUG_KEY, None])
def test_production_refuses_to_start_without_a_key_of_its_own(key):
    given = {} if key is None else {"SECRET_KEY": key}
    run = manage("check", DEBUG="0", DEMO="0", **given)
    assert run.returncode != 0
    assert "SECRET_KEY" in run.stderr


def test_production_starts_with_its_key_and_follows_the_advice():
    run = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DEBUG="0",
        DEMO="0",
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="concertation.exemple.be",
        BASE_URL="https://concertation.exemple.be",
    )
    # Subdomains and preload belong to whoever owns the domain; a letter is previewed in a frame.
    known = ("security.W005", "security.W021", "security.W019")
    told = [line for line in run.stderr.splitlines() if "W0" in line and "?" in line]
    assert [line for line in told if not any(code in line for code in known)] == [], run.stderr


def test_cookies_of_production_travel_closed():
    ask = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.DEBUG, s.SECURE_SSL_REDIRECT)"
    )
    run = manage("shell", "--no-imports", "-c", ask, DEBUG="0", DEMO="0", SECRET_KEY=KEY)
    assert run.stdout.split() == ["True", "True", "True", "Lax", "False", "True"], run.stderr


def test_joined_files_live_in_the_folder_of_the_environment(tmp_path):
    ask = (
        "from meetings.models.attachment import attachment_storage as storage;"
        "print(type(storage()).__name__, storage().location)"
    )
    run = manage("shell", "--no-imports", "-c", ask, SECRET_KEY=KEY, ATTACHMENTS_DIR=str(tmp_path))
    assert run.stdout.split() == ["FileSystemStorage", str(tmp_path)], run.stderr


def test_joined_files_live_in_a_private_bucket_when_one_is_named():
    bucket = {
        "ATTACHMENTS_S3_BUCKET": "pieces",
        "ATTACHMENTS_S3_ENDPOINT": "https://s3.exemple.be",
        "ATTACHMENTS_S3_ACCESS_KEY": "cle",
        "ATTACHMENTS_S3_SECRET_KEY": "secret",
    }
    ask = (
        "from concertation.settings import STORAGES;"
        "print(STORAGES['attachments']['BACKEND'], STORAGES['attachments']['OPTIONS'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": KEY} | bucket,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout.startswith("storages.backends.s3.S3Storage"), run.stderr
    for words in (
        "'bucket_name': 'pieces'",
        "'default_acl': None",
        "'querystring_auth': True",
        "'file_overwrite': False",
    ):
        assert words in run.stdout
