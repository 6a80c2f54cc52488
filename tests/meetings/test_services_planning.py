from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from meetings.models import AgendaItem, Letter, Meeting, MeetingEvent, WorkingGroup
from meetings.services import planning
from meetings.services.errors import WrongStatus
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_participation,
    make_pv,
    make_rules,
    make_zone,
)


def unsaved(zone, **fields):
    start = fields.pop("starts_at", at(40))
    return Meeting(
        zone=zone,
        title_fr="Identité",
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        **fields,
    )


def test_proposal_follows_the_rules_in_force_on_the_day_of_the_meeting(db):
    zone = make_zone()
    make_rules(zone, languages="fr", default_visibility="zone")
    make_rules(zone, valid_from=date(2026, 1, 1), languages="both", convening="invitation")
    proposed = planning.propose(zone, now=at(date(2025, 6, 2)))
    assert (proposed["languages"], proposed["convening"]) == ("fr", "convocation")
    proposed = planning.propose(zone, now=at(date(2026, 6, 2)))
    assert (proposed["languages"], proposed["convening"]) == ("both", "invitation")
    assert (proposed["starts"].isoformat(), proposed["ends"].isoformat()) == (
        "09:30:00",
        "12:30:00",
    )


def test_full_day_kinds_are_proposed_with_two_half_days(db):
    proposed = planning.propose(make_zone(), kind="theme_day")
    assert (proposed["half_days"], proposed["counts_for_quota"]) == (2, True)
    assert proposed["ends"].hour == 16


def test_meetings_are_numbered_by_kind_in_their_year(zone, coordinator):
    planned = [planning.plan_meeting(unsaved(zone), by=coordinator).number for _n in range(2)]
    group = planning.plan_meeting(
        unsaved(zone, kind="working_group", counts_for_quota=False), by=coordinator
    )
    assert planned == [1, 2]
    assert group.number == 1


def test_meeting_that_ends_before_it_starts_is_refused_in_french(zone, coordinator):
    meeting = unsaved(zone)
    meeting.ends_at = meeting.starts_at - timedelta(hours=1)
    with pytest.raises(ValidationError, match="finit avant de commencer"):
        planning.plan_meeting(meeting, by=coordinator)
    assert not Meeting.objects.exists()


def test_database_has_the_last_word_on_the_hours(zone):
    meeting = unsaved(zone)
    meeting.ends_at = meeting.starts_at
    with pytest.raises(IntegrityError), transaction.atomic():
        meeting.save()


def test_next_formal_meeting_opens_with_the_pending_approval(zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", starts_at=at(date(2026, 3, 5))), "sent")
    make_pv(make_meeting(zone, "held", day=-200), "approved")
    make_pv(make_meeting(status="held", day=-60), "sent")  # another zone's
    meeting = planning.plan_meeting(unsaved(zone), by=coordinator)
    (item,) = meeting.agenda.all()
    assert (item.kind, item.approves, item.position) == ("approval", pv, 1)
    assert item.title_fr == "Approbation du PV du 5 mars 2026"
    other = planning.plan_meeting(unsaved(zone, starts_at=at(90)), by=coordinator)
    assert not other.agenda.exists(), "the PV is already submitted to the first one"


def test_minutes_of_a_group_are_for_the_group_or_for_a_commission(zone, coordinator):
    group, other = (
        WorkingGroup.objects.create(zone=zone, name_fr=name) for name in ("Horaires", "Publics")
    )
    told = make_meeting(zone, "held", day=-20, kind="working_group", working_group=group)
    pv = make_pv(told, "sent")

    def submitted(day, **fields):
        meeting = planning.plan_meeting(unsaved(zone, starts_at=at(day), **fields), by=coordinator)
        return [item.approves for item in meeting.agenda.all()]

    assert submitted(30, kind="visit") == []
    assert submitted(40, kind="working_group", working_group=other) == []
    assert submitted(50, kind="working_group", working_group=group) == [pv]
    assert submitted(60) == []


def test_minutes_of_a_commission_are_not_put_to_a_group(zone, coordinator):
    make_pv(make_meeting(zone, "held", day=-20), "sent")
    called = planning.plan_meeting(unsaved(zone, kind="working_group"), by=coordinator)
    assert not called.agenda.exists()


def test_zone_without_approval_has_no_approval_item(db, coordinator):
    zone = make_zone("nord-est")
    make_rules(zone, needs_approval=False)
    make_pv(make_meeting(zone, "held", day=-20), "sent")
    assert not planning.plan_meeting(unsaved(zone), by=coordinator).agenda.exists()


def test_postponing_keeps_answers_and_tells_everybody_why(zone, coordinator):
    meeting = make_meeting(zone)
    row = make_participation(meeting, answer="coming")
    previous = meeting.starts_at
    planning.postpone(
        meeting,
        starts_at=at(60),
        ends_at=at(60, 12),
        reason="La salle est inondée.",
        by=coordinator,
    )
    meeting.refresh_from_db()
    row.refresh_from_db()
    assert (meeting.status, meeting.sequence, row.answer) == ("convened", 1, "coming")
    event = meeting.events.get(kind="postponed")
    assert (event.previous_starts_at, event.reason) == (previous, "La salle est inondée.")
    assert Letter.objects.get().kind == "update"


def test_cancelling_needs_a_reason(zone, coordinator):
    meeting = make_meeting(zone)
    with pytest.raises(ValidationError, match="motif"):
        planning.cancel(meeting, reason="", by=coordinator)
    meeting.refresh_from_db()
    assert meeting.status == "convened"


def test_cancelling_twice_writes_once(zone, coordinator):
    meeting = make_meeting(zone, partners=1)
    planning.cancel(meeting, reason="Grève.", by=coordinator)
    with pytest.raises(WrongStatus):
        planning.cancel(meeting, reason="Grève.", by=coordinator)
    assert Letter.objects.filter(kind="cancellation").count() == 1


def test_change_of_room_after_the_convocation_sends_a_new_calendar_entry(zone, coordinator):
    meeting = make_meeting(zone, partners=2)
    meeting.room = "Deuxième étage"
    planning.edit_meeting(meeting, by=coordinator)
    meeting.refresh_from_db()
    assert (meeting.sequence, Letter.objects.filter(kind="update").count()) == (1, 2)
    meeting.message_fr = "Bienvenue"
    planning.edit_meeting(meeting, by=coordinator)
    assert Letter.objects.count() == 2, "a change nobody must note sends nothing"


def test_point_added_after_the_convocation_is_additional_and_stays_behind(zone):
    meeting = make_meeting(zone)
    announced = [make_item(meeting), make_item(meeting)]
    late = planning.add_item(meeting, AgendaItem(title_fr="Une urgence"))
    assert late.is_additional
    planning.order_items(meeting, [late.pk, announced[1].pk, announced[0].pk])
    assert list(meeting.agenda.all()) == [*announced, late]
    with pytest.raises(WrongStatus):
        planning.delete_item(announced[0])
    planning.delete_item(late)


def test_agenda_takes_the_order_given_and_ignores_foreign_items(zone):
    meeting = make_meeting(zone, "planned")
    items = [make_item(meeting) for _n in range(3)]
    foreign = make_item(make_meeting(zone, "planned"))
    planning.order_items(meeting, [items[2].pk, foreign.pk, items[0].pk])
    assert list(meeting.agenda.all()) == [items[2], items[0], items[1]]


def test_events_are_never_rewritten(zone):
    event = make_meeting(zone).events.first()
    event.reason = "autre chose"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    assert MeetingEvent.objects.get(pk=event.pk).reason == ""


def test_hours_follow_the_clock_of_brussels_across_the_change(zone, coordinator):
    start = planning.local_datetime(date(2026, 10, 25), planning.STARTS)
    assert start.utcoffset() == timedelta(hours=1)
    assert planning.local_datetime(date(2026, 10, 24), planning.STARTS).utcoffset() == timedelta(
        hours=2
    )


def test_point_treated_unannounced_joins_the_agenda_until_the_pv_leaves(zone):
    meeting = make_meeting(zone, "held", day=-3)
    make_pv(meeting)
    assert planning.add_item(meeting, AgendaItem(title_fr="Une surprise")).is_additional
    meeting.pv.status, meeting.pv.sent_at = "sent", at(0)
    meeting.pv.save()
    with pytest.raises(WrongStatus):
        planning.add_item(meeting, AgendaItem(title_fr="Trop tard"))


def test_point_of_the_letter_is_not_rewritten(zone):
    meeting = make_meeting(zone)
    item = make_item(meeting, "Annoncé")
    item.title_fr = "Autre chose"
    with pytest.raises(WrongStatus, match="lettre"):
        planning.edit_item(item)


def test_proposed_day_steps_over_the_holidays(zone):
    late_november = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert planning.propose(zone, now=late_november)["on"] == date(2027, 1, 7)
