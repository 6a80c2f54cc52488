"""Whom a name typed in a PV means: somebody of the meeting or its zones, an institution, or no one.

Compared without accents or case. A name that means two of them means nobody: it stays as typed.
"""

from dataclasses import dataclass, field

from zones.models import Mandate, Organisation, OrganisationName
from zones.search import fold

#: Owners, then what a datalist can hold without slowing the page down.
PERSON, OFFICE = "person", "organisation"


@dataclass(frozen=True)
class Meant:
    """``kind``: ``PERSON``, ``OFFICE``, or "" for a name that stays as typed."""

    typed: str
    kind: str = ""
    pk: int | None = None
    full_name: str = ""
    is_ambiguous: bool = False

    @property
    def person_id(self):
        return self.pk if self.kind == PERSON else None

    @property
    def organisation_id(self):
        return self.pk if self.kind == OFFICE else None


@dataclass
class KnownNames:
    """What names mean at one meeting; ``whole`` wins over ``short`` (a first name, a last name)."""

    whole: dict = field(default_factory=dict)
    short: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)

    def add(self, kind, pk, *names, short=()):
        """Another person or institution: the first of ``names`` is the one shown."""
        who = (kind, pk)
        self.names.setdefault(who, names[0])
        for name in filter(None, names):
            self.whole.setdefault(key_of(name), set()).add(who)
        for name in filter(None, short):
            self.short.setdefault(key_of(name), set()).add(who)

    def meaning(self, typed):
        """``Meant`` by a name as it was typed."""
        key = key_of(typed)
        found = self.whole.get(key) or self.short.get(key) or set()
        if len(found) != 1:
            return Meant(typed, is_ambiguous=len(found) > 1)
        [(kind, pk)] = found
        return Meant(typed, kind, pk, self.names[kind, pk])

    def proposed(self):
        """Every full name, people then institutions, for a list of suggestions."""
        people = {name for (kind, _pk), name in self.names.items() if kind == PERSON}
        offices = {name for (kind, _pk), name in self.names.items() if kind == OFFICE}
        return sorted(people, key=fold) + sorted(offices - people, key=fold)


def key_of(name):
    return " ".join(fold(name).split())


def known_names(meeting):
    """The ``KnownNames`` of a meeting, read once for a page: four queries."""
    if not hasattr(meeting, "_known_names"):
        meeting._known_names = _read(meeting)
    return meeting._known_names


def _read(meeting):
    known, offices = KnownNames(), set()
    rows = meeting.participations.select_related("person")
    for row in rows.order_by("pk"):
        offices.add(row.organisation_id)
        if row.person_id:
            _add_person(known, row.person, row.person_name, short=True)
    mandates = Mandate.objects.on(meeting.held_on).filter(membership__zone__in=meeting.zone_ids)
    for mandate in mandates.select_related("person", "membership").order_by("pk"):
        offices.add(mandate.membership.organisation_id)
        _add_person(known, mandate.person)
    _add_offices(known, meeting, offices - {None})
    return known


def _add_person(known, person, seen="", *, short=False):
    first, last = person.first_name, person.last_name
    known.add(
        PERSON,
        person.pk,
        seen or person.full_name,
        person.full_name,
        f"{last} {first}".strip(),
        short=(first, last) if short else (),
    )


def _add_offices(known, meeting, offices):
    members = Organisation.objects.filter(memberships__zone__in=meeting.zone_ids)
    found = (Organisation.objects.filter(pk__in=offices) | members).distinct()
    others = {}
    for name in OrganisationName.objects.filter(organisation__in=found.order_by()):
        others.setdefault(name.organisation_id, []).append(name.name)
    for office in found:
        names = (office.name_fr, office.name_nl, office.acronym, *others.get(office.pk, ()))
        known.add(OFFICE, office.pk, *names)
