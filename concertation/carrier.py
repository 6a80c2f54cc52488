"""One connection to the mail server, and the one moment of doubt of each letter it carries.

SMTP cannot promise « exactly once »: between the last byte of a message and the mark that it was
taken, a killed process leaves a letter that may have arrived. Here that moment is as short as it
can be, and the caller is told when it begins and ends.
"""

import base64
import smtplib
import socket
import uuid
from contextlib import suppress
from email.mime.base import MIMEBase

from django.core.mail import get_connection
from django.core.mail.message import sanitize_address

from .mail import message_bytes

#: Smaller than this, encoding an attachment again costs less than looking it up.
WORTH_KEEPING = 4_000


class Carrier:
    """A connection of the configured backend, opened when needed and again after it was lost."""

    def __init__(self):
        self._backend = get_connection()
        self._encoded = {}

    def open(self):
        """Be connected; does nothing when it is. Raises ``SMTPException`` or ``OSError``."""
        if isinstance(self._smtp, smtplib.SMTP) and self._smtp.sock is None:
            self._backend.connection = None  # lost since the last letter
        if self._backend.open() and isinstance(self._smtp, smtplib.SMTP):
            # The end of a message is one small packet: it must not wait for the answer to others.
            self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._smtp.ehlo_or_helo_if_needed()

    def close(self):
        """Leave, whatever state the connection is in."""
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            self._backend.connection = None  # the server closed first

    def carry(self, message, *, may_leave, handing):
        """Give ``message`` to the server; returns whether it left.

        ``may_leave``: called when the server has accepted the addressee and before it gets the
        text; False keeps the letter here. ``handing``: a context manager held from the end of the
        text to the answer of the server; left without an exception, the server took the letter.

        Raises ``SMTPRecipientsRefused``, ``SMTPSenderRefused`` or ``SMTPDataError`` with the words
        of the server; ``SMTPServerDisconnected`` or ``OSError`` when the connection is lost.
        """
        if isinstance(self._smtp, smtplib.SMTP):
            return self._converse(message, may_leave, handing)
        if not may_leave():
            return False
        with handing():
            self._backend.send_messages([message])
        return True

    @property
    def _smtp(self):
        return getattr(self._backend, "connection", None)

    def _bytes(self, message):
        """The message as it travels, a large attachment encoded once for this connection.

        While the message is written, a word nobody can guess holds the place of the attachment.
        """
        held = {}
        for index, attachment in enumerate(message.attachments):
            if isinstance(attachment, MIMEBase) or len(attachment[1]) < WORTH_KEEPING:
                continue
            name, content, kind = attachment
            if content not in self._encoded:
                self._encoded[content] = base64.encodebytes(content).replace(b"\n", b"\r\n")
            place = uuid.uuid4().hex
            held[place.encode()] = self._encoded[content]
            message.attachments[index] = _placeholder(name, kind, place)
        written = message_bytes(message).replace(b"\r\n.", b"\r\n..")
        for place, encoded in held.items():
            written = written.replace(place, encoded.rstrip(), 1)
        return written if written.endswith(b"\r\n") else written + b"\r\n"

    def _converse(self, message, may_leave, handing):
        server, encoding = self._smtp, message.encoding or "utf-8"
        sender = sanitize_address(message.from_email, encoding)
        readers = [sanitize_address(address, encoding) for address in message.recipients()]
        content = self._bytes(message)
        self._introduce(server, sender, readers, len(content))
        if not may_leave():
            server.rset()
            return False
        _expect(server, 354, server.docmd("data"))
        server.send(content)
        with handing():
            _expect(server, 250, server.docmd("."))
        return True

    def _introduce(self, server, sender, readers, size):
        """Name the sender and those who read; nobody gets anything unless all are accepted."""
        code, words = server.mail(sender, [f"size={size}"] if server.has_extn("size") else [])
        if code != 250:
            _stop(server, code)
            raise smtplib.SMTPSenderRefused(code, words, sender)
        for reader in readers:
            code, words = server.rcpt(reader)
            if code not in (250, 251):
                _stop(server, code)
                raise smtplib.SMTPRecipientsRefused({reader: (code, words)})


def _placeholder(name, kind, place):
    part = MIMEBase(*kind.split("/", 1))
    part.set_payload(place)
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=_file_name(name))
    return part


def _file_name(name):
    return name if name.isascii() else ("utf-8", "", name)


def _expect(server, wanted, answer):
    code, words = answer
    if code != wanted:
        _stop(server, code)
        raise smtplib.SMTPDataError(code, words)


def _stop(server, code):
    """End the letter, not the conversation, unless the server is leaving (421)."""
    if code == 421:
        server.close()
        return
    with suppress(smtplib.SMTPServerDisconnected):  # found again when the next letter leaves
        server.rset()
