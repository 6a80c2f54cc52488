"""The heat table and the grid: words that describe them, nothing drawn as a number it is not."""

import pytest

from concertation import svg, svg_grids

from .test_svg import parse

HOSTILE = '<script>alert("x")</script> & "citation"'
WORDS = {"present": "là", "excused": "excusée", "absent": "absente", "unknown": "n. d.", "": "–"}


def texts(drawn):
    return [item.text for item in parse(drawn).iter() if item.tag.endswith("text")]


@pytest.mark.parametrize("columns", [1, 8, 30])
def test_a_missing_number_is_said_and_never_nought(columns):
    names = [f"{n:02d}/03" for n in range(columns)]
    drawn = svg_grids.heat_table(
        [("CPAS", [None] * columns), ("Communes", [0] * columns)],
        columns=names,
        title="Présences",
        colour="#b0441a",
        missing="n. d.",
    )
    assert texts(drawn).count("n. d.") == columns
    assert texts(drawn).count("0") == columns
    assert set(names) <= set(texts(drawn))


@pytest.mark.parametrize(
    "name",
    [
        "Plaatselijk initiatief voor de ontwikkeling van de werkgelegenheid",
        "Gezondheid, wijkgezondheidscentrum of gezondheidspromotie",
    ],
)
def test_a_long_name_of_the_heat_table_takes_two_lines(name):
    drawn = svg_grids.heat_table(
        [(name, [1]), ("CPAS", [2])], columns=["12/02"], title="Types", colour="#b0441a", left=232
    )
    first, second = [said for said in texts(drawn) if said in name]
    assert f"{first} {second}" == name


def test_typed_names_stay_text():
    grid = svg_grids.dot_grid(
        [(HOSTILE, list(WORDS), "1 / 3")],
        columns=["a", "b", "c", "d", HOSTILE],
        title=HOSTILE,
        colour="#b0441a",
        words=WORDS,
    )
    assert "<script" not in grid
    assert parse(grid)[0].text == HOSTILE
    assert "a là" in parse(grid)[1].text


def test_a_tint_stays_between_the_colour_and_white():
    assert svg_grids.tint("#b0441a", 0) == "#ffffff"
    assert svg_grids.tint("#b0441a", 1) == "#b0441a"
    assert svg_grids.tint("#b0441a", 9) == "#b0441a"


def test_the_goal_of_the_bars_is_told_in_words():
    drawn = svg.stacked_bars(
        [("2025", [3, 2])],
        names=["commission", "visite"],
        title="Demi-journées",
        colours=["#b0441a", "#ffffff"],
        target=(4, "demandées"),
    )
    assert "demandées\u00a0: 4" in parse(drawn)[1].text
