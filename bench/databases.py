"""The databases of a run: SQLite files, or two databases of the PostgreSQL of ``DATABASE_URL``."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit


@contextmanager
def sqlite(sizes):
    """``{size: address}`` of empty SQLite files in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="banc-") as folder:
        yield {size: f"sqlite:///{Path(folder) / f'{size}.sqlite3'}" for size in sizes}


@contextmanager
def from_environment(sizes):
    """``{size: address}`` of new databases on the server of ``DATABASE_URL``, then dropped."""
    import psycopg2

    address = urlsplit(os.environ["DATABASE_URL"])
    if not address.scheme.startswith("postgres"):
        raise SystemExit("--database-from-env attend une adresse PostgreSQL dans DATABASE_URL.")
    server = psycopg2.connect(address.geturl())
    server.autocommit = True
    names = {size: f"banc_{size}" for size in sizes}
    try:
        with server.cursor() as cursor:
            for name in names.values():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}"')
        yield {size: address._replace(path=f"/{name}").geturl() for size, name in names.items()}
        with server.cursor() as cursor:
            for name in names.values():
                cursor.execute(f'DROP DATABASE "{name}"')
    finally:
        server.close()
