"""The people of working groups: who may be in one, and for which institution."""

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
