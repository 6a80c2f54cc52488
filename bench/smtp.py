"""``python -m bench.smtp PORT RTT``: a mail server ``RTT`` milliseconds away that keeps nothing.

EHLO costs two round trips (the connection, then the greeting), MAIL one, RCPT one, DATA two.
"""

import asyncio
import subprocess
import sys
import time
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from .server import _free_port, _wait


class Distant:
    """The handler: each answer takes a round trip; ``taken`` counts the messages accepted."""

    def __init__(self, seconds):
        self.seconds = seconds

    async def _travel(self, times=1):
        if self.seconds:
            await asyncio.sleep(self.seconds * times)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        await self._travel(2)
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        await self._travel()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self._travel()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await self._travel()
        return "250 OK"


class DistantSMTP(SMTP):
    async def smtp_DATA(self, arg):
        await self.event_handler._travel()
        await super().smtp_DATA(arg)


class DistantController(Controller):
    def factory(self):
        return DistantSMTP(self.handler, enable_SMTPUTF8=False, data_size_limit=None)


@contextmanager
def mail_server(rtt):
    """A server of its own process, ``rtt`` milliseconds away; yields its port."""
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.smtp", str(port), str(rtt)])
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    DistantController(
        Distant(float(sys.argv[2]) / 1000), hostname="127.0.0.1", port=int(sys.argv[1])
    ).start()
    while True:
        time.sleep(3600)
