"""Files as people send them, and as nobody should: built here, byte by byte."""

import io
import struct
import zipfile
import zlib

from PIL import Image

OOXML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("wordprocessingml.document", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("presentationml.presentation", "ppt/presentation.xml"),
}
ODF = "application/vnd.oasis.opendocument."


def zipped(members, compression=zipfile.ZIP_DEFLATED, comment=b""):
    """An archive of ``{name: content}``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def office_members(kind="docx", types=(), **members):
    """The parts of an Office document; ``types``: content types declared besides its own."""
    main, part = MAIN[kind]
    declared = [f"{OOXML}{main}.main+xml", *types]
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{one}"/>' for one in declared)
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{namespace}">'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": "<Relationships/>",
        part: "<document>Note de cadrage</document>",
    } | members


def office(kind="docx", types=(), **members):
    return zipped(office_members(kind, types, **members))


def open_document(kind="text", **members):
    return zipped({"mimetype": ODF + kind, "content.xml": "<office:document/>"} | members)


def pdf(body=b"", end=b"%%EOF\n"):
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"
        + body
        + b"trailer<</Root 1 0 R>>\nstartxref\n9\n"
        + end
    )


def picture(kind="PNG", size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "#b0441a").save(out, kind, **options)
    return out.getvalue()


def photo_with_place(orientation=6):
    """A JPEG as a telephone makes it: turned, with the place, the camera and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Marque du téléphone"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 49.0, 12.0), 3: "E", 4: (4.0, 20.0, 1.0)})
    return picture("JPEG", exif=exif, comment=b"rue secrete 12")


def png_chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png_claiming(width, height):
    """A PNG whose head announces a size its reader would have to find room for."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + png_chunk(b"IEND", b"")
    )


def bomb(megabytes=400):
    """A small document whose only part inflates to ``megabytes``; made without holding it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in office_members().items():
            archive.writestr(name, content)
        with archive.open("word/media/image1.bmp", "w") as part:
            for _n in range(megabytes):
                part.write(b"\0" * 1024 * 1024)
    return out.getvalue()


def overlapping(times=200):
    """A document whose table of contents counts one part many times (a « better » bomb)."""
    content = b"\0" * 2_000_000
    whole = zipped(office_members() | {"word/media/a.bin": content})
    end = whole.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", whole[end + 16 : end + 20])[0]
    table = whole[start:end]
    entry = table[table.rindex(b"PK\x01\x02") :]
    extra = b"".join(entry.replace(b"media/a.bin", b"media/%05d" % n) for n in range(times))
    count = struct.unpack("<H", whole[end + 10 : end + 12])[0] + times
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(table + extra), start, 0
    )
    return whole[:start] + table + extra + tail


def long_table(members=60_000):
    """An archive of nothing but names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number in range(members):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    return out.getvalue()


def encrypted_member():
    """An archive whose parts say they are locked."""
    whole = bytearray(office())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := whole.find(mark, at + 1)) >= 0:
            whole[at + place] |= 1
    return bytes(whole)
