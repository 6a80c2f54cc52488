"""What a document may cost, and how a reader refuses."""

import zipfile
import zlib
from xml.parsers import expat

SECONDS, MEMORY = 15, 700_000_000
#: A part of an office document, inflated; the whole text that comes out; the pages of a PDF.
PART, TEXT, PAGES = 40_000_000, 3_000_000, 300
ATTACHMENTS = 20


class Unreadable(Exception):
    """The document was not read; ``code`` says why, the caller has the sentence."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def part_of(archive, name):
    """The bytes of a part of an office document, read up to ``PART``."""
    try:
        with archive.open(name) as opened:
            content = opened.read(PART + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("damaged") from error
    if len(content) > PART:
        raise Unreadable("bomb")
    return content


def parse_xml(content, start, end, text):
    """Walk XML without a DTD: nothing is expanded, nothing is fetched.

    ``start(tag, attributes)``, ``end(tag)``, ``text(characters)``; tags without their namespace.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_declaration):
        raise Unreadable("bomb")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda tag, found: start(
        tag.rpartition("}")[2], {key.rpartition("}")[2]: value for key, value in found.items()}
    )
    parser.EndElementHandler = lambda tag: end(tag.rpartition("}")[2])
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable("damaged") from error
