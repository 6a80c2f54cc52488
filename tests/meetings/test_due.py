"""Deadlines in words: what is understood, and that the rest stays words."""

import random
from calendar import monthrange
from datetime import date, timedelta

import pytest

from meetings.due import read_due

SAID_ON = date(2026, 3, 5)  # a Thursday
FRENCH = [
    ("avant fin avril", date(2026, 4, 30)),
    ("avant la fin avril", date(2026, 4, 30)),
    ("avant la fin du mois d’avril", date(2026, 4, 30)),
    ("fin avril", date(2026, 4, 30)),
    ("Pour le 23/04", date(2026, 4, 23)),
    ("pour le 23/04/2027", date(2027, 4, 23)),
    ("avant le 1er juin", date(2026, 6, 1)),
    ("le 23 avril", date(2026, 4, 23)),
    ("d’ici juin", date(2026, 6, 30)),
    ("d'ici fin juin 2027", date(2027, 6, 30)),
    ("pour juin", date(2026, 6, 30)),
    ("avant juin", date(2026, 5, 31)),
    ("début mai", date(2026, 5, 10)),
    ("mi-septembre", date(2026, 9, 15)),
    ("à la mi-septembre", date(2026, 9, 15)),
    ("fin février", date(2027, 2, 28)),
    ("pour février", date(2027, 2, 28)),
    ("en mars", date(2026, 3, 31)),
    ("avant mars", date(2027, 2, 28)),
    ("fin du mois", date(2026, 3, 31)),
    ("fin de mois", date(2026, 3, 31)),
    ("pour la fin du mois prochain", date(2026, 4, 30)),
    ("le mois prochain", date(2026, 4, 30)),
    ("dans 15 jours", date(2026, 3, 20)),
    ("sous quinzaine", date(2026, 3, 20)),
    ("dans deux semaines", date(2026, 3, 19)),
    ("d’ici 3 semaines", date(2026, 3, 26)),
    ("endéans les 30 jours", date(2026, 4, 4)),
    ("dans un mois", date(2026, 4, 5)),
    ("fin de semaine", date(2026, 3, 6)),
    ("la semaine prochaine", date(2026, 3, 13)),
    ("vendredi", date(2026, 3, 6)),
    ("jeudi prochain", date(2026, 3, 12)),
    ("demain", date(2026, 3, 6)),
    ("fin de l’année", date(2026, 12, 31)),
    ("fin 2027", date(2027, 12, 31)),
    ("28/02", date(2027, 2, 28)),
]
DUTCH = [
    ("vóór eind april", date(2026, 4, 30)),
    ("tegen 12 mei", date(2026, 5, 12)),
    ("tegen 12/05", date(2026, 5, 12)),
    ("eind april", date(2026, 4, 30)),
    ("tegen juni", date(2026, 6, 30)),
    ("voor juni", date(2026, 5, 31)),
    ("half september", date(2026, 9, 15)),
    ("begin mei", date(2026, 5, 10)),
    ("binnen 14 dagen", date(2026, 3, 19)),
    ("binnen veertien dagen", date(2026, 3, 19)),
    ("over twee weken", date(2026, 3, 19)),
    ("binnen een maand", date(2026, 4, 5)),
    ("einde van de maand", date(2026, 3, 31)),
    ("eind van de maand", date(2026, 3, 31)),
    ("volgende maand", date(2026, 4, 30)),
    ("volgende week", date(2026, 3, 13)),
    ("vrijdag", date(2026, 3, 6)),
    ("einde jaar", date(2026, 12, 31)),
    ("uiterlijk 1 oktober 2026", date(2026, 10, 1)),
]
WORDS_ONLY = [
    "",
    "   ",
    "dès que possible",
    "zo snel mogelijk",
    "31/02/2026",
    "99/99",
    "selon l’avancement",
    "marsupial",
    "Maison de l’Emploi",
    "dans 0,5 an",
    "dans quelques jours",
    "aux calendes grecques",
    "💥" * 20,
    "\x00\u202e",
]
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


@pytest.mark.parametrize(("words", "day"), FRENCH, ids=lambda value: str(value))
def test_french_deadlines_are_understood(words, day):
    assert read_due(words, said_on=SAID_ON, language="fr") == day
    assert read_due(words.upper(), said_on=SAID_ON, language="nl") == day, "people mix both"


@pytest.mark.parametrize(("words", "day"), DUTCH, ids=lambda value: str(value))
def test_dutch_deadlines_are_understood(words, day):
    assert read_due(words, said_on=SAID_ON, language="nl") == day
    assert read_due(words, said_on=SAID_ON, language="fr") == day


@pytest.mark.parametrize("words", WORDS_ONLY)
def test_what_is_not_understood_stays_words(words):
    assert read_due(words, said_on=SAID_ON) is None


@pytest.mark.parametrize("words", ["à la prochaine réunion", "pour la prochaine séance"])
def test_the_next_meeting_is_asked_for_only_when_the_words_need_it(words):
    def unwanted():
        raise AssertionError("nobody needed it")

    day = date(2026, 6, 4)
    assert read_due(words, said_on=SAID_ON, next_meeting=lambda: day) == day
    assert read_due("volgende vergadering", said_on=SAID_ON, language="nl", next_meeting=day) == day
    assert read_due(words, said_on=SAID_ON) is None
    assert read_due("fin avril", said_on=SAID_ON, next_meeting=unwanted)


@pytest.mark.parametrize("seed", range(200))
def test_a_date_written_in_any_way_is_read_back(seed):
    dice = random.Random(seed)
    said_on = date(2020, 1, 1) + timedelta(days=dice.randint(0, 4000))
    day = said_on + timedelta(days=dice.randint(0, 364))
    language = dice.choice(["fr", "nl"])
    month = MONTHS[language].split()[day.month - 1]
    before = dice.choice(
        {"fr": ["avant le ", "pour le ", ""], "nl": ["tegen ", "vóór ", ""]}[language]
    )
    written = dice.choice(
        [
            f"{day.day} {month}",
            f"{day.day} {month} {day.year}",
            f"{day.day:02}/{day.month:02}",
            f"{day.day}/{day.month}/{day.year}",
            f"{day.day:02}.{day.month:02}.{day.year}",
        ]
    )
    assert read_due(before + written, said_on=said_on, language=language) == day


@pytest.mark.parametrize("seed", range(200))
def test_a_month_is_the_first_to_come_and_its_last_day(seed):
    dice = random.Random(seed)
    said_on = date(2020, 1, 1) + timedelta(days=dice.randint(0, 4000))
    language, number = dice.choice(["fr", "nl"]), dice.randint(1, 12)
    month = MONTHS[language].split()[number - 1]
    end = {"fr": "fin", "nl": "eind"}[language]
    day = read_due(f"{end} {month}", said_on=said_on, language=language)
    assert (day.month, day.day) == (number, monthrange(day.year, number)[1])
    assert said_on <= day <= said_on + timedelta(days=366)


@pytest.mark.parametrize("seed", range(300))
def test_no_words_break_it_and_none_lead_to_the_past(seed):
    dice = random.Random(seed)
    pieces = [word for words, _day in FRENCH + DUTCH for word in words.split()] + WORDS_ONLY
    pieces = [piece for piece in pieces if "/20" not in piece and not piece.isdecimal()]
    words = " ".join(dice.choice(pieces) for _n in range(dice.randint(1, 9)))
    found = read_due(words, said_on=SAID_ON, language=dice.choice(["fr", "nl"]))
    assert found is None or found >= SAID_ON, words


@pytest.mark.parametrize("words", ["dans 999 mois", "fin avril " * 2000, "9" * 5000, "a" * 20000])
def test_large_numbers_and_long_texts_answer_at_once(words):
    read_due(words, said_on=date(9998, 12, 31))
