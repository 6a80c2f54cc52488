"""The people of old minutes: on the list of their meeting, known or new."""

from django.utils.translation import gettext as _

from zones.models import Mandate, Organisation, PartnerType, Person, Position

from ..imports import normalise_organisation
from ..models import Participation

PRESENCES = {"guest": Participation.Presence.PRESENT}
OTHER_TYPE = "autre"


def attend(meeting, matches, made):
    """Write who was there; the people and institutions nobody knew are made once each."""
    new = {}
    for match in matches:
        organisation = match.organisation
        if organisation is None and not match.is_alone:
            organisation = _new_organisation(match.written.organisation, new, made)
        person = match.person or _new_person(match.written, organisation, made)
        Participation.objects.update_or_create(
            meeting=meeting,
            person=person,
            organisation=organisation,
            defaults={
                "person_name": person.full_name,
                "organisation_name": organisation.name_fr if organisation else "",
                "email": match.written.email or person.email,
                "capacity": _capacity(match.written, person, meeting),
                "presence": PRESENCES.get(match.written.status, match.written.status),
                "is_expected": False,  # the minutes do not say who was
                "is_invited": False,
                "encoded_at": meeting.ends_at,
                "person_key": Participation.key_of(person.pk, person.full_name),
            },
        )


def _capacity(written, person, meeting):
    if written.status == "guest":
        return Participation.Capacity.GUEST
    mandate = Mandate.objects.on(meeting.held_on).filter(
        person=person, membership__zone=meeting.zone, role__in=("full", "substitute")
    )
    found = mandate.first()
    return found.role if found else Participation.Capacity.MEMBER


def _new_organisation(name, new, made):
    """The institution of that name; three people of one new institution make one."""
    key = normalise_organisation(name or "")
    if not key:
        return None
    if key not in new:
        new[key] = _make_organisation(name)
        made.organisations.append(new[key].pk)
    return new[key]


def _make_organisation(name):
    kind, _created = PartnerType.objects.get_or_create(
        code=OTHER_TYPE, defaults={"name_fr": "Autre institution", "name_nl": "Andere instelling"}
    )
    return Organisation.objects.create(name_fr=name[:160], type=kind, source=_("reprise d’un PV"))


def _new_person(written, organisation, made):
    person = Person.objects.create(
        first_name=written.first_name[:60],
        last_name=(written.last_name or written.name)[:80],
        email=written.email or "",
    )
    made.people.append(person.pk)
    if organisation:
        position = Position.objects.create(person=person, organisation=organisation)
        made.positions.append(position.pk)
    return person
