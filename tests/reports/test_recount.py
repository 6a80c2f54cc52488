"""Each figure equals a recount that shares no code with it, over years made of everything that
makes counting hard: substitutes, guests, two hats, joint meetings, cancelled, not taken."""

import random
from datetime import date, timedelta

import pytest
from django.apps import apps

from meetings.models import PV, ActionItem, Block, Finding, MeetingEvent, Opinion
from reports import completeness, indicators, synthesis
from reports.contents import contents
from reports.figure_list import FIGURE_LIST
from reports.snapshot import snapshot
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_remark,
    make_rules,
    make_zone,
)
from zones.models import Membership, Position

from .builders import add_action, add_opinion, make_themes
from .recount import recount
from .recount_rows import export
from .test_synthesis import deposit

pytestmark = pytest.mark.django_db
YEAR, TODAY = 2020, date(2021, 2, 1)
#: Once the year is over, and while it runs.
TODAYS = (TODAY, date(YEAR, 6, 30))
LEVELS = ("field", "field", "direction", "coordination", "")
CAPACITIES = ("full", "full", "full", "substitute", "member", "coordination", "guest", "expert")
PV_STATES = ("draft", "review", "sent", "approved", "amended", "tacit", "contested")
ANSWERS = ("coming", "coming", "replaced", "excused", "pending", "unconcerned")
PRESENCES = ("present", "present", "present", "represented", "excused", "absent", "unknown")


def make_world(dice):
    """Three zones over seven years, institutions of one, two or none of them."""
    zones = [make_zone(code) for code in ("sud", "centre", "nord-est")]
    make_rules(zones[0], regular_percent=dice.choice((30, 50, 75)))
    offices = [
        make_organisation(
            convention=dice.choice(("yes", "yes", "no", "unknown")),
            language=dice.choice(["fr", "nl"]),
        )
        for _n in range(10)
    ]
    for office in offices:
        for zone in dice.sample(zones, dice.choice((0, 1, 1, 2))):
            Membership.objects.create(
                zone=zone,
                organisation=office,
                status=dice.choice(("active", "active", "active", "candidate")),
                started_on=dice.choice((None, date(YEAR, 4, 1))),
                ended_on=dice.choice((None, None, date(YEAR, 9, 30))),
            )
    people = [make_person() for _n in range(12)]
    seats = [(person, dice.choice(offices)) for person in people for _hat in range(2)]
    for person, office in {(p.pk, o.pk): (p, o) for p, o in seats}.values():
        day = dice.choice((None, date(YEAR, 5, 1)))
        level = dice.choice(LEVELS)
        Position.objects.create(person=person, organisation=office, level=level, started_on=day)
    for _n in range(26):
        add_meeting(dice, zones, seats)
    return zones


def add_meeting(dice, zones, seats):
    year = dice.choice((YEAR - 6, YEAR - 3, YEAR - 1, YEAR, YEAR, YEAR, YEAR, YEAR))
    zone, *others = dice.sample(zones, 3)
    meeting = make_meeting(
        zone,
        status=dice.choice(("held", "closed", "closed", "closed", "cancelled", "convened")),
        kind=dice.choice(("commission", "commission", "visit", "working_group")),
        starts_at=at(date(year, 1, 1) + timedelta(days=dice.randrange(120) * 3)),
        half_days=dice.choice((1, 1, 2)),
        counts_for_quota=dice.random() < 0.8,
        is_imported=dice.random() < 0.2,
        joint_rule=dice.choice(("each", "host")),
    )
    if dice.random() < 0.4:
        meeting.hold_with(others[: dice.choice((1, 2))])
    meeting.themes.set(dice.sample(make_themes(), dice.randrange(3)))
    if dice.random() < 0.3:
        MeetingEvent.objects.create(
            meeting=meeting,
            kind="postponed",
            reason="Salle inondée.",
            previous_starts_at=meeting.starts_at,
        )
    sent = meeting.starts_at - timedelta(days=dice.randrange(20))
    MeetingEvent.objects.filter(meeting=meeting, kind="convened").update(at=sent)
    fill(dice, meeting, dice.sample(seats, 9), is_taken=dice.random() < 0.85)
    lead(dice, meeting)


def fill(dice, meeting, seats, *, is_taken):
    taken = {}
    for person, office in seats:
        taken[person.pk, office.pk] = (person, office)
    for person, office in taken.values():
        make_participation(
            meeting,
            person,
            office,
            capacity=dice.choice(CAPACITIES),
            answer=dice.choice(ANSWERS),
            presence=dice.choice(PRESENCES) if is_taken else "unknown",
            is_expected=dice.random() < 0.8,
        )
    for name, organisation in (("Gustave Invité", ""), ("Alma Ailleurs", "Asbl inconnue d’ici")):
        meeting.participations.create(
            person_name=name,
            organisation_name=organisation,
            capacity=dice.choice(("guest", "expert", "full")),
            is_expected=False,
            presence="present" if is_taken else "unknown",
        )


def lead(dice, meeting):
    """What the meeting led to: a PV, remarks, an action, an opinion."""
    day = meeting.held_on
    if dice.random() < 0.8:
        status = dice.choice(PV_STATES)
        moment = meeting.starts_at
        sent = {} if status in PV.UNSENT else {"sent_at": moment + timedelta(dice.randrange(40))}
        if status not in (*PV.UNSENT, "sent"):
            sent["decided_at"] = moment + timedelta(dice.randrange(41, 90))
        pv = make_pv(meeting, status=status, **sent)
        if dice.random() < 0.5:
            status = dice.choice(("open", "accepted", "noted"))
            make_remark(pv, status=status, decided_at=None if status == "open" else moment)
    if dice.random() < 0.7:
        done = day + timedelta(days=dice.randrange(700)) if dice.random() < 0.7 else None
        due = day + timedelta(days=dice.randrange(400)) if dice.random() < 0.7 else None
        block = make_block(make_item(meeting), "action", "Envoyer la fiche.")
        ActionItem.objects.create(block=block, zone=meeting.zone, done_on=done, due_on=due)
    for kind in dice.sample(("finding", "proposition", "decision", "information"), 2):
        make_block(make_item(meeting), kind, "Le formulaire n’existe qu’en une langue.")
    if dice.random() < 0.4:
        block = make_block(make_item(meeting), "opinion", "La commission demande des délais.")
        sent_on = dice.choice((None, day))
        Opinion.objects.create(
            block=block,
            zone=meeting.zone,
            year=day.year,
            number=meeting.pk % 30000,
            sent_on=sent_on,
            answered_on=sent_on and dice.choice((None, day)),
        )
    noted = {"zone": meeting.zone, "noted_on": day + timedelta(days=dice.randrange(200))}
    for block in dice.sample([None, *Block.objects.filter(item__meeting=meeting)], 2):
        Finding.objects.create(block=block, subject="Les délais", **noted)


def value(figures, path):
    for key in path.split("."):
        figures = figures[key]
    return figures


def differences(figures, expected):
    pairs = {path: (value(figures, path), said) for path, said in expected.items()}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_equals_the_long_count(seed):
    zones, today = make_world(random.Random(seed)), TODAYS[seed % len(TODAYS)]
    rows = export(apps.get_model)
    for zone in zones:
        data = indicators.gather(zone, YEAR, today=today)
        figures, expected = (
            indicators.figures(zone, YEAR, data),
            recount(rows, zone.pk, YEAR, today),
        )
        assert differences(figures, expected) == {}
        assert {figure.path for figure in FIGURE_LIST} <= set(expected)


def test_the_long_count_would_see_a_figure_that_is_wrong():
    zone = make_world(random.Random(3))[0]
    figures = indicators.figures(zone, YEAR, indicators.gather(zone, YEAR, today=TODAY))
    figures["persons"]["guests"] += 1
    expected = recount(export(apps.get_model), zone.pk, YEAR, TODAY)
    assert set(differences(figures, expected)) == {"persons.guests"}


def make_drafted(zone, status, **fields):
    """A PV being written, with an opinion, an action, a finding and a proposition."""
    meeting = make_meeting(zone, status, **fields)
    make_pv(meeting, blocks=0)
    add_opinion(meeting)
    add_action(meeting)
    for kind in ("finding", "proposition"):
        make_block(make_item(meeting), kind, "Le formulaire n’existe qu’en une langue.")
    return meeting


def told(zone, year):
    """{where: (opinions, findings and propositions, actions)} of everything that tells of them."""
    data = indicators.gather(zone, year, today=TODAY)
    figures = indicators.figures(zone, year, data)
    kept = snapshot(data, figures=figures)
    slugs = ("avis", "elements-perfectibles", "actions")
    tables = {one["name"]: one["rows"] for one in kept["tables"]}
    long = recount(export(apps.get_model), zone.pk, year, TODAY)
    shown = contents(data, figures, [], in_zone=True, with_drafts=True)
    register = synthesis.snapshot(synthesis.read(year, today=TODAY))["register"]
    quick = indicators.gather_checks(zone, year, today=TODAY)
    natures = [one["what"] for one in register]
    return {
        "figures": (
            figures["opinions"]["issued"],
            figures["findings"],
            figures["actions"]["opened"] + figures["actions"]["carried"],
        ),
        "recount": (
            long["opinions.issued"],
            long["findings"],
            long["actions.opened"] + long["actions.carried"],
        ),
        "rows": tuple(len(kept["rows"][slug]["fr"]) for slug in slugs),
        "tables": tuple(len(tables[slug]) for slug in slugs),
        "chapters": (len(shown["opinion_rows"]), None, len(shown["actions"])),
        "synthesis": (natures.count("opinion"), natures.count("finding"), None),
        "to complete": (sum("avis n°" in one["text"] for one in completeness.missing(quick)),),
    }


def everywhere(opinions, findings, actions):
    wanted = dict.fromkeys(("figures", "recount", "rows", "tables"), (opinions, findings, actions))
    chapters = {"chapters": (opinions, None, actions), "synthesis": (opinions, findings, None)}
    return wanted | chapters | {"to complete": (opinions,)}


@pytest.mark.parametrize("status", ["planned", "convened", "postponed", "cancelled"])
def test_what_is_noted_before_a_meeting_takes_place_counts_nowhere(zone, status):
    deposit(zone, YEAR)
    meeting = make_drafted(zone, status, day=date(YEAR, 3, 5))
    assert told(zone, YEAR) == everywhere(0, 0, 0)
    meeting.status = "held"
    meeting.save()
    assert told(zone, YEAR) == everywhere(1, 2, 1)


def test_old_minutes_of_a_meeting_where_nobody_was_count_nowhere(zone):
    """As the meeting itself: it did not take place."""
    deposit(zone, YEAR)
    old = {"is_imported": True, "is_attendance_confirmed": False}
    meeting = make_drafted(zone, "held", day=date(YEAR, 3, 5), **old)
    assert told(zone, YEAR) == everywhere(1, 2, 1)
    meeting.is_attendance_confirmed = True
    meeting.save()
    assert told(zone, YEAR) == everywhere(0, 0, 0)


def test_what_a_moved_meeting_noted_is_of_the_year_it_is_held_in(zone):
    """But its opinion, which the register numbered before: that of its number."""
    for year in (YEAR, YEAR - 1):
        deposit(zone, year)
    meeting = make_drafted(zone, "convened", day=date(YEAR - 1, 12, 10))
    for status in ("postponed", "held"):
        meeting.starts_at, meeting.ends_at = at(date(YEAR, 1, 14)), at(date(YEAR, 1, 14), 12)
        meeting.status = status
        meeting.save()
        n = int(status == "held")
        assert told(zone, YEAR - 1) == everywhere(n, 0, 0)
        assert told(zone, YEAR) == everywhere(0, 2 * n, n)
