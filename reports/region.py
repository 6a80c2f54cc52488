"""What the region's page and its export show: aggregates of the zones, in the zones' own order."""

from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.quota import quotas_of_years
from zones.models import Commune, Zone

from . import canvas, charts, completeness, indicators, wording
from .reading import editions_of, texts_of
from .synthesis.wording import progress_word
from .synthesis.zones import headline, standing

#: Years offered by the selector, besides the one shown.
YEARS_OFFERED = 6
THEMES_SHOWN = 12


def region_page(year):
    """The context of the region's page: a constant number of queries, whatever the meetings and
    zones hold.

    A zone whose report left is shown as it left, and its numbers open on its rows: a rectification
    changes nothing here until it is deposited. The zones together are those of the day.
    """
    zones = list(Zone.objects.all())
    communes = list(Commune.objects.select_related("zone"))
    last, deposited = editions_of(year)
    years = indicators.gather_all(zones, year)
    chapters = canvas.chapters(year)
    rows = [
        _zone(years[pk], communes, chapters, last.get(pk), deposited.get(pk))
        for pk in (zone.pk for zone in zones)
    ]
    return {
        "year": year,
        "years": years_offered(year),
        "zones": rows,
        "left": len(deposited),
        "communes_count": len(communes),
        "totals": totals(years.values()),
        **_partners(years, communes),
        "themes": _themes(years.values()),
    }


def years_offered(year):
    """The years of the selector, the one shown among them, the last first."""
    now = timezone.localdate().year
    return sorted({year, *range(now - YEARS_OFFERED + 1, now + 1)}, reverse=True)


def _zone(data, communes, chapters, report, deposited):
    """What the synthesis keeps of the zone: once its report has left, what it left with."""
    live = indicators.figures(data.zone, data.year, data)
    kept = getattr(deposited, "frozen", None) or live
    quota, figures = standing(data, kept, live), headline(kept)
    share = completeness.share_written(data.year, texts_of(report), chapters)
    return {
        "zone": data.zone,
        "communes": [one.name for one in communes if one.zone_id == data.zone.pk],
        "quota": quota,
        "quota_label": wording.quota_sentence(quota),
        "status": quota.word,
        "figures": figures,
        "is_deposited": deposited is not None,
        "state": state_of(report, deposited, share),
    } | _shown(figures)


def state_of(report, deposited, share):
    """Where the report of a zone stands, in words; ``share``: percentage written of ``report``.

    ``report``: the last edition; ``deposited``: the last one that left, which a rectification does
    not change; None where there is none.
    """
    told = deposited or report
    words = progress_word(
        {
            "status": told.status if told else "",
            "share": share,
            "sent_on": deposited.sent_on.isoformat() if deposited else None,
            "edition": deposited.edition if deposited else None,
        }
    )
    if deposited and report.pk != deposited.pk:
        return _("%(state)s ; une rectification est en cours") % {"state": words}
    return words


def _shown(figures):
    """The two figures of the table, as words."""
    known = figures["regular"] is not None
    counts = {"n": figures["regular"], "all": figures["invited"]}
    return {
        "persons": wording.value(figures["persons"]),
        "regular": _("%(n)d sur %(all)d") % counts if known else wording.value(None),
    }


def totals(years):
    """The zones together, each thing once: ``{"held", "joint", "persons", "institutions"}``.

    ``years``: ``ZoneYear`` of every zone. A meeting of three zones is one meeting; somebody met in
    two zones is one person, an institution that sits in both is one institution. Meetings without
    recorded attendance count as held, and nobody knows who was there.
    """
    sittings = [sitting for data in years for sitting in data.held]
    recorded = [sitting for sitting in sittings if sitting.is_recorded]
    return {
        "held": len({sitting.meeting.pk for sitting in sittings}),
        "joint": len({sitting.meeting.pk for sitting in sittings if sitting.beside}),
        "persons": len(set().union(*(sitting.persons for sitting in recorded))),
        "institutions": len(set().union(*(sitting.institutions for sitting in recorded))),
    }


def _partners(years, communes):
    """Member institutions by commune of their address, once each; and those in several zones."""
    zones, places = {}, {}
    for pk, data in years.items():
        for membership in data.memberships:
            office = data.institutions[membership.organisation_id]
            zones.setdefault(office.pk, set()).add(pk)
            places[office.pk] = office.commune.code if office.commune else None
    counts = {one.nis: 0 for one in communes}
    for nis in places.values():
        if nis in counts:
            counts[nis] += 1
    tiles = [(one, one.zone.colour, counts[one.nis]) for one in communes]
    return {
        "partners": len(zones),
        "shared": sum(len(found) > 1 for found in zones.values()),
        "elsewhere": sum(nis is None for nis in places.values()),
        "communes": [(one, counts[one.nis]) for one in communes],
        "communes_map": charts.communes(tiles, _("Institutions membres par commune")),
    }


def _themes(years):
    """Themes of the year with the zones that treated them, the most shared first."""
    rows = {}
    for data in years:
        for sitting in data.held:
            for theme in sitting.themes:
                known = {"code": theme.code, "name": theme.name, "zones": []}
                row = rows.setdefault(theme.code, known)
                if data.zone not in row["zones"]:
                    row["zones"].append(data.zone)
    return sorted(rows.values(), key=lambda row: (-len(row["zones"]), row["name"]))[:THEMES_SHOWN]


#: Years side by side on the board of the obligation.
BOARD_YEARS = 5


def board(today=None):
    """The zones × the last years: status, half-days and bricks; 3 queries.

    Counts only: no date, no subject, and never a ranking.
    """
    today = today or timezone.localdate()
    zones = list(Zone.objects.all())
    years = list(range(today.year - BOARD_YEARS + 1, today.year + 1))
    found = quotas_of_years(zones, years, today)
    rows = [(zone, [(year, found[year][zone.pk]) for year in years]) for zone in zones]
    return {"years": years, "rows": rows, "this_year": today.year}
