"""Who sits where: territory, organisations, people, memberships and rules of functioning."""

from .organisation import Organisation, OrganisationName, PartnerType, Person, Position
from .reference import Addressee, LegalSource, Theme, ThemeCategory
from .rules import HalfDay, HouseRules, Weekday
from .seats import Coordination, Mandate, Membership
from .territory import Commune, Zone

__all__ = [
    "Addressee",
    "Commune",
    "Coordination",
    "HalfDay",
    "HouseRules",
    "LegalSource",
    "Mandate",
    "Membership",
    "Organisation",
    "OrganisationName",
    "PartnerType",
    "Person",
    "Position",
    "Theme",
    "ThemeCategory",
    "Weekday",
    "Zone",
]
