"""The people of working groups: who may be in one, and for which institution."""

from django.utils import timezone

from zones.models import Mandate, Position


def institutions_of(zone, people):
    """{person id: (names of their institutions, do they sit in the zone today?)}; two queries.

    ``None`` for who never sat: they come for where they work. Who does not sit any more keeps the
    institution they last spoke for.
    """
    today, found = timezone.localdate(), {}
    works = Position.objects.filter(person__in=people).select_related("organisation")
    for row in works.order_by("pk"):
        found[row.person_id] = ([row.organisation.name], None)
    seats = Mandate.objects.filter(membership__zone=zone, person__in=people)
    for row in seats.select_related("membership__organisation").order_by("pk"):
        names, is_seated = found.get(row.person_id, ([], None))
        name = row.membership.organisation.name
        if row.is_on(today):
            names = [*names, name] if is_seated else [name]
            found[row.person_id] = (list(dict.fromkeys(names)), True)
        elif not is_seated:
            found[row.person_id] = ([name], False)
    return found


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
