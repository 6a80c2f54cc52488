"""Half-days of a zone in a year."""

import random
from datetime import date

import pytest
from django.utils import timezone

from meetings.models import PV, Meeting, MeetingEvent
from meetings.quota import half_days, quotas, quotas_of_years
from meetings.quota_words import lacks, weeks_left
from meetings.services.planning import postpone
from tests.factories import (
    at,
    make_meeting,
    make_participation,
    make_pv,
    make_rules,
    make_zone,
)

TODAY = date(2026, 4, 1)


def meet(zone, status, day, **fields):
    return make_meeting(zone, status, starts_at=at(day), **fields)


def test_quota_counts_held_and_planned_and_leaves_the_rest_out(zone):
    meet(zone, "held", date(2026, 3, 5))
    meet(zone, "closed", date(2026, 2, 5), half_days=2)
    meet(zone, "convened", date(2026, 6, 5))
    meet(zone, "cancelled", date(2026, 5, 5))
    meet(zone, "held", date(2025, 12, 31))
    meet(zone, "held", date(2026, 3, 6), counts_for_quota=False)
    meet(make_zone("nord-est"), "held", date(2026, 3, 7))
    quota = half_days(zone, 2026, TODAY)
    assert (quota.held, quota.planned, quota.target, quota.missing) == (3, 1, 4, 0)
    assert quota.status == "on_track"
    assert quota.bricks == ["held", "held", "held", "convened"]


def test_quota_of_a_meeting_on_new_year_s_eve_belongs_to_its_local_year(zone):
    meet(zone, "held", date(2026, 1, 1), half_days=1)
    assert half_days(zone, 2026, TODAY).held == 1
    assert half_days(zone, 2025, TODAY).held == 0


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 1, 1), "on_track"),
        (date(2026, 7, 1), "at_risk"),
        (date(2026, 12, 31), "at_risk"),
        (date(2027, 1, 1), "non_compliant"),
    ],
)
def test_quota_of_an_empty_year_worsens_with_the_calendar(zone, today, status):
    quota = half_days(zone, 2026, today)
    assert quota.status == status
    assert quota.missing == 4


def test_quota_reached_is_conforme_and_never_negative(zone):
    for month in range(1, 7):
        meet(zone, "held", date(2026, month, 5))
    quota = half_days(zone, 2026, date(2026, 7, 1))
    assert (quota.status, quota.missing, quota.held) == ("conforme", 0, 6)


def test_quota_says_that_a_past_meeting_waits_for_its_attendance(zone):
    meet(zone, "convened", date(2026, 3, 5))
    quota = half_days(zone, 2026, TODAY)
    assert (quota.held, quota.planned) == (0, 0)
    assert "attend ses présences" in quota.reasons[-1]


def test_quota_target_comes_from_the_rules_of_the_year(zone):
    make_rules(zone, date(2026, 6, 1), half_day_quota=6)
    assert half_days(zone, 2025, TODAY).target == 4
    assert half_days(zone, 2026, TODAY).target == 6


@pytest.mark.parametrize("count", [1, 3])
def test_quotas_of_all_zones_cost_two_queries(db, django_assert_num_queries, count):
    zones = [make_zone(f"zone-{n}") for n in range(count)]
    for zone in zones:
        meet(zone, "held", date(2026, 3, 5))
    with django_assert_num_queries(2):
        found = quotas(zones, 2026, TODAY)
    assert {quota.held for quota in found.values()} == {1}


# --- Stages and proofs ------------------------------------------------------------------------


def only(zone, **year):
    return half_days(zone, 2026, **year).counted[0]


def test_half_day_goes_from_planned_to_proved(zone):
    meeting = meet(zone, "planned", date(2026, 6, 22))
    assert only(zone, today=TODAY).stage == "planned"
    MeetingEvent.objects.create(meeting=meeting, kind="convened")
    meeting.status = "convened"
    meeting.save()
    assert only(zone, today=TODAY).stage == "convened"
    later = date(2026, 7, 1)
    row = only(zone, today=later)
    assert row.stage == "waiting"
    assert lacks(row) == ["Présences du 22\xa0juin non relevées."]
    meeting.status = "held"
    meeting.save()
    row = only(zone, today=later)
    assert row.stage == "held"
    assert lacks(row) == [
        "Présences du 22\xa0juin non relevées.",
        "PV du 22\xa0juin pas encore envoyé.",
    ]
    make_participation(meeting, presence="excused")
    assert not only(zone, today=later).is_attended  # somebody must have come
    make_participation(meeting, presence="present")
    pv = make_pv(meeting)
    assert lacks(only(zone, today=later)) == ["PV du 22\xa0juin pas encore envoyé."]
    pv.status, pv.sent_at = "sent", timezone.now()
    pv.save()
    row = only(zone, today=later)
    assert (row.stage, lacks(row)) == ("proved", [])
    quota = half_days(zone, 2026, later)
    assert (quota.held, quota.proved) == (1, 1)


def test_meeting_taken_over_needs_no_letters_of_ours(zone):
    meeting = make_meeting(zone, "planned", starts_at=at(date(2026, 3, 5)), is_imported=True)
    meeting.status = "held"
    meeting.save()
    assert lacks(only(zone, today=TODAY))[0].startswith("Présences")
    meeting.is_imported = False
    meeting.save()
    assert lacks(only(zone, today=TODAY))[0] == "Convocation du 5\xa0mars sans trace."


def test_quota_of_a_future_year_says_that_it_has_not_begun(zone):
    quota = half_days(zone, 2027, TODAY)
    assert quota.status == "on_track"
    assert "L’année 2027 n’a pas commencé." in quota.reasons


def test_quota_of_nothing_is_conforme_and_says_why(db):
    zone = make_zone("libre")
    make_rules(zone, half_day_quota=0)
    quota = half_days(zone, 2026, TODAY)
    assert (quota.status, quota.bricks) == ("conforme", [])
    assert quota.reasons == ["Aucune demi-journée n’est demandée à la zone cette année-là."]


def test_past_year_without_a_trace_is_not_called_a_failure(zone):
    quota = half_days(zone, 2020, TODAY)
    assert str(quota.word[1]) == "rien d’encodé"
    meeting = meet(zone, "cancelled", date(2020, 5, 5))
    quota = half_days(zone, 2020, TODAY)
    assert str(quota.word[1]) == "non conforme"
    assert len(quota.reasons) == 1  # nobody knew of it
    MeetingEvent.objects.create(meeting=meeting, kind="convened")
    quota = half_days(zone, 2020, TODAY)
    assert "La réunion du 5\xa0mai est annulée." in quota.reasons


def test_quota_forecast_counts_the_weeks_and_the_holidays(zone):
    meet(zone, "held", date(2026, 3, 5), half_days=2)
    meet(zone, "convened", date(2026, 12, 10))
    quota = half_days(zone, 2026, date(2026, 11, 23))
    assert quota.status == "at_risk"
    words = "3 demi-journées sur 4 sont tenues ou prévues ; il reste 6 semaines"
    assert words in quota.reasons[1]
    assert "dont 2 de vacances scolaires" in quota.reasons[1]


@pytest.mark.parametrize(
    ("day", "weeks"),
    [
        (date(2026, 12, 31), 1),
        (date(2026, 12, 28), 1),
        (date(2026, 12, 27), 2),
        (date(2027, 1, 1), 53),
    ],
)
def test_weeks_left_hold_the_one_that_runs(day, weeks):
    assert weeks_left(day)[0] == weeks


def test_meeting_moved_to_another_year_leaves_this_one(zone, coordinator):
    meeting = meet(zone, "convened", date(2026, 12, 10))
    postpone(
        meeting,
        starts_at=at(date(2027, 1, 14)),
        ends_at=at(date(2027, 1, 14), 12),
        reason="Grève.",
        by=coordinator,
    )
    assert half_days(zone, 2026, TODAY).counted == []
    assert half_days(zone, 2027, TODAY).convened == 1


@pytest.mark.parametrize("lengths", [[1, 1, 1, 1], [2, 1, 1], [2, 2]])
def test_every_modulation_of_the_source_is_conforme(zone, lengths):
    for number, half_days_ in enumerate(lengths):
        meet(zone, "held", date(2026, 2, 5 + number), half_days=half_days_)
    quota = half_days(zone, 2026, TODAY)
    assert (quota.status, quota.held, len(quota.bricks)) == ("conforme", 4, 4)


# --- Several zones ----------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "counted"), [("each", 2), ("host", 0)])
def test_joint_meeting_counts_whole_by_its_rule(zone, rule, counted):
    guest, other = make_zone("sud-est"), make_zone("centrale")
    meeting = meet(zone, "held", date(2026, 3, 5), half_days=2, joint_rule=rule)
    meeting.hold_with([guest])
    found = quotas([zone, guest, other], 2026, TODAY)
    assert [found[one.pk].held for one in (zone, guest, other)] == [2, counted, 0]
    assert half_days(guest, 2026, TODAY).held == counted  # read alone, the same


def recount(zone, year, today):
    """Held, planned, proved half-days the long way, without the quota's code."""
    held = planned = proved = 0
    for meeting in Meeting.objects.all():
        others = set(meeting.joint_zones.values_list("pk", flat=True))
        mine = meeting.zone == zone or (zone.pk in others and meeting.joint_rule == "each")
        day = timezone.localtime(meeting.starts_at).date()
        if not mine or not meeting.counts_for_quota or day.year != year:
            continue
        came = meeting.participations.filter(presence="present").exists()
        if meeting.status in ("held", "closed"):
            if meeting.is_imported and not came:
                continue
            held += meeting.half_days
            letters = meeting.is_imported or meeting.events.filter(kind="convened").exists()
            sent = PV.objects.filter(meeting=meeting).exclude(status="draft").exists()
            proved += meeting.half_days if letters and came and sent else 0
        elif meeting.status != "cancelled" and day >= today:
            planned += meeting.half_days
    return held, planned, proved


@pytest.mark.parametrize("seed", range(6))
def test_generated_years_agree_with_the_long_count(db, seed):
    dice = random.Random(seed)
    zones = [make_zone(f"zone-{n}") for n in range(3)]
    for _n in range(25):
        day = date(dice.choice((2025, 2026, 2027)), dice.randint(1, 12), dice.randint(1, 28))
        meeting = make_meeting(
            dice.choice(zones),
            dice.choice(("planned", "convened", "held", "closed", "cancelled", "postponed")),
            starts_at=at(day),
            half_days=dice.choice((1, 1, 2)),
            counts_for_quota=dice.random() < 0.8,
            joint_rule=dice.choice(("each", "host")),
            is_imported=dice.random() < 0.2,
        )
        meeting.hold_with(dice.sample(zones, dice.choice((0, 0, 1, 2))))
        if dice.random() < 0.7:
            make_participation(meeting, presence=dice.choice(("present", "absent")))
        if meeting.is_held and dice.random() < 0.7:
            make_pv(meeting, dice.choice(("draft", "sent", "approved")))
    for year, found in quotas_of_years(zones, (2025, 2026, 2027), TODAY).items():
        for zone in zones:
            quota = found[zone.pk]
            assert (quota.held, quota.planned, quota.proved) == recount(zone, year, TODAY)
            assert quota.missing == max(quota.target - quota.held - quota.planned, 0)
            assert (quota.status == "conforme") == (quota.held >= quota.target)
            assert quota.reasons
            assert len(quota.bricks) >= quota.target


@pytest.mark.parametrize("count", [1, 3])
def test_quotas_of_five_years_cost_two_queries(db, django_assert_num_queries, count):
    zones = [make_zone(f"zone-{n}") for n in range(count)]
    for zone in zones:
        for year in range(2022, 2027):
            meet(zone, "held", date(year, 3, 5)).hold_with(zones)
    with django_assert_num_queries(2):
        found = quotas_of_years(zones, range(2022, 2027), TODAY)
    assert {q.held for by_zone in found.values() for q in by_zone.values()} == {count}
