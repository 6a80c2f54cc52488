"""Half-days of a zone in a year."""

from datetime import date

import pytest

from meetings.quota import half_days, quotas
from tests.factories import at, make_meeting, make_rules, make_zone

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
