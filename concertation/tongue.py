"""In which language somebody typed where no field says it: a guess by the small words, or none."""

import functools
import re

#: Words of one language that the other does not write, « de » and « en » left out: both do.
_FRENCH_WORDS = """
le la les des du un une et est sont au aux pour que qui sur avec dans pas ne par plus sans
nos notre leur leurs son sa ses ce cette ces il elle ou où lors chez entre vers
"""
_DUTCH_WORDS = """
het een van voor met niet zijn wordt worden naar bij om op te aan die dat deze door uit over
tot geen nog wel zonder tussen onze ons hun wie wat of als ook
"""
_FRENCH, _DUTCH = frozenset(_FRENCH_WORDS.split()), frozenset(_DUTCH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+['’]?")
#: Elisions and accents of French; pairs of letters that only Dutch doubles.
_ELIDED = re.compile(r"(?:[ldjnmsc]|qu)['’]")
_ACCENTS, _PAIRS = re.compile("[éèêàçùœ]"), re.compile("ij|aa|uu|sch")


@functools.lru_cache(maxsize=4096)
def tongue(text):
    """``fr``, ``nl``, or "" for what speaks for neither: a name, a number, a word alone."""
    words = _WORD.findall(str(text).lower())
    french = sum(_is_french(word) for word in words)
    dutch = sum(word in _DUTCH or bool(_PAIRS.search(word)) for word in words)
    if french == dutch:
        return ""
    return "fr" if french > dutch else "nl"


def _is_french(word):
    return word in _FRENCH or bool(_ELIDED.fullmatch(word) or _ACCENTS.search(word))
