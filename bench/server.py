"""A real server on a free port, and one persistent connection to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager


def environment(database_url):
    return os.environ | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "bench.settings"}


@contextmanager
def serving(database_url):
    """Gunicorn with one worker of one thread; yields its port, stops it on the way out."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "bench.wsgi", "--bind", f"127.0.0.1:{port}"]
    # The plain sync worker closes the connection after each answer: one thread keeps it open.
    command += ["--preload", "--workers", "1", "--worker-class", "gthread", "--threads", "1"]
    command += ["--log-level", "warning", "--keep-alive", "60"]
    process = subprocess.Popen(command, env=environment(database_url))
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def _wait(port, process, seconds=30):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("Le serveur du banc n’a pas démarré.")


class Reader:
    """Readers with their sessions, on a connection that stays open."""

    def __init__(self, port, sessions):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.sessions = sessions

    def milliseconds(self, url, reader=None, asked_by=None):
        """Time of one GET, body included; raises ``RuntimeError`` unless the answer is 200."""
        headers = {"Cookie": f"sessionid={self.sessions[reader]}"} if reader else {}
        headers |= asked_by or {}
        start = time.perf_counter()
        self.connection.request("GET", url, headers=headers)
        response = self.connection.getresponse()
        response.read()
        spent = (time.perf_counter() - start) * 1000
        if response.status != 200:
            raise RuntimeError(f"{url} : {response.status}")
        return spent
