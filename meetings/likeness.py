"""Who old minutes may be speaking of: known people and institutions, the likeliest first, with the
reason. Proposed, never decided."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

from zones.models import Organisation, Person

from .imports.names import normalise_name, normalise_organisation, same_person

#: How alike two names of institutions must be.
ALIKE = 0.86
#: Candidates shown for one line.
MOST = 6
SURE, TO_CHECK = "sure", "check"
POSTAL = re.compile(r"\b1\d{3}\b")


@dataclass(frozen=True)
class Candidate:
    """Somebody known. ``strength``: sure or check; ``is_proposed``: chosen beforehand."""

    pk: int
    name: str
    why: str
    strength: str = TO_CHECK
    is_proposed: bool = True


@dataclass
class Register:
    """The people and institutions known, read once: four queries, whatever is compared."""

    offices: dict = field(default_factory=dict)  # id → Organisation
    people: dict = field(default_factory=dict)  # id → Person
    names: dict = field(default_factory=lambda: defaultdict(list))  # normalised → [(id, why)]
    emails: dict = field(default_factory=lambda: defaultdict(list))
    full_names: dict = field(default_factory=lambda: defaultdict(list))
    staff: dict = field(default_factory=lambda: defaultdict(list))  # office id → [person id]
    works_at: dict = field(default_factory=lambda: defaultdict(list))
    _found: dict = field(default_factory=dict)

    def institutions(self, written):
        """[Candidate] for the name of an institution as minutes write it."""
        key = normalise_organisation(written or "")
        if not key:
            return []
        if key not in self._found:
            self._found[key] = self._institutions(key, written)
        return self._found[key]

    def _institutions(self, key, written):
        found = {}
        for pk, why, strength in self.names.get(key, ()):
            found.setdefault(pk, Candidate(pk, str(self.offices[pk]), why, strength))
        for pk in self._by_postal_code(key, written):
            why = _("même sigle et même code postal")
            found.setdefault(pk, Candidate(pk, str(self.offices[pk]), why, SURE))
        if not found:
            found = self._alike(key)
        return list(found.values())[:MOST]

    def _by_postal_code(self, key, written):
        """« Mef 1060 »: the acronym, in the commune of that code."""
        codes = set(POSTAL.findall(written))
        bare = " ".join(word for word in key.split() if word not in codes)
        if not codes or not bare:
            return
        for pk, _why, _strength in self.names.get(bare, ()):
            commune = self.offices[pk].commune
            if commune and codes & {str(code) for code in commune.postal_codes}:
                yield pk

    def _alike(self, key):
        scored = []
        for name, known in self.names.items():
            matcher = SequenceMatcher(None, key, name)
            if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
                continue
            if (score := matcher.ratio()) >= ALIKE:
                scored.extend((score, pk) for pk, _why, _strength in known)
        scored.sort(reverse=True)
        return {pk: Candidate(pk, str(self.offices[pk]), _("nom proche")) for _score, pk in scored}

    def persons(self, name, email, offices):
        """[Candidate] for a name; ``offices``: ids of the institutions it may work for.

        The same address, then the same or nearly the same name in one of these institutions; the
        same name elsewhere is shown and never chosen beforehand.
        """
        found = {}
        for pk in self.emails.get((email or "").lower(), ()):
            self._add(found, pk, _("même e-mail"), SURE)
        turned = turn(name)
        for office in offices:
            for pk in self.staff.get(office, ()):
                known = self.people[pk].full_name
                if turn(known) == turned:
                    self._add(found, pk, _("même nom, même institution"), SURE)
                elif same_person(known, name):
                    self._add(found, pk, _("nom proche, même institution"), TO_CHECK)
        for pk in self.full_names.get(turned, ()):
            if pk not in found:
                self._add(found, pk, _("même nom, autre institution"), TO_CHECK, proposed=False)
        return list(found.values())[:MOST]

    def _add(self, found, pk, why, strength, *, proposed=True):
        if pk not in found:
            offices = ", ".join(str(self.offices[one]) for one in self.works_at.get(pk, ())[:2])
            known = self.people[pk].full_name
            label = f"{known} ({offices})" if offices else known
            found[pk] = Candidate(pk, label, why, strength, proposed)


def turn(name):
    """The words of a name, whatever their order: « Lambert Odile » is « Odile Lambert »."""
    return " ".join(sorted(normalise_name(name).split()))


def read_register(zone):
    """The ``Register``; institutions of ``zone`` come before others of the same name."""
    register = Register()
    members = set(zone.memberships.values_list("organisation_id", flat=True))
    rows = Organisation.objects.select_related("commune").prefetch_related("other_names")
    for office in sorted(rows, key=lambda one: one.pk not in members):
        register.offices[office.pk] = office
        for name, why in _names_of(office):
            register.names[normalise_organisation(name)].append((office.pk, why, SURE))
    for person in Person.objects.prefetch_related("positions").order_by("pk"):
        register.people[person.pk] = person
        if person.email:
            register.emails[person.email.lower()].append(person.pk)
        register.full_names[turn(person.full_name)].append(person.pk)
        for position in person.positions.all():
            if position.organisation_id in register.offices:
                register.staff[position.organisation_id].append(person.pk)
                register.works_at[person.pk].append(position.organisation_id)
    return register


def _names_of(office):
    named = ((office.name_fr, _("même nom")), (office.name_nl, _("même nom")))
    yield from ((name, why) for name, why in named if name)
    if office.acronym:
        yield office.acronym, _("même sigle")
    for other in office.other_names.all():
        yield other.name, _("autre nom connu")


@dataclass
class Proposal:
    """What is proposed for one line: candidates, and what is chosen until somebody says other."""

    persons: list
    institutions: list

    @property
    def person(self):
        """Id of the person chosen beforehand, None for a new one."""
        return next((one.pk for one in self.persons if one.is_proposed), None)

    @property
    def institution(self):
        return next((one.pk for one in self.institutions if one.is_proposed), None)


def propose(register, *, name, email, organisation):
    """``Proposal`` for one line of a list of those present."""
    institutions = register.institutions(organisation)
    persons = register.persons(name, email, [one.pk for one in institutions])
    if not organisation and len(persons) == 1 and persons[0].is_proposed:
        why = _("l’institution de cette personne")
        institutions = [
            Candidate(pk, str(register.offices[pk]), why)
            for pk in register.works_at.get(persons[0].pk, ())
        ]
    return Proposal(persons, institutions)
