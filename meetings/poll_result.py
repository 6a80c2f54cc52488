"""A date poll read by institution, not only by head: pure computation, no query here.

An institution is *available* for a slot as soon as one of its people says yes, *possible* if one
says « si besoin », *missing* when those who answered all say no, *silent* when nobody answered.
Slots are ranked, never people: first the institutions that must be there, then yes, then
« si besoin ».
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import typeset

from .models import PollVote
from .wording import listed

YES, IF_NEEDED, NO = PollVote.Choice.YES, PollVote.Choice.IF_NEEDED, PollVote.Choice.NO
SILENT = "silent"
#: The best answer of its people is that of the institution.
ORDER = (YES, IF_NEEDED, NO, SILENT)
#: So many institutions that cannot come are named although nobody called them indispensable.
NAMED = 2


@dataclass(frozen=True)
class Institution:
    """One line of the table: whom it sends, whether it must be there, its answer slot by slot."""

    name: str
    is_required: bool
    voters: tuple
    answers: dict = field(hash=False)  # slot id → YES, IF_NEEDED, NO or SILENT

    @property
    def is_silent(self):
        return not any(voter.answered_at for voter in self.voters)


@dataclass(frozen=True)
class SlotResult:
    """What is known of one slot. Institutions are lists of names; ``heads`` counts people."""

    slot: object
    available: list
    possible: list
    missing: list
    silent: list
    required: dict  # answer → names of the institutions that must be there
    heads: dict
    rank: int = 1

    @property
    def is_good(self):
        """Somebody can come, and nobody who must be there is missing."""
        return bool(self.available) and not self.required[NO]

    @property
    def is_best(self):
        return self.rank == 1 and bool(self.available or self.possible)

    @property
    def total(self):
        return sum(map(len, (self.available, self.possible, self.missing, self.silent)))

    @property
    def key(self):
        """What ranks it: the fewer indispensable ones lost, the more of them, then the others."""
        required = self.required
        return (
            len(required[NO]),
            -len(required[YES]),
            -len(required[IF_NEEDED]),
            -len(self.available),
            -len(self.possible),
            -self.heads[YES],
        )

    def sentence(self):
        """« 14 institutions sur 18, dont Actiris ; le CPAS de Forest ne peut pas. »"""
        parts = [self._who_can(), *self._who_cannot()]
        return typeset("; ".join(filter(None, parts)) + ".")

    def _who_can(self):
        n = len(self.available)
        words = _("Aucune institution sur %(total)s")
        if n:
            words = ngettext(
                "%(n)s institution sur %(total)s", "%(n)s institutions sur %(total)s", n
            )
        words %= {"n": n, "total": self.total}
        if self.possible:
            words += _(" (%(n)s de plus si besoin)") % {"n": len(self.possible)}
        return words + self._required_there()

    def _required_there(self):
        names, others = self.required[YES], [self.required[a] for a in (IF_NEEDED, NO, SILENT)]
        if not names:
            return ""
        if len(names) > NAMED and not any(others):
            return _(", dont les %(n)s indispensables") % {"n": len(names)}
        return _(", dont %(names)s") % {"names": listed(names)}

    def _who_cannot(self):
        missing = self.required[NO]
        if not missing and len(self.missing) <= NAMED:
            missing = self.missing
        yield missing and _cannot(missing)
        yield self.required[IF_NEEDED] and _("%(names)s si besoin seulement") % {
            "names": listed(self.required[IF_NEEDED])
        }
        if silent := self.required[SILENT]:
            words = ngettext(
                "%(names)s n’a pas répondu", "%(names)s n’ont pas répondu", len(silent)
            )
            yield words % {"names": listed(silent)}


def _cannot(names):
    words = ngettext("%(names)s ne peut pas", "%(names)s ne peuvent pas", len(names))
    return words % {"names": listed(names)}


@dataclass(frozen=True)
class Result:
    """Slots in the order of the calendar, each with its rank; institutions by name."""

    slots: list
    institutions: list
    voters: list

    @property
    def by_rank(self):
        return sorted(self.slots, key=lambda one: (one.rank, one.slot.starts_at))

    @property
    def best(self):
        return [one for one in self.by_rank if one.is_best]

    @property
    def silent(self):
        """The people who have not answered, by institution."""
        return [voter for voter in self.voters if not voter.answered_at]

    @property
    def answered_count(self):
        return len(self.voters) - len(self.silent)

    @property
    def comments(self):
        return [voter for voter in self.voters if voter.comment]


def read(slots, voters):
    """The ``Result`` of ``slots`` (``PollSlot``) and ``voters``, whose ``votes`` were prefetched.

    A voter without institution stands for themself.
    """
    slots, voters = list(slots), list(voters)
    given = {
        voter.pk: {vote.slot_id: vote.choice for vote in voter.votes.all()} for voter in voters
    }
    institutions = _institutions(slots, voters, given)
    results = [_slot_result(slot, institutions, voters, given) for slot in slots]
    keys = sorted({result.key for result in results})
    ranked = [replace(result, rank=keys.index(result.key) + 1) for result in results]
    return Result(slots=ranked, institutions=institutions, voters=voters)


def _institutions(slots, voters, given):
    seats = {}
    for voter in voters:
        seats.setdefault(_seat(voter), []).append(voter)
    found = [
        Institution(
            name=people[0].organisation_name or people[0].person_name,
            is_required=any(voter.is_required for voter in people),
            voters=tuple(people),
            answers={slot.pk: _best(people, slot, given) for slot in slots},
        )
        for people in seats.values()
    ]
    return sorted(found, key=lambda one: (not one.is_required, one.name.casefold()))


def _seat(voter):
    return voter.organisation_id or voter.organisation_name.casefold() or f"person {voter.pk}"


def _best(people, slot, given):
    answers = [given[voter.pk].get(slot.pk, SILENT) for voter in people]
    return min(answers, key=ORDER.index)


def _slot_result(slot, institutions, voters, given):
    names = {answer: [] for answer in ORDER}
    required = {answer: [] for answer in ORDER}
    for one in institutions:
        names[one.answers[slot.pk]].append(one.name)
        if one.is_required:
            required[one.answers[slot.pk]].append(one.name)
    counted = Counter(given[voter.pk].get(slot.pk, SILENT) for voter in voters)
    return SlotResult(
        slot=slot,
        available=names[YES],
        possible=names[IF_NEEDED],
        missing=names[NO],
        silent=names[SILENT],
        required=required,
        heads={answer: counted[answer] for answer in ORDER},
    )
