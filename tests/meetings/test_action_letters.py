"""What was promised: one letter, one reminder before, one after, then silence."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from meetings.models import ActionItem, ActionNotice, ActionOwner, Letter, ReminderRule
from meetings.services import action_reminders, delivery, owners, sealing
from tests.factories import (
    at,
    make_block,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
)

pytestmark = pytest.mark.django_db

#: The PV leaves on 10 March 2026; the action is due on 23 April.
HELD, SENT, DUE = date(2026, 3, 5), date(2026, 3, 10), date(2026, 4, 23)


@pytest.fixture
def pv(zone):
    with time_machine.travel(at(date(2026, 2, 1))):
        return make_pv(make_meeting(zone, "held", day=HELD))


def promise(pv, *given, text="Écrire au collège.", due_on=DUE, **fields):
    """An action of the PV; ``given``: people, institutions or names."""
    reserved = {"visibility": fields.pop("visibility", "")}
    block = make_block(pv.meeting.agenda.first(), "action", text=text, **reserved)
    action = ActionItem.objects.create(block=block, zone=pv.meeting.zone, due_on=due_on, **fields)
    for one in given:
        kind = {"Person": "person", "Organisation": "organisation"}.get(type(one).__name__)
        known = {kind: one} if kind else {}
        ActionOwner.objects.create(action=action, name=str(one), **known)
    return action


def member(zone, **person):
    return make_member(zone, person=make_person(**person)).person


def send(pv, coordinator, day=SENT):
    with time_machine.travel(at(day), tick=False):
        sealing.send_pv(pv, by=coordinator)
        delivery.deliver_due()
    asked = ("confiée", "toevertrouwd")
    return [one for one in mail.outbox if any(word in one.subject for word in asked)]


def tick(day, hour=9):
    with time_machine.travel(at(day, hour), tick=False):
        queued = action_reminders.send_due()
        delivery.deliver_due()
    return queued


def reminders():
    return Letter.objects.filter(kind="action_due")


# --- The first letter ---------------------------------------------------------------------------


def test_each_owner_gets_one_letter_with_all_theirs(pv, zone, coordinator):
    anne, luc = member(zone, name="Anne Petit"), member(zone, name="Luc Martens", language="nl")
    first = promise(pv, anne, luc, contact="commune@exemple.be")
    second = promise(pv, anne, text="Réserver la salle.", due_on=None, due_text="avant Noël")
    letters = {message.to[0]: message for message in send(pv, coordinator)}
    assert set(letters) == {anne.email, luc.email}
    mine = letters[anne.email]
    assert mine.subject.startswith("2 actions vous sont confiées")
    for words in ("Écrire au collège.", "Réserver la salle.", "avant Noël", "commune@exemple.be"):
        assert words in mine.body
        assert words in mine.alternatives[0][0]
    assert "23\xa0avril 2026" in mine.body
    assert mine.body.count("http://testserver/action/") == 2
    assert letters[luc.email].body.count("/action/") == 1
    assert letters[luc.email].extra_headers["Content-Language"] == "nl"
    for message in letters.values():
        assert "variable absente" not in message.body + message.alternatives[0][0]
    assert ActionNotice.objects.filter(kind="given").count() == 3
    assert {row.action for row in anne.notices.all()} == {first, second}


def test_institution_is_reached_through_whoever_speaks_for_it(pv, zone, coordinator):
    house = make_organisation("Maison de l’emploi")
    make_member(zone, house, make_person(email=""), role="full")
    make_member(zone, house, make_person(), role="referent")
    substitute = make_member(zone, house, make_person(), role="substitute").person
    elsewhere = make_organisation("Sans siège ici")
    promise(pv, house, elsewhere, "Quelqu’un de la commune")
    assert [message.to for message in send(pv, coordinator)] == [[substitute.email]]
    _found, unreached = owners.owners_of(pv.meeting, owners.actions_of(pv.meeting))
    assert [one.name for one in unreached] == ["Sans siège ici", "Quelqu’un de la commune"]


def test_person_who_speaks_for_two_owners_gets_one_letter(pv, zone, coordinator):
    mandate = make_member(zone)
    promise(pv, mandate.person, mandate.membership.organisation)
    (message,) = send(pv, coordinator)
    assert message.body.count("Écrire au collège.") == 1


@pytest.mark.parametrize(
    ("level", "presence", "reads"),
    [
        ("coordination", "present", False),
        ("present", "absent", False),
        ("present", "present", True),
        ("zone", "absent", True),
    ],
)
def test_owner_below_the_level_of_a_passage_never_gets_its_words(
    pv, zone, coordinator, level, presence, reads
):
    person = member(zone)
    make_participation(pv.meeting, person, presence=presence)
    promise(pv, person, text="Dossier de Mme X.", visibility=level)
    (message,) = send(pv, coordinator)
    text = message.body + message.alternatives[0][0] + message.subject
    assert ("Mme X" in text) == reads
    assert ("la coordination vous en parlera" in text) != reads
    assert ("/action/" in text) == reads


def test_owner_outside_the_zone_reads_nothing_of_a_zone_pv(pv, coordinator):
    promise(pv, make_person(), text="Dossier de Mme X.")
    (message,) = send(pv, coordinator)
    assert "Mme X" not in message.body
    assert "variable absente" not in message.body + message.alternatives[0][0]


def test_what_is_done_before_the_letter_leaves_takes_it_back(pv, zone, coordinator):
    action = promise(pv, member(zone))
    with time_machine.travel(at(SENT), tick=False):
        sealing.send_pv(pv, by=coordinator)
        ActionItem.objects.filter(pk=action.pk).update(done_on=SENT)
        delivery.deliver_due()
    assert not mail.outbox
    assert Letter.objects.get(kind="actions").status == "withdrawn"


# --- Reminders ----------------------------------------------------------------------------------


def test_one_reminder_before_one_after_then_silence(pv, zone, coordinator):
    anne = member(zone, name="Anne Petit")
    promise(pv, anne)
    send(pv, coordinator)
    days = [SENT + timedelta(days=n) for n in range(80)]
    left = {day: n for day in days if (n := tick(day))}
    assert left == {date(2026, 4, 16): 1, date(2026, 4, 26): 1}
    before, after = mail.outbox[-2:]
    assert before.subject == "Rappel\u00a0: une action pour le jeudi 23\xa0avril 2026"
    assert after.subject.startswith("Une action attend encore")
    assert "dernier rappel" in after.body
    for message in (before, after):
        assert "Écrire au collège." in message.body
        assert "variable absente" not in message.body + message.alternatives[0][0]


def test_done_actions_are_not_reminded_of(pv, zone, coordinator):
    action = promise(pv, member(zone))
    send(pv, coordinator)
    ActionItem.objects.filter(pk=action.pk).update(done_on=date(2026, 4, 1))
    assert tick(date(2026, 4, 16)) == tick(date(2026, 4, 26)) == 0


def test_action_done_once_the_reminder_waits_takes_it_back(pv, zone, coordinator):
    action, other = promise(pv, member(zone)), None
    send(pv, coordinator)
    with time_machine.travel(at(date(2026, 4, 16)), tick=False):
        assert action_reminders.send_due() == 1
        ActionItem.objects.filter(pk=action.pk).update(done_on=date(2026, 4, 16))
        before = len(mail.outbox)
        delivery.deliver_due()
    assert len(mail.outbox) == before
    assert reminders().get().status == "withdrawn"
    assert other is None


def test_due_date_that_moves_has_its_reminders_again(pv, zone, coordinator):
    action = promise(pv, member(zone))
    send(pv, coordinator)
    assert tick(date(2026, 4, 16)) == 1
    ActionItem.objects.filter(pk=action.pk).update(due_on=date(2026, 6, 1))
    assert [tick(date(2026, 4, 26)), tick(date(2026, 5, 25)), tick(date(2026, 6, 4))] == [0, 1, 1]


def test_due_date_that_moved_while_the_letter_waits_takes_it_back(pv, zone, coordinator):
    action = promise(pv, member(zone))
    send(pv, coordinator)
    with time_machine.travel(at(date(2026, 4, 16)), tick=False):
        action_reminders.send_due()
        ActionItem.objects.filter(pk=action.pk).update(due_on=date(2026, 6, 1))
        delivery.deliver_due()
    assert reminders().get().status == "withdrawn"


def test_worker_that_was_down_catches_up_two_days_at_most(pv, zone, coordinator):
    promise(pv, member(zone))
    send(pv, coordinator)
    assert tick(date(2026, 4, 18)) == 1
    assert tick(date(2026, 4, 29)) == 0


def test_pv_that_left_late_has_just_said_it(pv, zone, coordinator):
    promise(pv, member(zone))
    send(pv, coordinator, day=date(2026, 4, 17))
    assert [tick(date(2026, 4, 17)), tick(date(2026, 4, 18)), tick(date(2026, 4, 26))] == [0, 0, 1]


@pytest.mark.parametrize("due", [date(2026, 4, 5), date(2026, 11, 1)])
def test_reminder_leaves_once_across_the_change_of_hour(pv, zone, coordinator, due):
    """Seven days before, the hour is lost or comes twice in that night."""
    promise(pv, member(zone), due_on=due)
    send(pv, coordinator)
    start = at(due - timedelta(days=8), 0)
    moments = []
    for half_hour in range(3 * 48):
        moment = start + timedelta(minutes=30 * half_hour)
        with time_machine.travel(moment, tick=False):
            if action_reminders.send_due():
                moments.append(timezone.localtime(moment))
    day = due - timedelta(days=7)
    assert [(m.date(), m.hour, m.minute) for m in moments] == [(day, 8, 0)]


@pytest.mark.parametrize(("kind", "day"), [("due_soon", 16), ("overdue", 26)])
def test_zone_switches_a_reminder_off_or_changes_its_day(pv, zone, coordinator, kind, day):
    promise(pv, member(zone))
    send(pv, coordinator)
    rule = ReminderRule.objects.create(zone=zone, kind=kind, is_on=False, days_before=5)
    assert tick(date(2026, 4, day)) == 0
    rule.is_on = True
    rule.save()
    assert tick(date(2026, 4, {"due_soon": 18, "overdue": 28}[kind])) == 1


def test_nothing_leaves_for_a_draft_or_for_minutes_taken_over(pv, zone, coordinator):
    promise(pv, member(zone))
    assert tick(date(2026, 4, 16)) == 0
    send(pv, coordinator)
    pv.meeting.is_imported = True
    pv.meeting.save()
    assert tick(date(2026, 4, 16)) == 0


def test_two_actions_of_one_day_make_one_letter(pv, zone, coordinator):
    anne = member(zone)
    for text in ("Écrire au collège.", "Réserver la salle."):
        promise(pv, anne, text=text)
    send(pv, coordinator)
    assert tick(date(2026, 4, 16)) == 1
    assert mail.outbox[-1].subject.startswith("Rappel\u00a0: 2 actions")


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_what_is_due_does_not_ask_by_action(
    pv, zone, coordinator, django_assert_max_num_queries, count
):
    for n in range(count):
        promise(pv, member(zone), text=f"Action {n}")
    send(pv, coordinator)
    with time_machine.travel(at(date(2026, 4, 1)), tick=False), django_assert_max_num_queries(4):
        assert action_reminders.send_due() == 0
