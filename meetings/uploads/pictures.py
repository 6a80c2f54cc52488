"""Pictures without what they carry unseen: place, camera, comments, and whatever follows them.

The picture itself is copied as it is, bit for bit: nothing is decoded, so nothing is inflated.
Source of the formats: ITU-T T.81 (JPEG), annex B; PNG specification (W3C), clauses 5 and 11.
"""

import re
import struct
import zlib

from django.utils.translation import gettext as _

from .errors import Unwelcome

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD = b"\xff\xd8\xff"
PIXELS_AT_MOST = 120_000_000
#: A marker inside the data of a scan: not a stuffed byte, not a restart.
MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
SOS, EOI, APP1, COMMENT = 0xDA, 0xD9, 0xE1, 0xFE
SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
#: Application segments that tell how colours are read; every other one is about something else.
KEPT_SEGMENTS = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
KEPT_CHUNKS = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM"),
    *(b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs", b"bKGD"),
}
ORIENTATION = 0x0112


def cleaned(file, parts):
    """The bytes of the picture, from the ``parts`` worth keeping. Raises ``Unwelcome``."""
    file.seek(0)
    try:
        return b"".join(parts(file.read()))
    except (struct.error, IndexError) as error:
        raise Unwelcome(_broken()) from error


def _broken():
    return _("Cette image est abîmée ou incomplète : enregistrez-la à nouveau en JPEG ou PNG.")


def _check_size(width, height):
    if not width or not height or width * height > PIXELS_AT_MOST:
        raise Unwelcome(_("Cette image est démesurée : réduisez-la, puis joignez-la."))


def png_parts(data):
    """The head and the chunks that make the picture, up to its end."""
    yield PNG_HEAD
    place, kind = len(PNG_HEAD), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, place)
        chunk = data[place : place + 12 + length]
        if (
            len(chunk) != 12 + length
            or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]
        ):
            raise Unwelcome(_broken())
        if (kind == b"IHDR") != (place == len(PNG_HEAD)):
            raise Unwelcome(_broken())
        if kind == b"IHDR":
            _check_size(*struct.unpack_from(">II", chunk, 8))
        if kind in KEPT_CHUNKS:
            yield chunk
        place += len(chunk)


def jpeg_parts(data):
    """The segments that make the picture, up to its end; only the orientation is kept of the rest,
    or photos taken upright would lie down."""
    yield data[:2]
    place, sized, scanned = 2, False, False
    while True:
        while data[place + 1] == 0xFF:  # fill bytes before a marker
            place += 1
        code = data[place + 1]
        if data[place] != 0xFF or (code == EOI and not (sized and scanned)):
            raise Unwelcome(_broken())
        if code == EOI:
            yield data[place : place + 2]
            return
        (length,) = struct.unpack_from(">H", data, place + 2)
        segment = data[place : place + 2 + length]
        place += 2 + length
        if code in SIZES:
            _check_size(*struct.unpack_from(">HH", segment, 5))
            sized = True
        yield _kept(code, segment)
        if code == SOS:
            scanned = True
            found = MARKER.search(data, place)
            if found is None:
                raise Unwelcome(_broken())
            yield data[place : found.end() - 2]
            place = found.end() - 2


def _kept(code, segment):
    if code == APP1 and segment[4:10] == b"Exif\x00\x00":
        return _only_orientation(segment[10:])
    if 0xE0 <= code <= 0xEF:
        mark = KEPT_SEGMENTS.get(code)
        return segment if mark and segment[4:].startswith(mark) else b""
    return b"" if code == COMMENT else segment


def _only_orientation(tiff):
    """An Exif segment that says how the picture is turned, and nothing else; or nothing."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return b""
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for number in range(min(count, 200)):
            entry = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * number)
            if entry[0] == ORIENTATION and 2 <= entry[3] <= 8:
                body = b"Exif\x00\x00II*\x00" + struct.pack(
                    "<IHHHIHHI", 8, 1, ORIENTATION, 3, 1, entry[3], 0, 0
                )
                return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    except struct.error:
        return b""
    return b""
