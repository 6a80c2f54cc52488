"""What a paper looks like once laid out: the boxes of the engine, page by page."""

from weasyprint.formatting_structure import boxes

from concertation.typesetting import lay_out

HEADINGS = ("h2", "h3", "h4")
#: A hair: widths are sums of rounded numbers.
HAIR = 0.6


def pages_of(html):
    """The boxes of each page."""
    return [page._page_box for page in lay_out(html).pages]


def texts_of(page):
    """Text boxes of the body of a page, its running heads left out."""
    return [box for box in _body(page) if isinstance(box, boxes.TextBox) and box.text.strip()]


def _body(page):
    for child in page.children:
        if not isinstance(child, boxes.MarginBox):
            yield child
            if hasattr(child, "descendants"):
                yield from child.descendants()


def overflowing(page):
    """Words that end beyond the margin of the page, or beyond their cell."""
    right = page.content_box_x() + page.width + HAIR
    found = [box.text for box in texts_of(page) if box.position_x + box.width > right]
    for cell in _body(page):
        if isinstance(cell, boxes.TableCellBox):
            edge = cell.position_x + cell.border_width() + HAIR
            found += [
                box.text
                for box in cell.descendants()
                if isinstance(box, boxes.TextBox) and box.position_x + box.width > edge
            ]
    return found


def orphans(page):
    """Headings with nothing under them on their page."""
    body = list(_body(page))
    drawn = [
        box
        for box in body
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox))
        and box.element_tag.split("::")[0] not in HEADINGS
    ]
    lowest = max((box.position_y + box.height for box in drawn), default=0)
    heads = [box for box in body if box.element_tag in HEADINGS and hasattr(box, "descendants")]
    alone = [
        "".join(one.text for one in box.descendants() if isinstance(one, boxes.TextBox))
        for box in heads
        if box.position_y + box.height > lowest
    ]
    return list(dict.fromkeys(alone))  # a block and its lines are one heading


def cut_rows(pages):
    """Words of the rows that begin on a page and end on another; heads come back, on purpose."""
    seen, cut = {}, []
    for number, page in enumerate(pages):
        for box in _body(page):
            if isinstance(box, boxes.TableRowBox) and box.element.find("td") is not None:
                first = seen.setdefault(box.element, number)
                if first != number:
                    cut.append("".join(box.element.itertext()))
    return cut


def words_of(page):
    return " ".join(box.text for box in texts_of(page))
