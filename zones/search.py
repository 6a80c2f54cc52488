"""Looking for a name among a few hundred: every word, whatever the accents and case."""

import unicodedata


def fold(text):
    """``text`` without accents or case, curly apostrophes made straight."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def matches(words, *texts):
    """Does one of ``texts``, or all of them together, hold every word of ``words``?"""
    haystack = fold(" ".join(text for text in texts if text))
    return all(word in haystack for word in fold(words).split())
