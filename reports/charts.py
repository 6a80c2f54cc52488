"""The pictures of a report: the same SVG on the page and on paper, each beside its table."""

from itertools import dropwhile

from django.utils.translation import gettext as _

from concertation import svg, svg_grids
from concertation.shapes import MISSING, QUIET
from concertation.typography import day_month
from meetings.models import Meeting


def attendance(data, rows):
    """Persons and institutions at each meeting; ``rows``: ``indicators.participation.per_meeting``.

    None when the year has no meeting: an empty picture says nothing.
    """
    if not rows:
        return None
    is_long = len(rows) > MOST_DAYS
    bars = [
        (_day(sitting.meeting, is_long), row["persons"], row["institutions"])
        for sitting, row in zip(data.held, rows, strict=True)
    ]
    return svg.paired_bars(
        bars,
        title=_("Personnes et institutions présentes à chaque réunion de %(year)d")
        % {"year": data.year},
        colour=data.zone.colour,
        names=(_("personnes"), _("institutions")),
    )


#: From how many meetings on their days are written « 12/09 » under the bars.
MOST_DAYS = 7


def _day(meeting, is_long):
    return f"{meeting.held_on:%d/%m}" if is_long else day_month(meeting.starts_at)


def trend(data, rows):
    """Institutions reached and mean persons over five years; None before two years are known."""
    if sum(row["institutions"] is not None for row in rows) < 2:
        return None
    rows = list(dropwhile(lambda row: row["institutions"] is None, rows))
    series = [
        (_("institutions"), data.zone.colour, [row["institutions"] for row in rows]),
        (_("personnes"), "#566070", [row["persons"] for row in rows]),
    ]
    return svg.line_chart(
        series,
        labels=[str(row["year"]) for row in rows],
        title=_("Institutions touchées et personnes présentes en moyenne, sur cinq ans"),
    )


def types_by_meeting(data, rows):
    """Partner types × meetings held, darker where more institutions came; None without a list."""
    if not rows:
        return None
    return svg_grids.heat_table(
        [(row["name"], row["cells"]) for row in rows],
        columns=[f"{sitting.meeting.held_on:%d/%m}" for sitting in data.held],
        title=_("Institutions présentes à chaque réunion de %(year)d, par type de partenaire")
        % {"year": data.year},
        colour=data.zone.colour,
        left=232,
    )


#: Rows of one picture of the grid: one that stays whole on a page.
ROWS_OF_GRID = 38


def grids(data, rows):
    """Institutions × meetings, as many pictures as pages need; [] without a list.

    ``rows``: (name, [state, …], « 7 / 8 »).
    """
    parts = [rows[first : first + ROWS_OF_GRID] for first in range(0, len(rows), ROWS_OF_GRID)]
    words = {
        "present": _("présente"),
        "excused": _("excusée"),
        "absent": _("absente"),
        "unknown": MISSING,
        "": _("pas invitée"),
    }
    title = _("Institutions présentes à chaque réunion de %(year)d, selon leur assiduité")
    return [
        svg_grids.dot_grid(
            part,
            columns=[f"{sitting.meeting.held_on:%d/%m}" for sitting in data.held],
            title=title % {"year": data.year},
            colour=data.zone.colour,
            words=words,
        )
        for part in parts
    ]


def kinds(data, codes, rows, target):
    """Half-days of five years by kind, beside what the cahier des charges asks; None without any.

    ``codes``, ``rows``, ``target``: ``contents_participation.kinds_by_year``. The meetings that do
    not count for the quota come last, outlined.
    """
    if not rows:
        return None
    shades = [
        svg_grids.tint(data.zone.colour, 1 - 0.75 * n / len(codes)) for n in range(len(codes))
    ]
    return svg.stacked_bars(
        [
            (str(year), [counted.get(kind, 0) for kind in codes] + [beside])
            for year, counted, beside in rows
        ],
        names=[*(str(Meeting.Kind(kind).label) for kind in codes), _("sans compter pour le quota")],
        title=_("Demi-journées tenues par nature de réunion, sur cinq ans"),
        colours=[*shades, "#ffffff"],
        left=44,
        target=(target, _("demandées")),
    )


def communes(tiles, title, around=()):
    """The communes as tiles with a number; ``tiles``: (commune, colour, value). None without any.

    ``around``: the other communes, pale and without a number, to show where these lie. The grid is
    moved to its own top left corner, so that what is drawn fills its picture.
    """
    placed = [(commune, colour, value) for commune, colour, value in tiles if commune.tile]
    if not placed:
        return None
    drawn = {commune.pk for commune, _colour, _value in placed}
    placed += [(one, QUIET, None) for one in around if one.tile and one.pk not in drawn]
    left = min(commune.tile[0] for commune, _colour, _value in placed)
    top = min(commune.tile[1] for commune, _colour, _value in placed)
    return svg.tile_map(
        [
            {
                "name": short(commune.name),
                "value": value,
                "colour": colour,
                "is_pale": value is None,
                "col": commune.tile[0] - left,
                "row": commune.tile[1] - top,
                "w": commune.tile[2],
                "h": commune.tile[3],
            }
            for commune, colour, value in placed
        ],
        title=title,
    )


ROOM = 14
LINKING = ("St", "Ste", "ten")


def short(name):
    """A commune's name cut to its tile: « Woluwe-St-L. », « Molenbeek », « St-Josse »."""
    name = name if len(name) <= ROOM else name.replace("Sint-", "St-").replace("Saint", "St")
    parts = name.split("-")
    if len(name) > ROOM:
        parts[-1] = f"{parts[-1][:1]}."
    while len("-".join(parts)) > ROOM or parts[-1] in LINKING:
        parts.pop()
    return "-".join(parts)
