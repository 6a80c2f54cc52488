"""Who sits where: territory, organisations, people, memberships and rules of functioning."""

from .organisation import Organisation, OrganisationName, PartnerType, Person, Position
from .reference import Addressee, LegalSource, Theme, ThemeCategory
from .rules import HouseRules
from .seats import Coordination, Mandate, Membership
from .territory import Commune, Zone

__all__ = [
    "Addressee",
    "Commune",
    "Coordination",
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
    "Zone",
]
