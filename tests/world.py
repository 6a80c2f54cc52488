"""One world for every address: made once for a module, and what a test does to it is undone.

A module that takes ``world`` takes the whole cast from here too, and each of its tests that reads
the database asks for them: the rows stand there as long as the module runs.
"""

import copy
from uuid import uuid4

import pytest

from meetings.models import (
    ActionItem,
    Arrival,
    CalendarFeed,
    CoSignature,
    Finding,
    Letter,
    Opinion,
    OutsideBody,
    WorkingGroup,
)
from meetings.services import intake_files, poll_links
from meetings.services.answers import make_token
from reports.models import (
    CoordinationReport,
    FeedbackRequest,
    LocalFigure,
    LogEntry,
    Making,
    Project,
    Survey,
    SurveyReader,
)
from reports.services import canvas
from tests.factories import (
    at,
    make_attachment,
    make_block,
    make_item,
    make_meeting,
    make_participation,
    make_poll,
    make_proposal,
    make_pv,
    make_record_letter,
    make_remark,
    make_rules,
    make_sealed,
    make_theme,
    make_user,
    make_zone,
)

__all__ = [
    "coordinator",
    "made",
    "other_zone",
    "outsider",
    "partner",
    "region",
    "world",
    "zone",
]

OLD_MINUTES = "PV du 14 octobre 2019\nPrésents : Ada Exemple, Bob Essai\n\n1. Accueil\nBien."
SECRET = "Phrase que seule la coordination connaît"
#: The year of a report that was submitted to the commission.
PRESENTED = 2015


@pytest.fixture(scope="module")
def made(standing):
    return make_world()


@pytest.fixture
def world(made, db):
    """Each test has objects of its own: what it changes in memory is undone as the rows are."""
    return copy.deepcopy(made)


@pytest.fixture
def zone(world):
    return world["zone"]


@pytest.fixture
def other_zone(world):
    return world["other_zone"]


@pytest.fixture
def coordinator(world):
    return world["coordinator"]


@pytest.fixture
def partner(world):
    return world["partner"]


@pytest.fixture
def outsider(world):
    return world["outsider"]


@pytest.fixture
def region(world):
    return world["region"]


def make_world():
    """A meeting to come, one held whose PV is a draft, one whose PV was sent; and the cast."""
    zone, other_zone = make_zone("sud"), make_zone("nord-est")
    make_rules(zone)
    coordinator = make_user(zone, coordinator=True, full_name="Inès Coordinatrice")
    partner = make_user(zone, full_name="Paul Partenaire")
    outsider = make_user(other_zone, coordinator=True, full_name="Odile Ailleurs")
    coming = make_meeting(zone, partners=1)
    held = make_meeting(zone, "held", day=-20, partners=1)
    draft = make_pv(held)
    make_block(draft.meeting.agenda.first(), text=SECRET)
    sent = make_pv(make_meeting(zone, "held", day=-60, partners=1), "sent")
    item = sent.meeting.agenda.first()
    action = make_block(item, "action", text="Écrire au collège.")
    opinion = make_block(item, "opinion", text="Avis favorable.")
    sent.versions.create(number=1, reason="sent", content={"items": [], "present": []})
    row = coming.participations.first()
    promised = ActionItem.objects.create(block=action, zone=zone)
    promised.owners.create(name=row.person_name, person=row.person)
    mandate = partner.person.mandates.get()
    poll, decided = make_poll(zone, slots=1, voters=1), make_poll(zone, "decided", voters=1)
    decided.slots.filter(pk=decided.slots.first().pk).update(meeting=coming)
    presented = CoordinationReport.objects.create(
        zone=zone,
        year=PRESENTED,
        style="presented",
        status="presented",
        presented_at=at(-1),
        remarks_until=at(9).date(),
    )
    return {
        "report_reader": presented.readers.create(person=mandate.person),
        "report_remark": presented.remarks.create(
            chapter="zone", author_name="Ada Exemple", text=SECRET, key=uuid4()
        ),
        "theme": make_theme(),
        "group": WorkingGroup.objects.create(zone=zone, name_fr="Logement"),
        "canvas": canvas.start_canvas("zone", 2026),
        "surveyed": SurveyReader.objects.create(
            survey=Survey.objects.create(zone=zone, year=2020), person=mandate.person
        ),
        "asked": FeedbackRequest.objects.create(participation=row),
        "making": Making.objects.create(what="report", zone=zone, year=2020, language="fr"),
        "poll": poll,
        "voter": poll.voters.get(),
        "decided_token": poll_links.make_token(decided.voters.get()),
        "planned": make_meeting(zone, "planned", partners=1),
        "zone": zone,
        "other_zone": other_zone,
        "coordinator": coordinator,
        "partner": partner,
        "outsider": outsider,
        "region": make_user(regional=True, full_name="Rémi Région"),
        "coming": coming,
        "held": held,
        "sent": sent.meeting,
        "item": make_item(coming),
        "intake": intake_files.paste(zone, OLD_MINUTES, by=coordinator),
        "outside": OutsideBody.objects.create(
            name_fr="Coordination sociale", zone=zone
        ).meetings.create(starts_at=at(40), ends_at=at(40, 12)),
        "row": row,
        "arrival": Arrival.objects.create(meeting=coming, person_name="Yves Imprévu"),
        "token": make_token(row),
        "feed": CalendarFeed.objects.create(user=coordinator, scope="zone", zone=zone),
        "letter": Letter.objects.create(
            meeting=coming,
            participation=row,
            kind="convocation",
            to_email="x@exemple.be",
            language="fr",
        ),
        "piece": make_attachment(coming),
        "idea": make_proposal(row),
        "record": make_record_letter(sent, row, coming),
        "mandate": mandate,
        "organisation": mandate.membership.organisation,
        "remark": make_remark(sent, make_participation(sent.meeting), text=SECRET),
        "sealed": make_sealed(make_pv(make_meeting(zone, "held", day=-90), "approved")),
        "log_entry": LogEntry.objects.create(zone=zone, text=SECRET, key=uuid4()),
        "project": Project.objects.create(zone=zone, name_fr=SECRET),
        "local_figure": LocalFigure.objects.create(
            zone=zone, year=held.year, label="Places", value="3", source=SECRET, dated="2020"
        ),
        "draft_item": draft.meeting.agenda.first(),
        "draft_block": draft.meeting.agenda.first().blocks.first(),
        "draft_decision": make_block(draft.meeting.agenda.first(), "decision", text=SECRET),
        "action": promised,
        "owner": row.person,
        "opinion": Opinion.objects.create(
            block=opinion, zone=zone, year=sent.meeting.year, number=1
        ),
        "finding": Finding.objects.create(zone=zone, subject="Chèques langue"),
        "cosignature": CoSignature.objects.create(
            zone=zone,
            finding=Finding.objects.create(zone=other_zone, subject="Ailleurs"),
        ),
    }
