"""Pages of two sizes, asked in turn on open connections: medians, ratios and growth."""

import json
import subprocess
import sys
from contextlib import ExitStack
from statistics import median

from .pages import PAGES, asked_by
from .server import Reader, environment, serving

FLOORS = ("floor_list", "floor_detail", "floor_search", "floor_report")
WARM_UP = 5


def prepare(databases):
    """Fill every database (two processes at once); ``{size: facts}`` of ``bench.prepare``."""
    processes = {
        size: subprocess.Popen(
            [sys.executable, "-m", "bench.prepare", str(size)],
            env=environment(address),
            stdout=subprocess.PIPE,
            text=True,
        )
        for size, address in databases.items()
    }
    answers = {size: process.communicate()[0] for size, process in processes.items()}
    failed = [size for size, process in processes.items() if process.returncode]
    if failed:
        raise SystemExit(f"Les données du banc n’ont pas pu être écrites : {failed}.")
    return {size: json.loads(answer) for size, answer in answers.items()}


def ask(databases, facts, rounds):
    """``{size: {page: [milliseconds]}}``: every page of every size once a round."""
    with ExitStack() as stack:
        readers = {}
        for size, address in databases.items():
            port = stack.enter_context(serving(address))
            readers[size] = Reader(port, facts[size]["sessions"])
        asked = answering(facts)
        times = {size: {name: [] for name in asked} for size in databases}
        for turn in range(WARM_UP + rounds):
            for name in asked:
                for size, reader in readers.items():
                    url = facts[size]["pages"][name]
                    who = PAGES[name].reader if name in PAGES else None
                    spent = reader.milliseconds(url, who, asked_by(name))
                    if turn >= WARM_UP:
                        times[size][name].append(spent)
    return times


def answering(facts):
    """The pages that answer 200 at every size; the table shows the others as broken."""
    counts = [one["queries"] for one in facts.values()]
    return [name for name in (*FLOORS, *PAGES) if all(count[name] for count in counts)]


def figures(times, facts):
    """One dict a page: milliseconds, ratio to its floor and queries by size, and the growth."""
    small, large = sorted(times)
    middle = {size: {name: median(all_) for name, all_ in times[size].items()} for size in times}
    rows = []
    for name, page in PAGES.items():
        if name not in middle[large]:
            rows.append({"name": name, "queries": None})
            continue
        ratios = {size: middle[size][name] / middle[size][page.floor] for size in times}
        rows.append(
            {
                "name": name,
                "ms": middle[large][name],
                "ratio": ratios[large],
                "growth": ratios[large] / ratios[small],
                "queries": facts[large]["queries"][name],
            }
        )
    return rows, {name: middle[large][name] for name in FLOORS}
