"""Office documents are zip archives: looked at by their table of contents, never inflated.

Only the small parts that say what the document is are read, each up to ``READ_AT_MOST``.
"""

import re
import struct
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from . import kinds
from .errors import Unwelcome

#: An archive of 15 MB needs none of these; what goes beyond is made to exhaust who opens it.
MEMBERS_AT_MOST = 5000
CONTENTS_AT_MOST = 2 * 1024 * 1024
INFLATED_AT_MOST = 300 * 1024 * 1024
RATIO_AT_MOST, RATIO_FROM = 60, 24 * 1024 * 1024
READ_AT_MOST = 1024 * 1024

END, END_64, END_SIZE = b"PK\x05\x06", b"PK\x06\x07", 22
MAIN_PARTS = {
    kinds.OOXML + "wordprocessingml.document.main+xml": kinds.DOCX,
    kinds.OOXML + "spreadsheetml.sheet.main+xml": kinds.XLSX,
    kinds.OOXML + "presentationml.presentation.main+xml": kinds.PPTX,
}
ODF_TYPES = {kind.media_type: kind for kind in (kinds.ODT, kinds.ODS, kinds.ODP)}
MACRO_TYPES = re.compile(r"macro|vba|activex|\.sheet\.binary", re.IGNORECASE)
MACRO_NAMES = re.compile(
    r"(^|/)(vbaproject|vbadata|macrosheets|activex|basic|scripts)(/|\.|$)|intlmacrosheet",
    re.IGNORECASE,
)
PROGRAMS = re.compile(
    r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk|jar|sh|app|docm|xlsm|pptm|xlam)$",
    re.IGNORECASE,
)
FAR_TEMPLATE = re.compile(r"(https?:)?(//|\\\\)", re.IGNORECASE)


def office_kind(file):
    """The kind of an Office or OpenDocument file. Raises ``Unwelcome`` for any other archive."""
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members)
            names = {member.filename for member in members}
            if "[Content_Types].xml" in names:
                return _ooxml(archive, names)
            if "mimetype" in names:
                return _odf(archive, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        if isinstance(error, Unwelcome):
            raise
        raise Unwelcome(_damaged()) from error
    except (OSError, RuntimeError, expat.ExpatError, LookupError) as error:
        raise Unwelcome(_damaged()) from error
    raise Unwelcome(plain_archive())


def plain_archive():
    return _("Une archive ne se joint pas : joignez ses documents un à un.")


def _damaged():
    return _("Ce document est abîmé : ouvrez-le, enregistrez-le à nouveau, puis joignez-le.")


def _bomb():
    return _("Ce document se déplie en une taille démesurée : enregistrez-le en PDF.")


def _check_end(file):
    """The table of contents is small, plain, and the last thing in the file."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - END_SIZE - 20))
    tail = file.read()
    end = tail[-END_SIZE:]
    # A comment, or anything else after the table, is where a second file hides.
    if not end.startswith(END) or end[-2:] != b"\x00\x00" or tail.startswith(END_64):
        raise Unwelcome(_damaged())
    members, contents, start = struct.unpack("<HII", end[10:20])
    if members > MEMBERS_AT_MOST or contents > CONTENTS_AT_MOST:
        raise Unwelcome(_bomb())
    if start + contents + END_SIZE != size:
        raise Unwelcome(_damaged())  # something stands before the first member


def _check_members(members):
    inflated = sum(member.file_size for member in members)
    deflated = sum(member.compress_size for member in members)
    if inflated > INFLATED_AT_MOST:
        raise Unwelcome(_bomb())
    if inflated > RATIO_FROM and inflated > RATIO_AT_MOST * deflated:
        raise Unwelcome(_bomb())
    names, end = set(), 0
    for member in sorted(members, key=lambda one: one.header_offset):
        _check_name(member.filename)
        if member.flag_bits & 0x1:
            raise Unwelcome(_locked())
        if member.filename.casefold() in names or member.header_offset < end:
            raise Unwelcome(_bomb())  # the same bytes counted twice, or two parts of one name
        names.add(member.filename.casefold())
        end = member.header_offset + member.compress_size
    if members and min(member.header_offset for member in members):
        raise Unwelcome(_damaged())


def _locked():
    return _(
        "Ce document est protégé par un mot de passe : joignez-en une copie sans mot de passe."
    )


def _check_name(name):
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or not name.isprintable():
        raise Unwelcome(_damaged())
    if MACRO_NAMES.search(name):
        raise Unwelcome(_macros())
    if PROGRAMS.search(name):
        raise Unwelcome(_("Ce document cache un programme : enregistrez-le en PDF."))


def _macros():
    return _("Ce document contient des macros : enregistrez-le sans macros, ou en PDF.")


def _ooxml(archive, names):
    types = _attributes(_read(archive, "[Content_Types].xml"), "ContentType")
    if any(MACRO_TYPES.search(one) for one in types):
        raise Unwelcome(_macros())
    found = {MAIN_PARTS[one] for one in types if one in MAIN_PARTS}
    if len(found) != 1:
        raise Unwelcome(plain_archive())
    links = "word/_rels/settings.xml.rels"
    if links in names:
        targets = _attributes(_read(archive, links), "Target")
        if any(FAR_TEMPLATE.match(target) for target in targets):
            raise Unwelcome(_macros())  # a template fetched from elsewhere brings its own
    return found.pop()


def _odf(archive, names):
    kind = ODF_TYPES.get(_read(archive, "mimetype").decode("ascii", "replace").strip())
    if kind is None or "content.xml" not in names:
        raise Unwelcome(plain_archive())
    if "META-INF/manifest.xml" in names:
        manifest = _read(archive, "META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise Unwelcome(_locked())
    return kind


def _read(archive, name):
    with archive.open(name) as part:
        content = part.read(READ_AT_MOST + 1)
    if len(content) > READ_AT_MOST:
        raise Unwelcome(_bomb())
    return content


def _attributes(content, name):
    """The values of the attribute ``name`` in a small XML part; a DTD is refused, so nothing is
    expanded and nothing is fetched."""
    values = []
    parser = expat.ParserCreate()

    def refuse(*_declaration):
        raise Unwelcome(_damaged())

    def note(_tag, attributes):
        values.extend(value for key, value in attributes.items() if key == name)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = note
    parser.Parse(content, True)
    return values
