"""What earlier meetings left open: proposed by one rule, taken up once, put off, announced."""

from datetime import timedelta

import pytest

from meetings.models import ActionItem, ActionOwner, AgendaItem, Meeting, SetAside
from meetings.services import announcing, deferring, follow_up, planning, sealing
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_participation,
    make_pv,
)
from zones.models import HouseRules

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(zone):
    """A commission of a month ago, its PV approved: one item treated, one not."""
    pv = make_pv(make_meeting(zone, "held", day=-30), "approved")
    make_item(pv.meeting, "Pas abordé", presenter="Anne Petit", minutes_foreseen=20)
    return pv.meeting


@pytest.fixture
def coming(zone):
    return make_meeting(zone, "planned", day=20)


def make_action(meeting, text="Écrire au collège.", owner="Anne Petit", **fields):
    block_fields = {"visibility": fields.pop("visibility", "")}
    block = make_block(meeting.agenda.first(), "action", text=text, **block_fields)
    action = ActionItem.objects.create(block=block, zone=meeting.zone, **fields)
    ActionOwner.objects.create(action=action, name=owner)
    return action


def proposed(meeting):
    return [
        (str(one.source.block.text_fr if one.is_action else one.source), one.why)
        for one in follow_up.proposals_for(meeting)
        if not one.is_set_aside
    ]


def test_untreated_items_and_open_actions_are_proposed_with_their_reason(held, coming):
    make_action(held)
    make_action(held, text="Déjà faite.", done_on=held.held_on)
    found = dict(proposed(coming))
    assert set(found) == {"Pas abordé", "Écrire au collège."}
    assert found["Pas abordé"].startswith("pas traité le ")
    assert found["Écrire au collège."] == "action encore ouverte\u00a0: Anne Petit"


def test_nothing_is_proposed_from_a_draft_another_kind_another_zone_or_what_comes_back(
    zone, coming, other_zone
):
    draft = make_pv(make_meeting(zone, "held", day=-10), blocks=1)
    make_item(draft.meeting, "Encore en rédaction")
    for elsewhere in (
        make_meeting(zone, "held", day=-11, kind="directors"),
        make_meeting(other_zone, "held", day=-11),
        make_meeting(zone, "held", day=-11, is_imported=True),
        make_meeting(zone, "held", day=-400),
    ):
        make_item(make_pv(elsewhere, "approved").meeting, "Ailleurs")
    last = make_pv(make_meeting(zone, "held", day=-12), "approved").meeting
    for kind in ("approval", "misc", "next_meetings"):
        make_item(last, "Divers", kind=kind)
    assert proposed(coming) == []


def test_standing_items_are_proposed_to_every_meeting_once(zone, coming):
    first = make_meeting(zone, "held", day=-60)
    make_item(first, "Nouvelles des partenaires", is_standing=True)
    assert proposed(coming) == [("Nouvelles des partenaires", "point permanent")]
    later = make_meeting(zone, "planned", day=50)
    key = follow_up.proposals_for(coming)[0].key
    item = follow_up.take_up(coming, key, by=None)
    assert item.is_standing
    assert proposed(coming) == []
    assert proposed(later) == [("Nouvelles des partenaires", "point permanent")]


def test_item_taken_up_keeps_what_it_was_and_is_said_on_both_sides(held, coming):
    (only,) = follow_up.proposals_for(coming)
    copy = follow_up.take_up(coming, only.key, by=None)
    assert (copy.title_fr, copy.presenter, copy.minutes_foreseen) == (
        "Pas abordé",
        "Anne Petit",
        20,
    )
    assert copy.carried_from == only.source
    assert list(only.source.carried_to.all()) == [copy]
    assert not copy.is_additional
    with pytest.raises(WrongStatus):
        follow_up.take_up(coming, only.key, by=None)
    assert coming.agenda.count() == 1


def test_after_the_letter_what_is_taken_up_is_an_additional_point(held, zone):
    convened = make_meeting(zone, "convened", day=15)
    point = follow_up.proposals_for(convened)[-1]
    assert follow_up.take_up(convened, point.key, by=None).is_additional


def test_action_taken_up_becomes_a_point_of_follow_up(held, coming):
    action = make_action(held)
    item = follow_up.take_up(coming, f"action-{action.pk}", by=None)
    assert (item.title_fr, item.kind, item.follows) == (
        "Suivi : Écrire au collège.",
        "follow_up",
        action,
    )


@pytest.mark.parametrize("level", ["coordination", "present"])
def test_words_of_a_reserved_action_stay_out_of_the_agenda(held, coming, level):
    action = make_action(held, text="Dossier de Mme X.", visibility=level)
    item = follow_up.take_up(coming, f"action-{action.pk}", by=None)
    assert "Mme X" not in item.title_fr + item.title_nl
    assert item.title_fr.startswith("Suivi d’une action du ")


def test_take_up_all_leaves_what_was_set_aside(held, coming, coordinator):
    make_action(held)
    item = next(one for one in follow_up.proposals_for(coming) if not one.is_action)
    follow_up.set_aside(coming, item.key, by=coordinator)
    follow_up.set_aside(coming, item.key, by=coordinator)
    item.source.refresh_from_db()
    assert item.source.outcome == "dropped"
    assert follow_up.take_up_all(coming, by=coordinator) == 1
    assert follow_up.take_up_all(coming, by=coordinator) == 0
    assert [row.kind for row in coming.agenda.all()] == ["follow_up"]
    assert [one.is_set_aside for one in follow_up.proposals_for(coming)] == [True]


def test_set_aside_is_undone_by_taking_up(held, coming, coordinator):
    (only,) = follow_up.proposals_for(coming)
    follow_up.set_aside(coming, only.key, by=coordinator)
    follow_up.take_up(coming, only.key, by=coordinator)
    only.source.refresh_from_db()
    assert only.source.outcome == ""
    assert not SetAside.objects.exists()


def test_action_set_aside_comes_back_at_the_next_meeting_and_a_dropped_item_does_not(
    held, coming, zone, coordinator
):
    make_action(held)
    for one in follow_up.proposals_for(coming):
        follow_up.set_aside(coming, one.key, by=coordinator)
    assert proposed(coming) == []
    later = make_meeting(zone, "planned", day=60)
    assert [name for name, _why in proposed(later)] == ["Écrire au collège."]


def test_item_of_a_cancelled_meeting_is_proposed_again(held, coming, zone):
    (only,) = follow_up.proposals_for(coming)
    follow_up.take_up(coming, only.key, by=None)
    later = make_meeting(zone, "planned", day=60)
    assert proposed(later) == []
    planning.cancel(coming, reason="Salle inondée.", by=None)
    assert [name for name, _why in proposed(later)] == ["Pas abordé"]


def test_sending_the_pv_marks_what_was_treated(zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", day=-5, partners=1))
    silent = make_item(pv.meeting, "Pas abordé")
    sealing.send_pv(pv, by=coordinator)
    treated = pv.meeting.agenda.exclude(pk=silent.pk).get()
    silent.refresh_from_db()
    assert (treated.outcome, silent.outcome) == ("treated", "")


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_ask_the_same_of_one_and_of_three(
    zone, held, coming, django_assert_max_num_queries, count
):
    for n in range(count):
        make_item(held, f"Muet {n}")
        make_action(held, text=f"Action {n}")
    # One looks for the groups that met since, one for the PVs to approve.
    with django_assert_max_num_queries(7):
        assert len(follow_up.proposals_for(coming)) == 2 * count + 1


def test_approval_is_proposed_once_the_letter_left_and_never_put_there_by_itself(zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", day=-30))
    convened, planned = make_meeting(zone, day=20), make_meeting(zone, "planned", day=50)
    sealing.send_pv(pv, by=coordinator)
    assert not convened.agenda.exists()
    assert planned.agenda.get().approves == pv, "the next one, should nobody take it up before"
    (one,) = follow_up.proposals_for(convened)
    assert (one.is_approval, one.why) == (True, "PV à approuver")
    with pytest.raises(WrongStatus):
        follow_up.set_aside(convened, one.key, by=coordinator)
    item = follow_up.take_up(convened, one.key, by=coordinator)
    assert (item.approves, item.is_additional) == (pv, True)
    assert not planned.agenda.exists(), "it is submitted once"
    with pytest.raises(WrongStatus):
        follow_up.take_up(convened, one.key, by=coordinator)
    assert follow_up.proposals_for(convened) == []


@pytest.mark.parametrize("status", ["planned", "postponed"])
def test_approval_is_proposed_again_once_its_meeting_is_called_off(zone, coordinator, status):
    pv = make_pv(make_meeting(zone, "held", day=-30))
    first, second = make_meeting(zone, "planned", day=20), make_meeting(zone, status, day=50)
    make_item(second, "Les stages")
    sealing.send_pv(pv, by=coordinator)
    assert follow_up.proposals_for(second) == [], "the first one takes it"
    planning.cancel(first, reason="Salle inondée.", by=coordinator)
    (one,) = follow_up.proposals_for(second)
    follow_up.take_up(second, one.key, by=coordinator)
    assert [item.approves for item in second.agenda.all()] == [pv, None]
    assert not second.agenda.filter(is_additional=True).exists()
    assert follow_up.proposals_for(second) == []


@pytest.mark.parametrize("status", ["planned", "postponed"])
def test_next_meeting_whose_letter_is_to_come_receives_the_approval(zone, coordinator, status):
    pv = make_pv(make_meeting(zone, "held", day=-30))
    following = make_meeting(zone, status, day=20)
    sealing.send_pv(pv, by=coordinator)
    assert following.agenda.get().approves == pv


@pytest.mark.parametrize("case", ["visit", "tacit rules", "decided"])
def test_approval_is_proposed_where_it_may_be_given(zone, coordinator, case):
    HouseRules.objects.filter(zone=zone).update(needs_approval=case != "tacit rules")
    pv = make_pv(make_meeting(zone, "held", day=-30), "approved" if case == "decided" else "sent")
    convened = make_meeting(zone, day=20, counts_for_quota=case != "visit")
    assert follow_up.proposals_for(convened) == []
    assert pv.approval_items.count() == 0


# --- « Reporter au… » ----------------------------------------------------------------------------


@pytest.fixture
def sitting(zone):
    """A meeting being held, whose PV is a draft."""
    return make_pv(make_meeting(zone, "held", day=-1, partners=1)).meeting


def test_item_put_off_stands_on_the_other_agenda_until_it_is_undone(sitting, coming):
    item = make_item(sitting, "Charte", kind="decision")
    deferring.defer_item(item, to=coming, by=None)
    deferring.defer_item(item, to=coming, by=None)
    item.refresh_from_db()
    assert (item.outcome, item.deferred_to) == ("deferred", coming)
    assert [(row.title_fr, row.carried_from) for row in coming.agenda.all()] == [("Charte", item)]
    deferring.undo_defer(item, by=None)
    item.refresh_from_db()
    assert (item.outcome, item.deferred_to) == ("", None)
    assert not coming.agenda.exists()


def test_item_put_off_without_a_date_is_proposed_to_the_next_meeting(sitting, zone):
    item = make_item(sitting, "Charte")
    deferring.defer_item(item, to=None, by=None)
    later = make_meeting(zone, "planned", day=40)
    (only,) = follow_up.proposals_for(later)
    assert only.why.startswith("reporté le ")
    follow_up.take_up(later, only.key, by=None)
    assert follow_up.proposals_for(later) == []


def test_item_moves_to_another_date(sitting, coming, zone):
    other = make_meeting(zone, "convened", day=45)
    item = make_item(sitting, "Charte")
    deferring.defer_item(item, to=coming, by=None)
    deferring.defer_item(item, to=other, by=None)
    assert not coming.agenda.exists()
    assert other.agenda.get().is_additional


def test_approval_put_off_is_submitted_there_once(sitting, coming, zone):
    earlier = make_pv(make_meeting(zone, "held", day=-50), "sent")
    item = make_item(sitting, "Approbation", kind="approval", approves=earlier)
    make_item(coming, "Approbation", kind="approval", approves=earlier)
    deferring.defer_item(item, to=coming, by=None)
    assert coming.agenda.get().carried_from == item


@pytest.mark.parametrize("case", ["past", "elsewhere", "held", "itself"])
def test_item_is_put_off_to_a_coming_meeting_of_the_zone_only(sitting, zone, other_zone, case):
    targets = {
        "past": lambda: make_meeting(zone, "convened", day=-20),
        "elsewhere": lambda: make_meeting(other_zone, "planned"),
        "held": lambda: make_meeting(zone, "held", day=-10),
        "itself": lambda: sitting,
    }
    with pytest.raises(Refused):
        deferring.defer_item(make_item(sitting), to=targets[case](), by=None)


def test_nothing_is_put_off_once_the_pv_left(sitting, coming, coordinator):
    item = make_item(sitting)
    sealing.send_pv(sitting.pv, by=coordinator)
    with pytest.raises(WrongStatus):
        deferring.defer_item(item, to=coming, by=None)


def test_item_with_a_text_where_it_was_put_off_to_stays_there(sitting, coming):
    item = make_item(sitting, "Charte")
    deferring.defer_item(item, to=coming, by=None)
    make_block(coming.agenda.get())
    with pytest.raises(Refused):
        deferring.undo_defer(item, by=None)


# --- « Prochaines réunions » ---------------------------------------------------------------------


def announce(meeting, day=40, **more):
    facts = {"kind": "commission", "title": "Les stages", "place": "Rue du Parc 4", "by": None}
    facts["agenda"] = ["Bilan", "bilan ", "Suite"]
    return announcing.announce(meeting, starts_at=at(day), ends_at=at(day, 12), **(facts | more))


def test_announced_meeting_becomes_a_draft_with_its_agenda(sitting):
    planned, is_new = announce(sitting)
    assert is_new
    assert (planned.status, planned.announced_in, planned.title_fr) == (
        "planned",
        sitting,
        "Les stages",
    )
    assert [item.title_fr for item in planned.agenda.all()] == ["Bilan", "Suite"]
    assert planned.counts_for_quota


def test_date_already_planned_has_its_agenda_completed(sitting, zone):
    known = make_meeting(zone, "convened", day=40)
    make_item(known, "Bilan")
    planned, is_new = announce(sitting)
    assert not is_new
    assert planned.pk == known.pk
    known.refresh_from_db()
    assert known.announced_in == sitting
    titles = [(item.title_fr, item.is_additional) for item in known.agenda.all()]
    assert titles == [("Bilan", False), ("Suite", True)]
    assert Meeting.objects.filter(zone=zone).count() == 2


def test_next_meeting_comes_after_this_one(sitting):
    with pytest.raises(Refused):
        announce(sitting, day=-2)


def test_carried_twice_is_refused_by_the_database(held, coming):
    from django.db import IntegrityError, transaction

    source = held.agenda.last()
    for _n in range(2):
        copy = follow_up.copy_of(source)
        copy.meeting = coming
        if _n:
            with pytest.raises(IntegrityError), transaction.atomic():
                copy.save()
        else:
            copy.save()
    assert AgendaItem.objects.filter(carried_from=source).count() == 1


def test_window_of_proposals_is_twelve_months(zone, coming):
    old = make_pv(make_meeting(zone, "held", day=-360), "approved").meeting
    make_item(old, "Presque oublié")
    assert [name for name, _why in proposed(coming)] == []
    sooner = make_meeting(zone, "planned", day=3)
    assert [name for name, _why in proposed(sooner)] == ["Presque oublié"]
    assert timedelta(days=366) == follow_up.LOOK_BACK
    make_participation(old)
