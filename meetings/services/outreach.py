"""Calling back a partner who no longer comes: what was said is kept."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import Membership

from ..models import Outreach
from .errors import Refused


@transaction.atomic
def note_call(zone, organisation, *, on, reason="", note="", by):
    """Keep a call to an institution of the zone: its day, the reason given, what was said.

    Raises ``Refused`` for an institution that was not a member that day, a day to come, or a call
    of which nothing is said.
    """
    if on > timezone.localdate():
        raise Refused(_("Cet appel n’a pas encore eu lieu : choisissez sa date."))
    if not (reason or note.strip()):
        raise Refused(_("Dites en un mot ce qui s’est dit, ou choisissez une raison."))
    members = Membership.objects.on(on).exclude(status=Membership.Status.CANDIDATE)
    if not members.filter(zone=zone, organisation=organisation).exists():
        raise Refused(_("Cette institution n’était pas membre de la zone à cette date."))
    return Outreach.objects.create(
        zone=zone, organisation=organisation, on=on, reason=reason, note=note.strip(), by=by
    )
