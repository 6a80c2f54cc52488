"""The year in bricks: escaped, readable without colour, told in words."""

from xml.etree.ElementTree import fromstring  # noqa: S405  (our own drawings)

import pytest
from django.utils import translation
from django.utils.translation import gettext

from concertation.bricks import year_bar
from meetings.quota import Stage

MONTHS = [f"m{n}" for n in range(1, 13)]
LOOKS = ("proved", "held", "convened", "planned", "waiting", "")
#: The words that the year of a zone says beside the stages, the longest of which is told otherwise.
SHORT = ("à relever", "manquante", "à planifier")
SVG = "{http://www.w3.org/2000/svg}"


def draw(bricks, **options):
    options = {"months": MONTHS, "title": "Année", "desc": "en mots", "extra": "à fixer"} | options
    return fromstring(year_bar(bricks, **options))  # noqa: S314


def texts(root):
    return [item.text for item in root.iter(f"{SVG}text")]


def box(rect):
    return tuple(float(rect.get(name)) for name in ("x", "y", "width", "height"))


def test_brick_stands_in_its_month_and_a_full_day_is_twice_as_high():
    root = draw([(3, 5, "proved", 1, "prouvée"), (3, 9, "held", 2, "tenue")], width=600)
    (x, y, wide, high), (x2, y2, _wide, high2) = (box(r) for r in root.iter(f"{SVG}rect"))
    assert 2 * 50 < x < x + wide < 3 * 50
    assert x == x2
    assert y2 > y + high
    assert high2 > 2 * high - 1


def test_column_of_those_without_a_month_shows_only_when_there_are_some():
    assert "à fixer" not in texts(draw([(3, 5, "proved", 1, "prouvée")]))
    assert "à fixer" in texts(draw([(0, "?", "", 1, "à planifier")]))


def test_looks_differ_without_colour():
    shapes = set()
    for look in LOOKS:
        root = draw([(3, "", look, 1, "mot")])
        rect = next(root.iter(f"{SVG}rect"))
        fill = {"#1f6f4a": "dark", "#cfe3d7": "tint", "#eee8dc": "tint"}.get(rect.get("fill"), "")
        inside = len([line for line in root.iter(f"{SVG}line") if line.get("x1") != line.get("x2")])
        shapes.add((fill, rect.get("stroke-dasharray"), min(inside, 2)))
    assert len(shapes) == len(LOOKS)


def test_words_stand_under_the_bricks_where_they_can_be_read():
    brick = [(3, 5, "proved", 1, "prouvée")]
    assert "prouvée" in texts(draw(brick, width=600))
    assert "prouvée" not in texts(draw(brick, width=340))


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("width", [480, 600])
def test_no_word_under_a_brick_is_cut(language, width):
    with translation.override(language):
        words = [str(label) for label in (*Stage.labels[1:], *map(gettext, SHORT))]
    drawn = draw([(n % 13, "", "", 1, word) for n, word in enumerate(words)], width=width)
    assert set(words) <= set(texts(drawn))


@pytest.mark.parametrize("width", [340, 600])
@pytest.mark.parametrize("look", LOOKS)
def test_nothing_leaves_the_picture(look, width):
    root = draw([(12, 31, look, 2, "mot"), (0, "?", look, 1, "mot")], width=width)
    _x, _y, wide, high = (float(n) for n in root.get("viewBox").split())
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = box(rect)
        assert x >= 0
        assert y >= 0
        assert x + w <= wide
        assert y + h <= high
    for line in root.iter(f"{SVG}line"):
        assert all(0 <= float(line.get(n)) <= wide for n in ("x1", "x2"))
        assert all(0 <= float(line.get(n)) <= high for n in ("y1", "y2"))


def test_text_is_escaped_and_without_style():
    hostile = "<script>&\"'"
    drawn = year_bar(
        [(1, hostile, "held", 1, hostile)],
        months=[hostile] * 12,
        title=hostile,
        desc=hostile,
        width=600,
    )
    root = fromstring(drawn)  # noqa: S314
    assert root[0].text == hostile
    assert "<script" not in drawn
    assert not any(item.get("style") for item in root.iter())
