"""The pieces that charts are made of: escaped SVG elements, text, numbers as words."""

from html import escape

from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from .typography import typeset

TEXT_FONT = "Source Sans, Source Sans Pro, sans-serif"
TITLE_FONT = "Manrope, Source Sans, sans-serif"
INK, INK_2, LINE, QUIET = "#1c2430", "#566070", "#8d8677", "#d9d2c4"
#: Said in the language of the reader, hence ``str()`` where it is used.
MISSING = gettext_lazy("n. d.")


def element(name, *children, **attributes):
    """``<name attributes>children</name>``; attributes are escaped, children are markup already.

    Numbers need no escaping: a chart of a year writes thousands of them.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{shape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def label(x, y, content, *, size=10, fill=INK, anchor="middle", bold=False, width=None, font=None):
    """A line of text; ``width`` (in units of the drawing) cuts what would run over, with « … »."""
    return element(
        "text",
        escape(clip(content, width, size)),
        x=x,
        y=y,
        font_family=font or TEXT_FONT,
        font_size=size,
        font_weight="700" if bold else None,
        fill=fill,
        text_anchor=None if anchor == "start" else anchor,
    )


def clip(content, width, size):
    """Cut a text to ``width`` at ``size``, at half an em a letter on average."""
    content = str(content)
    room = int(width / (size * 0.5)) if width else len(content)
    return content if len(content) <= room else content[: max(room - 1, 1)].rstrip() + "…"


def picture(width, height, *children, title, desc, linked=False) -> SafeString:
    """The ``<svg>`` itself; ``linked`` pictures are groups, whose links stay reachable."""
    return mark_safe(  # built by element() and label() only, which escape
        element(
            "svg",
            element("title", escape(str(title))),
            element("desc", escape(typeset(desc))),
            *children,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {shape(width)} {shape(height)}",
            width="100%",
            role="group" if linked else "img",
        )
    )


def number(value, missing):
    return str(missing) if value is None else str(localize(value))


def measures(values, names, missing):
    numbers = [number(value, missing) for value in values]
    return (
        [f"{number} {name}" for number, name in zip(numbers, names, strict=True)]
        if names
        else numbers
    )


def spoken(rows, missing):
    return "; ".join(f"{name}: {number(value, missing)}" for name, value in rows)


def tallest(values):
    """The tallest value, never 0: it divides."""
    return max((value for value in values if value), default=1)


def shape(value):
    """A value as an attribute says it: coordinates with at most two decimals and a point, whatever
    the language; words escaped."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value) if isinstance(value, int) else escape(str(value))


def readable_on(colour):
    """White or ink, whichever reads better on « #rrggbb »."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#ffffff" if red * 299 + green * 587 + blue * 114 < 145_000 else INK
