import json
import re
from datetime import date, timedelta
from statistics import mean, median

import pytest

from meetings.models import Meeting, MeetingEvent
from meetings.quota import half_days
from reports import indicators, synthesis, tables
from reports.contents_participation import kinds_by_year
from reports.fact_rows import participation_facts
from reports.figure_list import FIGURE_LIST
from reports.figure_rows import FIGURES
from reports.indicators import followup, meetings, participation
from reports.synthesis.zones import headline
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
)

from .builders import YEAR, add_action, add_opinion, make_themes, make_year

pytestmark = pytest.mark.django_db


def meeting_with(zone, *rows, day=date(YEAR, 3, 5), **fields):
    """A held meeting and its list; each row is a dict of ``make_participation``."""
    meeting = make_meeting(zone, status="held", starts_at=at(day), **fields)
    for row in rows:
        make_participation(meeting, **row)
    return meeting


def recount(zone, year):
    """The same figures, counted the long way from the rows, without the indicators' code."""
    held, recorded = [], []
    for meeting in Meeting.objects.filter(zone=zone):
        rows = list(meeting.participations.all())
        noted = any(row.presence != "unknown" for row in rows)
        if meeting.starts_at.year != year or meeting.status not in ("held", "closed"):
            continue
        if noted:
            recorded.append((meeting, rows))
        if noted or not meeting.is_imported:
            held.append((meeting, rows))
    return {
        "held": len(held),
        "persons": [
            len({r.person_key for r in rows if r.presence == "present"}) for _, rows in recorded
        ],
        "institutions": {
            r.organisation_id
            for _, rows in recorded
            for r in rows
            if r.organisation_id and r.presence in ("present", "represented")
        },
        **recount_rates(held, recorded),
        "regular": recount_regular([(m, rows) for m, rows in recorded if m.counts_for_quota]),
    }


def members_of(rows):
    return [r for r in rows if r.capacity in ("full", "substitute", "member") and r.organisation_id]


def recount_rates(held, recorded):
    invited = answered = 0
    for meeting, rows in held:
        if not meeting.is_imported:
            expected = {r.organisation_id for r in members_of(rows) if r.is_expected}
            invited += len(expected)
            said = {r.organisation_id for r in members_of(rows) if r.answer != "pending"}
            answered += len(expected & said)
    seats = here = away = announced = ghosts = 0
    for _meeting, rows in recorded:
        rows = members_of(rows)
        expected = {r.organisation_id for r in rows if r.is_expected}
        came = {r.organisation_id for r in rows if r.presence in ("present", "represented")}
        sorry = {r.organisation_id for r in rows if "excused" in (r.presence, r.answer)}
        coming = {r.organisation_id for r in rows if r.answer in ("coming", "replaced")} & expected
        coming &= {r.organisation_id for r in rows if r.presence != "unknown"}
        seats += len(expected)
        here += len(expected & came)
        away += len((sorry & expected) - came)
        announced += len(coming)
        ghosts += len(coming - came)
    return {
        "response": round(answered / invited, 3),
        "attendance": round(here / seats, 3),
        "excused": round(away / seats, 3),
        "no_show": round(ghosts / announced, 3),
    }


def recount_regular(recorded):
    invited, came = {}, {}
    for _meeting, rows in recorded:
        rows = members_of(rows)
        present = {r.organisation_id for r in rows if r.presence in ("present", "represented")}
        for pk in {r.organisation_id for r in rows if r.is_expected}:
            invited[pk] = invited.get(pk, 0) + 1
            came[pk] = came.get(pk, 0) + (pk in present)
    return {pk for pk in invited if came[pk] * 2 >= invited[pk]}


@pytest.mark.parametrize("seed", range(6))
def test_figures_equal_a_plain_recount(zone, other_zone, seed):
    make_year(zone, seed=seed, meetings=12)
    make_year(other_zone, seed=seed + 50)
    make_year(zone, YEAR - 1, seed=seed + 99, meetings=4)
    figures, expected = indicators.figures(zone, YEAR), recount(zone, YEAR)
    assert figures["meetings"]["held"] == expected["held"]
    assert figures["persons"]["mean"] == round(mean(expected["persons"]), 1)
    assert figures["persons"]["median"] == median(expected["persons"])
    assert figures["institutions"]["reached"] == len(expected["institutions"])
    assert figures["institutions"]["regular"] == len(expected["regular"])
    assert figures["rates"] == {
        name: expected[name] for name in ("response", "attendance", "no_show", "excused")
    }
    assert figures["quota"]["held"] == half_days(zone, YEAR).held


def test_one_person_for_two_institutions_counts_once_and_their_institutions_twice(zone):
    person, one, two = make_person(), make_organisation(), make_organisation()
    meeting_with(
        zone,
        {"person": person, "organisation": one, "presence": "present"},
        {"person": person, "organisation": two, "presence": "present"},
    )
    data = indicators.gather(zone, YEAR)
    assert participation.persons_per_meeting(data)["mean"] == 1
    assert participation.institutions_reached(data) == {one.pk, two.pk}


def test_a_substitute_counts_for_the_institution_of_the_absent_member(zone):
    office = make_organisation()
    meeting_with(
        zone,
        {"organisation": office, "presence": "excused", "answer": "replaced"},
        {
            "organisation": office,
            "presence": "present",
            "capacity": "substitute",
            "is_expected": False,
        },
    )
    data = indicators.gather(zone, YEAR)
    assert participation.attendance_rate(data) == 1
    assert participation.excused_rate(data) == 0
    assert participation.no_show_rate(data) == 0
    assert participation.regular_institutions(data) == {office.pk}


def test_who_was_left_unsettled_is_neither_absent_nor_a_no_show(zone):
    """A meeting closed with « non relevée » rows: nobody knows, and nobody is accused."""
    here, away, unsettled = (make_organisation() for _n in range(3))
    meeting_with(
        zone,
        {"organisation": here, "presence": "present", "answer": "coming"},
        {"organisation": away, "presence": "absent", "answer": "coming"},
        {"organisation": unsettled, "presence": "unknown", "answer": "coming"},
    )
    data = indicators.gather(zone, YEAR)
    assert participation.no_show_rate(data) == 0.5
    cells = participation.grid(data)
    assert [cells[one.pk] for one in (here, away, unsettled)] == [
        ["present"],
        ["absent"],
        ["unknown"],
    ]
    figures = indicators.figures(zone, YEAR, data)
    shown = {table.name: table for table in tables.for_all(data, figures)}["presences"]
    assert sorted(row[1] or "" for row in shown.rows) == ["", "absente", "présente"]
    assert None in {row[1] for row in shown.rows}


def test_guests_experts_and_animation_stay_out_of_the_rates(zone):
    meeting_with(
        zone,
        {"presence": "absent"},
        *({"presence": "present", "capacity": c} for c in ("guest", "expert", "coordination")),
    )
    data = indicators.gather(zone, YEAR)
    assert participation.attendance_rate(data) == 0
    assert participation.guests(data) == 2
    assert participation.persons_per_meeting(data)["mean"] == 3


def test_a_meeting_without_attendance_is_not_a_meeting_of_nobody(zone):
    meeting_with(zone, {"presence": "present"}, {"presence": "present"})
    meeting_with(zone, {"presence": "unknown"}, day=date(YEAR, 4, 23))
    figures = indicators.figures(zone, YEAR)
    assert figures["persons"]["mean"] == 2
    assert [row["persons"] for row in figures["attendance"]] == [2, None]
    assert figures["meetings"]["unrecorded"] == 1
    assert {cells[1] for cells in figures["grid"].values()} == {"unknown"}


def test_a_meeting_taken_over_counts_only_with_its_attendance(zone):
    meeting_with(zone, {"presence": "unknown"}, is_imported=True)
    meeting_with(zone, {"presence": "present"}, is_imported=True, day=date(YEAR, 4, 2))
    figures = indicators.figures(zone, YEAR)
    assert figures["meetings"]["held"] == 1
    assert figures["rates"]["response"] is None  # their answers were never asked here


def test_what_counts_counts_in_the_quota_its_rows_its_table_and_its_picture(zone):
    meeting_with(zone, {"presence": "unknown"}, is_imported=True)
    meeting_with(zone, {"presence": "present"}, is_imported=True, day=date(YEAR, 4, 2))
    data = indicators.gather(zone, YEAR)
    figures = indicators.figures(zone, YEAR, data)
    kinds = {table.name: table for table in tables.for_all(data, figures)}["natures"]
    (row,) = (dict(zip([one.key for one in kinds.columns], row, strict=True)) for row in kinds.rows)
    ((_year, pictured, _beside),) = kinds_by_year(data)[1]
    quota = half_days(zone, YEAR)
    assert figures["quota"]["held"] == quota.held == row["half_days"] == 1
    assert sum(pictured.values()) == len(FIGURES["demi-journees"][1](data, True)) == 1
    assert [one.stage for one in quota.counted] == ["waiting", "held"]


def test_each_rate_opens_on_the_meetings_it_counts(zone):
    """Of old minutes the answers, of a meeting not noted who came: « n. d. », never a number."""
    row = {"answer": "coming", "presence": "present"}
    meeting_with(zone, row, {"answer": "pending", "presence": "absent"})
    meeting_with(zone, row | {"presence": "unknown"}, day=date(YEAR, 4, 23))
    meeting_with(zone, row, row, is_imported=True, day=date(YEAR, 5, 7))
    data = indicators.gather(zone, YEAR)
    said = re.compile(r"invitées\W+(.+), réponses\W+(.+), présentes\W+(.+), excusées")
    rows = [said.match(one["note"]).groups() for one in FIGURES["reponses"][1](data, True)]
    for column, share in (
        (1, participation.response_rate(data)),
        (2, participation.attendance_rate(data)),
    ):
        counted = [line for line in rows if line[column] != "n.\u00a0d."]
        assert len(counted) == 2
        invited, found = (sum(int(line[place]) for line in counted) for place in (0, column))
        assert round(found / invited, 3) == share


def test_guests_open_on_rows_that_show_them(zone):
    meeting_with(zone, {"presence": "present"}, {"presence": "present", "capacity": "guest"})
    data = indicators.gather(zone, YEAR)
    (figure,) = [one for one in FIGURE_LIST if one.path == "persons.guests"]
    (row,) = FIGURES[figure.slug][1](data, True)
    assert row["state"].endswith("invités et experts\u00a0: 1")


def test_a_zone_where_everybody_is_known_has_zero_newcomers_and_that_is_known(zone):
    row = {"organisation": make_organisation(), "person": make_person(), "presence": "present"}
    meeting_with(zone, row, day=date(YEAR - 1, 3, 5))
    meeting_with(zone, row)
    found = synthesis.snapshot(synthesis.read(YEAR))["zones"]
    (mine,) = [one for one in found if one["code"] == zone.code]
    assert mine["register"]["newcomers"] == 0


def test_cancelled_and_postponed_meetings_are_told_apart(zone):
    cancelled = make_meeting(zone, status="cancelled", starts_at=at(date(YEAR, 5, 5)))
    MeetingEvent.objects.create(meeting=cancelled, kind="convened")
    make_participation(cancelled, presence="present")
    make_meeting(zone, status="cancelled", starts_at=at(date(YEAR, 5, 6)))  # nobody heard of it
    late = meeting_with(zone, {"presence": "present"}, day=date(YEAR, 6, 22))
    MeetingEvent.objects.create(
        meeting=late,
        kind="postponed",
        reason="Salle inondée.",
        previous_starts_at=at(date(YEAR, 6, 1)),
    )
    figures = indicators.figures(zone, YEAR)
    assert figures["meetings"]["held"] == 1
    assert (figures["meetings"]["cancelled"], figures["meetings"]["postponed"]) == (1, 1)
    assert figures["institutions"]["reached"] == 1


def test_the_balance_adds_up_to_its_rows_and_its_table(zone):
    rows = [{"organisation": make_organisation(language=tongue)} for tongue in ("fr", "fr", "nl")]
    meeting_with(zone, *(row | {"presence": "present"} for row in rows))
    data = indicators.gather(zone, YEAR)
    figures = indicators.figures(zone, YEAR, data)
    assert figures["balance"]["language"] == {"fr": 2, "nl": 1}
    assert figures["balance"]["commune"] == {"": 3}
    shown = {table.name: table for table in tables.for_all(data, figures)}["repartition"]
    opened = FIGURES["repartition"][1](data, True)
    assert [row[3] for row in shown.rows] == [int(row["state"]) for row in opened]
    assert [row[2] for row in shown.rows] == [row["title"] for row in opened]


def test_an_empty_year_says_nothing_rather_than_zero(zone):
    figures = indicators.figures(zone, YEAR)
    assert figures["persons"] == {"mean": None, "median": None, "guests": None}
    assert set(figures["rates"].values()) == {None}
    assert figures["institutions"]["reached"] is None
    assert figures["minutes"]["sending_days"] is None
    assert json.loads(json.dumps(figures)) == figures


def test_a_year_without_attendance_has_no_zero_that_somebody_could_read(zone):
    """One meeting held, nobody noted anything: what depends on who came is « n. d. » everywhere."""
    office = make_organisation()
    make_member(zone, office)
    meeting_with(zone, {"organisation": office, "presence": "unknown"})
    data = indicators.gather(zone, YEAR)
    figures = indicators.figures(zone, YEAR, data)
    for name in ("practitioners", "from_outside", "persons"):
        assert set(figures[name].values()) == {None}
    assert figures["institutions"] == {
        "reached": None,
        "members": 1,
        "regular": None,
        "invited": None,
    }
    assert headline(figures)["invited"] is None
    shown = {table.name: table for table in tables.for_all(data, figures)}["institutions"]
    (row,) = (dict(zip([one.key for one in shown.columns], row, strict=True)) for row in shown.rows)
    assert {row[name] for name in ("present", "counted_invited", "counted_present")} == {None}
    said = {what: number for what, number, _how in participation_facts(figures)}
    assert said["Invités et experts"] == "n.\u00a0d."


def test_newcomers_need_an_older_year_to_be_told(zone):
    old, new = make_organisation(), make_organisation()
    person = make_person()
    row = {"person": person, "organisation": old, "presence": "present"}
    meeting_with(zone, row, {"organisation": new, "presence": "present"})
    assert indicators.figures(zone, YEAR)["newcomers"] == {"institutions": None, "persons": None}
    meeting_with(zone, row, day=date(YEAR - 9, 3, 5))
    data = indicators.gather(zone, YEAR)
    assert participation.new_institutions(data) == {new.pk}
    assert participation.new_persons(data) == 1


def test_a_theme_is_new_again_after_five_years(zone):
    recent, older, fresh, _unused = make_themes()
    for year, theme in ((YEAR - 5, recent), (YEAR - 6, older), (YEAR - 30, fresh)):
        meeting_with(zone, {"presence": "present"}, day=date(year, 3, 5)).themes.add(theme)
    meeting_with(zone, {"presence": "present"}).themes.set([recent, older, fresh])
    assert indicators.figures(zone, YEAR)["themes"] == {
        "total": 3,
        "new": 2,
        "recurring": 1,
        "new_share": 0.667,
    }


def test_delays_count_days_of_the_calendar(zone):
    meeting = meeting_with(zone, {"presence": "present"})
    make_pv(
        meeting,
        status="approved",
        sent_at=at(date(YEAR, 3, 14), 17),
        decided_at=at(date(YEAR, 4, 23)),
    )
    MeetingEvent.objects.filter(meeting=meeting, kind="convened").update(
        at=at(date(YEAR, 2, 24), 23, 50)
    )
    figures = indicators.figures(zone, YEAR)
    assert figures["minutes"]["sending_days"] == 9
    assert figures["minutes"]["approval_days"] == 49
    assert figures["notice"] == {"min": 9, "median": 9}  # 25 February to 4 March


def test_a_pv_is_missing_where_one_is_owed(zone):
    """Formal meetings owe one, the others once it is begun; old minutes are nobody's debt."""
    informal = {"kind": "working_group", "counts_for_quota": False}
    for number, (status, fields) in enumerate(
        [
            (None, {}),
            ("draft", {}),
            ("sent", {}),
            (None, informal),
            ("review", informal),
            ("sent", informal),
            (None, {"is_imported": True, "is_attendance_confirmed": False}),
        ]
    ):
        meeting = make_meeting(zone, "held", day=date(YEAR, 3, 5 + number), **fields)
        if status:
            make_pv(meeting, status)
    data = indicators.gather(zone, YEAR)
    figures = indicators.figures(zone, YEAR, data)
    assert (figures["minutes"]["sent"], figures["minutes"]["missing"]) == (2, 3)
    states = [row["state"] for row in FIGURES["pv"][1](data, True)]
    assert (states.count("pas de PV"), states.count("pas de PV attendu")) == (1, 2)
    shown = synthesis.contents(synthesis.snapshot(synthesis.read(YEAR)))
    assert shown["zones"][0]["pv_owed"] == 5


def test_actions_opened_carried_closed_and_late(zone):
    old = meeting_with(zone, {"presence": "present"}, day=date(YEAR - 1, 10, 1))
    new = meeting_with(zone, {"presence": "present"})
    add_action(old, done_on=date(YEAR - 1, 12, 1))  # closed before: not this year's business
    add_action(old, done_on=date(YEAR, 1, 10))
    add_action(old, due_on=date(YEAR, 2, 1))
    add_action(new, done_on=date(YEAR, 3, 15), due_on=date(YEAR, 3, 1))
    add_action(new, done_on=date(YEAR + 1, 1, 2), due_on=date(YEAR, 12, 1))
    add_action(new, due_on=date(YEAR + 1, 3, 1))
    assert indicators.figures(zone, YEAR)["actions"] == {
        "opened": 3,
        "carried": 2,
        "closed": 2,
        "open": 3,
        "late": 2,
        "median_days": median([101, 10]),
    }


def test_opinions_by_state(zone):
    meeting = meeting_with(zone, {"presence": "present"})
    add_opinion(meeting, 1)
    add_opinion(meeting, 2, sent_on=date(YEAR, 4, 1))
    add_opinion(meeting, 3, sent_on=date(YEAR, 4, 1), answered_on=date(YEAR, 6, 1))
    data = indicators.gather(zone, YEAR)
    assert followup.opinions(data) == {"issued": 3, "sent": 2, "answered": 1}


def test_trend_looks_back_five_years_and_leaves_holes(zone):
    meeting_with(zone, {"presence": "present"}, day=date(YEAR - 4, 3, 5))
    meeting_with(zone, {"presence": "present"}, {"presence": "absent"})
    rows = indicators.figures(zone, YEAR)["trend"]
    assert [row["year"] for row in rows] == list(range(YEAR - 4, YEAR + 1))
    assert [row["institutions"] for row in rows] == [1, None, None, None, 1]
    assert rows[-1]["attendance"] == 0.5


@pytest.mark.parametrize("count", [1, 3, 12])
def test_figures_cost_the_same_queries_whatever_the_year(zone, count, django_assert_num_queries):
    make_year(zone, meetings=count)
    with django_assert_num_queries(9):
        indicators.figures(zone, YEAR)


def test_the_six_zones_cost_what_one_costs(zone, other_zone, django_assert_num_queries):
    make_year(zone)
    make_year(other_zone, seed=3)
    alone = participation.institutions_reached(indicators.gather(zone, YEAR))
    with django_assert_num_queries(6):
        years = indicators.gather_all([zone, other_zone], YEAR)
    assert participation.institutions_reached(years[zone.pk]) == alone


def test_rules_in_force_are_those_of_the_end_of_the_year(zone):
    data = indicators.gather(zone, YEAR)
    assert meetings.quota(data).target == half_days(zone, YEAR).target
    assert data.rules == zone.house_rules.get()


def test_clear_days_never_go_below_zero(zone):
    meeting = meeting_with(zone, {"presence": "present"})
    event = MeetingEvent.objects.filter(meeting=meeting, kind="convened")
    event.update(at=meeting.starts_at + timedelta(hours=1))
    assert indicators.figures(zone, YEAR)["notice"]["min"] == 0
