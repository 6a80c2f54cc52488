"""What the page of the note for the absent shows."""

from zones.models import Membership
from zones.models.rules import Visibility

from . import wording
from .documents.note import told


def institution_of(user, meeting):
    """The institution for which the account sits in the zones of ``meeting`` that day, or None."""
    rows = (
        Membership.objects.on(meeting.held_on)
        .filter(zone__in=meeting.zone_ids, mandates__person__user=user)
        .select_related("organisation")
    )
    found = rows.order_by("pk").first()
    return found and found.organisation


def note_page(pv, groups):
    """What the coordination sees before the note leaves: who was absent, what it will say."""
    return {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "body_name": wording.body_name(pv.meeting),
        "groups": groups,
        "institutions": sum(bool(group.to) for group in groups),
        "letters": sum(len(group.to) for group in groups),
        "note": told(pv, Visibility.ZONE),
        "waits_for_pv": pv.is_draft,
        "stays_inside": pv.meeting.visibility in (Visibility.COORDINATION, Visibility.PRESENT),
    }
