"""Half-days, their order of preference, and the sentences that explain them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from meetings import slots, slots_wording
from meetings.holidays import DayOff, day_note, day_off
from meetings.slots import Cell, Engagement, Habit, Half, Seat, cells, halves, strip
from zones.models import HouseRules

THURSDAY = date(2027, 3, 11)
TODAY = date(2027, 2, 1)


def local(day, hour, minute=0):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def engagement(day, start, end, taken, label="réunion de la zone Nord-Est"):
    return Engagement(label, local(day, *start), local(day, *end), frozenset(taken))


@pytest.mark.parametrize(
    ("starts", "ends", "parts"),
    [
        ((9, 30), (12, 30), "am"),
        ((9, 0), (13, 0), "am"),
        ((9, 0), (13, 1), "am pm"),
        ((10, 0), (16, 0), "am pm"),
        ((13, 30), (16, 30), "pm"),
        ((12, 0), (13, 0), "pm"),
        ((18, 0), (20, 0), "pm"),
        ((0, 0), (0, 1), "am"),
    ],
)
def test_meeting_takes_the_half_days_it_lies_in(starts, ends, parts):
    found = halves(local(THURSDAY, *starts), local(THURSDAY, *ends))
    assert found == [Half(THURSDAY, part) for part in parts.split()]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25), THURSDAY])
def test_whole_day_takes_both_half_days_and_nothing_of_the_next(day):
    found = halves(local(day, 0), local(day + timedelta(days=1), 0))
    assert found == [Half(day, "am"), Half(day, "pm")]


def test_two_days_take_four_half_days():
    found = halves(local(THURSDAY, 9), local(THURSDAY + timedelta(days=1), 17))
    assert [half.key for half in found] == [
        "2027-03-11-am",
        "2027-03-11-pm",
        "2027-03-12-am",
        "2027-03-12-pm",
    ]


def test_half_day_is_that_of_brussels_on_both_sides_of_the_clock_change():
    """11 h 30 in Brussels is 9 h 30 or 10 h 30 in universal time, and a morning either way."""
    for day, hour in ((date(2026, 10, 23), 9), (date(2026, 10, 26), 10)):
        starts = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        assert halves(starts, starts + timedelta(hours=1)) == [Half(day, "am")]


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("2027-03-11T09:30", Half(THURSDAY, "am")),
        ("2027-03-11T13:30", Half(THURSDAY, "pm")),
        ("2027-03-11-pm", Half(THURSDAY, "pm")),
        ("2027-03-11", None),
        ("2027-03-11-xx", None),
        ("2027-02-30T09:30", None),
        ("", None),
        ("\x00", None),
        ("9" * 16, None),
    ],
)
def test_half_day_of_an_address_is_read_or_left_out(text, half):
    assert slots.half_from(text) == half


def test_taken_institutions_are_counted_once_and_only_among_the_members_of_the_day():
    seats = [Seat(n, f"Institution {n}") for n in range(1, 7)]
    seats.append(Seat(7, "Partie", ended_on=THURSDAY - timedelta(days=1)))
    seats.append(Seat(8, "Arrivée", started_on=THURSDAY))
    wanted = [Half(THURSDAY - timedelta(days=1), "am"), Half(THURSDAY, "am"), Half(THURSDAY, "pm")]
    engagements = [
        engagement(THURSDAY - timedelta(days=1), (9,), (12,), {7, 8}),
        engagement(THURSDAY, (9,), (12,), {1, 2, 7}),
        engagement(THURSDAY, (10,), (15,), {2, 3, 99}),
    ]
    found = cells(wanted, seats, engagements)
    assert [(cell.count, cell.total) for cell in found] == [(1, 7), (3, 7), (2, 7)]
    assert found[1].taken == {1, 2, 3}


@pytest.mark.parametrize(
    ("taken", "level"), [(0, 0), (1, 1), (4, 1), (5, 2), (8, 2), (10, 3), (15, 4), (17, 5), (20, 5)]
)
def test_tint_follows_the_share(taken, level):
    cell = Cell(Half(THURSDAY, "am"), frozenset(range(20)), _taking(range(taken)))
    assert cell.level == level


def _taking(ids):
    return (engagement(THURSDAY, (9,), (12,), ids),)


def test_strip_is_weeks_of_five_days_of_two_halves():
    weeks = [date(2027, 3, 8), date(2027, 3, 15)]
    found = strip(weeks, [], [], usual=Habit(), months={(2027, 3)}, today=date(2027, 3, 9))
    assert [len(week) for week in found] == [5, 5]
    assert [cell.half.key for cell in found[1][0]] == ["2027-03-15-am", "2027-03-15-pm"]
    assert found[1][4][1].half.day == date(2027, 3, 19)
    # Today is too late to call anybody.
    assert [day[0].is_past for day in found[0]] == [True, True, False, False, False]


def best(cells):
    return slots.best(cells, TODAY)


def cell(day, part="am", taken=(), members=10, usual=None, **fields):
    engagements = (engagement(day, (9,), (12,), taken),) if taken else ()
    return Cell(
        Half(day, part),
        frozenset(range(members)),
        engagements,
        fields.pop("off", DayOff()),
        usual or Habit(3, "am"),
        **fields,
    )


def test_best_moment_is_free_usual_and_in_a_month_without_a_meeting():
    free = cell(THURSDAY)
    other_day = cell(THURSDAY + timedelta(days=5))
    other_part = cell(THURSDAY + timedelta(weeks=1), "pm")
    taken = cell(THURSDAY + timedelta(weeks=2), taken=range(6))
    holidays = cell(THURSDAY + timedelta(weeks=3), off=DayOff(french=True, dutch=True))
    empty_month = cell(THURSDAY + timedelta(weeks=4), is_month_empty=True)
    found = best([holidays, taken, other_part, other_day, free, empty_month])
    assert found == [empty_month, free, other_part, other_day]


def test_best_moments_leave_out_what_nobody_would_choose():
    assert (
        best(
            [
                cell(THURSDAY, is_past=True),
                cell(THURSDAY + timedelta(weeks=1), off=DayOff(public="Ascension")),
                cell(THURSDAY + timedelta(weeks=2), taken=range(10)),
                cell(THURSDAY + timedelta(weeks=3), members=0),
            ]
        )
        == []
    )


def test_best_moments_are_of_different_days_and_weeks():
    week = [
        cell(date(2027, 3, 8) + timedelta(days=n), part) for n in range(5) for part in ("am", "pm")
    ]
    found = best([*week, cell(date(2027, 3, 22), taken=range(9))])
    assert len(found) == 3
    assert len({one.half.day for one in found}) == 3


def test_best_moments_leave_time_to_call_everybody():
    soon, later = cell(THURSDAY), cell(THURSDAY + timedelta(weeks=1))
    assert slots.best([soon, later], THURSDAY + timedelta(days=1)) == [later]
    assert slots.best([soon, later], THURSDAY) == [soon, later]


def words(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_sentence_says_everything_that_placed_the_moment():
    found = cell(THURSDAY, taken={1, 2}, members=18, is_month_empty=True)
    assert words(slots_wording.sentence(found, TODAY)) == (
        "Jeudi 11 mars, matin : 2 institutions sur 18 prises ; votre jour et votre moment "
        "habituels ; mars n’a pas encore de réunion."
    )


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (
            {"usual": Habit(3), "taken": {1}},
            "Jeudi 11 mars, matin : 1 institution sur 10 prise ; votre jour habituel.",
        ),
        (
            {"part": "pm", "off": DayOff(dutch=True)},
            "Jeudi 11 mars, après-midi : aucune des 10 institutions n’est prise ; votre jour "
            "habituel ; vacances scolaires néerlandophones.",
        ),
        (
            {"usual": Habit(), "members": 0},
            "Jeudi 11 mars, matin : aucune institution n’est encore membre de la zone.",
        ),
    ],
)
def test_sentence_says_no_more_than_is_so(made, sentence):
    assert words(slots_wording.sentence(cell(THURSDAY, **made), TODAY)) == sentence


def test_sentence_gives_the_year_when_it_is_not_this_one():
    said = slots_wording.sentence(cell(THURSDAY), date(2026, 12, 1))
    assert words(said).startswith("Jeudi 11 mars 2027, matin :")


def test_what_else_takes_place_is_said_with_its_figures():
    morning = cell(THURSDAY, taken={1, 2, 3}, members=18)
    other = Engagement(
        "Coordination sociale", local(THURSDAY, 9), local(THURSDAY, 16), frozenset({3, 4, 5, 40})
    )
    morning = Cell(morning.half, morning.members, (*morning.engagements, other))
    assert words(slots_wording.elsewhere([morning])) == (
        "5 institutions sur 18 ont une autre réunion : réunion de la zone Nord-Est (3), "
        "Coordination sociale (3)."
    )
    assert slots_wording.elsewhere([cell(THURSDAY)]) == ""
    assert slots_wording.elsewhere([]) == ""


def test_habit_is_the_preference_else_what_most_meetings_show():
    past = [local(THURSDAY - timedelta(weeks=4 * n), 9, 30) for n in range(3)]
    past.append(local(date(2027, 1, 4), 14))
    assert slots.habit(HouseRules(), past) == Habit(3, "am")
    chosen = HouseRules(preferred_weekday=0, preferred_half_day="pm")
    assert slots.habit(chosen, past) == Habit(0, "pm")
    assert slots.habit(HouseRules(), past[:2]) == Habit(None, "")


@pytest.mark.parametrize(
    ("day", "french", "dutch"),
    [
        # Spring 2026, autumn 2026 and carnival 2027 differ; Christmas does not.
        (date(2026, 4, 7), False, True),
        (date(2026, 4, 28), True, False),
        (date(2026, 10, 20), True, False),
        (date(2026, 11, 3), False, True),
        (date(2027, 2, 9), False, True),
        (date(2027, 2, 23), True, False),
        (date(2026, 12, 22), True, True),
        (date(2027, 8, 30), False, True),
        (date(2026, 3, 12), False, False),
        (date(2021, 4, 6), True, True),
    ],
)
def test_school_holidays_of_the_two_communities(day, french, dutch):
    off = day_off(day)
    assert (off.french, off.dutch) == (french, dutch)


def test_school_days_off_and_far_years_are_said_as_such():
    assert day_note(date(2028, 9, 27)) == "congé scolaire francophone"
    both = "vacances scolaires francophones · congé scolaire néerlandophone"
    assert day_note(date(2027, 5, 7)) == both
    assert "à vérifier" in day_note(date(2031, 12, 29))
    assert "à vérifier" not in day_note(date(2028, 12, 27))
    assert "férié" in day_note(date(2031, 12, 25))
