"""The Region's one reminder of a report: a letter per coordinator, zone and year, never two."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import tasks
from meetings.models import Letter
from meetings.services.errors import Refused
from zones.models import Mandate

from ..models import CoordinationReport, ReportNudge


def coordinators_of(zones):
    """``{zone id: [User]}`` of those who coordinate today and have an address; one query."""
    mandates = Mandate.objects.on(timezone.localdate()).coordinating()
    mandates = mandates.filter(membership__zone__in=zones, person__user__is_active=True)
    found = {zone.pk: {} for zone in zones}
    rows = mandates.select_related("person__user", "membership").order_by("pk")
    for row in rows:
        if row.person.user.email:
            found[row.membership.zone_id][row.person.user_id] = row.person.user
    return {pk: list(users.values()) for pk, users in found.items()}


def first_day(year):
    """No reminder before 1 December: until then the reports are only filling."""
    return date(year, 12, 1)


@transaction.atomic
def send_nudges(year, zones, *, by):
    """Write to the coordination of those of ``zones`` whose report of ``year`` did not leave.

    Whoever was reminded of that zone and year already is not written to again. Returns how many
    letters were queued. Raises ``Refused`` before 1 December of the year, or when nobody is left.
    """
    if timezone.localdate() < first_day(year):
        raise Refused(_("Le rappel part à partir du 1er décembre de l’année du rapport."))
    left = CoordinationReport.objects.deposited().filter(year=year)
    left = set(left.values_list("zone", flat=True))
    waiting = [zone for zone in zones if zone.pk not in left]
    told = set(ReportNudge.objects.filter(year=year).values_list("zone", "user"))
    people = coordinators_of(waiting)
    queued = sum(
        _send(zone, year, user, by)
        for zone in waiting
        for user in people[zone.pk]
        if (zone.pk, user.pk) not in told
    )
    if not queued:
        raise Refused(_("Personne n’est à prévenir : chacun l’a déjà été, ou a transmis."))
    transaction.on_commit(tasks.wake_the_postman)
    return queued


def _send(zone, year, user, by):
    """Whether the letter was written: somebody else may have written it at the same moment."""
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                kind=Letter.Kind.REPORT_NUDGE,
                to_email=user.email,
                language=user.language,
                queued_by=by,
            )
            ReportNudge.objects.create(zone=zone, year=year, user=user, letter=letter, by=by)
    except IntegrityError:
        return False
    return True
