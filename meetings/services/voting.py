"""Votes: an electorate frozen when they open, voices noted, totals written on the passage.

Every gesture holds the passage and its PV first, as a save of its text does, then the vote: two
secretaries wait for each other instead of undoing each other.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import vote_words
from ..models import Block, Recount, Voice, Vote
from . import minutes
from .errors import Refused, WrongStatus
from .voters import counts_institutions, drift, electorate

__all__ = [
    "close_vote",
    "count_hands",
    "counts_institutions",
    "drift",
    "electorate",
    "minority_note",
    "note_agreement",
    "open_vote",
    "record_hands",
    "record_rest",
    "record_voice",
    "reopen_vote",
    "rest_in_favour",
    "withdraw_vote",
]

Mode, Method, Choice = Block.DecisionMode, Vote.Method, Voice.Choice
#: Kinds of passage that are voted upon.
VOTED = (Block.Kind.DECISION, Block.Kind.OPINION)
NOTE_LENGTH = 4000
NO_TOTALS = {"votes_for": None, "votes_against": None, "abstentions": None}


@transaction.atomic
def open_vote(block, *, method, by, at=None):
    """Open a vote on a decision or an opinion: its electorate is copied and changes no more.

    ``at``: the time of the vote, ``None`` when nobody knows. Raises ``Refused`` when nobody in the
    room has a voice, ``WrongStatus`` when a vote stands already.
    """
    if method not in Method.values:
        raise Refused(_("Choisissez la manière de voter."))
    vote = _freeze(_hold(block.pk), by=by, at=at, method=method)
    _write(vote.block, by, decision_mode=Mode.VOTE, **NO_TOTALS)
    return vote


@transaction.atomic
def note_agreement(block, *, mode, by, at=None):
    """« À l’unanimité des présents », « par consensus »: nobody is counted, the room is kept.

    Raises as ``open_vote`` does.
    """
    if mode not in (Mode.UNANIMITY, Mode.CONSENSUS):
        raise Refused(_("Choisissez la manière de décider."))
    vote = _freeze(_hold(block.pk), by=by, at=at, closed_at=timezone.now())
    _write(vote.block, by, decision_mode=mode, **NO_TOTALS)
    return vote


@transaction.atomic
def record_hands(vote, for_, against, abstentions, *, by):
    """Note the totals of a show of hands, of which none is negative; may be noted again until it
    is closed. Raises ``Refused`` when they exceed the voices of the vote."""
    vote = _opened(vote, Method.HANDS)
    totals = (for_, against, abstentions)
    voices = vote.voices.count()
    if any(not isinstance(total, int) or total < 0 for total in totals):
        raise Refused(_("Un nombre de voix est un entier, à partir de zéro."))
    if sum(totals) > voices:
        figures = {"total": sum(totals), "voices": voices}
        raise Refused(_("%(total)s voix comptées pour %(voices)s voix présentes.") % figures)
    _write(vote.block, by, votes_for=for_, votes_against=against, abstentions=abstentions)
    return vote


@transaction.atomic
def count_hands(vote, for_, against, abstentions, *, by, close):
    """Note the totals of a show of hands and, with ``close``, close the count: both or neither."""
    vote = record_hands(vote, for_, against, abstentions, by=by)
    return close_vote(vote, by=by) if close else vote


def rest_in_favour(vote, against, abstentions):
    """« Le reste pour »: the voices left once those against and abstaining are counted."""
    return vote.voices.count() - against - abstentions


@transaction.atomic
def record_voice(vote, voice, choice, *, was=None):
    """Note what one voice of a roll-call says; "" takes it back.

    ``was``: what whoever taps saw there; if somebody noted another choice since, ``Refused`` says
    which, and nothing changes.
    """
    vote = _opened(vote, Method.NAMES)
    if choice not in ("", *Choice.values):
        raise Refused(_("Choisissez oui, non ou abstention."))
    voice = vote.voices.filter(pk=getattr(voice, "pk", voice)).first()
    if voice is None:
        raise Refused(_("Cette voix n’est pas de ce vote."))
    if was is not None and voice.choice not in (was, choice):
        noted = {"name": voice.label, "choice": voice.get_choice_display() or _("rien")}
        sentence = _("Quelqu’un d’autre a noté « %(choice)s » pour %(name)s entre-temps.")
        raise Refused(sentence % noted)
    if voice.choice != choice:
        voice.choice = choice
        voice.save(update_fields=["choice"])
    return voice


@transaction.atomic
def record_rest(vote):
    """« Le reste pour »: every voice of a roll-call that said nothing yet says yes; how many."""
    vote = _opened(vote, Method.NAMES)
    return vote.voices.filter(choice="").update(choice=Choice.FOR)


@transaction.atomic
def close_vote(vote, *, by):
    """Close the count; a roll-call writes its totals on the passage.

    Raises ``WrongStatus`` when it is closed already, ``Refused`` while nobody has said anything.
    """
    vote = _opened(vote)
    if vote.method == Method.NAMES:
        said = list(vote.voices.values_list("choice", flat=True))
        totals = [said.count(choice) for choice in Choice.values]
    else:
        block = vote.block
        totals = [block.votes_for or 0, block.votes_against or 0, block.abstentions or 0]
    if not any(totals):
        raise Refused(_("Personne ne s’est encore exprimé : notez d’abord les voix."))
    vote.closed_at = timezone.now()
    vote.save(update_fields=["closed_at"])
    if vote.method == Method.NAMES:
        fields = dict(zip(NO_TOTALS, totals, strict=True))
        _write(vote.block, by, **fields)
    return vote


@transaction.atomic
def reopen_vote(vote, *, by):
    """Open a closed count again to correct it: same electorate; what it held is kept apart."""
    vote = _held(vote)
    if vote.closed_at is None:
        raise WrongStatus(_("Ce vote est déjà ouvert."))
    if vote.block.decision_mode != Mode.VOTE:
        raise WrongStatus(_("Personne n’a été compté : annulez-le, puis ouvrez un vote."))
    _keep_apart(vote, by)
    vote.closed_at = None
    vote.save(update_fields=["closed_at"])
    if vote.method == Method.NAMES:
        _write(vote.block, by, **NO_TOTALS)
    return vote


@transaction.atomic
def withdraw_vote(vote, *, by):
    """Take a vote off its passage, to take it otherwise or with another room; what it held is
    kept apart. Returns the passage."""
    vote = _held(vote)
    _keep_apart(vote, by)
    block = vote.block
    vote.delete()
    block = Block.objects.select_related("item__meeting").get(pk=block.pk)
    return _write(block, by, decision_mode="", **NO_TOTALS)


@transaction.atomic
def minority_note(vote, text):
    """The words that those who lost want written; empty takes them out."""
    vote = _held(vote)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > NOTE_LENGTH:
        raise Refused(_("La note de minorité dépasse %(n)s signes.") % {"n": NOTE_LENGTH})
    vote.minority_note = text
    vote.save(update_fields=["minority_note"])
    minutes.index(vote.block.item.meeting)
    return vote


def _hold(block_id):
    """Hold the PV, then read its passage as it stands; raises ``WrongStatus`` once it has left."""
    blocks = Block.objects.select_related("item__meeting__zone", "vote")
    block = blocks.filter(pk=block_id).first()
    if block is None:
        raise Refused(_("Ce passage a été retiré du PV."))
    minutes.locked_draft(block.item.meeting)
    return blocks.get(pk=block_id)


def _held(vote):
    """The vote as it stands, its PV held."""
    block = _hold(vote.block_id)
    if getattr(block, "vote", None) is None or block.vote.pk != vote.pk:
        raise WrongStatus(_("Ce vote a été annulé entre-temps."))
    block.vote.block = block
    return block.vote


def _opened(vote, method=None):
    vote = _held(vote)
    if vote.closed_at is not None:
        raise WrongStatus(_("Ce vote est clos : rouvrez-le pour le corriger."))
    if method and vote.method != method:
        raise WrongStatus(_("Ce vote se prend d’une autre manière."))
    return vote


def _freeze(block, *, by, at, **fields):
    """Copy the electorate of the moment into a new vote of ``block``."""
    if block.kind not in VOTED:
        raise Refused(_("Seuls une décision ou un avis se votent."))
    if getattr(block, "vote", None) is not None:
        raise WrongStatus(_("Un vote est déjà noté pour ce passage."))
    meeting = block.item.meeting
    by_institution = counts_institutions(meeting)
    drawn = electorate(meeting, by_institution, at)
    if not drawn.seats:
        raise Refused(_("Personne n’a de voix à ce moment : relevez d’abord les présences."))
    vote = Vote.objects.create(
        block=block,
        by_institution=by_institution,
        persons_count=drawn.persons,
        taken_at=at,
        opened_by=by,
        **fields,
    )
    Voice.objects.bulk_create(_voice(vote, seat) for seat in drawn.seats)
    return vote


def _voice(vote, seat):
    """The voice of a seat, with the names of the day; a person's own voice names no institution
    as its holder, because two colleagues have one each."""
    return Voice(
        vote=vote,
        organisation_id=seat.row.organisation_id if vote.by_institution else None,
        organisation_name=seat.row.organisation_name,
        participation=seat.row,
        person_name=seat.carrier.person_name,
        is_proxy=seat.is_proxy,
    )


def _write(block, by, **fields):
    """Save the passage as any writer does: one revision more, in its history."""
    saved = minutes.save_block(block.pk, revision=block.revision, by=by, **fields)
    block.revision = saved.revision
    for name, value in fields.items():
        setattr(block, name, value)
    return block


def _keep_apart(vote, by):
    content = vote_words.kept(vote) | {"minority_note": vote.minority_note}
    Recount.objects.create(block=vote.block, content=content, by=by)
