"""How far a long paper is, ready for its page."""

from django.utils import timezone
from django.utils.translation import pgettext

from concertation.typography import day_month, time_h

from .making_kinds import KINDS, ZIP, origin
from .models import Making
from .services import proof
from .services.making import abandoned_before, failure

PROOFS = [what for what, kind in KINDS.items() if kind.media_type == ZIP]
#: Seconds before the page asks again.
AGAIN = 2


def progress(making):
    """The context of a making's page and of the part of it that is read again."""
    kind = KINDS[making.what]
    is_ready = making.status == Making.Status.READY
    return {
        "making": making,
        "kind": kind,
        "zone": making.zone,
        "origin": origin(making),
        "is_ready": is_ready,
        "has_file": is_ready and kind.is_kept,
        "failure": failure(making) if making.status == Making.Status.FAILED else "",
        "again_in": 0 if making.is_over else AGAIN,
        "waits_since": _since(making.asked_at) if _waits_long(making) else "",
    }


def _waits_long(making):
    """No worker took it up in the time one may stay silent: others go first, or none is there."""
    return not making.is_over and not making.started_at and making.asked_at < abandoned_before()


def _since(moment):
    """« 9 h 30 », with its day when that is not today."""
    if timezone.localdate(moment) == timezone.localdate():
        return time_h(moment)
    words = {"day": day_month(moment), "time": time_h(moment)}
    return pgettext("depuis", "le %(day)s à %(time)s") % words


def beginning(zone, year):
    """What is about to be set, and what was set lately: one that is ready opens at once."""
    rows = Making.objects.filter(zone=zone, year=year, what="report").defer("content")
    ready = rows.filter(status=Making.Status.READY)
    return {
        "zone": zone,
        "year": year,
        "ready": list(ready.select_related("asked_by").order_by("-beat_at")[:5]),
        "under_way": rows.filter(status__in=(Making.Status.WAITING, Making.Status.RUNNING)).first(),
    }


def _kept(report):
    """The edition the file holds: while one is rectified, the one it replaces."""
    if report and not report.is_validated and report.replaces:
        return report.replaces
    return report


def proofs(zone, year, report):
    """What the file of proofs will hold, meeting by meeting, and what is missing."""
    rows = proof.gather(zone, year)
    for row in rows:
        row.lacking = proof.lacking(row)
    return {
        "zone": zone,
        "year": year,
        "report": _kept(report),
        "rows": rows,
        "reserved": sum(row.is_reserved for row in rows),
        "ready": Making.objects.filter(
            zone=zone, year=year, what__in=PROOFS, status=Making.Status.READY
        )
        .defer("content")
        .order_by("-beat_at")
        .first(),
    }
