"""Who has a voice in the room: pure, from the rows of the sheet; no query of its own.

The rules, in this order:

1. Guests and experts never count; the team that animates counts when its institution is a member.
   An institution that is a candidate or suspended that day has no voice.
2. One voice per institution present: the full representative first, then a substitute, then any
   other member. A person who sits for two institutions carries the voice of one of them only; the
   seats are dealt so that as many institutions as possible have somebody of their own.
3. An institution that nobody speaks for in person speaks by proxy, through somebody who counts and
   is in the room: they carry it besides their own. How many proxies one person may carry is left
   to the meeting: no house rule says.
4. Where the rules do not say « une institution, une voix », everybody in the room who counts has
   one voice, and nobody speaks for the absent.

Source: zone Sud, « une institution, une voix » (étude « 20 ans après », 2015).
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from zones.models import Membership
from zones.search import fold

from .models import Participation

Capacity, Presence = Participation.Capacity, Participation.Presence
#: Who speaks first for an institution.
RANK = {
    Capacity.FULL: 0,
    Capacity.SUBSTITUTE: 1,
    Capacity.MEMBER: 2,
    Capacity.COORDINATION: 3,
}


@dataclass(frozen=True)
class Seat:
    """One voice: for which institution, carried by whom; ``row`` is the absent one's by proxy."""

    row: Participation
    carrier: Participation
    is_proxy: bool = False

    by_institution: bool = True

    @property
    def label(self):
        name = self.row.organisation_name if self.by_institution else self.row.person_name
        return name or self.row.person_name

    @property
    def key(self):
        """Whose voice it is: the institution's, or the person's."""
        return key_of(self.row) if self.by_institution else self.row.person_key


@dataclass
class Electorate:
    """``seats`` in the order of the roll-call, ``persons`` distinct people who could carry a voice,
    ``left_out`` as (name, reason) and ``guests`` how many people in the room never count."""

    seats: list = field(default_factory=list)
    persons: int = 0
    left_out: list = field(default_factory=list)
    guests: int = 0


def is_in(row, hour):
    """Was the person of ``row`` in the room at ``hour``; ``None``: at some moment at least."""
    if row.presence != Presence.PRESENT:
        return False
    if hour is None:
        return True
    arrived = row.arrived_at is None or row.arrived_at <= hour
    return arrived and (row.left_at is None or row.left_at > hour)


def counts(row, standing):
    """May the person of ``row`` carry a voice? ``standing``: institution id → ``Membership.Status``
    of the day, for those that are on the list of a zone of the meeting."""
    status = standing.get(row.organisation_id)
    if row.capacity == Capacity.COORDINATION:
        return status == Membership.Status.MEMBER
    return row.capacity in RANK and status in (None, Membership.Status.MEMBER)


def key_of(row):
    """The institution of a row, as the register knows it or as it was written; "" for none."""
    return str(row.organisation_id or fold(" ".join(row.organisation_name.split())))


def draw(rows, standing, *, by_institution, hour):
    """The ``Electorate`` of the sheet ``rows`` at ``hour`` (a time, or ``None``)."""
    there = [row for row in rows if is_in(row, hour)]
    able = sorted((row for row in there if counts(row, standing)), key=_order)
    drawn = Electorate(
        persons=len({row.person_key for row in able}),
        guests=len(
            {row.person_key for row in there if row.is_guest} - {r.person_key for r in able}
        ),
    )
    if by_institution:
        away = sorted((row for row in rows if row.presence == Presence.REPRESENTED), key=_order)
        _institutions(drawn, able, there, away, standing)
    else:
        drawn.seats = _persons(able)
    drawn.seats.sort(key=lambda seat: (fold(seat.label), seat.row.pk or 0))
    return drawn


def _order(row):
    return (RANK.get(row.capacity, len(RANK)), fold(row.person_name), row.pk or 0)


def _institutions(drawn, able, there, away, standing):
    candidates = {}
    for row in able:
        if key_of(row):
            candidates.setdefault(key_of(row), []).append(row)
        else:
            drawn.left_out.append((row.person_name, _("n’est rattaché à aucune institution")))
    chosen = deal(candidates)
    drawn.seats = [Seat(row, row) for row in chosen.values()]
    spoken = set(chosen)
    reasons = {}
    for row in away:
        key = key_of(row)
        if not key or key in spoken or not counts(row, standing):
            continue
        carrier = _carrier(row, able)
        if carrier is None:
            reasons[key] = (row.organisation_name, _("sa procuration n’est à personne qui compte"))
            continue
        spoken.add(key)
        drawn.seats.append(Seat(row, carrier, is_proxy=True))
    for key, rows in candidates.items():
        reasons.setdefault(key, (rows[0].organisation_name, _doubled(rows, chosen)))
    for row in there:
        key = key_of(row)
        if key and row.capacity in RANK and not counts(row, standing):
            reasons.setdefault(key, (row.organisation_name, _("n’est pas membre ce jour-là")))
    drawn.left_out += [told for key, told in sorted(reasons.items()) if key not in spoken]


def _carrier(row, able):
    """Whoever in the room speaks for the absent person of ``row``, if they count themselves."""
    wanted = {row.represented_by_id, row.replaced_by_id} - {None}
    return next((other for other in able if other.pk in wanted), None)


def _doubled(rows, chosen):
    taken = {row.person_key: row.organisation_name for row in chosen.values()}
    names = {"name": rows[0].person_name, "office": taken.get(rows[0].person_key, "")}
    return _("%(name)s porte déjà la voix de %(office)s") % names


def _persons(able):
    found = {}
    for row in able:
        found.setdefault(row.person_key, Seat(row, row, by_institution=False))
    return list(found.values())


def deal(candidates):
    """One person for each institution, nobody twice, as many institutions as can be.

    ``candidates``: key → rows, the first choice first. Returns key → row. An institution gives its
    first choice up only to let another one speak, and only when it has somebody else.
    """
    chosen, holder = {}, {}

    def seat(key, tried):
        for row in candidates[key]:
            if row.person_key not in holder:
                chosen[key], holder[row.person_key] = row, key
                return True
        for row in candidates[key]:
            if row.person_key in tried:
                continue
            tried.add(row.person_key)
            if seat(holder[row.person_key], tried):
                chosen[key], holder[row.person_key] = row, key
                return True
        return False

    for key in candidates:
        seat(key, set())
    return chosen
