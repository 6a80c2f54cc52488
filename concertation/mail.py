"""The mail engine: templates become one unsent message, in the language of its reader."""

import email
import email.policy
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formataddr, parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

# Not \s: the no-break spaces of French typography are white space too, and stay.
BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
CALENDAR_NAME = "reunion.ics"
DEMO_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{32}\.eml\Z")


def build_message(
    *,
    template,
    context,
    language,
    to,
    from_name=None,
    reply_to=(),
    attachments=(),
    calendar=None,
    message_id=None,
    headers=None,
):
    """An unsent ``EmailMultiAlternatives`` from ``emails/<template>.{subject.txt,txt,html}``.

    ``to``: an address or a list of them. ``from_name``: who writes (the address stays ours).
    ``attachments``: (name, bytes, type). ``calendar``: (bytes, method), put both as the calendar
    part that mail programs show and as a file to keep. ``message_id``: the same for the same
    letter, so that one sent twice after a crash is recognised (see ``stable_message_id``).
    The HTML part is optional. The text parts are rendered without HTML escaping.
    """
    with translation.override(language):
        subject = one_line(_text(f"emails/{template}.subject.txt", context))
        body = _text(f"emails/{template}.txt", context).strip() + "\n"
        html = _html(f"emails/{template}.html", context)
    extra = {"Auto-Submitted": "auto-generated", "Content-Language": language, **(headers or {})}
    if message_id:
        extra["Message-ID"] = message_id
    message = EmailMultiAlternatives(
        subject=subject,
        body=body,
        from_email=_sender(from_name),
        to=[to] if isinstance(to, str) else list(to),
        reply_to=list(reply_to),
        headers=extra,
    )
    if html:
        message.attach_alternative(html, "text/html")
    if calendar:
        _attach_calendar(message, *calendar)
    for name, content, kind in attachments:
        message.attach(one_line(name), content, kind)
    return message


def absolute(path):
    """The public address of a path: from the settings, never from the Host header of a request."""
    return settings.BASE_URL + path


def address(name, email):
    """« Name <email> », safe whatever the name holds; the bare address without a name."""
    return formataddr((one_line(name), email)) if name else email


def stable_message_id(key):
    """A Message-ID that depends on ``key`` only, for instance the letter's number in the outbox."""
    return f"<{key}@{urlsplit(settings.BASE_URL).hostname}>"


def message_bytes(message):
    """The message as servers want it: lines end with CRLF."""
    return message.message().as_bytes(linesep="\r\n")


def one_line(text):
    """Control characters and line breaks become one space: a name cannot add a header."""
    return BREAKS.sub(" ", str(text)).strip()


def _text(name, context):
    return get_template(name).template.render(Context(context, autoescape=False))


def _html(name, context):
    try:
        template = get_template(name)
    except TemplateDoesNotExist as missing:
        if str(missing) != name:  # the letter exists, something it includes does not
            raise
        return None
    return template.render(context)


def _sender(name):
    own_name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return address(name or own_name, email)


def _attach_calendar(message, content, method):
    message.attach_alternative(
        content.decode("utf-8").replace("\r\n", "\n"), f"text/calendar; method={method}"
    )
    # Not text/calendar: some programs would show the meeting twice.
    message.attach(CALENDAR_NAME, content, "application/ics")


# --- Demonstration: letters stay on the machine ----------------------------------------------


class DemoBackend(BaseEmailBackend):
    """Writes each message as one ``.eml`` file in ``settings.DEMO_MAIL_DIR``; nothing leaves.

    The file appears whole (written aside, then renamed): a page that lists letters never reads half
    of one. Names sort by time.
    """

    def send_messages(self, email_messages):
        folder = Path(settings.DEMO_MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex}.eml"
            draft = folder / f".{name}"
            draft.write_bytes(message_bytes(message))
            draft.rename(folder / name)
        return len(email_messages)


@dataclass(frozen=True)
class DemoAttachment:
    """A part of a demonstration letter that can be opened by its ``index``."""

    index: int
    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class DemoLetter:
    """A demonstration letter as the screen shows it; ``name`` is its file, ``date`` is aware."""

    name: str
    subject: str
    sender: str
    to: str
    reply_to: str
    date: datetime | None
    text: str
    html: str
    attachments: tuple[DemoAttachment, ...]


def demo_letters(limit=100):
    """The last letters written by ``DemoBackend``, newest first."""
    folder = Path(settings.DEMO_MAIL_DIR)
    names = sorted((file.name for file in folder.glob("*.eml")), reverse=True)
    return [demo_letter(name) for name in [n for n in names if DEMO_NAME.match(n)][:limit]]


def demo_letter(name):
    """One letter by its file name. Raises ``FileNotFoundError`` for anything else."""
    file = Path(settings.DEMO_MAIL_DIR) / name if DEMO_NAME.match(name) else None
    if file is None or not file.is_file():
        raise FileNotFoundError(name)
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    date = message["date"]
    return DemoLetter(
        name=name,
        subject=_header(message, "subject"),
        sender=_header(message, "from"),
        to=_header(message, "to"),
        reply_to=_header(message, "reply-to"),
        date=_aware(date.datetime) if date else None,
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        attachments=tuple(
            DemoAttachment(index, part.get_filename(""), part.get_content_type(), _content(part))
            for index, part in enumerate(message.iter_attachments())
        ),
    )


def _aware(moment):
    """A date in « -0000 », as Django writes it, is read as naive: it is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _header(message, name):
    return str(message[name] or "").strip()  # a folded header may open with its fold


def _content(part):
    return part.get_payload(decode=True) or b""
