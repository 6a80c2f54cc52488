"""Who signs a letter: the directions or the animators of the institutions that coordinate."""

from typing import NamedTuple

from zones.models import HouseRules, Mandate, Organisation, Position

from . import wording


class Signatory(NamedTuple):
    """An institution that signs, and the people who do so for it: ``(name, function)`` pairs."""

    organisation: Organisation
    people: list

    @property
    def line(self):
        """« Anaïs Lambert, Mission Locale de Saint-Gilles »; the institution alone without name."""
        names = [name for name, _function in self.people]
        return ", ".join([*names, self.organisation.name])


def signatories(meeting, *, on, rules):
    """One ``Signatory`` per coordinating institution, with the names known on the day ``on``.

    ``rules`` says who signs: the directions (positions of that level), or the animators (mandates
    that coordinate the zone). Co-signed where two institutions coordinate. Three queries.

    Source: étude « 20 ans après », « les directions ou les animateurs de la concertation qui
    signent les invitations ».
    """
    organisations = wording.organisers(meeting)
    positions = Position.objects.on(on).filter(organisation__in=organisations)
    positions = list(positions.select_related("person"))
    if rules.signatories == HouseRules.Signatories.DIRECTION:
        found = _directions(positions)
    else:
        found = _animators(meeting, organisations, positions, on)
    return [Signatory(org, found.get(org.pk, [])) for org in organisations]


def _directions(positions):
    found = {}
    for position in positions:
        if position.level == Position.Level.DIRECTION:
            person = (position.person.full_name, position.title)
            found.setdefault(position.organisation_id, []).append(person)
    return found


def _animators(meeting, organisations, positions, on):
    functions = {(p.person_id, p.organisation_id): p.title for p in positions}
    mandates = Mandate.objects.on(on).coordinating()
    mandates = mandates.filter(
        membership__zone__in=meeting.zone_ids, membership__organisation__in=organisations
    )
    found = {}
    for mandate in mandates.select_related("person", "membership").order_by("pk"):
        home = mandate.membership.organisation_id
        person = (mandate.person.full_name, functions.get((mandate.person_id, home), ""))
        if person not in found.setdefault(home, []):
            found[home].append(person)
    return found
