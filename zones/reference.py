"""The reference data shipped in ``zones/data``: pure reading, no database."""

import json
from functools import cache
from pathlib import Path

DATA_DIR = Path(__file__).parent / "data"


@cache
def document(name):
    """The whole file ``zones/data/<name>.json``: dict of source, as_of, note and rows.

    Cached and shared: callers do not change it. Raises ``FileNotFoundError`` for an unknown name.
    """
    return json.loads((DATA_DIR / f"{name}.json").read_text(encoding="utf-8"))


def rows(name):
    """The rows of the file: list of dicts; an empty or null field means « unknown »."""
    return document(name)["rows"]
