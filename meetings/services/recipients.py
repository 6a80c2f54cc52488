"""Who reads a letter: rows of a list → readers, each with every seat they hold."""

from dataclasses import dataclass, field

from ..models import Participation

#: Of the seats of one reader, the one that carries the letter: who animates, then who sits.
ORDER = (
    Participation.Capacity.COORDINATION,
    Participation.Capacity.FULL,
    Participation.Capacity.MEMBER,
    Participation.Capacity.SUBSTITUTE,
    Participation.Capacity.EXPERT,
    Participation.Capacity.GUEST,
)


@dataclass
class Reader:
    """One person to write to. ``lead``: the row that carries the letter; ``others``: their further
    seats; ``shares_address``: somebody else of the list has the same address."""

    lead: Participation
    others: list = field(default_factory=list)
    shares_address: bool = False

    @property
    def rows(self):
        return [self.lead, *self.others]

    @property
    def seats(self):
        """Names of the institutions they sit for, each once, the lead's first."""
        return list(dict.fromkeys(filter(None, (row.organisation_name for row in self.rows))))


def group_by_reader(rows):
    """Participations, saved or not → ``Reader`` list, in the order of their first row.

    One person is one reader, also when two institutions send them and when they were typed a
    second time by hand: same person, or same name at the same address. Two *names* at one address
    (direction@…) stay two readers: who of the two comes is each one's own answer, and a letter
    « Bonjour Anne, » opened by Luc would answer for Anne. They are marked ``shares_address`` so
    that the list says it before the letters leave.
    ``rows``: a list, read twice. Pure: asks nothing of the database, writes nothing.
    """
    group_of = {}  # mark → number of its group; a later row may show two groups to be one
    for number, row in enumerate(rows):
        same = {group_of[mark] for mark in _marks(row) if mark in group_of}
        home = min(same, default=number)
        joined = {mark: home for mark, group in group_of.items() if group in same}
        group_of |= joined | dict.fromkeys(_marks(row), home)
    groups = {}
    for row in rows:
        groups.setdefault(group_of[_marks(row)[0]], []).append(row)
    readers = [_reader(group) for group in groups.values()]
    _mark_shared(readers)
    return readers


def leads(rows):
    """The rows that carry a letter, one per reader."""
    return [reader.lead for reader in group_by_reader(rows)]


def seats_of(participation, rows):
    """The rows of ``rows`` that are the same reader's, without ``participation`` itself."""
    further = [row for row in rows if row.pk is None or row.pk != participation.pk]
    everybody = [participation, *(row for row in further if row is not participation)]
    return next(
        [row for row in reader.rows if row is not participation]
        for reader in group_by_reader(everybody)
        if any(row is participation for row in reader.rows)
    )


def same_name(one, other):
    return _folded(one) == _folded(other)


def _marks(row):
    """What recognises the reader of a row: the person, else the name at the address."""
    marks = [f"p{row.person_id}"] if row.person_id else []
    if row.email:
        marks.append((row.email.strip().lower(), _folded(row.person_name)))
    return marks or [("row", id(row))]


def _folded(name):
    return " ".join(name.casefold().split())


def _reader(group):
    lead = min(group, key=lambda row: (not row.email, not row.is_expected, _rank(row)))
    return Reader(lead, [row for row in group if row is not lead])


def _rank(row):
    return ORDER.index(row.capacity), row.pk or 0


def _mark_shared(readers):
    seen = {}
    for reader in readers:
        if reader.lead.email:
            seen.setdefault(reader.lead.email.strip().lower(), []).append(reader)
    for same in seen.values():
        for reader in same:
            reader.shares_address = len(same) > 1
