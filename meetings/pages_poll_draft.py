"""The form of a date poll: who may be asked, which slots the address proposes."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from zones.models import Mandate, Membership, Organisation
from zones.seats import members_of

from .models import PollVoter
from .services.planning import ENDS


@dataclass
class Seat:
    """A member institution in the form: whether it must be there, and who may be asked."""

    organisation: Organisation
    people: list = field(default_factory=list)  # ``Asked``
    is_required: bool = False


@dataclass(frozen=True)
class Asked:
    key: str
    voter: PollVoter
    role: str
    is_checked: bool


def proposed(zone, poll=None, data=None):
    """The members of ``zone`` as ``Seat`` list, one line per person; four queries.

    Checked are those expected at a meeting (the full representative or, without one, whoever
    speaks for the institution), else what ``poll`` holds, else what was typed (``data``).
    """
    asked, required = _kept(poll, data)
    seen, seats = set(), []
    members = members_of(zone).exclude(status=Membership.Status.SUSPENDED)
    for membership in members.order_by("organisation__name_fr", "pk"):
        organisation = membership.organisation
        seat = Seat(organisation, is_required=str(organisation.pk) in required)
        mandates = sorted(membership.current_mandates, key=_by_role)
        has_full = any(mandate.role == Mandate.Role.FULL for mandate in mandates)
        for mandate in mandates:
            if mandate.person_id in seen:
                continue  # two qualities or two institutions: asked once
            seen.add(mandate.person_id)
            key = f"{mandate.person_id}-{organisation.pk}"
            expected = mandate.role == Mandate.Role.FULL or not has_full
            checked = expected if asked is None else key in asked
            voter = _voter(mandate, organisation)
            seat.people.append(Asked(key, voter, mandate.get_role_display(), checked))
        if seat.people:
            seats.append(seat)
    return seats


def _by_role(mandate):
    return list(Mandate.Role.values).index(mandate.role), mandate.pk


def _kept(poll, data):
    """(keys of the people checked, ids of the institutions required); ``None`` keys: as proposed"""
    if data is not None:
        return set(data.getlist("voter")), set(data.getlist("required"))
    if poll is None or poll.pk is None:
        return None, set()
    voters = list(poll.voters.all())
    asked = {f"{voter.person_id}-{voter.organisation_id}" for voter in voters}
    return asked, {str(voter.organisation_id) for voter in voters if voter.is_required}


def _voter(mandate, organisation):
    person = mandate.person
    return PollVoter(
        person=person,
        organisation=organisation,
        person_name=person.full_name,
        organisation_name=organisation.name_fr,
        email=person.email,
        language=person.language,
    )


def chosen_voters(seats, guests=()):
    """The unsaved voters that are checked, and those typed by hand."""
    voters = []
    for seat in seats:
        for asked in seat.people:
            if asked.is_checked:
                asked.voter.is_required = seat.is_required
                voters.append(asked.voter)
    known = {voter.email for voter in voters if voter.email}
    return voters + [guest for guest in guests if guest.email not in known or not guest.email]


def guests_of(poll):
    """The people of a draft who are not members: the initial lines of their form."""
    if poll is None or poll.pk is None:
        return []
    names = ("person_name", "organisation_name", "email", "language")
    return [
        {"name": name, "organisation_name": organisation, "email": email, "language": language}
        for name, organisation, email, language in poll.voters.filter(
            person__isnull=True
        ).values_list(*names)
    ]


def wanted_slots(values):
    """Slots of an address, « 2026-03-12T09:30 » → (start, end); what cannot be read is left out."""
    found = []
    for value in values:
        try:
            starts = timezone.make_aware(datetime.fromisoformat(value))
        except (ValueError, OverflowError):
            continue
        if starts.year < 2100:
            found.append((starts, _end_of(starts)))
    return list(dict.fromkeys(found))


def _end_of(starts):
    """Half a day after: three hours, or noon and a half when it starts in the morning."""
    noon = timezone.localtime(starts).replace(hour=ENDS.hour, minute=ENDS.minute)
    three_hours = starts + timezone.timedelta(hours=3)
    return noon if starts < noon - timezone.timedelta(hours=1) else three_hours
