"""Charts and the map, drawn as text: the same picture on the page and on paper.

Presentation attributes only, so that a strict content policy and WeasyPrint both accept them; a
``<title>`` and a ``<desc>`` with every figure, so that nobody needs to see them; full, outlined and
tinted shapes with their values written, so that black and white is enough.
"""

from django.utils.formats import localize
from django.utils.safestring import SafeString

from .shapes import (
    INK,
    INK_2,
    LINE,
    MISSING,
    QUIET,
    TITLE_FONT,
    element,
    label,
    measures,
    number,
    picture,
    readable_on,
    shape,
    spoken,
    tallest,
)
from .typography import typeset


def bar_chart(rows, *, title, colour, highlight=None, missing=MISSING, width=480) -> SafeString:
    """Upright bars. ``rows``: (label, value or None); None is written « n. d. », never drawn as 0.

    ``highlight``: index of the bar in the zone's colour, the others quiet; all coloured without it.
    ``width``: of the drawing, less for a narrow column, so that its words stay readable.
    """
    rows, height, base = list(rows), 150, 125
    top, step = tallest(value for _, value in rows), (width - 40) / max(len(rows), 1)
    parts = [_baseline(base, width)]
    for index, (name, value) in enumerate(rows):
        x, strong = 30 + step * (index + 0.5), highlight in (None, index)
        parts.append(
            _upright(x, min(step * 0.6, 34), value, top, base, colour if strong else QUIET)
        )
        parts.append(_value(x, base, value, top, missing, bold=highlight == index))
        parts.append(label(x, base + 15, name, size=9, fill=INK_2, width=step))
    return picture(width, height, *parts, title=title, desc=spoken(rows, missing))


def paired_bars(rows, *, title, colour, missing=MISSING, names=()) -> SafeString:
    """Two bars a row, full then outlined. ``rows``: (label, first or None, second or None).

    ``names``: the two measures (« personnes », « institutions »), spoken in the description.
    """
    rows, base = list(rows), 125
    top = tallest(value for row in rows for value in row[1:])
    step = 440 / max(len(rows), 1)
    wide = min(step * 0.3, 26)
    parts = [_baseline(base)]
    for index, (name, first, second) in enumerate(rows):
        middle = 30 + step * (index + 0.5)
        left, right = middle - wide / 2 - 2, middle + wide / 2 + 2
        parts.append(_upright(left, wide, first, top, base, colour))
        parts.append(_upright(right, wide, second, top, base, "#ffffff", stroke=colour))
        size = 10 if step >= 30 else 8
        if first is None and second is None:
            parts.append(_value(middle, base, None, top, missing, size=min(size, 9)))
        else:
            parts += [
                _value(x, base, v, top, missing, size=size)
                for x, v in ((left, first), (right, second))
            ]
        parts.append(label(middle, base + 15, name, size=9, fill=INK_2, width=step))
    desc = "; ".join(f"{row[0]}: {', '.join(measures(row[1:], names, missing))}" for row in rows)
    return picture(480, 150, *parts, title=title, desc=desc)


def horizontal_bars(rows, *, title, colour, highlight=None, missing=MISSING) -> SafeString:
    """Lying bars, for long labels (themes, institutions). ``rows``: (label, value or None)."""
    rows = list(rows)
    top = tallest(value for _, value in rows)
    parts = []
    for index, (name, value) in enumerate(rows):
        y, strong = 4 + index * 20, highlight in (None, index)
        length = 250 * (value or 0) / top
        parts.append(label(170, y + 11, name, size=9.5, anchor="end", width=168))
        if value:
            fill = colour if strong else QUIET
            parts.append(element("rect", x=178, y=y, width=length, height=14, fill=fill))
        parts.append(
            label(
                184 + length,
                y + 11,
                number(value, missing),
                anchor="start",
                bold=highlight == index,
            )
        )
    return picture(480, 8 + 20 * len(rows), *parts, title=title, desc=spoken(rows, missing))


def stacked_bars(
    rows, *, names, title, colours, missing=MISSING, left=178, target=None
) -> SafeString:
    """Lying bars cut in parts. ``rows``: (label, [value, …]); ``names``, ``colours``: one a part.

    Parts are tinted ever lighter and each bears its number, so that the order reads without colour.
    ``left``: room of the labels, of 480; ``target``: (number, its name), drawn across as a line.
    """
    rows, (legend, head) = list(rows), _legend(names, colours, left)
    sums = [sum(value or 0 for value in values) for _, values in rows]
    unit = (468 - left) / tallest([*sums, (target or (0,))[0] * 1.1])
    parts = [*legend]
    for index, (name, values) in enumerate(rows):
        x, y = left, head + index * 22
        parts.append(label(left - 8, y + 12, name, size=9.5, anchor="end", width=left - 10))
        for value, fill in zip(values, colours, strict=True):
            wide = unit * (value or 0)
            if wide:
                edge = "#ffffff" if fill != "#ffffff" else INK_2
                parts.append(
                    element("rect", x=x, y=y, width=wide, height=16, fill=fill, stroke=edge)
                )
            if wide > 12:
                parts.append(
                    label(x + wide / 2, y + 12, localize(value), size=9, fill=readable_on(fill))
                )
            x += wide
    foot = head + 22 * len(rows)
    if target:
        parts += _goal(left + unit * target[0], head, foot, target)
    desc = [f"{name}: {', '.join(measures(v, names, missing))}" for name, v in rows]
    desc += [f"{target[1]}: {localize(target[0])}"] if target else []
    return picture(480, foot + (16 if target else 4), *parts, title=title, desc="; ".join(desc))


def _goal(x, head, foot, target):
    words = typeset(f"{target[1]}: {localize(target[0])}")
    return [
        element("line", x1=x, y1=head - 4, x2=x, y2=foot, stroke=INK, stroke_dasharray="4 3"),
        label(min(x, 400), foot + 10, words, size=9),
    ]


def line_chart(series, *, labels, title, missing=MISSING) -> SafeString:
    """Lines over time. ``series``: (name, colour, [value or None, …]); ``labels``: one a position.

    A None breaks the line. Each line ends with its name, and has its own dash, for black and white.
    """
    series, base = list(series), 125
    top = tallest(value for _, _, values in series for value in values)
    step = 340 / max(len(labels) - 1, 1)
    parts = [_baseline(base)]
    parts += [
        label(40 + index * step, base + 15, name, size=9, fill=INK_2, width=max(step, 30))
        for index, name in enumerate(labels)
    ]
    ends = []
    for index, (name, colour, values) in enumerate(series):
        points = [
            (40 + i * step, base - 100 * v / top) for i, v in enumerate(values) if v is not None
        ]
        for run in _runs(values):
            path = " ".join(
                f"{shape(40 + i * step)},{shape(base - 100 * values[i] / top)}" for i in run
            )
            parts.append(_stroke(path, colour, DASHES[index % len(DASHES)]))
        parts += [element("circle", cx=x, cy=y, r=2.4, fill=colour) for x, y in points]
        known, away = [v for v in values if v is not None], 12 if index % 2 else -6
        parts += [
            label(x, y + away, number(v, missing), size=9)
            for (x, y), v in zip(points, known, strict=True)
        ]
        if points:
            ends.append((points[-1][1], name, colour))
    parts += _end_labels(ends, 388)
    desc = "; ".join(f"{name}: {', '.join(measures(v, labels, missing))}" for name, _, v in series)
    return picture(480, 150, *parts, title=title, desc=desc)


def tile_map(tiles, *, title, missing=MISSING) -> SafeString:
    """The communes as tiles. Each tile: dict of name, value, colour, col, row, w, h and maybe url.

    Columns and rows count from 0; a tile is the zone's tint with its border, name and value;
    ``is_pale`` ones are only there to show where the others lie, and are not told.
    """
    tiles, side = list(tiles), (80, 53)
    parts = [_tile(tile, side, missing) for tile in tiles]
    columns = max((tile["col"] + tile.get("w", 1) for tile in tiles), default=1)
    lines = max((tile["row"] + tile.get("h", 1) for tile in tiles), default=1)
    return picture(
        columns * (side[0] + 3) + 1,
        lines * (side[1] + 3) + 1,
        *parts,
        title=title,
        desc=spoken([(tile["name"], tile["value"]) for tile in tiles if _is_told(tile)], missing),
        linked=any(tile.get("url") for tile in tiles),
    )


def _is_told(tile):
    return not tile.get("is_pale")


def _tile(tile, side, missing):
    x, y = 1 + tile["col"] * (side[0] + 3), 1 + tile["row"] * (side[1] + 3)
    wide = tile.get("w", 1) * (side[0] + 3) - 3
    high = tile.get("h", 1) * (side[1] + 3) - 3
    box = {"x": x, "y": y, "width": wide, "height": high, "rx": 4}
    if not _is_told(tile):
        name = label(
            x + 7, y + 16, tile["name"], size=9, fill=INK_2, anchor="start", width=wide - 8
        )
        return element("rect", **box, fill="#ffffff", stroke=tile["colour"]) + name
    value = number(tile["value"], missing)
    drawn = (
        element("rect", **box, fill="#ffffff")
        + element("rect", **box, fill=tile["colour"], fill_opacity=0.12, stroke=tile["colour"])
        + label(x + 7, y + 16, tile["name"], size=10, anchor="start", width=wide - 8)
        + label(
            x + 7,
            y + high - 10,
            value,
            size=16,
            fill=tile["colour"],
            anchor="start",
            bold=True,
            font=TITLE_FONT,
        )
    )
    if not tile.get("url"):
        return drawn
    return element("a", drawn, href=tile["url"], aria_label=typeset(f"{tile['name']}: {value}"))


DASHES = [None, "6 3", "2 3", "8 3 2 3"]


def _stroke(points, colour, dash):
    return element(
        "polyline", points=points, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dash
    )


def _runs(values):
    """Indices of the unbroken stretches: [3, 4, None, 5] → [[0, 1], [3]]."""
    runs = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(index)
    return [run for run in runs if run]


def _end_labels(ends, x):
    """Names at the right end of the lines, pushed down when they would overlap."""
    parts, lowest = [], 0
    for y, name, colour in sorted(ends):
        lowest = max(y + 3, lowest + 11 if lowest else 0)
        parts.append(label(x, lowest, name, size=9, fill=colour, anchor="start", width=90))
    return parts


def _legend(names, colours, left):
    """The names of the parts on as many lines as they need, and the height they leave off at."""
    parts, x, y = [], left, 4
    for name, fill in zip(names, colours, strict=True):
        wide = 24 + 4.6 * len(str(name))
        if x > left and x + wide > 480:
            x, y = left, y + 14
        parts.append(element("rect", x=x, y=y, width=9, height=9, fill=fill, stroke=INK_2))
        parts.append(label(x + 13, y + 8, name, size=9, fill=INK_2, anchor="start"))
        x += wide
    return parts, y + 20


def _baseline(y, width=480):
    return element("line", x1=30, y1=y, x2=width - 10, y2=y, stroke=LINE)


def _upright(x, wide, value, top, base, fill, stroke=None):
    if not value:
        return ""
    high = 100 * value / top
    extra = {"stroke": stroke, "stroke_width": 1.4} if stroke else {}
    return element(
        "rect", x=x - wide / 2, y=base - high, width=wide, height=high, fill=fill, **extra
    )


def _value(x, base, value, top, missing, bold=False, size=10):
    y, ink = base - 4 - 100 * (value or 0) / top, INK if value is not None else INK_2
    return label(x, y, number(value, missing), size=size, fill=ink, bold=bold)
