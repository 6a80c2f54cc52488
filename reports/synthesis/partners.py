"""Who takes part: types of institutions × zones, and the institutions that sit in several."""

from ..indicators import participation
from .words import both


def type_rows(region):
    """One row a type: members and institutions reached in each zone.

    ``zones``: ``{code: {"members", "reached"}}``; ``reached`` is None where no attendance of the
    year was noted.
    """
    rows = {}
    for zone in region.zones:
        data = region.years[zone.pk]
        members = {row.organisation_id for row in data.memberships}
        reached = participation.institutions_reached(data)
        for pk in members | reached:
            cell = _cell(rows, data.institutions[pk], zone, known=bool(data.recorded))
            cell["members"] += pk in members
            if data.recorded:
                cell["reached"] += pk in reached
    ordered = sorted(rows.values(), key=lambda row: (row["rank"], row["code"]))
    for row in ordered:
        del row["rank"]
    return ordered


def _cell(rows, office, zone, *, known):
    empty = {"code": office.type.code, "rank": office.rank, "name": both(office.type), "zones": {}}
    row = rows.setdefault(office.type.code, empty)
    return row["zones"].setdefault(zone.code, {"members": 0, "reached": 0 if known else None})


def shared_institutions(region):
    """Institutions that sit in two zones at least in the year, by name; ``zones`` in their order.

    ``came``: the zones where somebody came for it, of those whose report left and names them.
    """
    found = {}
    for zone in region.zones:
        data = region.years[zone.pk]
        reached = participation.institutions_reached(data) if _is_named(region, zone) else ()
        for pk in {row.organisation_id for row in data.memberships}:
            office = data.institutions[pk]
            empty = {"name": both(office), "type": both(office.type), "zones": [], "came": []}
            row = found.setdefault(pk, empty)
            row["zones"].append(zone.code)
            if pk in reached:
                row["came"].append(zone.code)
    several = [row for row in found.values() if len(row["zones"]) > 1]
    return sorted(several, key=lambda row: row["name"]["fr"].casefold())


def _is_named(region, zone):
    report = region.deposited.get(zone.pk)
    return report is not None and report.names_institutions


def together(region, year):
    """The zones together, each thing once: a joint meeting, somebody or an institution of two.

    ``{"held", "joint", "persons", "institutions", "members"}``; persons and institutions are None
    when nobody noted any attendance that year, ``members`` is only known for the year itself.
    """
    sittings = [
        sitting for data in region.years.values() for sitting in data.of(year) if sitting.counts
    ]
    recorded = [sitting for sitting in sittings if sitting.is_recorded]
    offices = {row.organisation_id for data in region.years.values() for row in data.memberships}
    return {
        "year": year,
        "held": len({sitting.meeting.pk for sitting in sittings}),
        "joint": len({sitting.meeting.pk for sitting in sittings if sitting.beside}),
        "persons": len(set().union(*(one.persons for one in recorded))) if recorded else None,
        "institutions": (
            len(set().union(*(one.institutions for one in recorded))) if recorded else None
        ),
        "members": len(offices) if year == region.year else None,
    }


def totals_by_year(region):
    """``together`` of the year and of those before it that hold a meeting, the oldest first."""
    years = sorted(
        {sitting.year for data in region.years.values() for sitting in data.sittings}
        | {region.year}
    )
    rows = [together(region, year) for year in years if year <= region.year]
    return [row for row in rows if row["held"] or row["year"] == region.year]
