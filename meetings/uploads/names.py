"""What a file is called: the words of its author, without what a name could do to a machine."""

import re
import unicodedata
from pathlib import PurePosixPath

from .kinds import KINDS

LONGEST, LONGEST_BYTES = 150, 220
#: Kept by Windows for its devices, whatever the extension.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*]')
OURS = {name for kind in KINDS for name in (kind.extension, *kind.also)}


def clean_name(raw, kind):
    """The name under which a file of ``kind`` is shown and sent, 150 characters at most.

    Path parts, control characters and marks that turn the direction of reading are dropped; the
    extension is the one of the content, whatever the name said.
    """
    name = unicodedata.normalize("NFC", str(raw)).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if _is_unseen(letter) else letter for letter in name)
    name = " ".join(FORBIDDEN.sub("-", name).split()).rstrip(" .")
    stem, extension = _split(name, kind)
    stem = stem.lstrip(" .")
    if not stem or DEVICES.match(stem):
        stem = f"document {stem}".strip()
    return _cut(stem, extension) + extension


def _is_unseen(letter):
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _split(name, kind):
    """The name without any extension of ours at its end, and the right one."""
    extension = kind.extension
    while (suffix := PurePosixPath(name).suffix.lower()) in OURS:
        if suffix in kind.also:
            extension = suffix
        name = name[: -len(suffix)].rstrip(" .")
    return ("" if name.lower() in OURS else name), extension


def _cut(stem, extension):
    stem = stem[: LONGEST - len(extension)]
    room = LONGEST_BYTES - len(extension)
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .")
