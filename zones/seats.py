"""Reading the seats of a zone: who sits, who speaks for whom, which seats are empty."""

from django.db.models import Prefetch
from django.utils import timezone

from .models import Mandate, Membership, Position
from .search import fold, matches


def members_of(zone, day=None):
    """Memberships in force in ``zone`` on ``day``, with ``current_mandates``; 3 queries.

    Each mandate's person carries ``here``: their open positions, to print their function.
    """
    day = day or timezone.localdate()
    mandates = Mandate.objects.on(day).select_related("person")
    mandates = mandates.prefetch_related(
        Prefetch(
            "person__positions",
            queryset=Position.objects.filter(ended_on__isnull=True),
            to_attr="here",
        )
    )
    rows = Membership.objects.on(day).filter(zone=zone)
    rows = rows.select_related("organisation__type", "organisation__commune", "zone")
    return rows.prefetch_related(
        Prefetch("mandates", queryset=mandates, to_attr="current_mandates"),
        "organisation__other_names",
    )


def speakers(membership):
    """The mandates of ``members_of`` by quality: dict of role → list, in the order of the roles."""
    found = {role: [] for role in Mandate.Role.values}
    for mandate in membership.current_mandates:
        mandate.function = _function(mandate, membership)
        found[mandate.role].append(mandate)
    return found


def _function(mandate, membership):
    titles = (
        p.title for p in mandate.person.here if p.organisation_id == membership.organisation_id
    )
    return next(titles, "")


def without_full_representative(zone, day=None):
    """Memberships whose seat is empty: no full representative on ``day``; one query."""
    day = day or timezone.localdate()
    full = Mandate.objects.on(day).filter(role=Mandate.Role.FULL)
    rows = Membership.objects.on(day).filter(zone=zone, status=Membership.Status.MEMBER)
    return rows.exclude(mandates__in=full).select_related("organisation")


def directory(zone, *, words="", type_code=""):
    """``members_of`` that fit, by name, each with its ``speakers`` and ``is_vacant``."""
    found = []
    for membership in members_of(zone):
        organisation = membership.organisation
        membership.by_role = speakers(membership)
        membership.is_vacant = not membership.by_role[Mandate.Role.FULL]
        if type_code and organisation.type.code != type_code:
            continue
        names = [name.name for name in organisation.other_names.all()]
        people = [mandate.person.full_name for mandate in membership.current_mandates]
        own = (organisation.name_fr, organisation.name_nl, organisation.acronym)
        if matches(words, *own, *names, *people):
            found.append(membership)
    return sorted(found, key=lambda membership: fold(membership.organisation.name))
