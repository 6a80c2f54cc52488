"""The objectives of the cahier des charges, zone by zone: this year beside the study of 2015."""

from ..objectives import objectives
from .words import both


def objective_rows(region):
    """``[{"code", "name", "zones": {code: {"in_2015", "now"}}}]`` in the order of the study.

    ``in_2015``: « Coo », « RCZ », « RCZ+Coo », "" when the study left it blank, None for a zone it
    did not survey. ``now``: the same words from the logbook, the projects and the meetings of the
    year, None as long as the report of the zone has not left.
    """
    surveyed = {zone for one in objectives() for zone in one.in_2015}
    return [
        {
            "code": one.code,
            "name": both(one),
            "zones": {
                zone.code: {
                    "in_2015": one.in_2015.get(zone.code, "") if zone.code in surveyed else None,
                    "now": _now(region, zone, one.code),
                }
                for zone in region.zones
            },
        }
        for one in objectives()
    ]


def _now(region, zone, code):
    served = region.objectives.get(zone.pk)
    if served is None:
        return None
    ways = [("RCZ", "rcz"), ("Coo", "coo")]
    return "+".join(word for word, name in ways if code in served[name])
