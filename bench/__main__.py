"""``make bench``: goals beside figures. SQLite, then PostgreSQL where it is installed, then PDF."""

import argparse
import glob
import subprocess
import sys
from pathlib import Path

from . import databases, feeds, mailing, measure, papers, writing
from .table import print_mailing, print_pages, print_papers, print_writing

SIZES, QUICK_SIZES = (2_000, 10_000), (400, 2_000)
ROUNDS, QUICK_ROUNDS = 40, 12


PARTS = ("mailing", "feeds", "writing", "pages", "papers")


def main():
    options = _options()
    sizes = QUICK_SIZES if options.quick else SIZES
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    if options.database_from_env:
        with databases.from_environment(sizes) as addresses:
            _pages("PostgreSQL", addresses, rounds)
        return
    if options.only in (None, "mailing"):
        _mailing(options.quick)
    if options.only in (None, "feeds"):
        _say("abonnement à un calendrier…")
        feeds.main()
    if options.only in (None, "writing"):
        _say("séance…")
        with databases.sqlite(["seance"]) as addresses:
            print_writing(writing.measure(addresses["seance"]))
    if options.only in ("mailing", "feeds", "writing"):
        return
    with databases.sqlite(sizes) as addresses:
        facts = _pages("SQLite", addresses, rounds, measured=options.only != "papers")
        if options.only != "pages":
            _say("documents PDF…")
            print_papers(papers.measure(addresses[min(sizes)], quick=options.quick))
    if options.only is None and facts:
        _postgresql(options)


def _options():
    parser = argparse.ArgumentParser(prog="make bench BENCH_ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="400 et 2 000 réunions, PDF courts")
    parser.add_argument("--only", choices=PARTS, help="une seule partie")
    parser.add_argument(
        "--database-from-env",
        action="store_true",
        help="les pages sur le PostgreSQL de DATABASE_URL (voir .ci/postgres)",
    )
    return parser.parse_args()


def _pages(title, addresses, rounds, *, measured=True):
    _say(f"{title} : écriture de {' et '.join(map(str, addresses))} réunions…")
    facts = measure.prepare(addresses)
    if measured:
        _say(f"{title} : {rounds} tours de chaque page…")
        rows, floors = measure.figures(measure.ask(addresses, facts, rounds), facts)
        print_pages(title, rows, floors, addresses, facts[max(addresses)]["queries"])
    return facts


def _mailing(quick):
    _say(f"envoi de {mailing.READERS} lettres…")
    with databases.sqlite(["envoi"]) as addresses:
        print_mailing(mailing.measure(addresses["envoi"], quick=quick))


def _postgresql(options):
    """The same pages on a PostgreSQL of its own; skipped aloud where there is none."""
    if not glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        print("\nPostgreSQL n’est pas installé ici : pages mesurées sur SQLite seulement.")
        return
    script = Path(__file__).resolve().parent.parent / ".ci" / "postgres"
    command = ["bash", str(script), sys.executable, "-m", "bench", "--database-from-env"]
    sys.stdout.flush()
    subprocess.run([*command, *(["--quick"] if options.quick else [])], check=True)


def _say(sentence):
    print(sentence, file=sys.stderr, flush=True)


main()
