"""Two pictures in rows and columns: a heat table of numbers, a grid of who was there.

Same rules as ``svg``: presentation attributes only, a title and a description in words, and shapes
and numbers that black and white tells apart.
"""

from html import escape
from textwrap import wrap

from django.utils.safestring import SafeString

from .shapes import (
    INK_2,
    LINE,
    MISSING,
    QUIET,
    TEXT_FONT,
    element,
    label,
    measures,
    number,
    picture,
    readable_on,
    tallest,
)

WIDTH, HEAD = 480, 22
#: Under this width of a column its name stands upright.
UPRIGHT = 25
NOTHING, DOTTED = "#ffffff", "2 2"


def heat_table(rows, *, columns, title, colour, missing=MISSING, left=170) -> SafeString:
    """Numbers in cells, darker as they grow. ``rows``: (label, [value or None, …]).

    ``columns``: one name a value. The number is written in each cell; None is « n. d. » in a
    dotted one, and never 0. ``left``: room of the labels, of 480.
    """
    rows, columns = list(rows), [str(name) for name in columns]
    top, step = tallest(v for _name, values in rows for v in values), _step(columns, left)
    head, high = _head(columns, step), 19
    parts, cells = _names(columns, left, step, head), []
    looks = {
        value: _look(value, step, top, colour, missing)
        for value in {value for _name, values in rows for value in values}
    }
    for index, (name, values) in enumerate(rows):
        y = head + index * high
        parts += _row_name(name, left, y)
        for place, value in enumerate(values):
            cells += _cell(left + place * step, y, step, high, *looks[value])
    parts.append(element("g", *cells, font_family=TEXT_FONT, text_anchor="middle"))
    desc = "; ".join(f"{name}: {', '.join(measures(v, columns, missing))}" for name, v in rows)
    return picture(WIDTH, head + len(rows) * high + 3, *parts, title=title, desc=desc)


def _row_name(name, left, y):
    """The name of a row of the heat table, on two smaller lines when it is too long for one."""
    name, room = str(name), left - 10
    if len(name) <= room / 4.5:
        return [label(left - 8, y + 12.5, name, size=9, anchor="end")]
    lines = wrap(name, int(room / 4), max_lines=2, placeholder="…")
    first = 12.5 if len(lines) == 1 else 8
    return [
        label(left - 8, y + first + 8.5 * place, line, size=8, anchor="end")
        for place, line in enumerate(lines)
    ]


def _look(value, step, top, colour, missing):
    """How every cell of one value looks: (its rectangle, its text, what is written)."""
    if value is None:
        box = {"fill": NOTHING, "stroke": LINE, "stroke_dasharray": DOTTED}
        size, ink = 7.5 if step >= 24 else 6, INK_2
    else:
        fill = tint(colour, 0.12 + 0.78 * value / top) if value else NOTHING
        box = {"fill": fill} if value else {"fill": fill, "stroke": QUIET}
        size, ink = 10 if step >= 18 else 8, readable_on(fill)
    return box, {"font_size": size, "fill": ink}, escape(number(value, missing))


def _cell(x, y, step, high, box, text, words):
    """The font is said once, by the group of the cells: a year has hundreds of them."""
    middle, foot = x + step / 2, y + high / 2 + text["font_size"] * 0.35
    return [
        element("rect", x=x + 1.0, y=y + 1.0, width=step - 2.0, height=high - 2.0, rx=2, **box),
        element("text", words, x=middle, y=foot, **text),
    ]


def dot_grid(rows, *, columns, title, colour, words, left=190) -> SafeString:
    """Who was there. ``rows``: (label, [state, …], total as text); ``columns``: one name a state.

    ``words``: ``{state: what is said of it}`` for ``present`` (full dot), ``excused`` (ring),
    ``absent`` (bar), ``unknown`` (dotted square) and ``""`` (nothing, not asked).
    """
    rows, columns = list(rows), [str(name) for name in columns]
    right, high = 40, 12.5
    step = _step(columns, left + right)
    head = _head(columns, step)
    parts = _names(columns, left, step, head)
    for index, (name, states, total) in enumerate(rows):
        y = head + (index + 0.5) * high
        if index:
            edge = y - high / 2
            parts.append(element("line", x1=8, y1=edge, x2=WIDTH, y2=edge, stroke="#e2ddd2"))
        parts.append(label(left - 8, y + 3, name, size=8.5, anchor="end", width=left - 12))
        for place, state in enumerate(states):
            parts += _mark(state, left + (place + 0.5) * step, y, colour)
        parts.append(label(WIDTH - 4, y + 3, total, size=8.5, anchor="end"))
    desc = "; ".join(
        f"{name}: {', '.join(_said(states, columns, words))}" for name, states, _total in rows
    )
    return picture(WIDTH, head + len(rows) * high + 3, *parts, title=title, desc=desc)


def _said(states, columns, words):
    return [f"{name} {words[state]}" for name, state in zip(columns, states, strict=True)]


def _mark(state, x, y, colour):
    if state == "present":
        return [element("circle", cx=x, cy=y, r=4, fill=colour)]
    if state == "excused":
        return [element("circle", cx=x, cy=y, r=3.4, fill=NOTHING, stroke=colour, stroke_width=1.3)]
    if state == "absent":
        return [element("line", x1=x - 3, y1=y, x2=x + 3, y2=y, stroke=INK_2, stroke_width=1.3)]
    if state == "unknown":
        box = {"x": x - 3.5, "y": y - 3.5, "width": 7, "height": 7}
        return [element("rect", **box, fill=NOTHING, stroke=LINE, stroke_dasharray=DOTTED)]
    return []


def _step(columns, taken):
    return min((WIDTH - taken) / max(len(columns), 1), 60)


def _head(columns, step):
    """Room above the rows: more when the names stand upright."""
    longest = max((len(name) for name in columns), default=0)
    return HEAD if step >= UPRIGHT else 10 + min(longest, 14) * 4.6


def _names(columns, left, step, head):
    parts = []
    for place, name in enumerate(columns):
        x = left + (place + 0.5) * step
        if step >= UPRIGHT:
            parts.append(label(x, head - 8, name, size=8.5, fill=INK_2, width=step + 4))
        else:
            upright = element(
                "g",
                label(0, 3, name, size=8, fill=INK_2, anchor="start", width=60),
                transform=f"translate({x:.2f} {head - 5:.2f}) rotate(-90)",
            )
            parts.append(upright)
    return parts


def tint(colour, share):
    """« #rrggbb » mixed with white: opaque, so that its contrast with a number is known."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    mixed = [round(255 - (255 - part) * min(share, 1)) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in mixed)
