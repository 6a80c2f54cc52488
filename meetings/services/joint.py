"""A meeting of several zones: entered once by the zone that convenes it."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Meeting
from .errors import WrongStatus
from .members import seats_proposed


@transaction.atomic
def share(meeting, zones):
    """Hold ``meeting`` together with ``zones`` and nobody else's.

    The members of a zone that joins are proposed with the list; those of a zone that leaves go off
    it, unless they sit for another of its zones or were invited by hand.
    Raises ``WrongStatus`` once the letters have announced who holds it.
    """
    zones = [zone for zone in zones if zone.pk != meeting.zone_id]
    wanted, current = {zone.pk for zone in zones}, set(meeting.zone_ids[1:])
    if wanted == current:
        return
    if meeting.status not in (Meeting.Status.PLANNED, Meeting.Status.POSTPONED):
        raise WrongStatus(_("La lettre est partie : les zones qui tiennent la réunion restent."))
    before = seats_proposed(meeting) if current - wanted else set()
    meeting.hold_with(zones)
    gone = before - seats_proposed(meeting) if before else set()
    for person, organisation in gone:
        meeting.participations.filter(person=person, organisation=organisation).delete()
