"""The papers against WeasyPrint alone on the same HTML, style sheet and fonts, equally cached.

Ours is the whole act: rows, figures, template, PDF. The floor is handed the HTML. For the lengths,
the body of the real report is repeated, so that the mix of text, tables and charts stays the same.
"""

import gc
import json
import multiprocessing
import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

#: Copies of the body of the short report → rounds: about 14, 28, 42 and 84 pages.
COPIES = {1: 7, 2: 5, 3: 5, 6: 3}


def measure(address, *, quick):
    """Everything about papers, each length's memory in a process of its own."""
    copies = [copy for copy in COPIES if copy <= 2 or not quick]
    found = _run(address, "--measure", *map(str, copies))
    for size in found["sizes"]:
        size |= _run(address, "--memory", str(size["copies"]))
    return found


def _run(address, *arguments):
    from .server import environment

    command = [sys.executable, "-m", "bench.papers", *arguments]
    done = subprocess.run(
        command, env=environment(address), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def measured(copies):
    """In the child: the real papers, then the report at each length."""
    whole = {name: _compare(*act) for name, act in acts().items()}
    sizes = [_compare_length(number) for number in copies]
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


def _compare_length(copies):
    from concertation import pdf

    html, options = typeset(acts()["short_report"][1])
    longer = lengthened(html, copies)
    ours, floor = in_turn(
        lambda: pdf.long_html_to_pdf(longer, **options),
        lambda: floor_pdf(longer, options),
        COPIES[copies],
    )
    made = pages_of(pdf.long_html_to_pdf(longer, **options))
    return {"copies": copies, "pages": made, "ours": ours, "floor": floor}


def lengthened(html, count):
    """The body ``count`` times, every copy with identifiers of its own."""
    head, body, foot = re.split(r"(?<=<body)([^>]*>.*)(?=</body>)", html, flags=re.DOTALL)
    opening, body = body.split(">", 1)
    copies = [
        re.sub(r'\b(id|for|aria-labelledby)="', rf'\1="c{n}-', body).replace(
            'href="#', f'href="#c{n}-'
        )
        for n in range(count)
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
    """Medians of two functions called one after the other, ``rounds`` times.

    Milliseconds by the clock: a long paper is set in another process, whose time is also ours.
    """
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

    heard, real = [], {name: getattr(pdf, name) for name in ("html_to_pdf", "long_html_to_pdf")}

    def listen(html, *, on_page=None, **options):
        heard.append((html, options))
        return b""

    for name in real:
        setattr(pdf, name, listen)
    try:
        yield heard
    finally:
        for name, function in real.items():
            setattr(pdf, name, function)


def pages_of(content):
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(content)).pages)


def memory(copies):
    """Peak resident memory (MB) of the process that asks for the report and of the one that sets
    it, that length made once."""
    from concertation import pdf

    html, options = typeset(acts()["short_report"][1])
    watch = _Watch()
    pdf.long_html_to_pdf(lengthened(html, copies), on_page=watch.begin, **options)
    return {"rss": watch.peak, "asking": _peak("self")}


class _Watch:
    """The peak of the process that sets a paper, read until it ends."""

    def __init__(self):
        self.peak = 0

    def begin(self, _page):
        if not self.peak:
            process = multiprocessing.active_children()[0]
            self.peak = _peak(process.pid)
            threading.Thread(target=self._follow, args=[process.pid], daemon=True).start()

    def _follow(self, pid):
        # A process that has ended has no such line any more.
        with suppress(OSError, TypeError):
            while True:
                self.peak = _peak(pid)
                time.sleep(0.005)


def _peak(pid):
    """Not ``ru_maxrss``: it keeps the peak of whoever started the process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def main(mode, *numbers):
    import django

    django.setup()
    numbers = [int(number) for number in numbers]
    print(json.dumps(measured(numbers) if mode == "--measure" else memory(*numbers)))


if __name__ == "__main__":
    main(*sys.argv[1:])
