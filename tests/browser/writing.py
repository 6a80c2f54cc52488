"""A real server that can be killed, and writers whose every acknowledged word is remembered."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from tests.meetings.post_office import database_url


class Site:
    """gunicorn on the database of the test, in a group of its own that SIGKILL ends at once."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process, self.kills = None, 0
        self.environment = os.environ | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "concertation.wsgi", "--threads", "4"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--log-level", "critical"]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True
        )
        limit = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < limit, "the server does not start"
            time.sleep(0.2)

    def answers(self):
        try:
            return urllib.request.urlopen(f"{self.url}/compte/login/", timeout=5).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self):
        """SIGKILL to the master and its worker: nothing is put away."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def session_cookie(user, url):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


#: For each passage of the page: its key, its text, and whether a choice waits there
#: (one already made is on its way).
STATE = """() => [...document.querySelectorAll("[data-passages] [data-passage]")].map((one) => ({
  key: one.dataset.passage,
  text: one.querySelector("textarea[name=text_fr]").value,
  waits: Boolean(one.querySelector("[data-situation]:not([inert])")),
}))"""


@dataclass
class Writer:
    """Somebody typing numbered words; ``typed`` and ``shown`` say what must be found again."""

    name: str
    page: object
    dice: random.Random
    typed: dict = field(default_factory=dict)  # key: [words, in order]
    given_up: set = field(default_factory=set)
    edits: int = 0
    conflicts: int = 0
    reloads: int = 0

    def state(self):
        return self.page.evaluate(STATE)

    def area(self, key):
        return self.page.locator(f'[data-passages] [data-passage="{key}"] textarea[name=text_fr]')

    def write(self, key):
        """Add one word at the end of a passage, as fingers do."""
        self.edits += 1
        word = f"{self.name}{self.edits:04d}"
        self.area(key).press("Control+End")
        self.area(key).press_sequentially(f" {word}")
        self.typed.setdefault(key, []).append(word)

    def add(self):
        before = {row["key"] for row in self.state()}
        kind = self.dice.choice(["+ Information", "+ Décision", "+ Action"])
        self.page.get_by_role("button", name=kind, exact=True).click()
        made = [row["key"] for row in self.state() if row["key"] not in before]
        self.write(made[0])

    def settle(self, how="both"):
        """Answer every question that waits, uniting both texts, and count what was shown."""
        for row in self.state():
            if row["waits"]:
                self.conflicts += 1
                place = self.page.locator(f'[data-passage="{row["key"]}"]')
                place.locator("summary", has_text="Réunir").click()
                place.get_by_role("button", name="Enregistrer le texte réuni").click()

    def reload(self):
        self.reloads += 1
        self.page.reload()
        self.page.locator("[data-passages] [data-passage]").first.wait_for()
