"""Many reads of one moment: nothing changes in the middle of what a paper is made of."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment():
    """Every query inside sees the rows as they stood at the first; nothing is to be written there.

    PostgreSQL reads a snapshot (REPEATABLE READ). SQLite in WAL does too, in a transaction that
    does not ask for the lock of those who write, as ours do: nobody waits for a reader. Within a
    transaction already begun, what that one sees is what there is.
    """
    if connection.in_atomic_block:
        yield
        return
    with _begun_for_reading():
        yield


@contextmanager
def _begun_for_reading():
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()  # which sets the mode from the settings
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = mode
