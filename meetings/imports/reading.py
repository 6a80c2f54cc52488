"""From a file of any kind to its text, or to the sentence that says why not."""

import io
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..uploads import Unwelcome, kinds
from ..uploads.archives import office_kind
from .readers.apart import read_apart
from .readers.limits import Unreadable
from .text import UnreadableFile, clean_text, read_text

MAX_FILE = 15 * 1024 * 1024
#: No PV is longer: beyond, the text is something else.
MAX_LINES, MAX_TEXT = 5000, 500_000
_HEADERS = re.compile(
    rb"^(from|to|subject|date|mime-version|message-id|received|return-path|content-type"
    rb"|delivered-to|x-[a-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_EXTENSION = re.compile(r"\.[a-z0-9]{2,5}$")
TYPES = {
    "word": (".docx", kinds.DOCX.media_type),
    "opendocument": (".odt", kinds.ODT.media_type),
    "portable": (".pdf", "application/pdf"),
    "mail": (".eml", "message/rfc822"),
    "text": (".txt", "text/plain"),
}
_OFFICE = {kinds.DOCX: "word", kinds.ODT: "opendocument"}


@dataclass
class Reading:
    """``kind``: a key of ``TYPES``; ``files``: [(name, bytes)] that came with a message;
    ``notes``: sentences for whoever reads it again."""

    kind: str
    text: str
    files: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def read_file(data, name=""):
    """``Reading`` of a file, whatever its extension says. Raises ``UnreadableFile``.

    Office documents, PDFs and messages are read in a process with bounded time and memory.
    """
    if len(data) > MAX_FILE:
        raise UnreadableFile(_("Ce fichier dépasse 15 Mo : un PV est bien plus petit."))
    kind = kind_of(data)
    if kind == "text":
        found = Reading(kind, read_text(data))
    else:
        found = _read_apart(kind, data)
    check_length(found.text)
    extension = _EXTENSION.search(name.lower())
    if extension and extension.group() != TYPES[kind][0]:
        words = _("Malgré son nom, ce fichier est en réalité un document %(kind)s.")
        found.notes.append(words % {"kind": TYPES[kind][0]})
    return found


def kind_of(data):
    """Which reader takes these bytes. Raises ``UnreadableFile`` for a kind that none takes."""
    if b"%PDF-" in data[:1024]:
        return "portable"
    if data.startswith(b"PK"):
        return _office(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            _(
                "Ce document est d’un ancien format Word, ou protégé par un mot de passe : "
                "enregistrez-le en .docx sans mot de passe."
            )
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(_("Ce document est au format RTF : enregistrez-le en .docx."))
    head = data[:4000].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    if len({name.lower() for name in _HEADERS.findall(head)}) >= 3:
        return "mail"
    return "text"


def _office(data):
    try:
        kind = office_kind(io.BytesIO(data))
    except Unwelcome as error:
        raise UnreadableFile(str(error)) from error
    if kind not in _OFFICE:
        raise UnreadableFile(
            _("Ce fichier est un tableau ou une présentation : il faut le document du PV.")
        )
    return _OFFICE[kind]


def _read_apart(kind, data):
    try:
        text, subject, files = read_apart(kind, data)
    except Unreadable as error:
        raise UnreadableFile(_sentence(error.code)) from error
    if subject and subject not in text:
        text = f"{subject}\n\n{text}"
    if not text.strip() and not files:
        raise UnreadableFile(_("Ce fichier ne contient aucun texte."))
    return Reading(kind, text.replace("\x00", ""), files)


def check_length(text):
    """Raises ``UnreadableFile`` when the text is longer than any PV."""
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        words = _("Ce texte compte %(n)s lignes : donnez un fichier par réunion.")
        raise UnreadableFile(words % {"n": lines})
    if len(text) > MAX_TEXT:
        raise UnreadableFile(_("Ce texte est bien plus long qu’un PV : donnez-le en plusieurs."))
    if not clean_text(text).strip():
        raise UnreadableFile(_("Ce fichier est vide."))


def _sentence(code):
    return {
        "locked": _("Ce document est protégé par un mot de passe : donnez-en une copie libre."),
        "no_text": _(
            "Ce PDF est une image (une page numérisée) : il n’a pas de texte. Donnez le document "
            "d’origine, ou collez son texte."
        ),
        "bomb": _("Ce document se déplie en une taille démesurée : enregistrez-le à nouveau."),
        "too_long": _("Ce texte est bien plus long qu’un PV : donnez un fichier par réunion."),
        "too_slow": _("La lecture de ce document prend trop de temps : collez plutôt son texte."),
    }.get(code, _("Ce document est abîmé : enregistrez-le à nouveau, ou collez son texte."))
