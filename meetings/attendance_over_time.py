"""Attendance over time: who comes, who drifts away, who is back. Pure: rows in, lines out.

Source: étude « 20 ans après », 2015 (« le nombre absolu de participants réguliers comme premier
critère de succès »; « une érosion de la fréquentation »). Institutions and people stand in the
order of the alphabet: nobody is ranked.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from concertation.bilingual import Bilingual

from .models import Participation

Presence, Answer = Participation.Presence, Participation.Answer
#: States of a cell, the strongest first: one person in the room is enough.
PRESENT, REPRESENTED, EXCUSED, ABSENT = "present", "represented", "excused", "absent"
#: Nobody noted the attendance; nobody asked them; the institution was not a member that day.
UNKNOWN, UNASKED, OUTSIDE = "unknown", "unasked", "outside"
SEEN, MISSED = (PRESENT, REPRESENTED), (EXCUSED, ABSENT)
#: An institution is lost after so many meetings missed in a row, or so long without being seen.
LOST_AFTER = 3
LOST_DAYS = 182
#: « Récent »: the last meetings in which a face is new, or from which it is missing.
RECENT = 3
#: A face is missed only if it was familiar: seen at least so many times before.
FAMILIAR = 2


@dataclass(frozen=True)
class Sitting:
    """A meeting that took place."""

    pk: int
    on: date
    url: str
    kind: str
    is_recorded: bool


@dataclass(frozen=True)
class Seat:
    """One line of its list, without guests and experts; whoever animates is not invited."""

    meeting: int
    office: int | None
    person: str
    name: str
    presence: str
    is_invited: bool
    is_excused: bool


@dataclass
class Office(Bilingual):
    """An institution; ``periods``: (first day or None, last day or None) of its memberships."""

    pk: int
    name_fr: str
    name_nl: str
    type_code: str
    type_name: str
    periods: list = field(default_factory=list)

    def is_member(self, day):
        return any(
            (first is None or first <= day) and (last is None or last >= day)
            for first, last in self.periods
        )


@dataclass
class Line:
    """An institution over the meetings shown.

    ``cells``: a state a meeting; ``came`` of ``asked`` meetings it was invited to as a member, from
    ``since`` (the first of them, None when there is none); ``missed``: meetings missed in a row up
    to the last one, of which ``excuses``; ``last_seen``: a date of any year, or None.
    """

    office: Office
    cells: list
    came: int
    asked: int
    since: date | None
    missed: int
    excuses: int
    last_seen: date | None
    is_member: bool

    def is_regular(self, percent):
        """Came to at least ``percent`` of the meetings it was invited to; never unasked."""
        return self.asked > 0 and self.came * 100 >= percent * self.asked

    def is_lost(self, today):
        """A member that stopped coming: three meetings in a row, or half a year."""
        if not self.is_member or not self.missed:
            return False
        seen = self.last_seen or self.since
        return self.missed >= LOST_AFTER or (seen and today - seen >= timedelta(LOST_DAYS))


def lines(sittings, offices, seats, last_seen, today):
    """One ``Line`` an institution that was a member or came, in the order of ``offices``.

    ``sittings``: oldest first; ``offices``: {id: Office}; ``last_seen``: {institution id: date}.
    """
    states = _states(sittings, seats)
    found = []
    for office in offices.values():
        cells = [_cell(sitting, office, states) for sitting in sittings]
        if any(cell != OUTSIDE for cell in cells) or office.is_member(today):
            found.append(_line(office, sittings, cells, last_seen.get(office.pk), today))
    return found


def _states(sittings, seats):
    """{(meeting, institution): the strongest of its states}."""
    recorded = {sitting.pk for sitting in sittings if sitting.is_recorded}
    order = [PRESENT, REPRESENTED, EXCUSED, ABSENT]
    found = {}
    for seat in seats:
        state = _state(seat) if seat.meeting in recorded and seat.office else None
        if state:
            place = (seat.meeting, seat.office)
            found[place] = min(found.get(place, state), state, key=order.index)
    return found


def _state(seat):
    if seat.presence in (Presence.PRESENT, Presence.REPRESENTED):
        return str(Presence(seat.presence).value)
    if seat.presence == Presence.EXCUSED or (seat.is_invited and seat.is_excused):
        return EXCUSED if seat.is_invited else None
    return ABSENT if seat.is_invited else None


def _cell(sitting, office, states):
    state = states.get((sitting.pk, office.pk))
    if state:
        return state
    if not office.is_member(sitting.on):
        return OUTSIDE
    return UNASKED if sitting.is_recorded else UNKNOWN


def _line(office, sittings, cells, last_seen, today):
    own = [
        (sitting, cell)
        for sitting, cell in zip(sittings, cells, strict=True)
        if cell in (*SEEN, *MISSED) and office.is_member(sitting.on)
    ]
    missed = []
    for _sitting, cell in reversed(own):
        if cell in SEEN:
            break
        missed.append(cell)
    return Line(
        office=office,
        cells=cells,
        came=sum(cell in SEEN for _sitting, cell in own),
        asked=len(own),
        since=own[0][0].on if own else None,
        missed=len(missed),
        excuses=missed.count(EXCUSED),
        last_seen=last_seen,
        is_member=office.is_member(today),
    )


def silent_types(found, sittings):
    """[(type name, meetings)]: types of member of which nobody came to the last meetings.

    Only meetings to which one of them was invited count; three at least, « aucun CPAS depuis 3
    réunions »; by name.
    """
    by_type = {}
    for line in found:
        if line.is_member:
            by_type.setdefault(line.office.type_name, []).append(line)
    silent = {name: _silence(members, len(sittings)) for name, members in by_type.items()}
    return sorted((name, count) for name, count in silent.items() if count >= LOST_AFTER)


def _silence(members, size):
    count = 0
    for index in reversed(range(size)):
        states = {line.cells[index] for line in members}
        if states & set(SEEN):
            break
        count += bool(states & set(MISSED))
    return count


@dataclass(frozen=True)
class Face:
    """A person by name and institution (id or None), and the day told of them."""

    name: str
    office: int | None
    on: date


def new_faces(sittings, seats, known):
    """People present at one of the last meetings and never before, by name.

    ``known``: keys of those who were present before the first of ``sittings``. Without any earlier
    attendance everybody would be new: then nobody is.
    """
    days, here = _presences(sittings, seats)
    recent = _recent(sittings)
    before = {person for person, pk in here if pk not in recent} | set(known)
    if not before:
        return []
    first = {}
    for person, pk in sorted(here, key=lambda entry: days[entry[1]]):
        first.setdefault(person, (days[pk], here[person, pk]))
    fresh = [Face(seat.name, seat.office, on) for p, (on, seat) in first.items() if p not in before]
    return sorted(fresh, key=lambda face: face.name.casefold())


def lost_faces(sittings, seats):
    """Familiar people whom none of the last meetings saw, with the last day they came, by name."""
    days, here = _presences(sittings, seats)
    recent = _recent(sittings)
    last, times, again = {}, Counter(), set()
    for (person, pk), seat in here.items():
        times[person] += 1
        if pk in recent:
            again.add(person)
        elif person not in last or days[pk] > last[person][0]:
            last[person] = (days[pk], seat)
    gone = (p for p in last if p not in again and times[p] >= FAMILIAR)
    faces = [Face(last[p][1].name, last[p][1].office, last[p][0]) for p in gone]
    return sorted(faces, key=lambda face: face.name.casefold())


def _presences(sittings, seats):
    """Days by meeting, and {(person, meeting): seat} of everybody in the room."""
    days = {sitting.pk: sitting.on for sitting in sittings if sitting.is_recorded}
    inside = (s for s in seats if s.presence == Presence.PRESENT and s.meeting in days)
    return days, {(seat.person, seat.meeting): seat for seat in inside}


def _recent(sittings):
    recorded = [sitting.pk for sitting in sittings if sitting.is_recorded]
    return set(recorded[-RECENT:])
