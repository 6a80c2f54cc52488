"""Who has a voice: institutions, substitutes, proxies, guests, late arrivals."""

import random
from datetime import time

import pytest

from meetings.electorate import RANK, counts, draw, is_in, key_of
from meetings.models import Participation
from meetings.services import voting
from tests.factories import (
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_zone,
)
from zones.models import Membership

HOUR = time(10, 30)
CAPACITIES = [*RANK, "guest", "expert"]


def row(pk, office="CPAS de Forest", person="Camille", **fields):
    """A line of the sheet, not in any database."""
    fields.setdefault("presence", "present")
    fields.setdefault("capacity", "full")
    name = office.split()[-1].lower() if office else ""
    made = Participation(
        pk=pk,
        organisation_name=office,
        organisation_id=sum(map(ord, name)) if name else None,
        person_name=person,
        **fields,
    )
    made.person_key = Participation.key_of(None, person)
    return made


def drawn(*rows, standing=None, hour=HOUR, by_institution=True):
    return draw(rows, standing or {}, by_institution=by_institution, hour=hour)


def carriers(electorate):
    return {seat.label: seat.carrier.person_name for seat in electorate.seats}


def test_the_full_representative_speaks_before_the_substitute():
    found = drawn(
        row(1, person="Anne", capacity="substitute"),
        row(2, person="Zoé", capacity="full"),
        row(3, person="Bo", capacity="member"),
    )
    assert carriers(found) == {"CPAS de Forest": "Zoé"}
    assert found.persons == 3


def test_the_substitute_speaks_until_the_full_representative_arrives():
    rows = [
        row(1, person="Anne", capacity="substitute"),
        row(2, person="Zoé", capacity="full", arrived_at=time(10, 30)),
    ]
    assert carriers(drawn(*rows, hour=time(10, 29))) == {"CPAS de Forest": "Anne"}
    assert carriers(drawn(*rows, hour=time(10, 30))) == {"CPAS de Forest": "Zoé"}


def test_whoever_left_speaks_no_more():
    rows = [row(1, left_at=time(11))]
    assert drawn(*rows, hour=time(10, 59)).seats
    assert not drawn(*rows, hour=time(11)).seats
    assert drawn(*rows, hour=None).seats, "nobody knows the hour"


@pytest.mark.parametrize("capacity", ["guest", "expert"])
def test_guests_never_count(capacity):
    found = drawn(row(1, capacity=capacity), row(2, "ALE d’Uccle", "Bo"))
    assert carriers(found) == {"ALE d’Uccle": "Bo"}
    assert (found.persons, found.guests) == (1, 1)


def test_the_team_that_animates_counts_for_a_member_institution_only():
    team = row(1, "Mission Locale", "Inès", capacity="coordination")
    assert not drawn(team).seats
    member = {team.organisation_id: Membership.Status.MEMBER}
    assert carriers(drawn(team, standing=member)) == {"Mission Locale": "Inès"}


@pytest.mark.parametrize("status", ["candidate", "suspended"])
def test_an_institution_that_is_no_member_that_day_is_left_out_and_said(status):
    office = row(1)
    found = drawn(office, standing={office.organisation_id: status})
    assert not found.seats
    assert found.left_out == [("CPAS de Forest", "n’est pas membre ce jour-là")]


def test_a_person_of_two_institutions_leaves_one_of_them_to_a_colleague():
    found = drawn(
        row(1, "CPAS de Forest", "Anne"),
        row(2, "ALE d’Uccle", "Anne"),
        row(3, "CPAS de Forest", "Bo", capacity="substitute"),
    )
    assert carriers(found) == {"CPAS de Forest": "Bo", "ALE d’Uccle": "Anne"}
    assert not found.left_out


def test_a_person_of_two_institutions_alone_carries_one_voice_and_the_other_is_said():
    found = drawn(row(1, "CPAS de Forest", "Anne"), row(2, "ALE d’Uccle", "Anne"))
    assert len(found.seats) == 1
    [(left, reason)] = found.left_out
    assert "Anne porte déjà la voix de" in reason
    assert {left, found.seats[0].label} == {"CPAS de Forest", "ALE d’Uccle"}
    assert found.persons == 1


def test_a_proxy_is_carried_besides_ones_own_voice():
    found = drawn(
        row(1, "CPAS de Forest", "Anne"),
        row(2, "ALE d’Uccle", "Bo", presence="represented", represented_by_id=1),
    )
    assert carriers(found) == {"CPAS de Forest": "Anne", "ALE d’Uccle": "Anne"}
    assert [seat.is_proxy for seat in found.seats] == [True, False]
    assert found.persons == 1


def test_a_proxy_gives_no_second_voice_to_an_institution_that_is_there():
    found = drawn(
        row(1, "CPAS de Forest", "Anne"),
        row(2, "ALE d’Uccle", "Bo", presence="represented", represented_by_id=1),
        row(3, "ALE d’Uccle", "Cem", capacity="substitute"),
    )
    assert carriers(found) == {"CPAS de Forest": "Anne", "ALE d’Uccle": "Cem"}


@pytest.mark.parametrize(
    "holder",
    [{"capacity": "guest"}, {"presence": "excused"}, {"arrived_at": time(11)}],
    ids=["guest", "away", "late"],
)
def test_a_proxy_to_nobody_who_counts_is_left_out_and_said(holder):
    found = drawn(
        row(1, "CPAS de Forest", "Anne", **holder),
        row(2, "ALE d’Uccle", "Bo", presence="represented", represented_by_id=1),
    )
    assert ("ALE d’Uccle", "sa procuration n’est à personne qui compte") in found.left_out
    assert not any(seat.is_proxy for seat in found.seats)


def test_somebody_without_an_institution_has_no_voice_of_one():
    found = drawn(row(1, "", "Anne"))
    assert not found.seats
    assert found.left_out == [("Anne", "n’est rattaché à aucune institution")]


def test_without_the_rule_each_person_has_a_voice_once():
    found = drawn(
        row(1, "CPAS de Forest", "Anne"),
        row(2, "ALE d’Uccle", "Anne"),
        row(3, "CPAS de Forest", "Bo", capacity="substitute"),
        row(4, "Bureau d’études", "Guy", capacity="guest"),
        row(5, "ALE d’Uccle", "Cem", presence="represented", represented_by_id=3),
        by_institution=False,
    )
    assert [seat.label for seat in found.seats] == ["Anne", "Bo"]
    assert found.persons == 2


def a_sheet(dice):
    """A random sheet: people of one or two institutions, guests, proxies, hours."""
    offices = [f"Institution {chr(97 + n) * 3}" for n in range(dice.randint(1, 7))]
    people = [f"Personne {n}" for n in range(dice.randint(1, 9))]
    rows, seen = [], set()
    for pk in range(1, dice.randint(2, 16)):
        office, person = dice.choice([*offices, ""]), dice.choice(people)
        if (office, person) in seen:
            continue
        seen.add((office, person))
        presence = dice.choice(["present", "present", "represented", "excused", "absent"])
        arrived = dice.choice([None, None, time(9, 45), time(10, 45)])
        rows.append(
            row(
                pk,
                office,
                person,
                presence=presence,
                capacity=dice.choice(CAPACITIES),
                arrived_at=arrived,
                left_at=dice.choice([None, None, time(10, 50), time(12)]),
                represented_by_id=dice.choice([None, dice.randint(1, 16)]),
            )
        )
    standing = {
        r.organisation_id: dice.choice(["member", "member", "candidate", "suspended"])
        for r in rows
        if r.organisation_id and dice.random() < 0.6
    }
    return rows, standing


def best(rows, standing):
    """By trying every way: how many institutions can have somebody of their own at once."""
    offices = {}
    for one in rows:
        if is_in(one, HOUR) and counts(one, standing) and key_of(one):
            offices.setdefault(key_of(one), set()).add(one.person_key)

    def most(keys, used):
        if not keys:
            return 0
        rest = most(keys[1:], used)
        free = offices[keys[0]] - used
        return max([rest, *(1 + most(keys[1:], used | {person}) for person in free)])

    return most(list(offices), frozenset())


@pytest.mark.parametrize("seed", range(300))
def test_whatever_the_sheet_the_rules_hold(seed):
    rows, standing = a_sheet(random.Random(seed))
    found = draw(rows, standing, by_institution=True, hour=HOUR)
    keys = [seat.key for seat in found.seats]
    assert len(keys) == len(set(keys)), "one voice an institution"
    own = [seat for seat in found.seats if not seat.is_proxy]
    assert len({seat.carrier.person_key for seat in own}) == len(own), "nobody two of their own"
    assert len(own) == best(rows, standing)
    for seat in found.seats:
        assert is_in(seat.carrier, HOUR)
        assert counts(seat.carrier, standing)
        assert counts(seat.row, standing)
        assert not seat.carrier.is_guest
    for one in rows:
        if is_in(one, HOUR) and counts(one, standing):
            name = one.organisation_name or one.person_name
            assert key_of(one) in keys or name in told(found), "nobody is left out in silence"
    assert found.persons >= len({seat.carrier.person_key for seat in found.seats})


def told(found):
    return {name for name, _reason in found.left_out}


@pytest.mark.parametrize("seed", range(60))
def test_the_order_of_the_sheet_changes_nothing(seed):
    dice = random.Random(seed)
    rows, standing = a_sheet(dice)
    first = draw(rows, standing, by_institution=True, hour=HOUR)
    dice.shuffle(rows)
    again = draw(rows, standing, by_institution=True, hour=HOUR)
    assert carriers(again) == carriers(first)
    assert again.left_out == first.left_out


def test_the_electorate_of_a_meeting_is_read_in_two_queries(db, django_assert_num_queries):
    zone = make_zone()
    meeting = make_meeting(zone, "held", day=-3)
    for number in range(4):
        mandate = make_member(zone)
        organisation = mandate.membership.organisation
        presence = "present" if number else "absent"
        make_participation(meeting, mandate.person, organisation, presence=presence)
    guest = make_person("Guy Invité", make_organisation())
    make_participation(meeting, guest, presence="present", capacity="guest")
    meeting.other_zones()
    with django_assert_num_queries(2):
        found = voting.electorate(meeting, True, meeting.starts_at)
    assert len(found.seats) == 3
    assert found.guests == 1


def test_a_moment_of_another_day_counts_whoever_was_there(db):
    meeting = make_meeting(make_zone(), "held", day=-3)
    make_participation(meeting, presence="present", left_at=time(10))
    late = meeting.ends_at
    assert not voting.electorate(meeting, True, late).seats
    assert voting.electorate(meeting, True, None).seats
    assert voting.electorate(meeting, True, make_meeting(day=0).ends_at).seats
