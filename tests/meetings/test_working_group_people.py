"""Whom the page of the groups names, and for which institution."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings import pages_groups
from meetings.models import WorkingGroup
from tests.factories import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(zone):
    return WorkingGroup.objects.create(zone=zone, name_fr="Logement")


def day(days):
    return timezone.localdate() + timedelta(days=days)


def shown(group, reader):
    """{institution: [do they still sit?]} of the page."""
    [one] = pages_groups.group_list(reader, group.zone)["open"]
    return {place: [sits for _name, sits in people] for place, people in one.places}


def test_who_never_sat_comes_for_where_they_work_today(group, coordinator):
    guest = make_person(organisation=make_organisation("Fédération"))
    guest.positions.create(organisation=make_organisation("Atelier"))
    guest.positions.create(organisation=make_organisation("Atelier d’avant"), ended_on=day(-1))
    guest.positions.create(organisation=make_organisation("Atelier d’après"), started_on=day(1))
    group.members.add(guest)
    assert shown(group, coordinator) == {"Atelier": [None], "Fédération": [None]}


def test_seat_still_to_come_is_no_seat_that_was_lost(group, coordinator):
    coming = make_member(group.zone, make_organisation("CPAS"), started_on=day(5))
    group.members.add(coming.person)
    assert shown(group, coordinator) == {"CPAS": [None]}
    seated = make_member(group.zone, make_organisation("Maison"))
    make_member(group.zone, make_organisation("Mission"), seated.person, started_on=day(5))
    group.members.set([seated.person])
    assert shown(group, coordinator) == {"Maison": [True]}


def test_who_lost_their_seats_keeps_the_institution_they_last_spoke_for(group, coordinator):
    last = make_member(group.zone, make_organisation("Dernière"), ended_on=day(-2))
    make_member(group.zone, make_organisation("Ancienne"), last.person, ended_on=day(-90))
    group.members.add(last.person)
    assert shown(group, coordinator) == {"Dernière": [False]}
    for name in ("Maison", "Mission"):
        make_member(group.zone, make_organisation(name), last.person)
    assert shown(group, coordinator) == {"Maison": [True], "Mission": [True]}
