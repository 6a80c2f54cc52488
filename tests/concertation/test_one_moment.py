"""What is read inside one moment does not move, and nobody waits for the reader."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from concertation.one_moment import one_moment
from tests.factories import make_zone
from zones.models import Theme, Zone

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(gesture):
    """Run ``gesture`` to its end on a connection of its own; raises what it raises."""

    def run():
        try:
            return gesture()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=10)


def add_a_theme(code):
    Theme.objects.create(code=code, name_fr=code)


def test_what_somebody_writes_meanwhile_is_not_seen_and_waits_for_nothing():
    make_zone()
    with one_moment():
        assert Zone.objects.count() == 1
        before = Theme.objects.count()
        meanwhile(lambda: add_a_theme("pendant"))
        assert Theme.objects.count() == before
    assert Theme.objects.count() == before + 1


def test_the_next_transaction_writes_as_before():
    with one_moment():
        Zone.objects.count()
    with one_moment():
        Zone.objects.count()
    add_a_theme("apres")
    assert Theme.objects.filter(code="apres").exists()
    assert connection.vendor != "sqlite" or connection.transaction_mode == "IMMEDIATE"


def test_within_a_transaction_it_is_that_one():
    with transaction.atomic():
        add_a_theme("dedans")
        with one_moment():
            assert Theme.objects.filter(code="dedans").exists()
        add_a_theme("encore")
    assert Theme.objects.filter(code="encore").exists()
