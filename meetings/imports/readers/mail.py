"""Messages kept as files (.eml): their text, and the files that came with them."""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.policy import default
from html.parser import HTMLParser

from .limits import ATTACHMENTS, TEXT, Unreadable

BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"}
SILENT = {"script", "style", "head", "title", "template"}
#: Formats that may hold minutes; pictures of a signature are left where they are.
WANTED = re.compile(r"\.(docx|docm|doc|odt|pdf|txt|eml|rtf)$", re.IGNORECASE)


def read(data):
    """``(text, subject, [(name, bytes)])`` of a message. Raises ``Unreadable``."""
    try:
        message = message_from_bytes(data, policy=default)
        body = message.get_body(preferencelist=("plain", "html"))
        text = _text(body) if body is not None else ""
        subject = str(message.get("subject") or "")
        files = list(_files(message))
    except (MessageError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise Unreadable("damaged") from error
    return text[:TEXT], " ".join(subject.split()), files


def _text(part):
    content = part.get_content()
    if isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        return from_html(content)
    if part.get_param("format", "").lower() == "flowed":
        content = _unflow(content)
    return content


def _unflow(text):
    """Lines that end with a space go on with the next one; « -- » opens a signature."""
    lines, is_open = [], False
    for line in text.replace("\r\n", "\n").split("\n"):
        if is_open:
            lines[-1] += line.removeprefix(" ")
        else:
            lines.append(line.removeprefix(" ") if line.startswith("  ") else line)
        is_open = line.endswith(" ") and line != "-- "
    return "\n".join(line.rstrip() for line in lines)


def _files(message):
    count = 0
    for part in message.iter_attachments():
        name = part.get_filename() or ""
        if part.get_content_type() == "message/rfc822":
            name, content = name or "message.eml", part.get_content().as_bytes()
        elif not WANTED.search(name):
            continue
        else:
            content = part.get_payload(decode=True) or b""
        count += 1
        if count > ATTACHMENTS:
            return
        yield name, content


class _Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.silent, self.lists = [], 0, []

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        if tag in ("ul", "ol"):
            self.lists.append([tag, 0])
        if tag in BLOCKS:
            self.pieces.append("\v" if tag == "br" else "\n")
        if tag == "li" and self.lists:
            self.lists[-1][1] += 1
            mark = f"{self.lists[-1][1]}. " if self.lists[-1][0] == "ol" else "· "
            self.pieces.append(mark)
        if tag in ("td", "th") and self.pieces and self.pieces[-1][-1:] != "\n":
            self.pieces.append(" | ")

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in BLOCKS - {"br"}:
            self.pieces.append("\n")

    def handle_data(self, data):
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        if text == " " and (not self.pieces or self.pieces[-1].endswith("\n")):
            return
        if not self.silent and text:
            self.pieces.append(text)


def from_html(content):
    """The words of a page, a line for each block; lists keep their marks."""
    page = _Page()
    page.feed(content)
    page.close()
    text = "".join(page.pieces)
    # The end of a block and the start of the next are one line end, not a blank line.
    return re.sub(r"\n+", "\n", text).replace("\v", "\n").strip("\n")
