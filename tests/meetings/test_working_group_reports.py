"""Which group a point of the agenda reports of, whatever the group is called."""

import pytest

from meetings.models import WorkingGroup
from meetings.services import follow_up
from tests.factories import make_item, make_meeting

pytestmark = pytest.mark.django_db
PREPARED = "Préparation du « Partner Day »"


@pytest.fixture
def coming(zone):
    return make_meeting(zone, "planned", day=20)


def make_group(zone, name, **fields):
    """A group that met since the last commission."""
    group = WorkingGroup.objects.create(zone=zone, name_fr=name, **fields)
    make_meeting(zone, "held", day=-10, kind="working_group", working_group=group)
    return group


def due(meeting):
    return {one.group.name_fr for one in follow_up.proposals_for(meeting) if one.group}


@pytest.mark.parametrize("name", [PREPARED, "Accueil ", "Jeunes » et « emploi", "Jeunes  (2)"])
def test_report_taken_up_is_not_proposed_again_whatever_the_name(zone, coming, name):
    make_group(zone, name)
    assert follow_up.take_up_all(coming, by=None) == 1
    assert follow_up.take_up_all(coming, by=None) == 0
    assert coming.agenda.count() == 1


def test_dutch_report_is_known_by_its_title(zone):
    coming = make_meeting(zone, "planned", day=20, languages="nl")
    make_group(zone, "Préparation", name_nl="Voorbereiding « Partnerdag »")
    assert follow_up.take_up_all(coming, by=None) == 1
    assert due(coming) == set()


def test_name_within_the_name_of_another_group_is_not_reported_with_it(zone, coming):
    for name in (PREPARED, "Partner Day", "Préparation"):
        make_group(zone, name)
    make_item(coming, f"Retour du groupe de travail « {PREPARED} »", kind="working_group")
    assert due(coming) == {"Partner Day", "Préparation"}


@pytest.mark.parametrize("name", ["Travail", "Groupe de travail", "Emploi", "Loge"])
@pytest.mark.parametrize("title", ["Retour du groupe de travail « {} »", "Groupe de travail {}"])
def test_group_whose_name_stands_in_any_title_is_still_proposed(zone, coming, name, title):
    make_group(zone, name)
    make_item(coming, title.format("Logement et emplois"), kind="working_group")
    assert due(coming) == {name}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Travail", "Retour du groupe de travail « Travail »"),
        ("Travail et santé", "Retour du groupe de travail Travail et santé"),
        ("Groupe de travail Logement", "Groupe de travail Logement : le guide"),
        ("Logement", "Retour des GT logement, santé"),
    ],
)
def test_report_typed_by_hand_names_its_group(zone, coming, name, title):
    make_group(zone, name)
    make_item(coming, title, kind="working_group")
    assert due(coming) == set()


def test_two_empty_titles_are_not_the_same_report(zone, coming):
    make_group(zone, "Accueil")
    make_item(coming, " ", kind="working_group")
    assert due(coming) == {"Accueil"}
