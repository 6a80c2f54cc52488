"""``load_reference``: everything comes in, nothing written by a zone is lost."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from zones.models import (
    Addressee,
    Commune,
    HouseRules,
    Mandate,
    Membership,
    Organisation,
    Zone,
)
from zones.reference import rows


def load():
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


@pytest.fixture
def loaded(db):
    return load()


def test_load_reference_fills_the_territory_and_says_so_in_french(loaded):
    assert Zone.objects.count() == 6
    assert Commune.objects.count() == 19
    assert "Communes : 19 (19 en plus)" in loaded
    assert Organisation.objects.count() == len(rows("organisations"))


def test_load_reference_twice_changes_nothing(loaded):
    before = (Organisation.history.count(), Membership.history.count(), HouseRules.history.count())
    assert "Institutions : " in load()
    assert before == (
        Organisation.history.count(),
        Membership.history.count(),
        HouseRules.history.count(),
    )


def test_load_reference_seats_partners_and_those_who_animate(loaded):
    zone = Zone.objects.get(code="ouest")
    seated = set(zone.memberships.values_list("organisation__code", flat=True))
    animators = set(zone.coordinations.values_list("organisation__code", flat=True))
    assert animators
    assert animators <= seated


def test_load_reference_links_addressees_to_those_they_succeed(loaded):
    assert Addressee.objects.get(code="ibefe").succeeds.code == "ccfee"


def test_load_reference_keeps_what_somebody_corrected(loaded):
    organisation = Organisation.objects.get(code=rows("organisations")[0]["code"])
    organisation.phone = "02 000 00 00"
    organisation.save()
    load()
    organisation.refresh_from_db()
    assert organisation.phone == "02 000 00 00"


def test_load_reference_corrects_an_institution_nobody_edited(loaded):
    row = rows("organisations")[0]
    Organisation.objects.filter(code=row["code"]).update(name_fr="Ancien nom du fichier")
    load()
    assert Organisation.objects.get(code=row["code"]).name_fr == row["name_fr"]


def test_load_reference_never_rewrites_the_rules_of_a_zone(loaded):
    rules = HouseRules.objects.first()
    rules.half_day_quota = 6
    rules.save()
    load()
    rules.refresh_from_db()
    assert rules.half_day_quota == 6


def test_load_reference_does_not_bring_back_who_left(loaded):
    seat = Membership.objects.first()
    seat.ended_on = date(2020, 1, 1)
    seat.save()
    load()
    seats = Membership.objects.filter(zone=seat.zone, organisation=seat.organisation)
    assert [row.ended_on for row in seats] == [date(2020, 1, 1)]


def test_load_reference_brings_nobody(loaded):
    assert not Mandate.objects.exists()
