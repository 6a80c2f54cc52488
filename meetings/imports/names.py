"""Comparing names of people and of institutions: the computer proposes, a human confirms."""

import re

from .text import fold

MAX_NAME = 80
_TITLE = re.compile(
    r"^(?:(?:mmes|mme|mm|mr|mrs|m|dhr|mevr|mw)\.\s?|(?:mmes|mme|mm|mr|mrs|dhr|mevr)\s"
    r"|madame\s|monsieur\s|mevrouw\s|de heer\s)+"
)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_LEGAL_FORMS = {"asbl", "vzw", "aisbl", "npo", "scrl", "sc", "srl", "fs"}
_LINKS = {"de", "du", "des", "d", "la", "le", "les", "l", "van", "het", "een", "pour", "voor", "a"}
_PARTICLES = {
    *("de", "du", "des", "la", "le", "van", "der", "den", "ter", "ten", "von", "el", "al"),
    *("ben", "da", "di", "dos", "y", "vander", "d'", "'t", "op", "bin", "of"),
}


def strip_title(name):
    """The name without « Mme », « M. », « Dhr. »…"""
    title = _TITLE.match(fold(name))
    return name[title.end() :].strip() if title else name


def normalise_name(name):
    """Letters only, lower case, without accents nor title: « Mme Élise D'Hont » → elise d hont."""
    return _NOT_LETTERS.sub(" ", fold(strip_title(name))).strip()


def same_person(first, second):
    """Whether two spellings may name one person: accents, case, spaces, order, two slips at most.

    Short names forgive less. A bare first name is nobody: it matches only itself.
    """
    one, two = normalise_name(first)[:MAX_NAME].split(), normalise_name(second)[:MAX_NAME].split()
    if not one or not two or (len(one) == 1) != (len(two) == 1):
        return False
    target = "".join(two)
    allowed = 2 if len(target) >= 10 else 1 if len(target) >= 7 else 0
    turns = ("".join(one[i:] + one[:i]) for i in range(len(one)))
    return any(_within(turn, target, allowed) for turn in turns)


def _within(one, two, allowed):
    """Whether the edit distance of the two words is at most ``allowed``."""
    if abs(len(one) - len(two)) > allowed:
        return False
    row = list(range(len(two) + 1))
    for i, left in enumerate(one, 1):
        previous, row = row, [i]
        for j, right in enumerate(two, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (left != right)))
    return row[-1] <= allowed


def normalise_organisation(name):
    """« Mission Locale pour l'Emploi de Forest asbl » → « mission locale forest »."""
    words = [word for word in _NOT_WORDS.split(fold(name)) if word and word not in _LEGAL_FORMS]
    words = [word for word in words if word not in _LINKS] or words
    if words[:1] in (["mloc"], ["ml"]):
        words = ["mission", "locale", *words[1:]]
    if words[:3] == ["mission", "locale", "emploi"]:
        del words[2]
    return " ".join(words)


def same_organisation(first, second):
    """Whether two spellings name one institution, whatever the legal form and small words."""
    one, two = normalise_organisation(first), normalise_organisation(second)
    return bool(one) and one == two


def looks_like_name(text, *, single=True):
    """Whether each word has a capital, or is a particle: « Camille Van den Berghe »."""
    tokens = text.split()
    if not 1 <= len(tokens) <= 6 or (len(tokens) == 1 and not single) or len(text) > MAX_NAME:
        return False
    if not (tokens[0][0].isupper() and any(t[0].isupper() and len(t) > 1 for t in tokens[-1:])):
        return False
    return all(_is_name_word(word) for word in tokens)


def _is_name_word(word):
    if not all(char.isalpha() or char in "-'’." for char in word):
        return False
    known = fold(word) in _PARTICLES or fold(word).startswith("d'")
    return word == "-" or word[0].isupper() or known


def split_name(name, email=None, alone=frozenset()):
    """Best guess ``(first_name, last_name)``.

    Capitals mark the family name; otherwise it comes last, unless the e-mail address says the
    reverse (« Lambert Odile », olambert@…). ``alone`` holds the folded words that the text uses as
    a first name: they settle an address such as « l.odile@ », which alone proves nothing.
    """
    tokens = strip_title(name).split()
    if len(tokens) < 2:
        return "", " ".join(tokens)
    upper = [len(t) > 1 and t.isupper() for t in tokens]
    if any(upper) and not all(upper):
        given = [t for t, is_upper in zip(tokens, upper, strict=True) if not is_upper]
        family = [t for t, is_upper in zip(tokens, upper, strict=True) if is_upper]
        return " ".join(given), " ".join(family)
    for cut in range(1, len(tokens)):
        if _is_inverted(tokens[:cut], tokens[cut:], email, alone):
            return " ".join(tokens[cut:]), " ".join(tokens[:cut])
    return tokens[0], " ".join(tokens[1:])


def _is_inverted(head, tail, email, alone):
    local = fold((email or "").split("@")[0])
    letters = _NOT_LETTERS.sub("", local)
    one, two = ("".join(normalise_name(" ".join(part)).split()) for part in (head, tail))
    if not letters or not one or not two:
        return False
    if letters in (one[0] + two, one + two):
        return False
    if letters == two + one:
        return True
    return letters == two[0] + one and (local == letters or two in alone)
