"""The annexes of a report, ready for their page."""

from meetings.pages_documents import weight

from .permissions import can_write_report, is_decided, is_validated
from .services import annexed_pvs


def listing(user, zone, year, report):
    """The context of the list; two queries whatever its length (its rows, their institutions), and
    five for whoever may join the PVs of the year."""
    rows = list(_rows(report)) if report else []
    for row in rows:
        row.weight = weight(row.size)
    writes = can_write_report(user, zone)
    writes = writes and not is_validated(report) and not is_decided(report)
    return {
        "zone": zone,
        "year": year,
        "report": report,
        "annexes": rows,
        "pages": sum(row.pages for row in rows),
        "is_validated": is_validated(report),
        "can_write": writes,
        "pvs": _approved(zone, year, rows) if writes else [],
    }


def _approved(zone, year, annexes):
    joined = {row.sealed_id for row in annexes}
    return [
        {"row": row, "is_joined": row.sealed.pk in joined}
        for row in annexed_pvs.approved(zone, year)
    ]


def _rows(report):
    return report.annexes.select_related("organisation").order_by("position", "pk")
