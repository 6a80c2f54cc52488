"""Two coordinators, two workers, the same second: taken up once, written once."""

from datetime import date, timedelta

import pytest
import time_machine

from meetings.models import (
    ActionItem,
    ActionNotice,
    ActionOwner,
    Letter,
    Meeting,
    ReminderRun,
    WorkingGroup,
)
from meetings.services import action_reminders, announcing, deferring, follow_up, pv_nudges
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_pv,
    make_user,
    make_zone,
)

from .test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_clicks_take_an_item_up_once():
    zone = make_zone()
    held = make_pv(make_meeting(zone, "held", day=-30), "sent").meeting
    source = make_item(held, "Pas abordé")
    coming = make_meeting(zone, "planned", day=20)
    key = f"point-{source.pk}"
    results = together(
        lambda n: (
            follow_up.take_up(coming, key, by=None)
            if n % 2
            else follow_up.take_up_all(coming, by=None)
        )
    )
    assert len(results) == AT_ONCE
    assert [item.carried_from for item in coming.agenda.all()] == [source]


def test_many_clicks_take_the_report_of_a_group_up_once():
    zone = make_zone()
    group = WorkingGroup.objects.create(zone=zone, name_fr="Préparation du « Partner Day »")
    make_meeting(zone, "held", day=-10, kind="working_group", working_group=group)
    coming = make_meeting(zone, "planned", day=20)
    together(
        lambda n: (
            follow_up.take_up(coming, f"groupe-{group.pk}", by=None)
            if n % 2
            else follow_up.take_up_all(coming, by=None)
        )
    )
    assert coming.agenda.count() == 1


def test_many_clicks_put_an_item_off_once():
    zone = make_zone()
    sitting = make_pv(make_meeting(zone, "held", day=-1)).meeting
    coming = make_meeting(zone, "planned", day=20)
    item = make_item(sitting, "Charte")
    together(lambda _n: deferring.defer_item(item, to=coming, by=None))
    assert coming.agenda.count() == 1


def test_many_announcements_of_a_date_plan_it_once():
    zone = make_zone()
    sitting = make_meeting(zone, "held", day=-1)
    facts = {"starts_at": at(40), "ends_at": at(40, 12), "kind": "commission", "by": None}
    results = together(
        lambda n: announcing.announce(sitting, agenda=["Bilan", f"Point {n}"], **facts)
    )
    assert sum(is_new for _meeting, is_new in results) == 1
    planned = Meeting.objects.get(announced_in=sitting)
    titles = [item.title_fr for item in planned.agenda.all()]
    assert sorted(titles) == sorted(["Bilan", *(f"Point {n}" for n in range(AT_ONCE))])


def test_many_workers_remind_an_owner_once():
    zone = make_zone()
    with time_machine.travel(at(date(2026, 2, 1))):
        held = make_meeting(zone, "held", day=date(2026, 3, 5))
        pv = make_pv(held, "sent")
    block = make_block(pv.meeting.agenda.first(), "action")
    action = ActionItem.objects.create(block=block, zone=zone, due_on=date(2026, 4, 23))
    ActionOwner.objects.create(action=action, person=make_member(zone).person, name="A")
    pv.sent_at = at(date(2026, 3, 6))
    pv.save()
    now = at(date(2026, 4, 16), 9)
    with time_machine.travel(now, tick=False):
        results = together(lambda _n: action_reminders.send(held.pk, now=now))
    assert sorted(results) == [0] * (AT_ONCE - 1) + [1]
    assert Letter.objects.filter(kind="action_due").count() == 1
    assert ActionNotice.objects.count() == 1


def test_many_workers_recall_a_pv_once():
    zone = make_zone()
    make_user(zone, coordinator=True)
    day = date(2026, 3, 5)
    with time_machine.travel(at(date(2026, 2, 1))):
        held = make_meeting(zone, "held", day=day)
    now = at(day + timedelta(days=3), 9)
    with time_machine.travel(now, tick=False):
        results = together(lambda _n: pv_nudges.send(held.pk, now=now))
    assert sorted(results) == [0] * (AT_ONCE - 1) + [1]
    assert ReminderRun.objects.count() == 1
