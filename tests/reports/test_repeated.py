"""Texts taken over from last year: how much is the same."""

import random
import time
from types import SimpleNamespace

import pytest

from reports.repeated import ALIKE, repeated, share_kept

WORDS = [f"mot{n}" for n in range(200)]


def text(fr, nl=""):
    return SimpleNamespace(text_fr=fr, text_nl=nl)


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        ("", "", 0),
        ("Rien.", "", 0),
        ("Une année calme.", "Une année calme.", 1),
        ("Une année\r\ncalme.", "Une  année\n\ncalme.", 1),
        ("un deux trois quatre", "un deux trois cinq", 0.75),
        ("un deux", "deux un", 0.5),
        ("un deux trois", "quatre cinq", 0),
    ],
)
def test_the_share_counts_the_words_in_common_in_their_order(before, after, share):
    if share < ALIKE:  # known to be under the mark: only that matters
        assert share_kept(before, after) < ALIKE
    else:
        assert share_kept(before, after) == share


def test_the_mark_is_nine_words_in_ten():
    nine = " ".join([*WORDS[:9], "autre"])
    eight = " ".join([*WORDS[:8], "autre", "encore"])
    before = " ".join(WORDS[:10])
    assert share_kept(before, nine) == pytest.approx(0.9)
    assert share_kept(before, eight) < ALIKE


def test_each_language_is_compared_with_itself():
    last = {"zone": text("Un deux trois.", "Een twee drie."), "themes": text("Autre chose.")}
    now = {
        "zone": text("Tout neuf ici.", "Een twee drie."),
        "themes": text("Nouveau."),
        "avis": text("Un deux trois."),
    }
    found = repeated(now, last)
    assert list(found) == ["zone"]
    assert [(row.language, row.percent, row.is_same) for row in found["zone"]] == [
        ("nl", 100, True)
    ]


def test_the_difference_is_marked_and_escaped():
    before = " ".join(WORDS[:30])
    found = repeated({"zone": text(f"{before} <script>")}, {"zone": text(f"{before} 2025")})
    [row] = found["zone"]
    assert row.percent == 93  # 93.75: never rounded up to « mot pour mot »
    assert "<del>2025</del>" in row.difference
    assert "<script>" not in row.difference


@pytest.mark.parametrize("seed", range(3))
def test_a_text_as_long_as_the_field_takes_little_time(seed):
    dice = random.Random(seed)
    words = dice.choices(["a", "b", ",", "."], k=9_900)
    mixed = words[:]
    dice.shuffle(mixed)
    start = time.perf_counter()
    share_kept(" ".join(words), " ".join(mixed))
    assert time.perf_counter() - start < 1
