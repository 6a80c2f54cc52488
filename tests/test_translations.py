"""Dutch as an equal: nothing missing, nothing guessed, and what is committed is what runs."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import ngettext

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def catalogue(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def sentences(catalogue):
    """(context, forms of the msgid) → forms of the translation."""
    return {(_text(m.context), forms(m.id)): forms(m.string) for m in catalogue if m.id}


def _text(context):
    """Babel reads the context of a compiled sentence as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_sentence_has_its_dutch():
    missing = [
        message.id
        for message in catalogue("nl")
        if message.id
        and (message.fuzzy or not all(message.string if message.pluralizable else [message.string]))
    ]
    assert not missing


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_compiled_catalogue_is_that_of_its_source(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = sentences(read_mo(file))
    assert compiled == sentences(catalogue(language))


@pytest.mark.parametrize(
    ("language", "none", "many"),
    [("fr", "0 personne", "2 personnes"), ("nl", "0 personen", "2 personen")],
)
def test_nobody_is_counted_as_each_language_does(language, none, many):
    with translation.override(language):
        counted = [ngettext("%(n)s personne", "%(n)s personnes", n) % {"n": n} for n in (0, 2)]
    assert counted == [none, many]
