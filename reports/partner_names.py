"""Partners typed in one line, separated by commas: institutions of the directory, or mere names."""

import re

from meetings.known_names import OFFICE, KnownNames
from zones.models import Membership, Organisation, OrganisationName

#: Between two names.
BETWEEN = re.compile(r"[,;\n]+")
MOST = 30


def typed(partners, others=""):
    """What the line shows of a row: its institutions in order, then the names of nobody."""
    names = sorted(one.name for one in partners)
    return ", ".join([*names, others] if others else names)


class Directory:
    """Every institution by each of its names; those of the zone come first. Three queries."""

    def __init__(self, zone):
        self.mine, self.all = KnownNames(), KnownNames()
        members = {*Membership.objects.filter(zone=zone).values_list("organisation", flat=True)}
        former = {}
        for row in OrganisationName.objects.order_by():
            former.setdefault(row.organisation_id, []).append(row.name)
        for one in Organisation.objects.order_by():
            names = (one.name, one.name_fr, one.name_nl, one.acronym, *former.get(one.pk, ()))
            for known in [self.mine, self.all] if one.pk in members else [self.all]:
                known.add(OFFICE, one.pk, *names)

    def proposed(self):
        """The names of the zone's members, for a list of suggestions."""
        return self.mine.proposed()

    def read(self, line):
        """(ids of institutions, the rest as typed) of a line; a name with a comma is found whole.

        A name that means two institutions stays as typed, unless one of them alone is of the zone.
        """
        pieces = [" ".join(piece.split()) for piece in BETWEEN.split(line)]
        pieces = [piece for piece in pieces if piece]
        ids, others, start = [], [], 0
        while start < len(pieces):
            pk, used = self._longest(pieces[start : start + 4])
            if pk is None:
                others.append(pieces[start])
            elif pk not in ids:
                ids.append(pk)
            start += used
        return ids, ", ".join(dict.fromkeys(others))

    def _longest(self, pieces):
        for used in range(len(pieces), 0, -1):
            pk = self._meaning(", ".join(pieces[:used]))
            if pk is not None:
                return pk, used
        return None, 1

    def _meaning(self, name):
        found = self.mine.meaning(name)
        if found.organisation_id is None and not found.is_ambiguous:
            found = self.all.meaning(name)
        return found.organisation_id
