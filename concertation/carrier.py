"""One connection to the mail server, and the one moment of doubt of each letter it carries.

SMTP cannot promise « exactly once »: between the last byte of a message and the mark that it was
taken, a killed process leaves a letter that may have arrived. Here that moment is as short as it
can be, and the caller is told when it begins and ends.
"""

import base64
import smtplib
import socket
import uuid
from contextlib import contextmanager, suppress
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
        self._ahead = None  # (message, its envelope) of the letter that comes next
        #: Whether the server may hold any of the last letter.
        self.has_begun = False

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

    def carry(self, message, *, may_leave, handing, following=lambda: None):
        """Give ``message`` to the server; returns whether it left.

        ``may_leave``: called while the server answers about the addressee, before it gets the text;
        False keeps the letter here. ``handing``: a context manager held from the end of the
        text to the answer of the server; left without an exception, the server took the letter.
        ``following``: gives the message that comes next, or None; called while the server thinks.
        What it raises is ignored: that message has its own turn to fail.

        Raises ``SMTPRecipientsRefused``, ``SMTPSenderRefused`` or ``SMTPDataError`` with the words
        of the server; ``SMTPServerDisconnected`` or ``OSError`` when the connection is lost.
        """
        self.has_begun = False
        if isinstance(self._smtp, smtplib.SMTP):
            return self._converse(message, may_leave, handing, following)
        if not may_leave():
            return False
        self.has_begun = True
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
        held, carried = {}, []
        for attachment in message.attachments:
            if not isinstance(attachment, MIMEBase) and len(attachment[1]) >= WORTH_KEEPING:
                name, content, kind = attachment
                if content not in self._encoded:
                    self._encoded[content] = base64.encodebytes(content).replace(b"\n", b"\r\n")
                place = uuid.uuid4().hex
                held[place.encode()] = self._encoded[content]
                attachment = _placeholder(name, kind, place)
            carried.append(attachment)
        with _carrying(message, carried):
            written = message_bytes(message).replace(b"\r\n.", b"\r\n..")
        for place, encoded in held.items():
            written = written.replace(place, encoded.rstrip(), 1)
        return written if written.endswith(b"\r\n") else written + b"\r\n"

    def _write_ahead(self, following):
        with suppress(Exception):
            message = following()
            self._ahead = message and (message, self._envelope(message))

    def _written(self, message):
        ahead, self._ahead = self._ahead, None
        return ahead[1] if ahead and ahead[0] is message else self._envelope(message)

    def _envelope(self, message):
        """Who sends, who reads and the message, all as they travel."""
        encoding = message.encoding or "utf-8"
        sender = sanitize_address(message.from_email, encoding)
        readers = [sanitize_address(address, encoding) for address in message.recipients()]
        return sender, readers, self._bytes(message)

    def _converse(self, message, may_leave, handing, following):
        server = self._smtp
        sender, readers, content = self._written(message)
        size = [f"size={len(content)}"] if server.has_extn("size") else []
        server.putcmd("mail", " ".join([f"FROM:{smtplib.quoteaddr(sender)}", *size]))
        self._write_ahead(following)
        if not self._introduce(server, sender, readers, may_leave):
            server.rset()
            return False
        self.has_begun = True
        _expect(server, 354, server.docmd("data"))
        server.send(content)
        with handing():
            _expect(server, 250, server.docmd("."))
        return True

    def _introduce(self, server, sender, readers, may_leave):
        """The sender, just named, then those who read: nobody gets anything unless all may.

        Returns what ``may_leave`` says, asked while the server answers about the last of them.
        """
        leaves = True
        code, words = server.getreply()
        if code != 250:
            _stop(server, code)
            raise smtplib.SMTPSenderRefused(code, words, sender)
        for reader in readers:
            server.putcmd("rcpt", f"TO:{smtplib.quoteaddr(reader)}")
            if reader is readers[-1]:
                leaves = may_leave()
            code, words = server.getreply()
            if code not in (250, 251):
                _stop(server, code)
                raise smtplib.SMTPRecipientsRefused({reader: (code, words)})
        return leaves


@contextmanager
def _carrying(message, attachments):
    """The message with other attachments, for the time of writing it."""
    own, message.attachments = message.attachments, attachments
    try:
        yield
    finally:
        message.attachments = own


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
