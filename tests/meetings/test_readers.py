"""Documents of every kind give the same minutes; hostile ones give a sentence, soon and cheaply."""

import io
import resource
import subprocess
import sys
import time
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from weasyprint import HTML

from meetings import imports
from meetings.imports.readers import apart, limits
from meetings.imports.reading import MAX_LINES, read_file
from meetings.imports.text import words_of

from .old_minutes import FORMATS, as_docx, as_eml, as_odt, as_pdf, sample

NAMES = ("zone-est.txt", "zone-noord.txt", "conseil.txt")


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"txt"}))
@pytest.mark.parametrize("name", NAMES)
def test_every_format_gives_the_same_minutes(name, kind):
    text = sample(name)
    read = read_file(FORMATS[kind](text), f"pv.{kind}").text
    found, wanted = imports.parse_pv(read), imports.parse_pv(text)
    assert replace(found, warnings=[]) == replace(wanted, warnings=[])
    assert imports.lost_words(text, found) == []


def test_word_lists_and_tables_keep_their_marks():
    document, kept = docx.Document(), io.BytesIO()
    document.add_paragraph("Accueil", style="List Number")
    document.add_paragraph("Budget", style="List Number")
    document.add_paragraph("Une puce", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Ada Exemple", "Office"
    document.save(kept)
    assert read_file(kept.getvalue()).text.split("\n")[:4] == [
        "1. Accueil",
        "2. Budget",
        "· Une puce",
        "Ada Exemple | Office",
    ]


def test_word_changes_are_accepted_and_comments_left_out():
    document, kept = docx.Document(), io.BytesIO()
    paragraph = document.add_paragraph("Le budget est ")
    for tag, part, text in (("w:del", "w:delText", "refusé"), ("w:ins", "w:t", "approuvé")):
        change, run, words = (OxmlElement(name) for name in (tag, "w:r", part))
        change.set(qn("w:author"), "x")
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    document.add_comment(paragraph.runs, text="Vraiment ?", author="x")
    document.save(kept)
    assert read_file(kept.getvalue()).text.strip() == "Le budget est approuvé"


def test_opendocument_changes_are_accepted_and_tables_are_lines():
    body = (
        "<text:tracked-changes><text:p>effacé</text:p></text:tracked-changes>"
        "<text:p>Un<text:s text:c='2'/>mot<text:tab/>ici</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Ada</text:p></table:table-cell>"
        "<table:table-cell><text:p>Office</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    assert read_file(as_odt("", body)).text == "Un  mot\tici\nAda | Office"


def test_pdf_drops_running_heads_and_mends_cut_words():
    style = "<style>@page { size: A4; @top-center { content: 'Zone Exemple' } "
    style += "@bottom-center { content: counter(page) } } p { hyphens: manual; font-size: 14pt }"
    names = ("".join(chr(97 + n * k % 26) for k in (1, 3, 7, 11)) for n in range(600))
    words = " ".join(f"anti\u00adconstitution\u00ad{name} va-t-il" for name in names)
    page = f"<html lang=fr>{style}</style><p>{words}</p><p>Fin.</p></html>"
    read = read_file(HTML(string=page).write_pdf()).text
    assert "Zone Exemple" not in read
    plain = words.replace("\u00ad", "")
    assert words_of(read.replace("\u00ad", "")) == words_of(f"{plain} Fin.")


def test_message_in_html_gives_its_lines():
    mail = as_eml("").replace(b"text/plain", b"text/html")
    mail += b"<style>p{}</style><p>PV du 3 mai 2021</p><ul><li>Ana</li></ul><script>x()</script>"
    assert read_file(mail).text.split("\n") == ["PV du 3 mai 2021", "· Ana"]


def test_wrong_extension_is_told():
    assert "en réalité" in read_file(as_docx(sample()), "pv.pdf").notes[0]


def archive(**parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()


def with_part(data, name, content):
    kept = io.BytesIO(data)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return kept.getvalue()


def bomb():
    content = b"<office:x>" + b" " * 200_000_000
    data = as_odt("")
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        made.writestr("mimetype", old.read("mimetype"))
        made.writestr("content.xml", content)
    return kept.getvalue()


def entities():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return as_odt("", "").replace(b"<?xml", b"<?xml"), lines


def xml_bomb():
    _data, lines = entities()
    content = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><x>&a11;</x>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", content)
    return kept.getvalue()


def locked_pdf():
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(as_pdf("Secret"))))
    writer.encrypt("mot de passe", algorithm="RC4-128")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


HOSTILE = {
    "vide.txt": (lambda: b"", "vide"),
    "binaire.bin": (lambda: bytes(range(256)) * 4000, "pas de texte"),
    "long.txt": (lambda: b"ligne\n" * 10_000, "10001 lignes"),
    "long.docx": (lambda: as_docx("ligne\n" * (MAX_LINES + 1)), "lignes"),
    "enorme.txt": (lambda: b"a" * 16_000_000, "15 Mo"),
    "ancien.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 900, "ancien format"),
    "riche.rtf": (lambda: b"{\\rtf1 PV}", "RTF"),
    "macros.docm": (lambda: with_part(as_docx("PV"), "word/vbaProject.bin", b"x"), "macros"),
    "archive.zip": (lambda: archive(a="b"), "archive"),
    "bombe.odt": (bomb, "démesurée"),
    "entites.odt": (xml_bomb, "démesurée"),
    "coupe.docx": (lambda: as_docx("PV")[:-300], "abîmé"),
    "scanne.pdf": (lambda: HTML(string="<p></p>").write_pdf(), "numérisée"),
    "verrou.pdf": (locked_pdf, "mot de passe"),
    "coupe.pdf": (lambda: b"%PDF-1.7\n" + b"\xe2\xe3" * 500, "."),
    "image.png": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "image"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gets_a_sentence_within_seconds_and_bounded_memory(name):
    make, words = HOSTILE[name]
    data = make()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(imports.UnreadableFile, match=words):
        read_file(data, name)
    assert time.monotonic() - started < limits.SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 120_000, "kilobytes, of this process"


MEASURED = """
import resource, sys
from pathlib import Path
import django
django.setup()
from meetings import imports
from meetings.imports.reading import read_file
for path in map(Path, sys.argv[1:]):
    try:
        read_file(path.read_bytes(), path.name)
    except imports.UnreadableFile:
        pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def test_hostile_files_cost_little_memory(tmp_path):
    """In a process of its own: what a child is said to have taken begins with its parent's."""
    paths = []
    for name, (make, _words) in HOSTILE.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(make())
    command = [sys.executable, "-c", MEASURED, *map(str, paths)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    assert int(done.stdout) < limits.MEMORY / 2


def test_document_that_takes_too_long_is_stopped():
    paper = as_pdf("une ligne de texte\n" * 9000)
    started = time.monotonic()
    with pytest.raises(limits.Unreadable) as refusal:
        apart.read_apart("portable", paper, seconds=1)
    assert refusal.value.code == "too_slow"
    assert time.monotonic() - started < 6
