"""The objectives of the cahier des charges, zone by zone: this year beside the study of 2015."""

from ..objective_matrix import Served, is_surveyed
from ..objectives import objectives
from .words import both


def objective_rows(region):
    """``[{"code", "name", "zones": {code: {"in_2015", "now"}}}]`` in the order of the study.

    ``in_2015``: « Coo », « RCZ », « RCZ+Coo », "" when the study left it blank, None for a zone it
    did not survey. ``now``: the same words, as the matrix of the zone's own report has them; None
    when nothing was noted in the year, and as long as the report of the zone has not left.
    """
    return [
        {
            "code": one.code,
            "name": both(one),
            "zones": {
                zone.code: {
                    "in_2015": one.in_2015.get(zone.code, "") if is_surveyed(zone) else None,
                    "now": _now(region, zone, one.code),
                }
                for zone in region.zones
            },
        }
        for one in objectives()
    ]


def _now(region, zone, code):
    if not region.is_deposited(zone) or not region.served.is_noted(zone, region.year):
        return None
    return region.served.of(zone, region.year).get(code, Served()).mode
