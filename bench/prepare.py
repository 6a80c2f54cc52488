"""``python -m bench.prepare 2000``: fills ``DATABASE_URL`` and prints what to ask, as JSON.

A process of its own: Django knows one database, and a size wants its own.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")


def main(count, only_count):
    import django

    django.setup()
    if not only_count:
        load(count)
    print(json.dumps(facts()))


def load(count):
    """``count`` meetings, and two people and a half for each up to ten thousand."""
    from django.utils import timezone

    from . import data

    today = timezone.localdate()
    rows = data.prepare(people=max(500, min(10_000, count * 5 // 2)))
    for number, code in enumerate((data.ZONE, data.SMALL_ZONE)):
        data.add_coordinator(rows, code, number)
    data.add_region()
    data.fill(rows, count, today)
    data.add_sized_meetings(rows, today)
    data.analyse()


def facts():
    """The session of each coordinator, the addresses of the pages and their queries."""
    from .pages import addresses, count_queries, sessions

    return {"sessions": sessions(), "pages": addresses(), "queries": count_queries()}


if __name__ == "__main__":
    main(int(sys.argv[1]), "--facts" in sys.argv)
