"""Who sits: the people proposed from the members of the zones that hold a meeting."""

from dataclasses import dataclass

from django.db import transaction

from zones.models import Mandate, Membership, Position

from ..models import Participation
from ..models.meeting_queryset import of_its_zones

#: What a row copies of its member; a later change of it is proposed, never applied by itself.
COPIED = ("person_name", "organisation_name", "capacity", "email", "language")


def expected_members(meeting):
    """Unsaved participations proposed from the members of its zones on the day of the meeting.

    One row per mandate in force; a person who holds two mandates for one institution is proposed
    once, in the first of its capacities, also when it sits in two zones of a joint meeting. All
    are told; who is *expected* is the full representative or, where the institution has none,
    whoever else speaks for it.
    Institutions without any mandate are not proposed: ``members_without_anybody`` names them.
    A meeting of a working group that has members is theirs and the coordination's.
    """
    mandates = _mandates(meeting)
    rows = _seated(meeting, mandates)
    return _of_group(meeting, rows, mandates) if is_of_group(meeting) else rows


def is_of_group(meeting):
    """Does it gather a working group? (Old minutes also name those who prepare a day.)"""
    return meeting.kind == meeting.Kind.WORKING_GROUP and meeting.working_group_id is not None


def _mandates(meeting):
    """The mandates in force in its zones, on its day."""
    rows = Mandate.objects.on(meeting.held_on).filter(membership__in=_memberships(meeting))
    rows = rows.select_related("person", "membership__organisation")
    return list(rows.order_by("membership__organisation__name_fr", "role", "pk"))


def _seated(meeting, mandates):
    """One row per person and institution."""
    offices = {m.pk: m.membership.organisation_id for m in mandates}
    with_full = {offices[m.pk] for m in mandates if m.role == Mandate.Role.FULL}
    proposed = {}
    for mandate in mandates:
        office = offices[mandate.pk]
        key = (mandate.person_id, office)
        is_expected = mandate.role == Mandate.Role.FULL or office not in with_full
        proposed.setdefault(key, _from_mandate(meeting, mandate, is_expected))
    return list(proposed.values())


def _of_group(meeting, rows, mandates):
    """Of the rows of its zones, those of the group; each is expected. Three queries at most.

    A member who never had a seat comes for the institution where they work; who lost theirs is
    not proposed any more.
    """
    people = set(meeting.working_group.members.values_list("pk", flat=True))
    if not people:
        return rows
    # Not the capacity of the row: it is that of the first of their mandates.
    animating = {_seat_of(mandate) for mandate in mandates if mandate.is_coordinator}
    rows = [row for row in rows if row.person_id in people or seat(row) in animating]
    for row in rows:
        row.is_expected = True
    unseated = people - {row.person_id for row in rows}
    return rows + (_from_work(meeting, unseated) if unseated else [])


def _from_work(meeting, people):
    once = Mandate.objects.filter(of_its_zones(meeting, "membership__zone"))
    works = Position.objects.on(meeting.held_on).filter(person__in=people)
    works = works.exclude(person__in=once.values("person"))
    found = {}  # two functions in one institution are one seat
    for work in works.select_related("person", "organisation").order_by("pk"):
        row = Participation(
            meeting=meeting,
            person=work.person,
            organisation=work.organisation,
            person_name=work.person.full_name,
            organisation_name=work.organisation.name_fr,
            email=work.person.email,
            language=work.person.language,
            capacity=Participation.Capacity.MEMBER,
        )
        found.setdefault(seat(row), row)
    return list(found.values())


def _memberships(meeting):
    rows = Membership.objects.on(meeting.held_on).filter(of_its_zones(meeting))
    return rows.exclude(status=Membership.Status.SUSPENDED)


def members_without_anybody(meeting):
    """Names of member institutions for whom nobody is on the list; a group is not of them all."""
    if is_of_group(meeting) and meeting.working_group.members.exists():
        return []
    members = _memberships(meeting)
    seated = Mandate.objects.on(meeting.held_on).filter(membership__in=members)
    silent = members.exclude(organisation__in=seated.values("membership__organisation"))
    names = [membership.organisation.name for membership in silent.select_related("organisation")]
    return list(dict.fromkeys(names))  # an institution of two zones is named once


def left_aside(meeting, rows):
    """Names of the members of its group whom no row of the list is for: nothing says where they
    work, or they lost their seat."""
    if not is_of_group(meeting):
        return []
    listed = {row.person_id for row in rows}
    people = meeting.working_group.members.all()
    return [person.full_name for person in people if person.pk not in listed]


#: Role of the mandate → capacity at the meeting; who coordinates the zone animates it.
CAPACITIES = {
    Mandate.Role.FULL: Participation.Capacity.FULL,
    Mandate.Role.SUBSTITUTE: Participation.Capacity.SUBSTITUTE,
    Mandate.Role.REFERENT: Participation.Capacity.MEMBER,
}


def _from_mandate(meeting, mandate, is_expected):
    capacity = CAPACITIES[mandate.role]
    return Participation(
        meeting=meeting,
        person=mandate.person,
        organisation=mandate.membership.organisation,
        person_name=mandate.person.full_name,
        organisation_name=mandate.membership.organisation.name_fr,
        email=mandate.person.email,
        language=mandate.person.language,
        capacity=Participation.Capacity.COORDINATION if mandate.is_coordinator else capacity,
        is_expected=is_expected,
    )


def seats_proposed(meeting):
    """The seats (person and institution ids) of ``expected_members``."""
    return {seat(row) for row in expected_members(meeting)}


@transaction.atomic
def sync_participants(meeting):
    """Create the proposed participations that do not exist yet; run twice, it adds nothing."""
    known = set(meeting.participations.values_list("person_id", "organisation_id"))
    return create([row for row in expected_members(meeting) if seat(row) not in known])


def create(rows):
    """Save new rows of a list at once; returns how many."""
    for row in rows:
        row.person_key = Participation.key_of(row.person_id, row.person_name)
    return len(Participation.objects.bulk_create(rows))


@dataclass(frozen=True)
class Drift:
    """What changed among the members since the list was saved. ``new``: rows not saved;
    ``gone``: saved rows without a seat any more; ``moved``: (saved row, row as it would be)."""

    new: list
    gone: list
    moved: list

    def __bool__(self):
        return bool(self.new or self.gone or self.moved)


def drift(saved, expected):
    """The ``Drift`` between the rows of a list and the members of the day; two queries at most.

    ``saved``: its participations; ``expected``: what ``expected_members`` proposes now.
    """
    fresh = {seat(row): row for row in expected}
    known = {seat(row): row for row in saved}
    pairs = [(row, fresh[key]) for key, row in known.items() if key in fresh]
    return Drift(
        new=[row for key, row in fresh.items() if key not in known],
        gone=_gone(saved, fresh),
        moved=[pair for pair in pairs if any(_differ(*pair, name) for name in COPIED)],
    )


def seat(row):
    """What makes two rows the same seat: a person for an institution."""
    return row.person_id, row.organisation_id


def _seat_of(mandate):
    return mandate.person_id, mandate.membership.organisation_id


def _differ(one, other, name):
    return getattr(one, name) != getattr(other, name)


def _gone(saved, fresh):
    """Rows that were a member's, whose mandate or whose institution's seat does not hold."""
    lost = [row for row in saved if row.person_id and seat(row) not in fresh]
    if lost and is_of_group(lost[0].meeting):
        # Somebody of the zone who was added to the list of a group still has a seat.
        seats = {_seat_of(mandate) for mandate in _mandates(lost[0].meeting)}
        lost = [row for row in lost if seat(row) not in seats]
    if not lost:
        return []
    mandates = Mandate.objects.filter(
        of_its_zones(lost[0].meeting, "membership__zone"), person__in={r.person_id for r in lost}
    )
    once = set(mandates.values_list("person", "membership__organisation"))
    return [row for row in lost if seat(row) in once and not row.is_guest]
