"""The cast: Coordinator, Partner, Outsider, Region, and the reader without an account."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from .factories import make_rules, make_user, make_zone


@pytest.fixture(autouse=True)
def french():
    """Every test begins in French, whatever the last request of another left behind."""
    translation.activate("fr")


@pytest.fixture(autouse=True)
def first_try():
    """No test begins with the tries of another: pages that anybody may ask count them."""
    cache.clear()


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """A transaction around those of the tests: what is made in it is made once for the module.

    Each test of the module reads those rows: it asks for them, even when it does not need them.
    """
    with django_db_blocker.unblock(), translation.override("fr"), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def zone(db):
    """Zone Sud with formal rules."""
    zone = make_zone("sud")
    make_rules(zone)
    return zone


@pytest.fixture
def other_zone(db):
    return make_zone("nord-est")


@pytest.fixture
def coordinator(zone):
    return make_user(zone, coordinator=True, full_name="Inès Coordinatrice")


@pytest.fixture
def partner(zone):
    return make_user(zone, full_name="Paul Partenaire")


@pytest.fixture
def outsider(other_zone):
    """A coordinator, but of another zone: whatever they see of ours is a leak."""
    return make_user(other_zone, coordinator=True, full_name="Odile Ailleurs")


@pytest.fixture
def region(db):
    return make_user(regional=True, full_name="Rémi Région")
