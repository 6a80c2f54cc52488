"""Figures about who the people present are: partners under convention, practitioners, guests.

Every function takes a ``ZoneYear`` and looks only at meetings whose attendance was noted; what
nobody knows is counted apart, never as a no, and nothing is counted (None) when no attendance was
noted at all. Sources: étude « 20 ans après », 2015 (practice of the
zones' annual reports).
"""

from zones.models import Organisation, Position

from .participation import institutions_reached
from .year import Capacity

Convention, Level = Organisation.Convention, Position.Level


def convention_coverage(data):
    """P6. ``{"partners", "reached", "unknown", "share"}`` of the members under convention.

    ``partners``: institutions that were members in the year, on any day, and have a convention with
    Actiris; ``reached``: those of them present or represented once at least; ``unknown``: members
    whose convention nobody noted, in neither number. Share = reached ÷ partners, between 0 and 1.
    ``reached`` and the share are None when no attendance was noted, the share also without a
    partner. The convention is the one noted today: its past is not kept.
    """
    partners, unknown = convention_partners(data)
    reached = len(partners & institutions_reached(data)) if data.recorded else None
    return {
        "partners": len(partners),
        "reached": reached,
        "unknown": len(unknown),
        "share": round(reached / len(partners), 3) if partners and data.recorded else None,
    }


def convention_partners(data):
    """P6. ``(ids of the members under convention, ids of those nobody knows about)``."""
    members = {row.organisation_id for row in data.memberships}
    said = {pk: data.institutions[pk].convention for pk in members}
    return tuple(
        {pk for pk, one in said.items() if one == wanted}
        for wanted in (Convention.YES, Convention.UNKNOWN)
    )


def practitioners(data):
    """P7. ``{"field", "known", "unknown", "share"}``: presences of people who work in the field.

    A presence is a person at a meeting, once even for two institutions; who works in the field at
    one of them is a practitioner. The level is the one of their function at that institution on
    that day; presences whose level nobody knows are ``unknown`` and in neither other number. Share
    = field ÷ known, between 0 and 1; None when nobody is known. Guests and animation included.
    """
    if not data.recorded:
        return dict.fromkeys(("field", "known", "unknown", "share"))
    said = [levels for sitting in data.recorded for levels in levels_of(sitting).values()]
    known = [levels for levels in said if levels]
    field = sum(Level.FIELD in levels for levels in known)
    return {
        "field": field,
        "known": len(known),
        "unknown": len(said) - len(known),
        "share": round(field / len(known), 3) if known else None,
    }


def levels_of(sitting):
    """P7. ``{person: {levels known that day}}`` of the people in the room."""
    found = {}
    for seat in sitting.seats:
        if seat.is_here:
            found.setdefault(seat.person, set()).update([seat.level] if seat.level else ())
    return found


def from_outside(data):
    """P8. ``{"outside", "known", "unknown", "share"}``: presences from out of the zone.

    A presence is a person at a meeting, once even for two institutions; one institution of the zone
    is enough to be of the zone. An institution is of the zone on a day of its membership
    (candidates are not members); one that the directory does not know is not. The animation is at
    home. ``unknown``: people without any institution. Share = outside ÷ known, between 0 and 1.
    """
    if not data.recorded:
        return dict.fromkeys(("outside", "known", "unknown", "share"))
    said = [side for sitting in data.recorded for side in sides_of(data, sitting).values()]
    outside, known = said.count(False), sum(side is not None for side in said)
    return {
        "outside": outside,
        "known": known,
        "unknown": len(said) - known,
        "share": round(outside / known, 3) if known else None,
    }


def sides_of(data, sitting):
    """P8. ``{person: True (of the zone), False (from outside), None (nobody knows)}``."""
    day, found = sitting.meeting.held_on, {}
    members = {row.organisation_id for row in data.memberships if row.is_on(day)}
    for seat in sitting.seats:
        if seat.is_here:
            found.setdefault(seat.person, []).append(_is_of_zone(seat, members))
    return {person: _best(said) for person, said in found.items()}


def _is_of_zone(seat, members):
    if seat.capacity == Capacity.COORDINATION or seat.institution in members:
        return True
    return False if seat.institution or seat.institution_name else None


def _best(said):
    return True if True in said else False if False in said else None
