"""No word of a PV comes out anywhere for a reader below its level; for the others it does."""

import functools

import pytest

from concertation import pdf
from meetings.models.levels import LEVELS
from tests.factories import make_person, make_user
from tests.meetings.levels import OF_A_YEAR, OUTPUTS, build, cast, correct, deposit, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(zone, coordinator, partner, outsider, region):
    """The cast, and two accounts whose persons come: a partner and a guest of no zone."""
    guest = make_user(full_name="Gaëlle Invitée")
    make_person("Gaëlle Invitée", user=guest)
    there = make_user(zone, full_name="Thomas Présent")
    return {
        "coordinator": coordinator,
        "partner": partner,
        "outsider": outsider,
        "region": region,
        "guest": guest,
        "there": there,
    }


@pytest.fixture
def laid_out_once(monkeypatch):
    """A page laid out for one reader is not laid out again for another who gets the very same HTML:
    a paper is a function of its HTML alone (see ``test_documents``)."""
    monkeypatch.setattr(pdf, "page_count", functools.cache(pdf.page_count))
    monkeypatch.setattr(pdf, "html_to_pdf", functools.cache(pdf.html_to_pdf))
    yield
    text_of.cache_clear()


@pytest.mark.usefixtures("laid_out_once")
@pytest.mark.parametrize("visibility", LEVELS)
def test_no_word_comes_out_for_a_reader_below_its_level(zone, people, visibility):
    there = people["there"], people["guest"]
    world = build(zone, visibility, by=people["coordinator"], there=there)
    leaks, missing = read_by_all(world, people)
    assert not leaks
    assert not missing


@pytest.mark.usefixtures("laid_out_once")
@pytest.mark.parametrize("visibility", ["zone", "region"])
def test_no_word_comes_out_of_a_deposited_report_below_its_level(zone, people, visibility):
    there = people["there"], people["guest"]
    world = build(zone, visibility, by=people["coordinator"], there=there)
    deposit(world, by=people["coordinator"])
    partner = next(one for one in cast(world, **people) if one.name == "partner")
    paper = next(one for one in OUTPUTS if one.name == "paper of the report")
    assert paper.read(world, partner), "the members of the zone read what was deposited"
    leaks, _missing = read_by_all(world, people, OF_THE_YEAR)
    assert not leaks


@pytest.mark.usefixtures("laid_out_once")
@pytest.mark.parametrize("visibility", ["zone"])
def test_no_word_of_a_correction_comes_out_before_it_leaves(zone, people, visibility):
    there = people["there"], people["guest"]
    world = build(zone, visibility, by=people["coordinator"], there=there)
    world.marks += correct(world, by=people["coordinator"])
    leaks, _missing = read_by_all(world, people)
    assert not leaks


#: What is read of a year, and changes once its report is deposited.
OF_THE_YEAR = [one for one in OUTPUTS if one.name in OF_A_YEAR]


def read_by_all(world, people, outputs=OUTPUTS):
    """What each reader of the cast found above their level, and what they missed below it."""
    leaks, missing = [], []
    for reader in cast(world, **people):
        for output in outputs:
            text = output.read(world, reader)
            if text is None:
                continue
            for mark in world.marks:
                told = f"{output.name} · {reader.name} · {mark.nature} {mark.kind} « {mark.level} »"
                if mark.word in text and not reader.may_read(mark, output):
                    leaks.append(told)
                if mark.word not in text and text and reader.may_read(mark, output):
                    missing += [told] if mark.nature in output.whole else []
    return leaks, missing
