"""Settings of the test suite: the real ones, with what a test machine needs."""

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "1"
os.environ["DEMO"] = "0"
os.environ["BASE_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["MAIL_CONNECTIONS"] = "1"  # threads would not see what a test has not committed

from concertation.settings import *  # noqa: E402, F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tasks are queued for real; tests run the worker's function themselves.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "[variable absente : %s]"  # noqa: F405
# No collected static files on a test machine: look them up, and do not warn about the folder.
WHITENOISE_AUTOREFRESH = True
# Joined files of the tests go where the machine forgets them.
STORAGES["attachments"]["OPTIONS"]["location"] = Path(  # noqa: F405
    tempfile.mkdtemp(prefix="concertation-pieces-")
)
# A file, not memory: the threads of the browser and of the races have their own connections.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    file = Path(tempfile.gettempdir()) / f"concertation-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(file)}  # noqa: F405
