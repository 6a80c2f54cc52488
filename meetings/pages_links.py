"""The page behind the link of a PV letter: the text at its reader's level, with its remarks."""

from . import pages_pv, pages_remarks
from .pages_followup import announced_by
from .reading import read_items, read_kept
from .services import remarks
from .wording import organisers


def pv_of(row):
    """The PV of the meeting of ``row``, its meeting being that one."""
    pv = row.meeting.pv
    pv.meeting = row.meeting
    return pv


def context(row, token, pv, level, *, bound=None, asked=None):
    """What the reader of ``row`` reads; while it is being corrected, the sealed edition."""
    sealed = list(pv.sealed.select_related("version", "replaced_by").order_by("edition"))
    is_corrected = pv.is_draft
    if is_corrected:
        items = read_kept(sealed[-1].version, level)
        # A remark that comes while the PV is corrected is refused, and its words given back.
        beside = pages_remarks.given_back(pv, bound) if bound is not None else None
    else:
        items = read_items(list(pv.meeting.agenda.with_blocks(level)))
        beside = pages_remarks.beside(
            pv, level=level, row=row, action="?", bound=bound, asked=asked
        )
    return {
        "row": row,
        "token": token,
        "pv": pv,
        "meeting": row.meeting,
        "zone": row.meeting.zone,
        "items": items,
        "announced": [] if is_corrected else announced_by(row.meeting, level),
        "remarks": beside,
        "flag": pages_pv.STATUS_FLAGS.get(pv.status, "muted"),
        "state": sealed[-1].get_status_display() if is_corrected else pv.get_status_display(),
        "is_corrected": is_corrected,
        "seal": sealed[-1] if sealed and (is_corrected or pv.is_decided) else None,
        "mine": remarks.own(pv, row).count(),
        "organisers": [one for one in organisers(row.meeting) if one.email],
        "groups": pages_pv.by_presence(row.meeting),
        "headcount": pages_pv.headcount(row.meeting),
    }
