"""A year in bricks: what was done in each month, one brick a half-day, two for a full day.

Five looks that black and white tells apart: full, tinted, hatched, dashed and crossed.
"""

from django.utils.safestring import SafeString

from .shapes import INK, INK_2, LINE, element, label, picture

FULL, TINT, LATE, PAPER = "#1f6f4a", "#cfe3d7", "#a3262a", "#ffffff"
HIGH, GAP, HEAD = 18, 4, 16
#: Width under which the word of a brick would not be read; the legend then says it.
WORDS_FROM = 460


def year_bar(bricks, *, months, title, desc, extra="", width=480) -> SafeString:
    """Twelve months and their bricks.

    ``bricks``: (month 1–12, or 0 for no month yet; text inside; look; half-days; word). Looks:
    ``proved``, ``held``, ``convened``, ``planned``, ``waiting``, "". ``months``: twelve short
    names; ``extra``: name of the column of those without a month, drawn when there are some.
    """
    bricks = list(bricks)
    columns = [*months, extra] if any(not month for month, *_rest in bricks) else list(months)
    step, line = width / len(columns), HIGH + GAP + (10 if width >= WORDS_FROM else 0)
    filled, parts = [0] * len(columns), []
    for month, text, look, half_days, word in bricks:
        place = month - 1 if month else len(columns) - 1
        box = {"x": place * step + 1.5, "y": HEAD + filled[place] * line + 3.0}
        box |= {"width": step - 3, "height": HIGH + (half_days - 1) * line}
        parts += _brick(box, text, look)
        if width >= WORDS_FROM:
            under = box["y"] + box["height"] + 8
            middle = box["x"] + box["width"] / 2
            # « bijeengeroepen » is smaller, rather than cut: 5.5 holds it in a thirteenth column.
            size = max(5.5, min(8.5, 2 * (step + 2) / (len(str(word)) + 0.1)))
            parts.append(label(middle, under, word, size=size, fill=INK_2, width=step + 2))
        filled[place] += half_days
    height = HEAD + max(1, *filled) * line + 6
    return picture(width, height, *_grid(columns, step, height), *parts, title=title, desc=desc)


def _grid(columns, step, height):
    parts = []
    for place, name in enumerate(columns):
        if place:
            parts.append(
                element("line", x1=place * step, y1=2, x2=place * step, y2=height, stroke="#e2ddd2")
            )
        size = 9 if step >= 34 else 8.5
        parts.append(label((place + 0.5) * step, 11, name, size=size, fill=INK_2, width=step + 4))
    return parts


def _brick(box, text, look):
    box = box | {"rx": 2.5}
    stroke = LATE if look == "waiting" else FULL if look else LINE
    fill = {"proved": FULL, "held": TINT, "": "#eee8dc"}.get(look, PAPER)
    dash = "3 2" if look in ("planned", "") else None
    parts = [
        element("rect", **box, fill=fill, stroke=stroke, stroke_width=1.2, stroke_dasharray=dash)
    ]
    if look == "convened":
        parts += _hatches(box)
    if look == "waiting":
        right, foot = box["x"] + box["width"], box["y"] + box["height"]
        parts.append(element("line", x1=box["x"], y1=foot, x2=right, y2=box["y"], stroke=LATE))
    if text:
        middle, half = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if look in ("convened", "waiting"):  # a clear ground for the figures
            parts.append(
                element("rect", x=middle - 7, y=half - 6, width=14, height=12, rx=2, fill=PAPER)
            )
        ink = PAPER if look == "proved" else INK
        parts.append(label(middle, half + 3.6, text, size=10, fill=ink, bold=True))
    return parts


def _hatches(box):
    """Slanted lines cut at the edges: patterns need an id, and a page holds several pictures."""
    left, top, wide, high = (box[key] for key in ("x", "y", "width", "height"))
    parts, offset = [], 5
    while offset < wide + high:
        x1, y1 = left + min(offset, wide), top + max(0, offset - wide)
        x2, y2 = left + max(0, offset - high), top + min(offset, high)
        parts.append(element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=FULL, stroke_width=0.9))
        offset += 6
    return parts
