"""A square that a telephone reads: the same drawing on the page and on paper."""

import qrcode
from django.utils.translation import gettext as _

from concertation.shapes import element, picture

#: Empty border around the code, in modules: readers ask for four (ISO/IEC 18004).
BORDER = 4


def picture_of(address):
    """The ``<svg>`` of the QR code of ``address``; error correction M, black on white."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make()
    lines = code.get_matrix()
    side = len(lines) + 2 * BORDER
    return picture(
        side,
        side,
        element("rect", width=side, height=side, fill="#ffffff"),
        element("path", d="".join(_runs(lines)), fill="#000000"),
        title=_("Code à scanner"),
        desc=address,
    )


def _runs(lines):
    """Each run of dark modules of a line, as one rectangle of the path."""
    for y, line in enumerate(lines):
        start = None
        for x, dark in enumerate([*line, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield f"M{start + BORDER} {y + BORDER}h{x - start}v1h-{x - start}z"
                start = None
