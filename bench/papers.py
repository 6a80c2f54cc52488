"""The papers against WeasyPrint alone on the same HTML, style sheet and fonts, equally cached.

Ours is the whole act: rows, figures, template, PDF. The floor is handed the HTML. For the lengths,
the body of the real report is repeated, so that the mix of text, tables and charts stays the same.
"""

import gc
import json
import os
import re
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from io import BytesIO
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

#: Pages asked → rounds: a long paper needs fewer to be steady.
LENGTHS = {10: 5, 20: 3, 40: 3, 80: 3}


def measure(address, *, quick):
    """Everything about papers, each length's memory in a process of its own."""
    lengths = dict(list(LENGTHS.items())[:2]) if quick else LENGTHS
    found = _run(address, "--measure", *map(str, lengths))
    for size in found["sizes"]:
        natural = str(found["whole"]["short_report"]["pages"])
        size["rss"] = _run(address, "--memory", str(size["asked"]), natural)["rss"]
    return found


def _run(address, *arguments):
    from .server import environment

    command = [sys.executable, "-m", "bench.papers", *arguments]
    done = subprocess.run(
        command, env=environment(address), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def measured(lengths):
    """In the child: the real papers, then the report at each length."""
    whole = {name: _compare(*act) for name, act in acts().items()}
    sizes = [_compare_length(asked, whole["short_report"]["pages"]) for asked in lengths]
    return {"whole": whole, "sizes": sizes}


def acts():
    """``{name: (label, function → bytes, rounds)}``: a meeting of forty people, two years."""
    from django.utils import timezone

    from meetings import documents
    from meetings.models import PV, Meeting
    from reports import documents as reports
    from zones.models import Zone

    from .data import SMALL_ZONE, ZONE

    zone, small = (Zone.objects.get(code=code) for code in (ZONE, SMALL_ZONE))
    own = Meeting.objects.filter(zone=zone).select_related("zone", "host")
    coming = own.filter(status="convened").order_by("starts_at").first()
    pv = PV.objects.filter(meeting__zone=zone).select_related("meeting__zone").first()
    year = timezone.localdate().year - 1
    return {
        "letter": ("convocation", lambda: documents.formal_convocation(coming), 15),
        "pv": ("PV (40 personnes, 420 mots)", lambda: documents.pv(pv), 15),
        "short_report": ("rapport, 2 réunions", lambda: reports.report(small, year), 7),
        "report": ("rapport, 10 réunions", lambda: reports.report(zone, year), 3),
    }


def _compare(label, act, rounds):
    html, options = typeset(act)
    ours, floor = in_turn(act, lambda: floor_pdf(html, options), rounds)
    return {"label": label, "pages": pages_of(act()), "ours": ours, "floor": floor}


def _compare_length(asked, pages):
    from concertation import pdf

    html, options = typeset(acts()["short_report"][1])
    longer = lengthened(html, asked, pages)
    ours, floor = in_turn(
        lambda: pdf.html_to_pdf(longer, **options),
        lambda: floor_pdf(longer, options),
        LENGTHS[asked],
    )
    made = pages_of(pdf.html_to_pdf(longer, **options))
    return {"asked": asked, "pages": made, "ours": ours, "floor": floor}


def lengthened(html, asked, pages):
    """The body repeated until about ``asked`` pages, every copy with identifiers of its own."""
    head, body, foot = re.split(r"(?<=<body)([^>]*>.*)(?=</body>)", html, flags=re.DOTALL)
    opening, body = body.split(">", 1)
    copies = [
        re.sub(r'\b(id|for|aria-labelledby)="', rf'\1="c{n}-', body).replace(
            'href="#', f'href="#c{n}-'
        )
        for n in range(max(1, round(asked / pages)))
    ]
    return f"{head}{opening}>{''.join(copies)}{foot}"


def floor_pdf(html, options):
    """WeasyPrint, no more: the same style sheet, parsed once, and the same kind of PDF."""
    from weasyprint import HTML

    from concertation.pdf import stylesheet

    css, fonts = stylesheet()
    variant = "pdf/a-3a" if options.get("sealed") else "pdf/ua-1"
    return HTML(string=html).write_pdf(
        stylesheets=[css], font_config=fonts, pdf_variant=variant, pdf_identifier=True
    )


def in_turn(ours, floor, rounds):
    """Medians in milliseconds of two functions called one after the other, ``rounds`` times."""
    times = {ours: [], floor: []}
    ours(), floor()
    for _turn in range(rounds):
        for function, spent in times.items():
            gc.collect()
            start = time.perf_counter()
            function()
            spent.append((time.perf_counter() - start) * 1000)
    return median(times[ours]), median(times[floor])


def typeset(act):
    """The HTML and the options that ``act`` hands to the PDF engine."""
    with _listening() as heard:
        act()
    return heard[-1]


@contextmanager
def _listening():
    from concertation import pdf

    heard, real = [], pdf.html_to_pdf

    def listen(html, **options):
        heard.append((html, options))
        return b""

    pdf.html_to_pdf = listen
    try:
        yield heard
    finally:
        pdf.html_to_pdf = real


def pages_of(content):
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(content)).pages)


def memory(asked, pages):
    """Peak resident memory (MB) of a process that makes the report of ``asked`` pages once."""
    from concertation import pdf

    html, options = typeset(acts()["short_report"][1])
    pdf.html_to_pdf(lengthened(html, asked, pages), **options)
    return {"rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(mode, *numbers):
    import django

    django.setup()
    numbers = [int(number) for number in numbers]
    print(json.dumps(measured(numbers) if mode == "--measure" else memory(*numbers)))


if __name__ == "__main__":
    main(*sys.argv[1:])
