"""Figures about what meetings lead to: opinions, actions, findings.

Every function takes a ``ZoneYear``. Passages of a PV still being written count, once its meeting
took place: the register has numbered the opinion and follows the action. Before, or when it is
called off, they are only prepared. Those of a joint meeting count for the zone that hosts it, in
whose register they are; the others only show them.
"""

from datetime import date
from statistics import median

from meetings.services.findings import KINDS as FINDING_KINDS


def opinions(data):
    """K6. ``{"issued", "sent", "answered"}``: opinions numbered in the year.

    Source: cahier des charges du 25.09.1992, modifié le 05.03.1998 (« émettre un avis »).
    """
    rows = [passage.block.opinion for passage in opinion_passages(data)]
    return {
        "issued": len(rows),
        "sent": sum(row.sent_on is not None for row in rows),
        "answered": sum(row.answered_on is not None for row in rows),
    }


def actions(data):
    """K7. Numbers of actions; « at the end » is 31 December, or today while the year runs.

    ``opened``: noted at a meeting of the year; ``carried``: older, and still open on 1 January;
    ``closed``: done in the year; ``open``: not done at the end; ``late``: open and due before it;
    ``median_days``: from the meeting to the day they were done, for those closed in the year.
    """
    rows = action_passages(data)
    closed = [row for row in rows if is_closed(data, row)]
    remaining = [row for row in rows if is_remaining(data, row)]
    days = [(row.block.action.done_on - row.met_on).days for row in closed]
    return {
        "opened": sum(row.met_on.year == data.year for row in rows),
        "carried": sum(row.met_on.year < data.year for row in rows),
        "closed": len(closed),
        "open": len(remaining),
        "late": sum(is_late(data, row) for row in remaining),
        "median_days": median(days) if days else None,
    }


def findings(data):
    """Number of « éléments perfectibles » and propositions of the year, each once.

    Those of the PVs, then those noted by hand in the register; one that the register took from a
    PV is that passage. What is kept to a narrower circle counts too: only its text is.
    """
    return len(finding_passages(data)) + len(data.noted)


def opinion_passages(data):
    rows = [row for row in data.passages if hasattr(row.block, "opinion")]
    return sorted(
        (row for row in rows if row.block.opinion.year == data.year),
        key=lambda row: row.block.opinion.number,
    )


def gone_opinions(data):
    """Those that the register does not know any more: their PV is being rectified without them."""
    return [row for row in opinion_passages(data) if row.is_gone]


def action_passages(data):
    return [row for row in data.passages if hasattr(row.block, "action")]


def finding_passages(data):
    rows = [row for row in data.passages if row.block.kind in FINDING_KINDS]
    return [row for row in rows if row.met_on.year == data.year]


def is_closed(data, passage):
    """Done in the year (and not after it)."""
    done = passage.block.action.done_on
    return done is not None and done.year == data.year


def is_remaining(data, passage):
    """Not done on the last day the report looks at."""
    done = passage.block.action.done_on
    return done is None or done > date(data.year, 12, 31)


def is_late(data, passage):
    """Still to do on the last day, and due before it."""
    due = passage.block.action.due_on
    return is_remaining(data, passage) and due is not None and due < data.last_day
