"""Comparing people and institutions, and the dates and hours as people write them."""

from datetime import date, time

import pytest

from meetings.imports import normalise_organisation, same_organisation, same_person
from meetings.imports.dates import find_dates, find_due, find_times
from meetings.imports.names import split_name

DAY = date(2021, 10, 14)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Jorsi Peeters", "Joris Peeters"),
        ("Anne-Lise Van Hoof", "Anne-Lise Vanhoof"),
        ("Hélène DUBOIS", "helene dubois"),
        ("Lambert Odile", "Odile Lambert"),
        ("Mme Odile Lambert", "Odile Lambert"),
    ],
)
def test_same_person_forgives_spelling(one, two):
    assert same_person(one, two)
    assert same_person(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Anne Martin", "Jean Martin"),
        ("Jan Bos", "Jan Vos"),
        ("Odile", "Odile Lambert"),
        ("", ""),
        ("Odile Lambert", "Simon Fabre"),
    ],
)
def test_same_person_keeps_people_apart(one, two):
    assert not same_person(one, two)


def test_same_organisation_ignores_legal_form_and_small_words():
    full = "Mission Locale pour l’Emploi de Valmont asbl"
    assert same_organisation(full, "Mission locale de Valmont")
    assert normalise_organisation(full) == "mission locale valmont"
    assert same_organisation("Après ASBL", "apres")
    assert not same_organisation("Commune de Valmont", "CPAS de Valmont")
    assert not same_organisation("", "")


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("Odile Lambert", "olambert@x.example", ("Odile", "Lambert")),
        ("Lambert Odile", "olambert@x.example", ("Odile", "Lambert")),
        ("Van Hoof Anne-Lise", "anne-lise.vanhoof@x.example", ("Anne-Lise", "Van Hoof")),
        ("Odile Lambert", "l.odile@x.example", ("Odile", "Lambert")),
        ("Odile Lambert", "accueil@x.example", ("Odile", "Lambert")),
        ("VAN ACKER Claire", None, ("Claire", "VAN ACKER")),
        ("Odile", None, ("", "Odile")),
    ],
)
def test_split_name_uses_the_address_to_detect_inverted_names(name, email, expected):
    assert split_name(name, email) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05 mars 2020", date(2020, 3, 5)),
        ("le 1er août2022", date(2022, 8, 1)),
        ("17 12 2014", date(2014, 12, 17)),
        ("20/06/12", date(2012, 6, 20)),
        ("6 juni 2023", date(2023, 6, 6)),
        ("2023-06-06", date(2023, 6, 6)),
        ("le 18/11", date(2021, 11, 18)),
        ("le 13/10", date(2022, 10, 13)),
    ],
)
def test_find_dates_reads_dates_as_written(text, expected):
    assert [found.on for found in find_dates(text, DAY)] == [expected]


@pytest.mark.parametrize("text", ["31/02/2020", "tél. 02/123.45.67", "99 mars 2020", "page 3/45"])
def test_find_dates_leaves_other_numbers_alone(text):
    assert find_dates(text, DAY) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de 9h00 à 15h30", (time(9), time(15, 30))),
        ("9 h 30 - 12 h", (time(9, 30), time(12))),
        ("18 heures 30", (time(18, 30), None)),
        ("20u00 tot 22u15", (time(20), time(22, 15))),
        ("à 9h30 à la salle 4", (time(9, 30), None)),
        ("25h", (None, None)),
    ],
)
def test_find_times_reads_hours_and_ranges(text, expected):
    assert find_times(text)[:2] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("à rendre avant fin avril.", ("avant fin avril", date(2022, 4, 30))),
        ("avant le 2/11", ("avant le 2/11", date(2021, 11, 2))),
        ("avant juin", ("avant juin", date(2022, 5, 31))),
        ("d'ici mi-mai", ("d'ici mi-mai", date(2022, 5, 15))),
        ("pour la salle", ("", None)),
    ],
)
def test_find_due_gives_the_last_day_allowed(text, expected):
    assert find_due(text, DAY) == expected
