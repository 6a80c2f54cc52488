"""How a meeting is named in what leaves: papers, letters, calendars; in the active language."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.typography import date_long, time_h
from zones.models import Coordination

from .models import Meeting


def body_name(meeting):
    """« Commission zonale Sud », « Journée thématique · zone Sud »."""
    if meeting.kind == Meeting.Kind.COMMISSION:
        return _("Commission zonale %(zone)s") % {"zone": meeting.zone.name}
    kind = capfirst(meeting.get_kind_display())
    return _("%(kind)s · zone %(zone)s") % {"kind": kind, "zone": meeting.zone.name}


def occasion(meeting):
    """« Commission zonale de concertation du jeudi 5 mars 2020 »: the line under a title."""
    day = date_long(meeting.starts_at)
    if meeting.kind == Meeting.Kind.COMMISSION:
        return _("Commission zonale de concertation du %(day)s") % {"day": day}
    kind = capfirst(meeting.get_kind_display())
    return _("%(kind)s du %(day)s") % {"kind": kind, "day": day}


def hours(meeting):
    """« 9 h 30 à 12 h 30 »."""
    return _("%(starts)s à %(ends)s") % {
        "starts": time_h(meeting.starts_at),
        "ends": time_h(meeting.ends_at),
    }


def location(meeting):
    """Host, address and room on one line; a part that another one already says is left out."""
    host = meeting.host
    place = localised(meeting, "place")[0] or (localised(host, "address")[0] if host else "")
    parts = [host.name if host else "", place, meeting.room]
    kept = []
    for part in filter(None, parts):
        if not any(part.casefold() in other.casefold() for other in parts if other != part):
            kept.append(part)
    return ", ".join(dict.fromkeys(kept))


def organisers(meeting):
    """The institutions that coordinate the zone on the day of the meeting, one query."""
    rows = Coordination.objects.on(meeting.held_on).filter(zone=meeting.zone_id)
    return [row.organisation for row in rows.select_related("organisation")]


def sender_name(zone):
    """The name an e-mail comes from: « Zone Sud – concertation »."""
    return _("Zone %(zone)s – concertation") % {"zone": zone.name}
