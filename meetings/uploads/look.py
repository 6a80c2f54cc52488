"""Which kind a file is, from its bytes: an exact head, then what that kind must and must not hold.

No library guesses here: those that do read « BM25, note de la Mission Locale » as a bitmap. What is
not recognised with certainty is refused.
"""

import codecs
import re
import zipfile

from django.utils.translation import gettext as _

from . import archives, kinds, pictures
from .errors import Unwelcome

HEAD = 4096
CHUNK = 64 * 1024
#: After the mark of its end, a PDF holds line ends and comments only.
END_OF_PDF = 2048
PAGE = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|meta|\?php)\b", re.I)
MARKUP = re.compile(r"\s*<\s*[!?a-z]", re.IGNORECASE)
LOCKED = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def examine(file):
    """``(kind, content)`` of a seekable binary file; ``content`` is bytes to keep in its place when
    what was hidden in a picture was taken out, else ``None``.

    Raises ``Unwelcome``. Reads in pieces; only a picture is held whole.
    """
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise Unwelcome(_("Ce fichier est vide : vérifiez qu’il s’ouvre, puis choisissez-le."))
    try:
        return _examine(file, head)
    finally:
        file.seek(0)


def _examine(file, head):
    if head.startswith(b"%PDF-"):
        _check_pdf(file, head)
        return kinds.PDF, None
    if head.startswith(pictures.PNG_HEAD):
        return kinds.PNG, pictures.cleaned(file, pictures.png_parts)
    if head.startswith(pictures.JPEG_HEAD):
        return kinds.JPEG, pictures.cleaned(file, pictures.jpeg_parts)
    if head.startswith(b"PK"):
        return archives.office_kind(file), None
    _refuse_known(head)
    _check_text(file)
    return kinds.TEXT, None


def _check_pdf(file, head):
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - END_OF_PDF))
    _before, mark, after = file.read().rpartition(b"%%EOF")
    if not mark or not all(_is_comment(line) for line in after.splitlines()):
        raise Unwelcome(
            _("Ce PDF est incomplet ou suivi d’autre chose : enregistrez-le à nouveau en PDF.")
        )
    if PAGE.search(head[:1024]) or zipfile.is_zipfile(file):
        raise Unwelcome(_mixed())
    if _holds(file, LOCKED):
        raise Unwelcome(
            _("Ce PDF est protégé par un mot de passe ou un verrou : joignez-en une copie libre.")
        )


def _mixed():
    return _(
        "Ce fichier est deux choses à la fois : enregistrez-le à nouveau en PDF, puis joignez."
    )


def _is_comment(line):
    line = line.strip(b" \t\x00")
    return not line or (line.startswith(b"%") and not PAGE.search(line))


def _holds(file, pattern):
    """Whether ``pattern`` occurs, read in overlapping pieces."""
    file.seek(0)
    last = b""
    while piece := file.read(CHUNK):
        if pattern.search(last + piece):
            return True
        last = piece[-64:]
    return False


def _check_text(file):
    """UTF-8 from one end to the other, without control characters, and not a page."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    first = True
    try:
        while piece := file.read(CHUNK):
            text = decoder.decode(piece)
            if UNSEEN.search(text):
                raise Unwelcome(_unknown())
            if first and (MARKUP.match(text) or PAGE.search(piece[:1024])):
                raise Unwelcome(_page())
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unwelcome(_unknown()) from error


def _page():
    return _("Une page web ou un dessin SVG ne se joint pas : enregistrez-le en PDF.")


def _unknown():
    return _(
        "Ce contenu n’est pas reconnu : joignez un PDF, un document Word, Excel, PowerPoint ou "
        "OpenDocument, une image PNG ou JPEG, ou un texte enregistré en UTF-8."
    )


def _refuse_known(head):
    """Say it in its own words when the file is of a kind people try in good faith."""
    if head.startswith((b"MZ", b"\x7fELF", b"#!")) or head[:4] in MACHO:
        raise Unwelcome(_("Un programme ne se joint pas : joignez le document lui-même."))
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Unwelcome(
            _(
                "Ce document est d’un ancien format Office ou protégé par un mot de passe : "
                "enregistrez-le en .docx, .xlsx ou .pptx sans mot de passe, ou en PDF."
            )
        )
    if head.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        raise Unwelcome(archives.plain_archive())
    if head.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")) or head[4:8] == b"ftyp":
        _refuse_picture(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        _refuse_picture(head)
    if head.startswith((b"{\\rtf", b"%!PS")):
        raise Unwelcome(_("Ce format n’est pas repris : enregistrez le document en PDF."))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unwelcome(_("Ce texte n’est pas en UTF-8 : enregistrez-le en UTF-8, ou en PDF."))


MACHO = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xca\xfe\xba\xbe")


def _refuse_picture(head):
    if b"\x00" in head or not head.isascii():
        raise Unwelcome(
            _("Cette image ou cette vidéo ne se joint pas : enregistrez l’image en JPEG ou PNG.")
        )
