"""The next step of a meeting, its line of steps, and what is to be done."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from meetings import quota
from meetings.dashboard import next_step, progress, steps
from meetings.models import PV, ActionItem, Meeting
from meetings.todo import todo
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_participation,
    make_pv,
    make_remark,
    make_rules,
    make_zone,
)
from zones.models import HouseRules


def label(meeting):
    step = next_step(meeting)
    return step and step["label"]


def test_next_step_follows_the_life_of_a_meeting(zone):
    meeting = make_meeting(zone, "planned")
    assert label(meeting) == "Écrire l’ordre du jour"
    make_item(meeting)
    assert label(meeting) == "Préparer les invitations"
    make_participation(meeting)
    make_participation(meeting)
    make_participation(meeting, email="")  # no address: the letter cannot leave
    assert label(meeting) == "Envoyer à 2 partenaires"
    meeting.status = "convened"
    assert label(meeting) == "Relancer 2 partenaires"
    meeting.participations.update(answer="coming")
    assert label(meeting) == "Imprimer la feuille de présences"


def test_next_step_reminds_nobody_before_the_letter_could_be_read(zone):
    meeting = make_meeting(zone, "convened", day=20, partners=2)
    assert label(meeting) == "Suivre les réponses"
    meeting.events.update(at=timezone.now() - timedelta(days=3))
    assert label(meeting) == "Relancer 2 partenaires"


def test_next_step_reminds_at_once_in_the_last_days(zone):
    meeting = make_meeting(zone, "convened", day=2, partners=1)
    assert label(meeting) == "Relancer 1 partenaire"


def test_next_step_of_the_day_is_the_session_then_the_attendance(zone):
    meeting = make_meeting(zone, "convened", day=0, partners=2)
    with time_machine.travel(at(0, 8)):
        assert label(meeting) == "Ouvrir la séance"
    with time_machine.travel(at(0, 18)):
        assert label(meeting) == "Relever les présences"


def test_next_step_after_the_meeting_is_the_record_then_its_approval(zone):
    meeting = make_meeting(zone, "held", day=-3, partners=1)
    item = make_item(meeting)
    assert label(meeting) == "Rédiger le PV"
    pv = make_pv(meeting, blocks=1)
    assert label(meeting) == "Rédiger le PV"  # one item has no word yet
    make_block(item)
    assert label(meeting) == "Envoyer le PV"
    pv.status, pv.sent_at = "sent", timezone.now()
    pv.save()
    assert label(meeting) == "Noter l’approbation du PV"
    pv.status, pv.decided_at = "approved", timezone.now()
    pv.save()
    meeting.refresh_from_db()
    assert next_step(meeting) is None


def test_next_step_of_a_cancelled_meeting_is_none_and_it_has_no_steps(zone):
    meeting = make_meeting(zone, "cancelled")
    assert next_step(meeting) is None
    assert steps(meeting) == []


def test_steps_have_one_current_and_follow_the_rules_of_the_zone(zone):
    meeting = make_meeting(zone, "convened", partners=2)
    make_participation(meeting, answer="excused")
    line = steps(meeting)
    assert [step["state"] for step in line] == ["done", "done", "now", "todo", "todo", "todo"]
    assert line[2]["note"] == "1 réponse sur 3"
    easy = make_zone("nord-est")
    make_rules(easy, agenda_form="none", needs_approval=False, record_kind="aide_memoire")
    labels = [step["label"] for step in steps(make_meeting(easy))]
    assert labels == ["Date fixée", "Invitations", "Réunion", "Aide-mémoire"]


def test_steps_of_an_approved_meeting_are_all_done(zone):
    meeting = make_pv(make_meeting(zone, "held", day=-30, partners=1), "approved").meeting
    assert {step["state"] for step in steps(meeting)} == {"done"}


def test_progress_counts_rows_once_whatever_the_joins(zone, django_assert_num_queries):
    meeting = make_meeting(zone, partners=3)
    for _n in range(2):
        item = make_item(meeting)
        make_block(item)
        make_block(item)
    rules = HouseRules.at(zone, meeting.held_on)
    meeting = type(meeting).objects.select_related("pv").get(pk=meeting.pk)
    with django_assert_num_queries(1):
        facts = progress(meeting, rules=rules)
    assert (facts.items, facts.expected, facts.to_invite, facts.empty_items) == (2, 3, 3, 0)


def lines(zone, meetings):
    today = timezone.localdate()
    rules = HouseRules.at(zone, today)
    return todo(zone, meetings, quota.reckon([], 0, today.year, today), rules, today)


def test_todo_puts_what_is_late_first(zone):
    make_member(zone, role="substitute")
    written = make_pv(make_meeting(zone, "held", day=-30, partners=1)).meeting
    block = make_block(written.agenda.first(), "action", "Relayer l’appel")
    day = timezone.localdate() - timedelta(4)
    ActionItem.objects.create(block=block, zone=zone, due_on=day)
    unseen = make_meeting(zone, "convened", day=-2)
    found = lines(zone, [written, unseen])
    assert [line["flag_label"] for line in found] == [
        "à relever",
        "en retard de 15 j",
        "en retard de 4 j",
        "à planifier",
        "à compléter",
    ]


@pytest.mark.parametrize("done", [True, False])
def test_todo_shows_open_actions_of_the_zone_only(zone, done):
    pv = make_pv(make_meeting(zone, "held", day=-1, partners=1))
    elsewhere = make_pv(make_meeting(make_zone("nord-est"), "held", day=-1, partners=1))
    today = timezone.localdate()
    for one, text in ((pv, "La nôtre"), (elsewhere, "Celle d’ailleurs")):
        block = make_block(one.meeting.agenda.first(), "action", text)
        ActionItem.objects.create(
            block=block, zone=one.meeting.zone, due_on=today, done_on=today if done else None
        )
    texts = [line["text"] for line in lines(zone, [])]
    assert ("La nôtre" in texts) is not done
    assert "Celle d’ailleurs" not in texts


def test_next_step_answers_the_remarks_before_the_verdict_of_a_later_meeting(zone):
    pv = make_pv(make_meeting(zone, "held", day=-9, partners=1), "sent")
    seen = Meeting.objects.with_verdict().select_related("pv")

    def said():
        return label(seen.get(pk=pv.meeting_id))

    assert next_step(seen.get(pk=pv.meeting_id)) is None  # nothing to decide before they meet
    PV.objects.filter(pk=pv.pk).update(remarks_until=timezone.localdate())
    assert said() == "Suivre les remarques"
    make_meeting(zone, "held", day=-2, partners=1)
    assert said() == "Noter l’approbation du PV"
    make_remark(pv)
    assert said() == "Répondre à 1 remarque"
    assert steps(seen.get(pk=pv.meeting_id))[-1]["note"] == "1 remarque à traiter"


def test_todo_says_whose_remarks_wait_and_no_verdict_before_the_next_meeting(zone):
    make_member(zone)
    pv = make_pv(make_meeting(zone, "held", day=-9, partners=1), "sent")
    make_remark(pv)
    make_remark(pv)
    meetings = Meeting.objects.with_verdict().select_related("pv", "zone")
    texts = [line["text"] for line in lines(zone, list(meetings))]
    assert any(text.startswith("2 remarques sur le PV du") for text in texts)
    assert not any(text.startswith("Faire approuver") for text in texts)
    make_meeting(zone, "held", day=-2, partners=1)
    texts = [line["text"] for line in lines(zone, list(meetings.all()))]
    assert any(text.startswith("Faire approuver") for text in texts)
