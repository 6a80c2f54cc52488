import re
from xml.etree.ElementTree import fromstring  # noqa: S405  (our own drawings)

import pytest
from django.utils import translation

from concertation import shapes, svg

HOSTILE = '<script>alert("x")</script> & \'"><style>'
SUD = "#b0441a"


def parse(drawn):
    return fromstring(drawn)  # noqa: S314


def tile(**changes):
    return {
        "name": "Forest",
        "value": 9,
        "colour": SUD,
        "col": 2,
        "row": 3,
        "w": 1,
        "h": 1,
        **changes,
    }


def every_picture(text):
    return [
        svg.bar_chart([(text, 3)], title=text, colour=SUD),
        svg.paired_bars([(text, 3, 2)], title=text, colour=SUD, names=(text, text)),
        svg.horizontal_bars([(text, 3)], title=text, colour=SUD),
        svg.stacked_bars([(text, [3])], names=[text], title=text, colours=[SUD]),
        svg.line_chart([(text, SUD, [3, 4])], labels=[text, text], title=text),
        svg.tile_map([tile(name=text, url=text)], title=text),
    ]


@pytest.mark.parametrize("drawn", every_picture(HOSTILE))
def test_text_is_escaped_and_the_picture_is_well_formed(drawn):
    root = parse(drawn)
    names = {item.tag.split("}")[1] for item in root.iter()}
    assert names <= {"svg", "title", "desc", "g", "a", "rect", "line", "text", "circle", "polyline"}
    assert root[0].text == HOSTILE


@pytest.mark.parametrize("drawn", every_picture("Forest"))
def test_picture_has_name_description_and_no_style(drawn):
    root = parse(drawn)
    assert [item.tag.split("}")[1] for item in root[:2]] == ["title", "desc"]
    assert "Forest" in root[1].text
    assert root.get("role") in ("img", "group")
    attributes = {name for item in root.iter() for name in item.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_coordinates_use_a_point_and_text_a_comma(language):
    with translation.override(language):
        drawn = svg.horizontal_bars([("a", 3.5), ("b", 7.25)], title="t", colour=SUD)
    assert ">3,5<" in drawn
    assert all("," not in value for value in re.findall(r' (?:x|y|width)="([^"]*)"', drawn))


def test_missing_value_is_said_and_not_drawn():
    drawn = svg.bar_chart([("mars", None), ("juin", 0), ("sept", 4)], title="t", colour=SUD)
    assert drawn.count("<rect") == 1
    assert "n.\u00a0d." in drawn
    assert ">0<" in drawn
    assert "mars\u00a0: n.\u00a0d.\u202f; juin\u00a0: 0\u202f; sept\u00a0: 4" in drawn


@pytest.mark.parametrize("value", [None, 0])
def test_chart_without_a_figure_is_still_drawn(value):
    assert "<svg" in svg.bar_chart([("mars", value)], title="t", colour=SUD)
    assert "<svg" in svg.paired_bars([], title="t", colour=SUD)
    assert "<svg" in svg.line_chart([("a", SUD, [value])], labels=["x"], title="t")
    assert "<svg" in svg.tile_map([], title="t")


def test_highlight_keeps_the_other_bars_quiet():
    drawn = svg.bar_chart([("a", 1), ("b", 2), ("c", 3)], title="t", colour=SUD, highlight=2)
    assert drawn.count(f'fill="{SUD}"') == 1
    assert drawn.count(f'fill="{svg.QUIET}"') == 2
    assert 'font-weight="700" fill="#1c2430" text-anchor="middle">3<' in drawn


def test_second_measure_is_outlined_for_black_and_white():
    drawn = svg.paired_bars(
        [("5 mars", 15, 11)], title="t", colour=SUD, names=("personnes", "institutions")
    )
    assert f'fill="{SUD}"' in drawn
    assert f'fill="#ffffff" stroke="{SUD}"' in drawn
    assert "5 mars\u00a0: 15 personnes, 11 institutions" in drawn


def test_line_stops_where_a_figure_is_missing():
    drawn = svg.line_chart([("Sud", SUD, [1, 2, None, 3, 4])], labels="abcde", title="t")
    assert drawn.count("<polyline") == 2
    assert drawn.count("<circle") == 4


def test_two_lines_differ_without_colour():
    drawn = svg.line_chart([("a", SUD, [1, 2]), ("b", SUD, [2, 1])], labels="xy", title="t")
    assert drawn.count("stroke-dasharray") == 1


def test_map_without_links_is_one_image_and_with_links_a_group():
    assert 'role="img"' in svg.tile_map([tile()], title="t")
    linked = svg.tile_map([tile(url="/communes/forest/")], title="t")
    assert 'role="group"' in linked
    assert '<a href="/communes/forest/" aria-label="Forest\u00a0: 9">' in linked


def test_map_is_as_large_as_its_grid():
    tiles = [tile(col=0, row=0, w=2), tile(col=5, row=3)]
    root = parse(svg.tile_map(tiles, title="t"))
    assert root.get("viewBox") == "0 0 499 225"


def test_long_label_is_cut_in_the_drawing_and_whole_in_the_description():
    name = "Fracture numérique des usagers de la région bruxelloise"
    drawn = svg.horizontal_bars([(name, 3)], title="t", colour=SUD)
    assert "…</text>" in drawn
    assert f"{name}\u00a0: 3" in drawn


@pytest.mark.parametrize(
    ("background", "ink"), [("#b0441a", "#ffffff"), ("#f0d9cd", shapes.INK), ("#1b4965", "#ffffff")]
)
def test_figure_reads_on_its_background(background, ink):
    assert shapes.readable_on(background) == ink
