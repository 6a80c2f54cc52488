"""The people of working groups: who may be in one, and for which institution."""

from collections import Counter

from django.db.models import F
from django.utils import timezone

from zones.models import Mandate, Position


def institutions_of(zone, people):
    """{person id: (names of their institutions, do they sit in the zone today?)}; two queries.

    ``None`` for who never sat: they come for where they work today. Who does not sit any more keeps
    the institution they last spoke for. A seat still to come is none.
    """
    today, found = timezone.localdate(), {}
    works = Position.objects.on(today).filter(person__in=people).select_related("organisation")
    for row in works.order_by("pk"):
        names, _seat = found.get(row.person_id, ([], None))
        found[row.person_id] = (_with(names, row.organisation), None)
    seats = Mandate.objects.overlapping(None, today).select_related("membership__organisation")
    seats = seats.filter(membership__zone=zone, person__in=people)
    for row in seats.order_by(F("ended_on").asc(nulls_last=True), "pk"):  # today's come last
        names, is_seated = found.get(row.person_id, ([], None))
        kept = names if is_seated else []
        found[row.person_id] = (_with(kept, row.membership.organisation), row.is_on(today))
    return found


def _with(names, organisation):
    return list(dict.fromkeys([*names, organisation.name]))


def institutions_count(groups, first, last):
    """{group id: how many institutions its members speak for from day to day}; three queries.

    Those of their seats in the zone of the group; who never sat there counts for where they work,
    who does not sit any more for none. Both days are included.
    """
    of_groups = {
        "person__working_groups__in": groups,
        "membership__zone": F("person__working_groups__zone"),
    }
    seats = Mandate.objects.overlapping(first, last).filter(**of_groups)
    found = set(seats.values_list("person__working_groups", "membership__organisation"))
    begun = Mandate.objects.overlapping(None, timezone.localdate()).filter(**of_groups)
    sat = set(begun.values_list("person__working_groups", "person"))
    works = Position.objects.overlapping(first, last).filter(person__working_groups__in=groups)
    rows = works.values_list("person__working_groups", "person", "organisation")
    found |= {(group, office) for group, person, office in rows if (group, person) not in sat}
    return Counter(group for group, _office in found)


def people_offered(group):
    """{person id: « Anne Petit, CPAS d’Uccle »} by institution: who sits today, who is in it."""
    seats = Mandate.objects.on(timezone.localdate()).filter(membership__zone=group.zone)
    people = {row.person_id: row.person for row in seats.select_related("person")}
    if group.pk:
        people |= {person.pk: person for person in group.members.all()}
    places = institutions_of(group.zone, people)
    names = {pk: ", ".join(places.get(pk, ([], False))[0]) for pk in people}
    order = sorted(people, key=lambda pk: (names[pk].casefold(), people[pk].full_name.casefold()))
    return {pk: ", ".join(filter(None, (people[pk].full_name, names[pk]))) for pk in order}


def animating(zone):
    """Ids of the people who coordinate the zone today."""
    rows = Mandate.objects.on(timezone.localdate()).coordinating().filter(membership__zone=zone)
    return list(rows.values_list("person", flat=True).distinct())
