"""A year of a zone with everything that makes counting hard; every person is invented."""

import random
from datetime import date, timedelta

from meetings.models import ActionItem, ActionOwner, MeetingEvent, Opinion, Participation
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
)
from zones.models import Theme

YEAR = 2020
CAPACITIES = ["full", "full", "full", "substitute", "member", "coordination", "guest", "expert"]
PRESENCES = ["present", "present", "present", "excused", "absent", "represented", "unknown"]
ANSWERS = ["coming", "coming", "replaced", "excused", "pending"]


def make_themes(count=4):
    return [
        Theme.objects.get_or_create(code=f"theme-{n}", defaults={"name_fr": f"Thème {n}"})[0]
        for n in range(count)
    ]


def make_year(zone, year=YEAR, meetings=8, institutions=9, seed=1):
    """Meetings of every sort: held, cancelled, postponed, not recorded, taken over, uncounted."""
    dice = random.Random(seed)
    offices = [make_organisation() for _n in range(institutions)]
    people = [make_person(organisation=office) for office in offices]
    for office, person in zip(offices, people, strict=True):
        make_member(zone, office, person)
    themes = make_themes()
    made = []
    for number in range(meetings):
        status = dice.choice(["closed", "closed", "held", "held", "cancelled", "convened"])
        meeting = make_meeting(
            zone,
            status=status,
            starts_at=at(date(year, 1 + number % 12, 1 + number)),
            is_imported=number % 4 == 3,
            counts_for_quota=number % 3 != 2,
            kind="visit" if number % 5 == 4 else "commission",
        )
        meeting.themes.set(dice.sample(themes, number % 3))
        if status == "cancelled":
            if number % 2:  # the others were called off before anybody heard of them
                MeetingEvent.objects.create(meeting=meeting, kind="convened")
            MeetingEvent.objects.create(meeting=meeting, kind="cancelled", reason="Grève.")
        fill(meeting, offices, people, dice, recorded=number % 5 != 1)
        made.append(meeting)
    return made


def fill(meeting, offices, people, dice, *, recorded):
    """A list with substitutes, guests, unexpected people and one person for two institutions."""
    for office, person in zip(offices, people, strict=True):
        make_participation(
            meeting,
            person,
            office,
            capacity=dice.choice(CAPACITIES),
            answer=dice.choice(ANSWERS),
            presence=dice.choice(PRESENCES) if recorded else "unknown",
            is_expected=dice.random() < 0.8,
        )
    twice = dice.randrange(len(offices) - 1)
    make_participation(
        meeting,
        people[twice],
        offices[twice + 1],
        capacity="substitute",
        answer="coming",
        presence="present" if recorded else "unknown",
    )
    Participation.objects.create(
        meeting=meeting,
        person_name="Gustave Invité",
        capacity="guest",
        is_expected=False,
        presence="present" if recorded else "unknown",
    )


def add_action(
    meeting, *, due_on=None, done_on=None, text="Envoyer la fiche.", owner="Ali Ferrant"
):
    block = make_block(make_item(meeting), "action", text)
    action = ActionItem.objects.create(
        block=block, zone=meeting.zone, due_on=due_on, done_on=done_on
    )
    ActionOwner.objects.create(action=action, name="Ali Ferrant")
    return action


def add_opinion(meeting, number=1, text="La commission demande des délais.", **fields):
    block = make_block(make_item(meeting), "opinion", text)
    return Opinion.objects.create(
        block=block, zone=meeting.zone, year=meeting.year, number=number, **fields
    )


def make_full_year(zone, year=YEAR, meetings=4):
    """A year with PVs, decisions, actions and opinions, for pages and papers."""
    made = make_year(zone, year, meetings)
    for number, meeting in enumerate(one for one in made if one.is_held):
        sent = meeting.starts_at + timedelta(days=9)
        make_pv(meeting, status="sent", blocks=0, sent_at=sent)
        make_block(make_item(meeting), "decision", f"Décision {number} de la commission.")
        add_action(meeting, text="Écrire à info@exemple.be avant le 1er mai.")
        add_opinion(meeting, number + 1)
    return made
