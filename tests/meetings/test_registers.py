"""Actions: whom a name means, what a deadline in words gives, what the readers see of a contact."""

from datetime import date

import pytest

from meetings import documents
from meetings.forms_pv import BlockForm
from meetings.known_names import known_names
from meetings.models import ActionItem, Block
from meetings.reading import read_block
from meetings.services import minutes, registers, sealing, voting
from meetings.services.errors import Refused
from tests.factories import (
    at,
    make_block,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_rules,
    make_user,
    make_zone,
)

pytestmark = pytest.mark.django_db


def an_action(zone=None, day=date(2026, 3, 5), **meeting):
    zone = zone or make_zone("sud")
    pv = make_pv(make_meeting(zone, "held", day=day, **meeting), blocks=0)
    block = make_block(pv.meeting.agenda.get(), "action", text="Écrire au collège.")
    ActionItem.objects.create(block=block, zone=zone)
    return block


def given(block, owners=(), due_on=None, due_text="", **fields):
    fresh = Block.objects.select_related("item__meeting__zone").get(pk=block.pk)
    return registers.set_action(fresh, owners=owners, due_on=due_on, due_text=due_text, **fields)


def owners_of(action):
    return [(one.name, one.person_id, one.organisation_id) for one in action.owners.all()]


def test_owners_are_people_or_institutions_without_accents_or_case():
    block = an_action()
    person = make_person("Hélène Dupré")
    make_participation(block.item.meeting, person)
    office = make_organisation("CPAS de Forest", name_nl="OCMW Vorst", acronym="CPF")
    make_member(make_zone("sud"), office)
    action = given(block, ["helene dupre", "Dupré Hélène", "ocmw vorst", "cpf", "Jean Inconnu"])
    assert owners_of(action) == [
        ("helene dupre", person.pk, None),
        ("Dupré Hélène", person.pk, None),
        ("ocmw vorst", None, office.pk),
        ("cpf", None, office.pk),
        ("Jean Inconnu", None, None),
    ]


def test_a_first_name_is_enough_when_one_person_of_the_sheet_answers_to_it():
    block = an_action()
    person = make_person("Hélène Dupré")
    make_participation(block.item.meeting, person)
    assert owners_of(given(block, ["Hélène"])) == [("Hélène", person.pk, None)]
    make_participation(block.item.meeting, make_person("Hélène Vos"))
    assert owners_of(given(block, ["Hélène", "Dupré"])) == [
        ("Hélène", None, None),
        ("Dupré", person.pk, None),
    ]


def test_an_ambiguous_name_stays_as_typed_and_says_so():
    block = an_action()
    for _n in range(2):
        make_participation(block.item.meeting, make_person("Camille Maes"))
    given(block, ["Camille Maes"])
    block = Block.objects.select_related("action", "item__meeting__zone").get(pk=block.pk)
    form = BlockForm(instance=block, meeting=block.item.meeting)
    assert owners_of(block.action) == [("Camille Maes", None, None)]
    [line] = form.understood()
    assert "plusieurs portent ce nom" in line


def test_the_institutions_of_the_zone_are_proposed_with_the_participants():
    block = an_action()
    make_member(make_zone("sud"), make_organisation("CPAS de Forest"))
    make_member(make_zone("nord-est"), make_organisation("CPAS d’Evere"))
    make_participation(block.item.meeting, make_person("Hélène Dupré"))
    proposed = known_names(block.item.meeting).proposed()
    assert {"Hélène Dupré", "CPAS de Forest"} <= set(proposed)
    assert "CPAS d’Evere" not in proposed


def test_owners_that_did_not_change_keep_their_rows():
    block = an_action()
    make_participation(block.item.meeting, make_person("Hélène Dupré"))
    first = given(block, ["Hélène Dupré", "Jean Inconnu"])
    before = list(first.owners.values_list("pk", flat=True))
    again = given(block, ["Hélène Dupré", "Jean Inconnu"], due_text="fin avril")
    assert list(again.owners.values_list("pk", flat=True)) == before


def test_a_deadline_in_words_gives_the_date_of_the_reminders():
    action = given(an_action(), due_text="avant fin avril")
    assert (action.due_on, action.is_due_read) == (date(2026, 4, 30), True)


def test_the_exact_date_always_wins():
    block = an_action()
    given(block, due_text="avant fin avril")
    action = given(block, due_on=date(2026, 4, 15), due_text="avant fin avril")
    assert (action.due_on, action.is_due_read) == (date(2026, 4, 15), False)


def test_a_date_read_in_words_is_told_and_does_not_freeze_them():
    block = an_action()
    given(block, due_text="avant fin avril")
    block = Block.objects.select_related("action", "item__meeting__zone").get(pk=block.pk)
    form = BlockForm(instance=block, meeting=block.item.meeting)
    assert form["due_on"].value() is None, "the box stays for an exact date"
    assert form.understood()[0].replace("\xa0", " ") == "Échéance comprise : 30 avril 2026"
    assert given(block, due_text="fin mai").due_on == date(2026, 5, 31)
    assert given(block, due_text="un jour").due_on is None


def test_the_next_meeting_is_a_deadline():
    zone = make_zone("sud")
    block = an_action(zone)
    make_meeting(zone, "cancelled", day=date(2026, 4, 2))
    make_meeting(zone, "planned", day=date(2026, 6, 4))
    make_meeting(zone, "planned", day=date(2026, 5, 1), kind="working_group")
    make_meeting(make_zone("ouest"), "planned", day=date(2026, 4, 9))
    assert given(block, due_text="à la prochaine réunion").due_on == date(2026, 6, 4)


@pytest.mark.parametrize(("shows", "printed"), [(True, True), (False, False)])
def test_a_contact_is_printed_only_where_addresses_are(shows, printed):
    zone = make_zone("sud")
    make_rules(zone, shows_emails=shows)
    block = an_action(zone)
    given(block, ["Jean Inconnu"], contact="  suivi@exemple.be ")
    items = documents.passages.printed_items(block.item.meeting, ["fr"])
    [passage] = items[0]["passages"]
    told = passage["columns"][0]["label"][0]["details"]
    assert ("suivi@exemple.be" in told) is printed
    fresh = Block.objects.select_related("action").get(pk=block.pk)
    assert "suivi@exemple.be" not in str(read_block(fresh))


def a_voted_opinion(zone):
    meeting = make_meeting(zone, "held", day=-3)
    for name in ("Institution A", "Institution B"):
        make_participation(meeting, organisation=make_organisation(name), presence="present")
    pv = make_pv(meeting, blocks=0)
    by = make_user(zone, coordinator=True)
    block = minutes.add_block(pv.meeting.agenda.get(), kind="opinion", by=by, text_fr="Favorable.")
    vote = voting.open_vote(block, method="names", by=by)
    voting.record_rest(vote)
    voting.close_vote(vote, by=by)
    voting.minority_note(vote, "Nous <b>attendons</b> un bilan.")
    return pv, Block.objects.select_related("vote", "opinion", "item__meeting").get(pk=block.pk), by


def test_an_opinion_is_numbered_and_voted_and_read_with_both():
    zone = make_zone("sud")
    make_rules(zone, one_institution_one_vote=True)
    pv, block, by = a_voted_opinion(zone)
    assert str(block.opinion) == f"{pv.meeting.year}/1"
    html = str(read_block(block)["html"])
    assert "Adopté par 2 voix pour, 0 contre" in html
    assert "Institution A" in html
    assert "&lt;b&gt;attendons" in html
    registers.record_opinion(
        block.opinion, addressees=[], sent_on=pv.meeting.held_on, answered_on=None, answer=""
    )
    assert "Adopté par 2 voix" in str(read_block(block)["html"])
    with pytest.raises(Refused):
        minutes.delete_block(block, by=by)


def test_a_voted_decision_is_not_taken_out_with_its_vote_in_silence():
    pv, block, by = a_voted_opinion(make_zone("sud"))
    with pytest.raises(Refused, match="voté"):
        minutes.delete_block(block, by=by)
    voting.withdraw_vote(block.vote, by=by)
    minutes.delete_block(Block.objects.get(pk=block.pk), by=by)
    assert not Block.objects.exists()


def test_a_version_keeps_the_vote_of_its_day():
    pv, block, by = a_voted_opinion(make_zone("sud"))
    [item] = sealing.content_of(pv)["items"]
    kept = item["blocks"][0]["vote"]
    assert kept["minority_note"] == "Nous <b>attendons</b> un bilan."
    assert [name[3] for name in kept["names"]] == ["for", "for"]
    assert at(0)
