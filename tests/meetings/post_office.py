"""A mail server and a worker that are real: one answers and breaks as told, the other is killed."""

import asyncio
import email
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Received:
    to: str
    message_id: str
    at: float
    content: bytes

    def parsed(self):
        return email.message_from_bytes(self.content)


class PostOffice:
    """Keeps what it accepts, in order; refuses the addresses it is told to.

    ``drops``: numbers of RCPT commands at which the connection is cut without a word.
    ``when``: {number of messages accepted: function}, called while that message is in doubt, and
    with it every message that another connection could give meanwhile.
    """

    def __init__(self):
        self.received, self.refusals, self.drops, self.when = [], {}, set(), {}
        self.asked, self.connections, self.pause, self.is_acting = 0, set(), 0, False

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked += 1
        self.connections.add(session.peer)
        if self.asked in self.drops:
            server.transport.abort()
            return "421 gone"
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        content = envelope.content
        identity = re.search(rb"(?im)^Message-ID: *(\S+)", content)[1].decode()
        self.received.append(Received(envelope.rcpt_tos[0], identity, time.time(), content))
        act = self.when.pop(len(self.received), None)
        await asyncio.sleep(self.pause)
        if act:
            self.is_acting = True
            await asyncio.sleep(0.1)  # long enough for every other connection to come as far
            act()
            self.is_acting = False
        while self.is_acting:
            await asyncio.sleep(0.005)
        return "250 OK"

    def by_reader(self):
        """{address: [Message-ID, …]} of everything accepted."""
        found = {}
        for one in list(self.received):
            found.setdefault(one.to, []).append(one.message_id)
        return found


@contextmanager
def post_office():
    """A server on a free port; yields (``PostOffice``, port)."""
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()


class Worker:
    """``manage.py db_worker`` on the database of the tests, started again whenever it dies."""

    def __init__(self, port, **environment):
        self.environment = os.environ | {
            "DATABASE_URL": database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "concertation.settings",
            "DEBUG": "1",
            "DEMO": "0",
            "BASE_URL": settings.BASE_URL,
            "MAIL_CONNECTIONS": "4",
            "LETTER_ABANDONED_SECONDS": "2",
            **environment,
        }
        self.process, self.kills = None, 0

    def kill(self):
        """SIGKILL: nothing is put away."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.kills += 1

    def keep_running(self, until, seconds=300):
        """Run until ``until()``, starting again after each kill; fails after ``seconds``."""
        limit = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < limit, "the letters did not all leave"
            if self.process is None or self.process.poll() is not None:
                self.start()
            time.sleep(0.05)

    def start(self):
        command = [sys.executable, "manage.py", "db_worker", "--interval", "0.1"]
        command += ["--no-startup-delay", "--no-reload"]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, stderr=subprocess.DEVNULL
        )

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()


def database_url():
    """The address of the database the test is using, for another process."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    who = quote(facts["USER"], safe="")
    if facts["PASSWORD"]:
        who += f":{quote(facts['PASSWORD'], safe='')}"
    place = f"{quote(facts['HOST'], safe='')}:{facts['PORT']}".rstrip(":")
    return f"postgres://{who}@{place}/{facts['NAME']}"
