"""A name in both languages as plain data, and back in the language of the reader."""

from types import SimpleNamespace

from django.utils import translation

from concertation.bilingual import LANGUAGES, localised


def both(thing, field="name"):
    """``{"fr": …, "nl": …}`` of a bilingual row: what JSON keeps of it."""
    return {language: getattr(thing, f"{field}_{language}", "") for language in LANGUAGES}


def said_in_both(sentence):
    """``{"fr": …, "nl": …}`` of what a function says in the active language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = sentence()
    return found


def say(words, language=None):
    """The words of ``both`` in the active language, or in the other one where they are missing."""
    return localised(named(words), "text", language)[0]


def language_of(words, language=None):
    """The language ``say`` finds them in."""
    return localised(named(words), "text", language)[1]


def named(words):
    """What ``localised`` reads, from the words of ``both``; None is a thing without words."""
    return SimpleNamespace(**{f"text_{name}": text for name, text in (words or {}).items()})
