"""The pictures of the synthesis: the same SVG on the page and on paper, each beside its table."""

from types import SimpleNamespace

from django.utils.translation import gettext as _

from concertation import svg
from meetings.models import Meeting

from .. import charts as report_charts
from .wording import kind_name
from .words import say

#: Kinds of meetings in the order of the legend, and their tints, told apart without colour: each
#: part of a bar bears its number.
KINDS = [str(kind) for kind in Meeting.Kind]
TINTS = (
    "#1b4965",
    "#7a5c00",
    "#5f8ea8",
    "#b9a15a",
    "#a7c4d4",
    "#e3d9b8",
    "#566070",
    "#d9e6ee",
    "#f3eedd",
)
STEPS = 4


def persons(zone, years):
    """Mean of the people present over the years, one small picture a zone."""
    by_year = {row["year"]: row["persons"] for row in zone["raw"]["trend"]}
    if not any(value is not None for value in by_year.values()):
        return None
    return svg.bar_chart(
        [(str(year), by_year.get(year)) for year in years],
        title=_("Zone %(name)s : personnes présentes en moyenne") % {"name": zone["name"]},
        colour=zone["colour"],
        width=210,
    )


def kinds(zones, kinds):
    """Meetings held by kind, a bar a zone."""
    if not kinds:
        return None
    return svg.stacked_bars(
        [(zone["name"], [zone["raw"]["by_kind"].get(kind, 0) for kind in kinds]) for zone in zones],
        names=[kind_name(kind) for kind in kinds],
        colours=[TINTS[KINDS.index(kind)] for kind in kinds],
        title=_("Réunions tenues par nature, zone par zone"),
    )


def curve(rows):
    """Distinct themes a year since the first printed list; None before two years are known."""
    if len(rows) < 2:
        return None
    first, last = rows[0]["year"], rows[-1]["year"]
    known = {row["year"]: row["themes"] for row in rows}
    return svg.bar_chart(
        [(str(row["year"]), row["themes"]) for row in rows],
        title=_("Thèmes différents par année, de %(first)d à %(last)d")
        % {"first": first, "last": last},
        colour="#1b4965",
        highlight=len(known) - 1,
    )


def communes(zones):
    """The communes as tiles in the colour of their zone, with the members whose address is there.

    ``zones``: those of the snapshot. None as long as no commune has its place on the map.
    """
    tiles = [
        (
            SimpleNamespace(pk=one["nis"], name=say(one["name"]), tile=one["tile"]),
            zone["colour"],
            one["members"],
        )
        for zone in zones
        for one in zone["communes"]
    ]
    return report_charts.communes(tiles, _("Institutions membres par commune"))


def tint(number, most):
    """0 (none) to 4: the shade of a cell, whose number is always written."""
    if not number or not most:
        return 0
    return max(1, round(STEPS * number / most))
