"""What the longest report costs the worker that makes it."""

import json
import subprocess
import sys

from .heavy_report import ANNEX_PAGES, ANNEXES, PAGES

#: Megabytes that a worker may take, on the smallest machine it is promised for.
MEMORY = 512


def test_sixty_pages_and_forty_of_annexes_fit_in_one_worker():
    command = [sys.executable, "-m", "tests.reports.heavy_report"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["pages"] >= PAGES + ANNEXES * ANNEX_PAGES
    assert found["peak"] < MEMORY
