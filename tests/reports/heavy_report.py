"""A report of sixty pages and forty pages of annexes, made in this process alone.

``python -m tests.reports.heavy_report`` prints the pages made and the peak of its memory (MB).
"""

import io
import json
import os
import random
import re
from pathlib import Path

PAGES, ANNEXES, ANNEX_PAGES = 60, 2, 20
#: A scanned page, reduced: half a megabyte that nothing compresses.
SCAN = (620, 877)


def main():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from concertation import pdf
    from reports import annex_reader, annexes

    placed = []
    for number in range(1, ANNEXES + 1):
        _count, content = annex_reader.read_apart(scanned(ANNEX_PAGES, seed=number))
        sheets = [annexes.Sheet(n, False) for n in range(1, ANNEX_PAGES + 1)]
        placed.append(annexes.Placed(number, f"Bilan {number}", "L’Étape", content, sheets))
    sheets = pdf.render_html("pdf/_annexes.html", {"annexes": placed}, "fr")
    made = annexes.fill(pdf.html_to_pdf(body(sheets), language="fr", title="Rapport"), placed)
    print(json.dumps({"pages": pages_of(made), "size": len(made), "peak": peak()}))


def peak():
    """Peak resident memory of this process, in MB.

    Not ``ru_maxrss``: it keeps the peak of whoever started this process.
    """
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


def body(sheets):
    """Text and tables, as a report is made of, on ``PAGES`` pages."""
    row = (
        "<tr><th scope='row'>Institution {0}</th>" + "<td>●</td><td>E</td><td>–</td>" * 3 + "</tr>"
    )
    rows = "".join(row.format(n) for n in range(24))
    head = "<tr>" + "<th scope='col'>12/03</th>" * 10 + "</tr>"
    words = "Les partenaires échangent sur les publics et les mesures de la zone. " * 12
    page = (
        f"<h2 class='chapter flows'>Chapitre</h2><p>{words}</p>"
        f"<table class='quiet'><thead>{head}</thead><tbody>{rows}</tbody></table>"
    )
    # A chapter of this length takes two pages.
    sections = f"<section style='break-before: page'>{page}</section>" * (PAGES // 2)
    return (
        "<!doctype html><html lang='fr'><title>Rapport</title><body class='report'>"
        f"<h1>Rapport</h1>{sections}{sheets}</body></html>"
    )


def scanned(count, seed):
    import pikepdf

    dice, made = random.Random(seed), pikepdf.new()
    for _page in range(count):
        page = made.add_blank_page(page_size=(595, 842))
        image = made.make_stream(dice.randbytes(SCAN[0] * SCAN[1]))
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height = SCAN
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
        page.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pages_of(content):
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as made:
        return len(made.pages)


if __name__ == "__main__":
    main()
