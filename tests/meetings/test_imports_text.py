"""Bytes to text: what is refused, and the sentence the user reads."""

import random

import pytest

from meetings.imports import UnreadableFile, clean_text, parse_pv, read_text
from meetings.imports.text import NotMinutes

SENTENCE = "Procès-verbal : l’été à Forêt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_read_text_decodes_what_office_tools_write(encoding):
    assert read_text(SENTENCE.encode(encoding)) == SENTENCE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "vide"),
        (b" \r\n\t", "vide"),
        (b"\xef\xbb\xbf", "vide"),
        (b"PK\x03\x04rest", "Word"),
        (b"\xd0\xcf\x11\xe0rest", "Word"),
        (b"{\\rtf1 texte}", "Word"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "image"),
        (b"texte\x00texte", "lisible"),
        (b"\x01\x02\x03\x04" * 20 + b"abc", "lisible"),
        (b"\xff\xfea", "lisible"),
        (b"a" * (2 * 1024 * 1024 + 1), "2 Mo"),
    ],
)
def test_read_text_refuses_with_a_sentence(data, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_text(data)


def test_random_bytes_are_refused_or_read_never_a_crash():
    outcomes = set()
    for seed in range(150):
        try:
            parse_pv(read_text(random.Random(seed).randbytes(seed * 3)))
        except (UnreadableFile, NotMinutes) as error:
            outcomes.add(type(error))
    assert UnreadableFile in outcomes


def test_clean_text_removes_the_residue_of_word():
    dirty = "[bookmark: _GoBack]Un\u00a0mot\t\uf0e0  deux\r\n\u200bfin\u202f!"
    assert clean_text(dirty) == "Un mot → deux\nfin !"
