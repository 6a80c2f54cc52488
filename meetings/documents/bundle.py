"""The file of a meeting as a ZIP: what this reader may have of it, each piece with its hash.

Written to a file that leaves the memory beyond ``IN_MEMORY``: joined files are copied piece by
piece. The same rows give the same bytes: fixed dates, fixed order.
"""

import hashlib
import json
import re
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from concertation.typography import date_short

from .. import wording
from . import common

IN_MEMORY = 4 * 1024 * 1024
PIECE = 64 * 1024
LONGEST_NAME = 100
FIXED = (1980, 1, 1, 0, 0, 0)
MANIFEST, READABLE = "manifeste.json", "MANIFESTE.txt"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
#: Already compressed: packing them again takes time and gains nothing.
_PACKED = (".pdf", ".docx", ".xlsx", ".pptx", ".jpg", ".jpeg", ".png", ".zip", ".odt")


@dataclass(frozen=True)
class Piece:
    """One file of the bundle. ``content``: a function giving its bytes, or chunks of bytes, when
    its turn comes; ``what``: the words that tell it."""

    path: str
    what: str
    content: callable


def bundle(meeting, pieces, *, audience):
    """An open file at its start with the ZIP of ``pieces``, in their order, and their manifest.

    The caller closes it. A piece whose content is gone (``None``) is told as missing.
    """
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    entries, taken = [], {MANIFEST.casefold(), READABLE.casefold()}
    with zipfile.ZipFile(out, "w", allowZip64=True) as target:
        for piece in pieces:
            path = _free(safe_path(piece.path), taken)
            entries.append(_put(target, path, piece))
        about = _about(meeting, audience)
        _write(target, MANIFEST, [_as_json(about, entries)])
        _write(target, READABLE, [_as_text(about, entries)])
    out.seek(0)
    return out


def bundle_name(meeting):
    return common.file_name("Dossier", meeting).removesuffix(".pdf") + ".zip"


def safe_path(path):
    """``path`` without anything that leaves its folder or that a system refuses."""
    parts = [_safe(part) for part in PurePosixPath(path).parts if part not in ("/", ".", "..")]
    return "/".join(parts) or "fichier"


def _safe(name):
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip(" .")
    name = _RESERVED.sub(r"_\1", name) or "fichier"
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME:
        ending = f".{ending[:10]}" if dot else ""
        name = (stem or name)[: LONGEST_NAME - len(ending)].rstrip(" .") + ending
    return name


def _free(path, taken):
    """``path``, numbered when a file of that name, whatever its capitals, is already there."""
    folder = PurePosixPath(path)
    number, found = 1, path
    while found.casefold() in taken:
        number += 1
        found = str(folder.with_name(f"{folder.stem} ({number}){folder.suffix}"))
    taken.add(found.casefold())
    return found


def _put(target, path, piece):
    content = piece.content()
    if content is None:
        return {"path": None, "what": piece.what, "name": path, "missing": True}
    chunks = [content] if isinstance(content, bytes) else content
    size, digest = _write(target, path, chunks)
    return {"path": path, "what": piece.what, "size": size, "sha256": digest}


def _write(target, path, chunks):
    info = zipfile.ZipInfo(path, FIXED)
    packed = path.lower().endswith(_PACKED)
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    size, digest = 0, hashlib.sha256()
    with target.open(info, "w", force_zip64=True) as entry:
        for chunk in chunks:
            entry.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _about(meeting, audience):
    return {
        "zone": meeting.zone.name_fr,
        "meeting": wording.body_name(meeting),
        "held_on": meeting.held_on.isoformat(),
        "audience": audience.value,
        "readers": str(audience.label),
        "day": date_short(meeting.starts_at),
    }


def _as_json(about, entries):
    kept = {key: value for key, value in about.items() if key != "day"}
    content = {**kept, "algorithm": "SHA-256", "files": entries}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _as_text(about, entries):
    lines = [
        _("Dossier de la réunion : %(meeting)s, %(day)s") % about,
        _("Exemplaire pour %(readers)s") % about,
        "",
        _("Empreinte SHA-256 de chaque fichier, puis son nom :"),
        "",
    ]
    for entry in entries:
        if entry["path"]:
            lines.append(f"{entry['sha256']}  {entry['path']}")
        else:
            lines.append(_("Introuvable : %(name)s") % entry)
    lines += ["", _("Contenu :"), ""]
    lines += [f"– {entry['path']} : {entry['what']}" for entry in entries if entry["path"]]
    return ("\n".join(lines) + "\n").encode()
