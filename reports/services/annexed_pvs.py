"""The approved PVs of the year among the annexes: the coordination joins them one by one."""

from django.utils.translation import gettext as _

from concertation.typography import date_long
from meetings.models import PV
from meetings.services.errors import Refused

from . import proof
from .annexes import take_in


def approved(zone, year):
    """``[Proofs]`` of the meetings of ``year`` whose PV was approved, in order; 5 queries.

    ``pv``: the paper as the Region reads it, as the zone does when it ``is_reserved`` to the zone
    (joining it is giving it to the Region and to Actiris), None when fewer may read it.
    """
    rows = proof.gather(zone, year, with_reserved=True)
    return [row for row in rows if row.sealed and row.sealed.status in PV.APPROVED]


def join(report, sealed_pk, *, by):
    """The paper of the sealed PV ``sealed_pk`` at the end of the annexes of ``report``.

    Once: a second click returns the same ``Annex``. Raises ``Refused`` for a PV that is not among
    those approved or that the zone may not read, and as ``add_annex`` does.
    """
    rows = {row.sealed.pk: row for row in approved(report.zone, report.year)}
    row = rows.get(sealed_pk)
    if row is None or row.pv is None:
        raise Refused(_("Ce PV ne peut pas être joint : la page a été mise à jour."))
    if known := _joined(report, row):
        return known
    day = date_long(row.meeting.held_on)
    facts = {
        "title": _("PV du %(day)s (%(reference)s)") % {"day": day, "reference": row.sealed},
        "file_name": row.pv.file_name,
        "sealed": row.sealed,
        "created_by": by,
    }
    try:
        return take_in(report, row.pv.pdf(), facts)
    except Refused:
        if known := _joined(report, row):  # by a click of the same instant
            return known
        raise


def _joined(report, row):
    return report.annexes.filter(sealed=row.sealed).first()
