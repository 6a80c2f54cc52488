"""A poll read by institution: pure computation on rows that are never saved."""

from types import SimpleNamespace

from meetings import poll_result
from tests.factories import at

SLOTS = [SimpleNamespace(pk=number, starts_at=at(30 + number)) for number in (1, 2, 3)]


class Votes(list):
    def all(self):
        return self


def voter(institution, *answers, is_required=False, name="Anne"):
    """Somebody of ``institution``; ``answers``: y(es), i(f needed), n(o) or - for each slot."""
    choices = {"y": "yes", "i": "if_needed", "n": "no"}
    votes = Votes(
        SimpleNamespace(slot_id=slot.pk, choice=choices[answer])
        for slot, answer in zip(SLOTS, answers, strict=False)
        if answer in choices
    )
    voter.number += 1
    return SimpleNamespace(
        pk=voter.number,
        organisation_id=None,
        organisation_name=institution,
        person_name=name,
        is_required=is_required,
        answered_at=at(0) if answers else None,
        comment="",
        votes=votes,
    )


voter.number = 0


def sentences(result):
    return [one.sentence() for one in result.slots]


def test_one_yes_is_enough_for_an_institution():
    result = poll_result.read(SLOTS, [voter("CPAS", "n", "n"), voter("CPAS", "y", "i")])
    first, second, third = result.slots
    assert first.available == ["CPAS"]
    assert second.possible == ["CPAS"]
    assert third.silent == ["CPAS"]
    assert first.heads == {"yes": 1, "if_needed": 0, "no": 1, "silent": 0}
    assert first.total == 1


def test_institution_whose_answers_are_all_no_is_missing_whoever_is_silent():
    result = poll_result.read(SLOTS, [voter("ALE", "n"), voter("ALE")])
    assert result.slots[0].missing == ["ALE"]
    assert result.slots[1].silent == ["ALE"]


def test_required_institution_that_is_lost_ranks_a_slot_below_any_other():
    voters = [voter("Actiris", "n", "i", "y", is_required=True)]
    voters += [voter(f"Atelier {n}", "y", "y", "n") for n in range(9)]
    result = poll_result.read(SLOTS, voters)
    assert [one.rank for one in result.slots] == [3, 2, 1]
    assert not result.slots[0].is_good
    assert [one.slot.pk for one in result.by_rank] == [3, 2, 1]
    assert [one.slot.pk for one in result.best] == [3]


def test_yes_outranks_if_needed_and_equal_slots_share_their_rank():
    result = poll_result.read(SLOTS, [voter("A", "y", "i", "y"), voter("B", "i", "i", "i")])
    assert [one.rank for one in result.slots] == [1, 2, 1]
    assert len(result.best) == 2


def test_sentence_names_who_must_be_there_and_cannot():
    voters = [voter(f"Atelier {n}", "y", "y") for n in range(3)]
    voters.append(voter("Actiris", "n", "y", "i", is_required=True))
    voters.append(voter("CPAS", "y", "y", is_required=True))
    assert sentences(poll_result.read(SLOTS, voters)) == [
        "4 institutions sur 5, dont CPAS\u202f; Actiris ne peut pas.",
        "5 institutions sur 5, dont Actiris et CPAS.",
        "Aucune institution sur 5 (1 de plus si besoin)\u202f; Actiris si besoin seulement\u202f; "
        "CPAS n’a pas répondu.",
    ]


def test_three_required_ones_are_counted_when_all_come():
    voters = [voter(name, "y", is_required=True) for name in ("A", "B", "C")]
    voters += [voter("D", "y"), voter("Actiris", "n")]
    first = poll_result.read(SLOTS, voters).slots[0]
    assert first.sentence() == (
        "4 institutions sur 5, dont les 3 indispensables\u202f; Actiris ne peut pas."
    )


def test_many_missing_ones_are_not_all_named():
    result = poll_result.read(SLOTS, [voter(f"Atelier {n}", "n") for n in range(3)])
    assert result.slots[0].sentence() == "Aucune institution sur 3."
    assert not result.best


def test_somebody_without_institution_stands_for_themself():
    result = poll_result.read(SLOTS, [voter("", "y", name="Anne"), voter("", "n", name="Luc")])
    assert [one.name for one in result.institutions] == ["Anne", "Luc"]


def test_poll_nobody_answered_has_no_best_slot():
    result = poll_result.read(SLOTS, [voter("A"), voter("B")])
    assert (result.best, result.answered_count, len(result.silent)) == ([], 0, 2)
