"""Reading old minutes: what must be recognised, and that no word is ever lost."""

import random
import time
from datetime import date
from datetime import time as clock
from pathlib import Path

import pytest

from meetings.imports import NotMinutes, describe, lost_words, parse_pv, read_text

SAMPLES = Path(__file__).parent / "samples"
NAMES = ["zone-est.txt", "zone-noord.txt", "conseil.txt"]


def sample(name):
    return read_text((SAMPLES / name).read_bytes())


@pytest.fixture
def east():
    return parse_pv(sample("zone-est.txt"))


def blocks_of(draft, kind):
    return [block for item in draft.items for block in item.blocks if block.kind == kind]


def test_parse_pv_reads_title_zone_date_and_language(east):
    assert east.title == "PV Concertation Zonale Est – 14 octobre 2021"
    assert (east.zone_name, east.held_on, east.language) == ("Est", date(2021, 10, 14), "fr")
    assert east.unplaced == []
    assert east.warnings == []


def test_parse_pv_reads_people_with_organisation_email_and_status(east):
    assert len(east.people) == 6
    first, inverted, *_rest, excused = east.people
    assert (first.first_name, first.last_name) == ("Anne-Lise", "Van Hoof")
    assert (first.organisation, first.email) == ("Atelier 1030", "al.vanhoof@atelier.example")
    assert (inverted.first_name, inverted.last_name) == ("Odile", "Lambert")
    assert excused.status == "excused"
    assert {p.status for p in east.people[:-1]} == {"present"}


def test_parse_pv_matches_headings_and_leaves_inner_lists_alone(east):
    assert [item.number for item in east.items] == [1, 2, 3, 4, 5]
    assert [item.kind for item in east.items] == [
        "approval",
        "working_group",
        "information",
        "divers",
        "next_meetings",
    ]
    assert east.items[3].title == "Divers"
    assert east.items[3].heading == "4. Les divers (infos)"
    steps = next(b for b in east.items[1].blocks if b.label == "Les étapes")
    assert steps.text.count("\n") == 4


def test_parse_pv_types_the_run_in_labels(east):
    assert [b.text for b in blocks_of(east, "question")][0].startswith("« Que deviennent")
    assert [b.text for b in blocks_of(east, "remark")] == [
        "La fiche reste ouverte aux corrections."
    ]
    assert [b.text for b in blocks_of(east, "finding")] == ["La sonorisation de la salle."]
    assert len(blocks_of(east, "statement")) == 1
    large, by_odile, other = blocks_of(east, "proposition")
    assert large.text == "Imprimer la fiche en grands caractères."
    assert by_odile.proposed_by == "Odile"
    assert by_odile.text == "Inverser les rôles au guichet."
    assert other.text == "Autre proposition : un mur de photos."


def test_parse_pv_reads_how_each_decision_was_taken(east):
    approval, by_consensus, unanimous = blocks_of(east, "decision")
    assert approval.decision_mode == "unanimity"
    assert by_consensus.decision_mode == "consensus"
    assert (by_consensus.due, by_consensus.due_on) == ("pour mars", date(2022, 3, 31))
    assert (unanimous.label, unanimous.decision_mode) == ("À l’unanimité", "unanimity")
    assert unanimous.proposed_by == "Maryam Tahiri"


def test_parse_pv_reads_actions_with_owners_and_deadlines(east):
    follow_up, send, posters = blocks_of(east, "action")
    assert follow_up.owners == ["Odile"]
    assert follow_up.text == "Pour le suivi : Odile, olambert@office.example"
    assert (send.owners, send.label) == (["Baptiste"], "Actions")
    assert posters.owners == []
    assert (posters.due, posters.due_on) == ("avant le 15 décembre", date(2021, 12, 15))


def test_parse_pv_reads_the_coming_meetings_and_their_agendas(east):
    partner_day, fair, first, second = east.next_meetings
    assert (partner_day.title, partner_day.kind) == ("Partner Day 2022", "partner_day")
    assert (partner_day.on, partner_day.starts_at) == (date(2022, 2, 3), clock(8, 45))
    assert partner_day.ends_at == clock(16)
    assert partner_day.place.startswith("La grande salle")
    assert partner_day.people == ["Anne-Lise Vanhoof", "Joris Peeters"]
    assert (fair.title, fair.on) == ("Carrefour des métiers", date(2021, 11, 18))
    assert (first.title, first.kind, first.on) == ("CZE", "commission", date(2021, 12, 9))
    assert first.place == "Mission Locale de Valmont"
    assert len(first.agenda) == 3
    assert second.on == date(2022, 1, 20)  # no year in the text: January is of the next year
    assert (second.place, second.agenda) == ("Atelier 1030", ["Préparer la journée de février"])


def test_parse_pv_reads_dutch_minutes():
    draft = parse_pv(sample("zone-noord.txt"))
    assert (draft.held_on, draft.language, draft.zone_name) == (date(2023, 6, 6), "nl", "Noord")
    assert (draft.starts_at, draft.place) == (
        clock(14),
        "Zaal Linde, Molenstraat 3, 1999 Voorbeeld",
    )
    assert [p.status for p in draft.people] == ["present"] * 4 + ["excused"]
    assert draft.people[3].role == "Leden van het overleg"
    kinds = [block.kind for block in draft.items[1].blocks]
    assert kinds == [
        "question",
        "proposition",
        "decision",
        "action",
        "remark",
        "opinion",
        "decision",
    ]
    decision, vote = blocks_of(draft, "decision")[1:]
    assert (decision.decision_mode, vote.decision_mode) == ("unanimity", "vote")
    action = blocks_of(draft, "action")[0]
    assert (action.owners, action.due_on) == (["Wout Janssens"], date(2023, 9, 30))
    meeting = draft.next_meetings[0]
    assert (meeting.on, meeting.starts_at) == (date(2023, 9, 5), clock(14, 30))
    assert meeting.place == "Raadzaal"


def test_parse_pv_reads_lists_of_names_and_questions_the_weekday():
    draft = parse_pv(sample("conseil.txt"))
    assert [(p.first_name, p.last_name) for p in draft.people] == [
        ("Hélène", "Dubois"),
        ("Rosa", "MARTENS"),
        ("Claire", "VAN ACKER"),
        ("Louis", "LEROUX"),
        ("Hugo", "LEROUX"),
        ("Simon", "Fabre"),
        ("Aïcha", "Benali"),
    ]
    assert [item.title for item in draft.items] == [
        "Mot d’accueil",
        "Budget de la fête",
        "Divers",
    ]
    assert (draft.starts_at, draft.ends_at) == (clock(18, 30), clock(20, 15))
    assert "lundi" in draft.warnings[0]  # 13 February 2023 was a Monday, the text says Tuesday


@pytest.mark.parametrize("name", NAMES)
def test_parse_pv_loses_no_word(name):
    text = sample(name)
    assert lost_words(text, parse_pv(text)) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_parse_pv_loses_no_word_of_shuffled_texts(end):
    for seed in range(80):
        dice = random.Random(seed)
        lines = [line for name in dice.sample(NAMES, 2) for line in sample(name).split("\n")]
        dice.shuffle(lines)
        text = end.join(["Ordre du jour :", *lines[: dice.randint(5, len(lines))]])
        try:
            draft = parse_pv(text)
        except NotMinutes:
            continue
        assert lost_words(text, draft) == [], seed
        assert describe(draft)


def test_lost_words_sees_a_dropped_sentence(east):
    east.items[1].blocks.pop(0)
    lost = lost_words(sample("zone-est.txt"), east)
    assert "deviennent" in lost


def test_parse_pv_without_a_date_takes_the_one_given():
    text = "Présents : Rosa Martens, Simon Fabre\nNous avons parlé du budget de la fête."
    assert parse_pv(text).held_on is None
    assert "date" in parse_pv(text).warnings[0]
    assert parse_pv(text, held_on=date(2020, 1, 2)).held_on == date(2020, 1, 2)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "Bonjour,\nà demain pour le repas du 12 mai 2021.", "x" * 5000, "1. a\n" * 50],
)
def test_parse_pv_refuses_what_is_not_minutes(text):
    with pytest.raises(NotMinutes, match="ne ressemble pas à un PV"):
        parse_pv(text)


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "le 1/2 à 9h ",
        "[bookmark:",
        "avant fin ",
        "1. a\n",
        "· Décision : proposition de A de la de\n",
        "· Anne Dupuis (X) : a@b.example\n",
        "Réunion : le 5/4 à 9h à X\n",
    ],
)
def test_parse_pv_takes_a_time_in_line_with_the_length(line):
    head = "PV du 5 mars 2020\nPrésents :\n· Rosa Martens (A)\n1. Prochaines réunions\n"
    started = time.monotonic()
    parse_pv(head + line * (400_000 // len(line)))
    assert time.monotonic() - started < 5


def test_parse_pv_reads_a_numbered_list_of_people():
    text = "PV du 5 mars 2020\nPrésents :\n1. Rosa Martens (Atelier)\n2. Simon Fabre (Office)"
    draft = parse_pv(text + "\n1. Carrefour Emploi\nTout va bien.")
    assert [p.last_name for p in draft.people] == ["Martens", "Fabre"]
    assert [item.title for item in draft.items] == ["Carrefour Emploi"]
    assert draft.unplaced == []


def test_describe_tells_people_points_and_agendas(east):
    told = describe(east)
    assert "jeudi 14 octobre 2021" in told
    assert "6 personnes (5 présents, 1 excusé)" in told
    assert "– Bilan de la fiche" in told
    assert "Groupe de travail\u00a0: Anne-Lise Vanhoof, Joris Peeters" in told
