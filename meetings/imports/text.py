"""From the bytes of a file to clean lines of text."""

import re
import unicodedata

from django.utils.translation import gettext as _

MAX_BYTES = 2 * 1024 * 1024
MAX_CONTROL_SHARE = 0.05
BULLETS = "·•∙▪‣◦●○–—-*+→o"

_WORD, _PDF, _IMAGE = "Word", "PDF", "image"
_MAGIC = (
    (b"%PDF", _PDF),
    (b"PK\x03\x04", _WORD),
    (b"\xd0\xcf\x11\xe0", _WORD),
    (b"{\\rtf", _WORD),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_BOOKMARK = re.compile(r"\[bookmark:[^\[\]\n]{0,120}\]", re.IGNORECASE)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BULLET = re.compile(
    rf"(?:[{re.escape(BULLETS[:-1])}]+\s*(?=\S)|o\s+(?=\S)|(?:\d{{1,2}}|[a-z])\)\s*(?=\S))"
)


_NUMBER = re.compile(r"\d{1,2}\.\s?(?=[^\W\d])")


class UnreadableFile(ValueError):
    """The file is not a text; the message is a French sentence for the user."""


class NotMinutes(ValueError):
    """The text is not minutes; the message is a French sentence for the user."""


def read_text(data):
    """Text of an uploaded file: UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises ``UnreadableFile`` for what is empty, above 2 MB, a Word, PDF or image file, or binary.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(_("Ce fichier dépasse 2 Mo : un PV en texte est bien plus petit."))
    _refuse_other_formats(data)
    text = _decode(data)
    if not text.strip("\ufeff \t\r\n\u00a0"):
        raise UnreadableFile(_("Ce fichier est vide."))
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise _binary()
    return text


def _refuse_other_formats(data):
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind == _WORD:
        raise UnreadableFile(
            _(
                "Ce fichier est un document de traitement de texte (Word, LibreOffice) : "
                "enregistrez-le en texte (.txt), puis recommencez."
            )
        )
    if kind == _PDF:
        raise UnreadableFile(
            _("Ce fichier est un document PDF : enregistrez-le en texte (.txt), puis recommencez.")
        )
    if kind == _IMAGE:
        raise UnreadableFile(
            _("Ce fichier est une image : le texte du PV est nécessaire, en fichier .txt.")
        )


def _decode(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise _binary()


def _binary():
    return UnreadableFile(
        _("Ce fichier ne contient pas de texte lisible : enregistrez-le en texte (.txt).")
    )


def clean_text(text):
    """The same words without the residue of Word: bookmarks, symbol fonts, odd spaces.

    Lines are kept, stripped, with blank ones empty.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _BOOKMARK.sub("", text)
    text = _INVISIBLE.sub("", text)
    text = _PRIVATE.sub("→", text)
    text = _CONTROL.sub(" ", text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "\n".join(line.strip() for line in text.split("\n"))


class _Folding(dict):
    def __missing__(self, code):
        char = chr(code)
        plain = unicodedata.normalize("NFD", char)[0].lower()[0]
        self[code] = plain
        return plain


_FOLDING = _Folding({ord("’"): "'", ord("‘"): "'", ord("ʼ"): "'"})


def fold(text):
    """Lower case without accents, of the same length: positions found in one serve the other."""
    return text.translate(_FOLDING)


def split_list_mark(line):
    """As ``split_bullet``, with « 1. » too: for the lines inside a point, headings being known."""
    match = _NUMBER.match(line)
    return (match.group(), line[match.end() :]) if match else split_bullet(line)


def strip_sign(line):
    """The line without its bullet; a number or a letter, « 1. » or « a) », is a word and stays."""
    mark, rest = split_list_mark(line)
    return line if any(char.isalnum() for char in mark) else rest


def split_bullet(line):
    """``("· ", "rest")``; an empty bullet when the line is plain prose. « 1) » is a bullet too."""
    match = _BULLET.match(line)
    return (match.group(), line[match.end() :]) if match else ("", line)


def words_of(text):
    """Folded words and numbers of a text, in order."""
    return re.findall(r"[^\W_]+", fold(text))
