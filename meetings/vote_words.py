"""What a vote gave, in words: « adoptée par 12 voix pour, 4 contre, 3 abstentions »."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import current_language

from .models import Block, Voice, Vote

Mode = Block.DecisionMode


@dataclass(frozen=True)
class Told:
    """A vote as it is told: read from its rows, or from the copy that a version keeps.

    ``names``: (institution, person, is by proxy, choice) of a roll-call, in the order of the list.
    """

    kind: str
    mode: str
    method: str
    by_institution: bool
    is_open: bool
    persons: int
    voices: int
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    names: tuple = ()
    minority_note: str = ""


def told(vote):
    """``Told`` of a ``Vote``; reads its voices, which the caller has prefetched."""
    block, voices = vote.block, list(vote.voices.all())
    names = ()
    if vote.method == Vote.Method.NAMES:
        names = tuple((v.organisation_name, v.person_name, v.is_proxy, v.choice) for v in voices)
    return Told(
        kind=block.kind,
        mode=block.decision_mode or Mode.VOTE,
        method=vote.method,
        by_institution=vote.by_institution,
        is_open=vote.closed_at is None,
        persons=vote.persons_count,
        voices=len(voices),
        votes_for=block.votes_for,
        votes_against=block.votes_against,
        abstentions=block.abstentions,
        names=names,
        minority_note=vote.minority_note,
    )


def kept(vote):
    """The vote as plain data, for a version of the PV or before it is taken again."""
    content = told(vote).__dict__
    return content | {"names": [list(name) for name in content["names"]]}


def from_kept(content):
    """``Told`` from what ``kept`` wrote."""
    return Told(**content | {"names": tuple(tuple(name) for name in content["names"])})


def of_block(block):
    """The ``Told`` of a passage, or ``None``; no query when its vote was read with it."""
    vote = getattr(block, "vote", None)
    if vote is None:
        return None
    vote.block = block  # or Django would read it again
    return told(vote)


def _as_told(vote):
    return vote if isinstance(vote, Told) else told(vote)


def sentence(vote):
    """What came out: « adoptée par 12 voix pour, 4 contre, 3 abstentions ; 27 personnes, 19 voix ».

    ``vote``: a ``Vote`` or a ``Told``. The majority is that of the voices for and against: an
    abstention takes no side, and as many for as against is « pas de majorité ».
    """
    vote = _as_told(vote)
    room = _room(vote)
    if vote.is_open:
        return _("vote en cours") + _then() + room
    if vote.mode != Mode.VOTE:
        return room
    return _outcome(vote) + _then() + room


def _then():
    return "; " if current_language() == "nl" else " ; "


def manner(vote):
    """How it was decided: « au vote, à main levée », « à l’unanimité des présents »."""
    vote = _as_told(vote)
    mode = Mode(vote.mode).label
    if vote.mode != Mode.VOTE:
        return str(mode)
    words = {"mode": mode, "method": Vote.Method(vote.method).label}
    return _("%(mode)s, %(method)s") % words


def is_counted(vote):
    """Were voices counted, or did the room agree without?"""
    return _as_told(vote).mode == Mode.VOTE


def by_name(vote):
    """[(choice, [who])] of a closed roll-call, silent voices last; [] for any other vote."""
    vote = _as_told(vote)
    if vote.method != Vote.Method.NAMES or vote.is_open or vote.mode != Mode.VOTE:
        return []
    labels = dict(Voice.Choice.choices) | {"": _("ne s’exprime pas")}
    found = [
        (str(label), [_who(vote, name) for name in vote.names if name[3] == choice])
        for choice, label in labels.items()
    ]
    return [(label, names) for label, names in found if names]


def minority_of(block):
    """The minority note that is read under a passage; "" for none, or when nobody was counted."""
    vote = getattr(block, "vote", None)
    is_shown = vote is not None and block.decision_mode in ("", Mode.VOTE)
    return vote.minority_note if is_shown else ""


def silent(vote):
    """How many voices of a closed count said nothing."""
    vote = _as_told(vote)
    if vote.is_open or vote.mode != Mode.VOTE or vote.votes_for is None:
        return 0
    return vote.voices - vote.votes_for - (vote.votes_against or 0) - (vote.abstentions or 0)


def _who(vote, name):
    office, person, is_proxy, _choice = name
    if not vote.by_institution:
        return f"{person} ({office})" if office else person
    if is_proxy:
        person = _("%(name)s, par procuration") % {"name": person}
    return f"{office} ({person})" if office else person


def _room(vote):
    persons = ngettext("%(n)s personne", "%(n)s personnes", vote.persons) % {"n": vote.persons}
    if not vote.by_institution and vote.persons == vote.voices:
        return persons
    return f"{persons}, {_voices(vote.voices)}"


def _voices(number):
    return ngettext("%(n)s voix", "%(n)s voix", number) % {"n": number}


def _outcome(vote):
    """The result, then its figures; a decision is « adoptée », an opinion « adopté »."""
    in_favour, against = vote.votes_for or 0, vote.votes_against or 0
    is_opinion = vote.kind == Block.Kind.OPINION
    figures = {"for": _voices(in_favour), "against": against, "others": _others(vote)}
    if in_favour > against:
        words = _("adopté par %(for)s pour, %(against)s contre%(others)s")
        if not is_opinion:
            words = _("adoptée par %(for)s pour, %(against)s contre%(others)s")
    elif in_favour < against:
        figures |= {"for": in_favour, "against": _voices(against)}
        words = _("rejeté par %(against)s contre, %(for)s pour%(others)s")
        if not is_opinion:
            words = _("rejetée par %(against)s contre, %(for)s pour%(others)s")
    else:
        words = _("pas de majorité : %(for)s pour, %(against)s contre%(others)s")
    return words % figures


def _others(vote):
    """« , 3 abstentions, 2 voix non exprimées »; nothing for none."""
    parts = []
    if vote.abstentions:
        found = ngettext("%(n)s abstention", "%(n)s abstentions", vote.abstentions)
        parts.append(found % {"n": vote.abstentions})
    if (rest := silent(vote)) > 0:
        found = ngettext("%(n)s voix non exprimée", "%(n)s voix non exprimées", rest)
        parts.append(found % {"n": rest})
    return "".join(f", {part}" for part in parts)
