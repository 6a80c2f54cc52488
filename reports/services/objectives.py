"""Gestures on the objectives of the cahier des charges: what a meeting served, as ticked."""

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import Meeting
from meetings.services.errors import Refused

from ..models import MeetingObjective
from ..objectives import objectives


@transaction.atomic
def tick(meeting, *, ticked, before):
    """Tick and untick objectives of a held meeting; returns the codes that hold afterwards.

    ``before``: the codes that were ticked when the page was shown. Only what was changed since is
    changed: two people who tick at once both keep their ticks. Raises ``Refused`` for a meeting
    that was not held.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not locked.is_held:
        raise Refused(_("Cette réunion n’est pas tenue : rien ne s’y coche encore."))
    known = {one.code for one in objectives()}
    ticked, before = {*ticked} & known, {*before} & known
    rows = MeetingObjective.objects.filter(meeting=locked)
    rows.filter(objective__in=before - ticked).delete()
    present = {*rows.values_list("objective", flat=True)}
    MeetingObjective.objects.bulk_create(
        MeetingObjective(meeting=locked, objective=code)
        for code in sorted(ticked - before - present)
    )
    return {*rows.values_list("objective", flat=True)}
