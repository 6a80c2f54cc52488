"""Who sits where in the demonstration: seats for the members, users for the three roles."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from zones.models import Coordination, Mandate, Membership, Organisation, Person, Position

PASSWORD = "concertation"  # noqa: S105 - a demonstration's accounts are public
DOMAIN = "demo.test"
SINCE = date(2015, 1, 1)
LEVELS = ("direction", "coordination", "coordination", "field", "field")
TITLES = {
    "direction": "Direction",
    "coordination": "Coordination pédagogique",
    "field": "Conseil en insertion",
}
SMALLEST_COMMISSION = 14


def fill_seats(zone, names, random):
    """Give the zone enough members, and nearly every member a representative (one stays empty)."""
    _widen(zone, random)
    memberships = list(zone.memberships.select_related("organisation").order_by("pk"))
    for membership in memberships[:-1]:
        _seat(membership, next(names), "full", random)
        if random.random() < 0.6:
            _seat(membership, next(names), "substitute", random)
        if random.random() < 0.2:
            _seat(membership, next(names), "referent", random)


def _widen(zone, random):
    """Zones with few published partners also invite regional bodies."""
    missing = SMALLEST_COMMISSION - zone.memberships.count()
    regional = Organisation.objects.exclude(memberships__zone=zone).filter(
        memberships__isnull=True, type__code__in=["oisp", "alpha", "bf", "vdab", "ilde", "actiris"]
    )
    for organisation in list(regional.order_by("pk")[: max(0, missing)]):
        Membership.objects.create(zone=zone, organisation=organisation, started_on=SINCE)


def _seat(membership, name, role, random, *, is_coordinator=False):
    first, last = name
    level = random.choice(LEVELS)
    person = Person.objects.create(
        first_name=first,
        last_name=last,
        email=f"{_plain(first)}.{_plain(last)}@{DOMAIN}",
        language=membership.organisation.language,
    )
    Position.objects.create(
        person=person,
        organisation=membership.organisation,
        title=TITLES[level],
        level=level,
        started_on=SINCE,
    )
    Mandate.objects.create(
        membership=membership,
        person=person,
        role=role,
        is_coordinator=is_coordinator,
        started_on=SINCE,
    )
    return person


def _plain(name):
    from meetings.models.pv import fold

    return fold(name).replace(" ", "-")


def coordinators(zone, names, random):
    """One coordinator, with an account, at each institution that animates the zone."""
    people = []
    for coordination in Coordination.objects.filter(zone=zone).select_related("organisation"):
        membership, _created = Membership.objects.get_or_create(
            zone=zone,
            organisation=coordination.organisation,
            ended_on=None,
            defaults={"started_on": SINCE},
        )
        has_full = membership.mandates.filter(role="full").exists()
        role = "referent" if has_full else "full"
        person = _seat(membership, next(names), role, random, is_coordinator=True)
        _account(person, f"coordination.{zone.code}.{len(people) + 1}@{DOMAIN}")
        people.append(person)
    return people


def _account(person, email):
    user = User.objects.create_user(
        email, PASSWORD, full_name=person.full_name, language=person.language
    )
    person.user, person.email = user, email
    person.save()


def coordinator_of(zone):
    """An account that coordinates the zone, or None."""
    rows = Mandate.objects.on(timezone.localdate()).coordinating().filter(membership__zone=zone)
    return User.objects.filter(person__in=rows.values("person")).order_by("pk").first()


def name_the_three(sud):
    """The three accounts printed by ``make run``: coordination, partner, region."""
    mandates = Mandate.objects.filter(membership__zone=sud).select_related("person")
    coordinator = mandates.filter(is_coordinator=True).first().person
    User.objects.filter(pk=coordinator.user_id).update(email=f"coordination@{DOMAIN}")
    coordinator.email = f"coordination@{DOMAIN}"
    coordinator.save()
    partners = mandates.filter(is_coordinator=False, role="full", person__user=None)
    partner = partners.filter(membership__organisation__type__code="cpas").first().person
    _account(partner, f"partenaire@{DOMAIN}")
    User.objects.create_user(
        f"region@{DOMAIN}",
        PASSWORD,
        full_name="Maud Peetermans",
        is_regional=True,
        is_staff=True,
        is_superuser=True,  # the administration of accounts and reference data is hers
    )
