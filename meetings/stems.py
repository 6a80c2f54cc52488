"""Words as the archive keeps and looks for them: without accents, case nor endings, FR and NL."""

import re
from functools import lru_cache

import snowballstemmer

from zones.search import fold

LANGUAGES = ("french", "dutch")
_EMPTY = """
au aux ce d de des du en et il ils l la le les leur ou par pour qu que qui se un une
aan als bij dat den der die dit een er het in is met of om op te van voor
"""
#: Words that every text holds, in French or in Dutch: not kept, not looked for.
EMPTY = frozenset(_EMPTY.split())
WORD = re.compile(r"[^\W_]+")
#: The two letters that folding keeps together.
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
LONGEST = 60
MOST_WORDS = 12


def words_of(text):
    """The words of a text, folded; « œuvre » is « oeuvre »."""
    return [word[:LONGEST] for word in WORD.findall(fold(text.translate(LIGATURES)))]


def stems_of(text):
    """The set of stems of ``text``, as both languages end their words: minutes mix them."""
    words = set(words_of(text)) - EMPTY
    return {stem(word, language) for word in words for language in LANGUAGES}


@lru_cache(maxsize=100_000)
def stem(word, language):
    """« reunions » → « reunion »: ``word`` is folded already."""
    return _stemmer(language).stemWord(word)


@lru_cache
def _stemmer(language):
    return snowballstemmer.stemmer(language)


def asked(text):
    """What is looked for: for each word, the stems that answer it; the last word may be unfinished.

    [(stems, prefix or "")], at most ``MOST_WORDS``. Words that say nothing are left out.
    """
    telling = [word for word in words_of(text) if word not in EMPTY][:MOST_WORDS]
    return [
        (sorted({word, *(stem(word, language) for language in LANGUAGES)}), prefix)
        for word, prefix in _with_prefix(telling)
    ]


def _with_prefix(words):
    last = len(words) - 1
    return [(word, word if at == last and len(word) > 2 else "") for at, word in enumerate(words)]


def answers(word, wanted):
    """Does a folded ``word`` of a text answer one of ``wanted`` (see ``asked``)?"""
    for stems, prefix in wanted:
        if prefix and word.startswith(prefix):
            return True
        if word in stems or any(stem(word, language) in stems for language in LANGUAGES):
            return True
    return False
