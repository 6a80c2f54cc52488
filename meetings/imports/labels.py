"""Run-in labels: « Décision prise : … », « Pour le suivi : … », their Dutch equivalents."""

import re
from dataclasses import dataclass

from .text import fold

MAX_LABEL = 70
MAX_LABEL_WORDS = 11

# (kind, decision mode, whether the kind says all the label says, pattern of the folded label)
_TYPED = tuple(
    (kind, mode, told, re.compile(pattern))
    for kind, mode, told, pattern in (
        ("question", "", True, r"questionnements?|questions?|vraag|vragen"),
        ("action", "", True, r"actions?|actiepunt(?:en)?"),
        (
            "action",
            "",
            False,
            r"(?:pour )?(?:le )?suivi.{0,50}|(?:voor )?opvolging.{0,50}"
            r"|actions? a .{2,40}|a faire|te doen",
        ),
        ("decision", "unanimity", True, r"a l'unanimite|eenparig|unaniem|met eenparigheid.{0,30}"),
        (
            "decision",
            "unanimity",
            True,
            r"(?:decision )?(?:prise )?a l'unanimite|(?:eenparige|unanieme) beslissing",
        ),
        (
            "decision",
            "consensus",
            True,
            r"(?:decision )?(?:prise )?par consensus"
            r"|consensus|bij consensus",
        ),
        ("decision", "vote", True, r"votes?|stemming|(?:decision )?(?:prise )?par vote"),
        ("decision", "", True, r"decisions?(?: prises?)?|beslissing(?:en)?|besluit(?:en)?"),
        ("proposition", "", True, r"propositions?|voorstel(?:len)?"),
        (
            "proposition",
            "",
            False,
            r"(?:autres? |nouvelles? |contre-|ander |nieuw )?(?:propositions?|voorstel(?:len)?)"
            r"(?: (?:de|du|des|van) .{1,50}| d'.{1,50})?",
        ),
        ("remark", "", True, r"rem\.?|remarques?|observations?|opmerking(?:en)?|nb|n\.b\.?"),
        ("remark", "", False, r"remarques? (?:de |du |d').{1,50}|opmerking van .{1,50}"),
        ("opinion", "", True, r"avis|advies"),
        ("opinion", "", False, r"(?:avis|advies) .{1,50}"),
        ("finding", "", True, r"elements? perfectibles?"),
        ("finding", "", False, r"constats?|vaststelling(?:en)?"),
        (
            "statement",
            "",
            True,
            r"(?:il )?est acte|sont actes|declarations? actees?|acte|geacteerd|verklaring",
        ),
    )
)
_PLURAL = re.compile(
    r"(?:decisions|actions|propositions|questions|remarques|observations).{0,40}|.*en"
)
_BY = re.compile(r"(?:proposition|voorstel)s? (?:de |d'|van )(?=\S)")
_PROPER = re.compile(
    r"[^\W\d_a-zà-ÿ][\w'’-]*(?:\s(?:(?:de|du|van|den|der|la|le)\s)*[^\W\d_a-zà-ÿ][\w'’-]*){0,3}"
)


@dataclass(frozen=True)
class Label:
    """``kind`` is "" for a label of the author's own; ``told``: the kind says it all."""

    text: str
    rest: str
    kind: str = ""
    mode: str = ""
    told: bool = False
    plural: bool = False
    proposed_by: str = ""


def read_label(line):
    """The label that opens ``line`` (without its bullet), None when there is none."""
    head, colon, rest = line[: MAX_LABEL + 1].partition(":")
    text = head.strip()
    if not colon or not text or rest.startswith("//") or len(text.split()) > MAX_LABEL_WORDS:
        return None
    if text.count("(") != text.count(")"):
        return None
    if text[-1].isdigit() and rest[:1].isdigit():
        return None
    rest = line[len(head) + 1 :].strip()
    folded = fold(text)
    for kind, mode, told, pattern in _TYPED:
        if pattern.fullmatch(folded):
            by = proposer(text)
            plural = bool(_PLURAL.fullmatch(folded))
            return Label(text, rest, kind, mode, told or _says_all(text, by), plural, by)
    if not (text[0].isupper() or text[0] in '«"“'):
        return None
    return Label(text, rest)


def _says_all(text, by):
    return bool(by) and fold(text.removesuffix(by)).strip() in (
        "proposition de",
        "proposition d'",
        "voorstel van",
    )


def proposer(text):
    """« … proposition d’Inès Kaddour : … » → « Inès Kaddour »; "" when nobody is named."""
    match = _BY.search(fold(text))
    name = _PROPER.match(text, match.end()) if match else None
    return name.group() if name else ""
