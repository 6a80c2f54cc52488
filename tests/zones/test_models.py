"""Seats, mandates and rules: what the database and the services refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import (
    make_member,
    make_organisation,
    make_person,
    make_rules,
    make_user,
    make_zone,
)
from zones import services
from zones.models import HouseRules, Mandate, Membership, Person
from zones.permissions import can_coordinate_zone, can_edit_organisation
from zones.seats import directory, without_full_representative


def test_two_full_representatives_at_once_are_refused_by_the_service(zone):
    mandate = make_member(zone, started_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="déjà un représentant effectif"):
        services.add_mandate(
            mandate.membership, make_person(), role="full", started_on=date(2021, 1, 1)
        )
    assert Mandate.objects.count() == 1


def test_two_full_representatives_at_once_are_refused_by_the_database(zone):
    mandate = make_member(zone)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_member(zone, mandate.membership.organisation)


def test_a_full_representative_follows_one_whose_mandate_ended(zone):
    first = make_member(zone, started_on=date(2020, 1, 1))
    services.end_mandate(first, ended_on=date(2021, 1, 31))
    second = services.add_mandate(
        first.membership, make_person(), role="full", started_on=date(2021, 2, 1)
    )
    assert second.pk
    with pytest.raises(ValidationError):  # the last day is included
        services.add_mandate(
            first.membership, make_person(), role="full", started_on=date(2021, 1, 31)
        )


def test_a_substitute_sits_beside_the_full_representative(zone):
    mandate = make_member(zone)
    person = Person(last_name="Suppléante")
    services.add_mandate(
        mandate.membership,
        person,
        role="substitute",
        started_on=date(2021, 1, 1),
        title="Formatrice",
    )
    position = person.positions.get()
    assert (position.organisation, position.title) == (
        mandate.membership.organisation,
        "Formatrice",
    )


def test_an_end_before_the_start_is_refused(zone):
    mandate = make_member(zone, started_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="précède"):
        services.end_mandate(mandate, ended_on=date(2019, 12, 31))


def test_an_institution_is_member_once_at_a_time(zone):
    organisation = make_organisation()
    seat = services.add_member(zone, organisation, started_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="déjà membre"):
        services.add_member(zone, organisation, started_on=date(2021, 1, 1))
    services.end_membership(seat, ended_on=date(2021, 12, 31))
    assert services.add_member(zone, organisation, started_on=date(2022, 1, 1)).pk


def test_leaving_the_zone_ends_the_mandates_of_the_seat_only(zone):
    mandate = make_member(zone, started_on=date(2020, 1, 1))
    elsewhere = make_member(make_zone("nord-est"), mandate.membership.organisation, mandate.person)
    services.end_membership(mandate.membership, ended_on=date(2021, 6, 30))
    mandate.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (mandate.ended_on, elsewhere.ended_on) == (date(2021, 6, 30), None)


def test_leaving_twice_is_refused(zone):
    seat = make_member(zone).membership
    services.end_membership(seat, ended_on=date(2021, 6, 30))
    with pytest.raises(ValidationError):
        services.end_membership(seat, ended_on=date(2022, 6, 30))


def test_a_failed_gesture_leaves_nothing_behind(zone):
    mandate = make_member(zone)
    people = Person.objects.count()
    with pytest.raises(ValidationError):
        services.add_mandate(
            mandate.membership,
            Person(last_name="Fantôme"),
            role="full",
            started_on=date(2021, 1, 1),
        )
    assert Person.objects.count() == people


def test_rules_of_a_day_are_the_last_ones_in_force(zone):
    make_rules(zone, date(2020, 1, 1), half_day_quota=6)
    assert HouseRules.at(zone, date(2019, 12, 31)).half_day_quota == 4
    assert HouseRules.at(zone, date(2020, 1, 1)).half_day_quota == 6
    assert HouseRules.at(zone, date(2000, 1, 1)).half_day_quota == 4


def test_a_zone_without_rules_gets_a_neutral_profile(other_zone):
    rules = HouseRules.at(other_zone, date(2020, 1, 1))
    assert rules.pk is None
    assert not rules.is_surveyed


def test_new_rules_never_change_the_past(zone):
    with pytest.raises(ValidationError) as refused:
        services.add_rules(zone, HouseRules(valid_from=date(2015, 1, 1)))
    assert "valid_from" in refused.value.error_dict


def test_directory_finds_former_names_and_people_without_accents(zone):
    mandate = make_member(
        zone, make_organisation("Siréas"), make_person("Zoé Éloy"), started_on=date(2015, 1, 1)
    )
    mandate.membership.organisation.other_names.create(name="Vieux Foyer")
    make_member(zone, make_organisation("Autre"))
    for words in ("sireas", "eloy", "foyer vieux"):
        assert [row.organisation.name for row in directory(zone, words=words)] == ["Siréas"]


def test_a_seat_without_full_representative_is_vacant(zone):
    filled = make_member(zone)
    empty = make_member(zone, role="substitute")
    assert list(without_full_representative(zone)) == [empty.membership]
    assert {row.pk: row.is_vacant for row in directory(zone)} == {
        filled.membership_id: False,
        empty.membership_id: True,
    }


def test_an_ended_mandate_gives_no_right(zone, coordinator):
    assert can_coordinate_zone(coordinator, zone)
    Mandate.objects.filter(person__user=coordinator).update(
        started_on=date(2015, 1, 1), ended_on=date(2020, 1, 1)
    )
    del coordinator._mandated_zones
    assert not can_coordinate_zone(coordinator, zone)


def test_an_institution_is_corrected_by_the_zones_where_it_sits(zone, coordinator, outsider):
    organisation = make_member(zone).membership.organisation
    assert can_edit_organisation(coordinator, organisation)
    assert not can_edit_organisation(outsider, organisation)
    assert not can_edit_organisation(make_user(zone), organisation)
    Membership.objects.filter(organisation=organisation).update(ended_on=date(2020, 1, 1))
    assert not can_edit_organisation(coordinator, organisation)
