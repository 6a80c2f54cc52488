"""What is taken and what is not: forty files, each with its sentence, its time and its memory."""

import io
import time
import tracemalloc

import pytest
from PIL import Image

from meetings import uploads
from meetings.uploads.kinds import DOCX, JPEG, PDF, PNG, TEXT
from tests.meetings import files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DTD = '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><Types>&b;</Types>'
RELS = '<Relationships><Relationship Target="{}"/></Relationships>'

TAKEN = {
    "PDF": (files.pdf, ".pdf"),
    "PDF with a comment after its end": (lambda: files.pdf(end=b"%%EOF\r\n%made by\n\0"), ".pdf"),
    "Word": (files.office, ".docx"),
    "Excel": (lambda: files.office("xlsx"), ".xlsx"),
    "PowerPoint": (lambda: files.office("pptx"), ".pptx"),
    "Word with a template of its own machine": (
        lambda: files.office(
            **{"word/_rels/settings.xml.rels": RELS.format("file:///C:\\Modeles\\Normal.dotm")}
        ),
        ".docx",
    ),
    "OpenDocument": (files.open_document, ".odt"),
    "OpenDocument table": (lambda: files.open_document("spreadsheet"), ".ods"),
    "OpenDocument slides": (lambda: files.open_document("presentation"), ".odp"),
    "PNG": (files.picture, ".png"),
    "JPEG": (lambda: files.picture("JPEG"), ".jpg"),
    "JPEG in several passes": (lambda: files.picture("JPEG", progressive=True), ".jpg"),
    "text": (lambda: "Réunion à 9 h 30 – ordre du jour\r\n".encode(), ".txt"),
    "text with a mark of order": (lambda: "\ufeffÀ lire".encode(), ".txt"),
    "text that begins like a bitmap": (lambda: b"BM25, note de la Mission Locale\n", ".txt"),
}

REFUSED = {
    "empty": (lambda: b"", "est vide"),
    "web page": (lambda: b"<!DOCTYPE html><p>Bonjour", "page web"),
    "web page after spaces": (lambda: b"\n\n  <HTML><script>alert(1)</script>", "page web"),
    "web page called text": (lambda: b"Bonjour\n<script>alert(1)</script>", "page web"),
    "drawing": (lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "page web"),
    "Windows program": (lambda: b"MZ\x90\x00" + b"\0" * 60, "programme"),
    "Linux program": (lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 60, "programme"),
    "script": (lambda: b"#!/bin/sh\nrm -rf /\n", "programme"),
    "zip": (lambda: files.zipped({"note.pdf": files.pdf()}), "archive"),
    "empty zip": (lambda: files.zipped({}), "archive"),
    "epub": (lambda: files.zipped({"mimetype": "application/epub+zip"}), "archive"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00" + b"\0" * 40, "archive"),
    "old Word": (lambda: OLE + b"\0" * 600, "ancien format"),
    "Word with macros": (
        lambda: files.office(types=["application/vnd.ms-word.document.macroEnabled.main+xml"]),
        "macros",
    ),
    "Word whose macros have another name": (
        lambda: files.office(types=["application/vnd.ms-office.vba&#80;roject"]),
        "macros",
    ),
    "Excel with its macros in place": (
        lambda: files.office("xlsx", **{"xl/vbaProject.bin": OLE}),
        "macros",
    ),
    "OpenDocument with macros": (
        lambda: files.open_document(**{"Basic/Standard/Module1.xml": "<x/>"}),
        "macros",
    ),
    "Word that fetches a template": (
        lambda: files.office(
            **{"word/_rels/settings.xml.rels": RELS.format("https://mal.exemple/x.dotm")}
        ),
        "macros",
    ),
    "Word with a program inside": (
        lambda: files.office(**{"word/embeddings/facture.exe": b"MZ"}),
        "cache un programme",
    ),
    "Word with a password": (files.encrypted_member, "mot de passe"),
    "OpenDocument with a password": (
        lambda: files.open_document(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "mot de passe",
    ),
    "PDF with a password": (
        lambda: files.pdf(b"<</Root 1 0 R/Encrypt 5 0 R>>\n" + b" " * 200_000),
        "verrou",
    ),
    "bomb": (lambda: files.bomb(400), "taille démesurée"),
    "smaller bomb": (lambda: files.bomb(60), "taille démesurée"),
    "bomb of one part counted many times": (files.overlapping, "taille démesurée"),
    "archive of sixty thousand names": (files.long_table, "taille démesurée"),
    "bomb in the part that is read": (
        lambda: files.office(**{"[Content_Types].xml": " " * 20_000_000}),
        "taille démesurée",
    ),
    "entities": (lambda: files.office(**{"[Content_Types].xml": DTD}), "abîmé"),
    "part outside the archive": (lambda: files.office(**{"../../etc/cron.d/x": "x"}), "abîmé"),
    "document after a page": (lambda: b"PK\x03\x04<html>" + files.office(), "abîmé"),
    "document before a page": (lambda: files.office() + b"<script>alert(1)</script>", "abîmé"),
    "document with a comment": (
        lambda: files.zipped(files.office_members(), comment=b"<html>"),
        "abîmé",
    ),
    "cut document": (lambda: files.office()[:-30], "abîmé"),
    "PDF and archive": (
        lambda: files.pdf() + files.zipped({"a.exe": b"MZ"}),
        "suivi d’autre chose",
    ),
    "PDF around an archive": (
        lambda: files.pdf(files.zipped({"a.exe": b"MZ"})),
        "deux choses à la fois",
    ),
    "PDF and page": (
        lambda: files.pdf(b"<html><script>alert(1)</script>"),
        "deux choses à la fois",
    ),
    "PDF with a page as comment": (
        lambda: files.pdf(end=b"%%EOF\n%<script>alert(1)</script>\n"),
        "suivi d’autre chose",
    ),
    "cut PDF": (lambda: files.pdf(end=b""), "incomplet"),
    "PNG of two thousand million points": (lambda: files.png_claiming(50_000, 50_000), "démesurée"),
    "cut PNG": (lambda: files.picture()[:-20], "abîmée"),
    "cut JPEG": (lambda: files.picture("JPEG")[:-2], "abîmée"),
    "head of a JPEG only": (lambda: b"\xff\xd8\xff\xe0" + b"\xff" * 5000, "abîmée"),
    "GIF": (lambda: files.picture("GIF"), "JPEG ou PNG"),
    "telephone photo": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 40, "JPEG ou PNG"),
    "text of an old Windows": (lambda: "Réunion".encode("cp1252"), "UTF-8"),
    "text in UTF-16": (lambda: "Réunion".encode("utf-16"), "UTF-8"),
    "bytes without sense": (lambda: bytes(range(256)) * 40, "n’est pas reconnu"),
}


def looked_at(content):
    """The verdict on a file, within 5 s and 64 MB."""
    tracemalloc.start()
    began = time.monotonic()
    try:
        return uploads.examine(io.BytesIO(content))
    finally:
        took, (_now, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert took < 5
        assert peak < 64 * 1024 * 1024


@pytest.mark.parametrize("name", TAKEN)
def test_file_of_good_faith_is_taken(name):
    make, extension = TAKEN[name]
    kind, _content = looked_at(make())
    assert kind.extension == extension


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused_in_a_sentence(name):
    make, words = REFUSED[name]
    with pytest.raises(uploads.Unwelcome) as refusal:
        looked_at(make())
    sentence = str(refusal.value)
    assert words in sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_photo_loses_its_place_and_keeps_its_side_and_its_points():
    photo = files.photo_with_place()
    kind, clean = looked_at(photo + b"PK\x03\x04 and whatever follows")
    assert kind == JPEG
    before, after = Image.open(io.BytesIO(photo)), Image.open(io.BytesIO(clean))
    assert before.getexif().get_ifd(0x8825)
    assert dict(after.getexif()) == {0x0112: 6}
    assert list(before.get_flattened_data()) == list(after.get_flattened_data())
    for secret in (b"secrete", b"Marque", b"whatever"):
        assert secret not in clean


def test_jpeg_in_several_passes_keeps_its_points():
    whole = files.picture("JPEG", size=(640, 480), progressive=True, icc_profile=b"x" * 4000)
    _kind, clean = looked_at(whole)
    before, after = Image.open(io.BytesIO(whole)), Image.open(io.BytesIO(clean))
    assert before.tobytes() == after.tobytes()
    assert after.info["icc_profile"] == b"x" * 4000


def test_png_loses_its_words_and_what_follows_it():
    whole = files.picture()
    end = whole.rindex(b"IEND") - 4
    words = files.png_chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")
    _kind, clean = looked_at(whole[:end] + words + whole[end:] + b"<html>")
    assert clean == whole
    assert Image.open(io.BytesIO(clean)).size == (40, 30)


@pytest.mark.parametrize(
    ("raw", "kind", "name"),
    [
        ("Note de cadrage.pdf", PDF, "Note de cadrage.pdf"),
        ("note.DOCX", PDF, "note.pdf"),
        ("facture.pdf.exe", PDF, "facture.pdf.exe.pdf"),
        ("PV du 12.03", PDF, "PV du 12.03.pdf"),
        ("../../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\Users\\Anne\\plan.png", PNG, "plan.png"),
        ("photo\u202egpj.exe", JPEG, "photo gpj.exe.jpg"),
        ("vacances.JPEG", JPEG, "vacances.jpeg"),
        ("a\r\nSet-Cookie: x=1.pdf", PDF, "a Set-Cookie- x=1.pdf"),
        ("con.pdf", PDF, "document con.pdf"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("", PDF, "document.pdf"),
        (".pdf", PDF, "document.pdf"),
        ('<img src=x onerror="x">.pdf', PDF, "-img src=x onerror=-x--.pdf"),
        ("e\u0301le\u0300ve.docx", DOCX, "élève.docx"),
        ("x" * 400 + ".pdf", PDF, "x" * 146 + ".pdf"),
    ],
)
def test_name_is_words_and_the_extension_of_the_content(raw, kind, name):
    assert uploads.clean_name(raw, kind) == name


def test_long_name_fits_the_disks_of_its_readers():
    name = uploads.clean_name("é👩🏽‍🏫" * 200, PDF)
    assert len(name) <= 150
    assert len(name.encode()) <= 255
    assert name.endswith(".pdf")
