"""A PV being rectified stays in the report as it was sealed, sent the day it first left."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from meetings.models import PV, Block, Finding, Opinion, PVVersion, Vote
from meetings.services import correcting, levels, minutes, sealing
from reports import completeness, indicators, synthesis
from reports.contents import contents
from reports.indicators import followup
from reports.register_rows import registers
from reports.tables import acts
from tests.factories import at, make_attachment, make_block, make_meeting, make_pv
from zones.models import Addressee

from .builders import add_action, add_opinion
from .test_synthesis import deposit

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(zone, coordinator):
    """Held sixty days ago, sent ten days later, approved twenty days after the meeting."""
    meeting = make_meeting(zone, "held", day=-60, partners=2, visibility="zone")
    pv = make_pv(meeting, blocks=0)
    make_block(meeting.agenda.get(), "decision", "Le texte scellé.")
    opinion = add_opinion(meeting, text="L’avis scellé.")
    opinion.addressees.add(Addressee.objects.create(code="c", name_fr="Comité", name_nl="Comité"))
    add_action(meeting)
    sealing.send_pv(pv, by=coordinator)
    PV.objects.update(sent_at=at(-50))
    PVVersion.objects.update(at=at(-50))
    following = make_meeting(zone, "held", day=-40, counts_for_quota=False)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=coordinator)
    return PV.objects.get()


def rectify(pv, by):
    pv = correcting.correct(pv, reason="Une faute", by=by)
    decision = Block.objects.get(kind="decision")
    minutes.save_block(decision.pk, revision=decision.revision, by=by, text_fr="BROUILLON.")
    minutes.delete_block(Block.objects.get(kind="opinion"), by=by)
    minutes.add_block(
        pv.meeting.agenda.first(), kind="decision", by=by, text_fr="BROUILLON ajouté."
    )
    return pv


def read(pv):
    meeting = pv.meeting
    data = indicators.gather(meeting.zone, meeting.year)
    found = indicators.figures(meeting.zone, meeting.year, data)
    return data, found, contents(data, found, [], in_zone=True, with_drafts=False)


def test_the_figures_of_a_pv_do_not_move_while_it_is_rectified(sealed, coordinator):
    _data, before, _shown = read(sealed)
    assert before["minutes"]["sending_days"] == 10
    assert before["minutes"]["approval_days"] == 20
    rectify(sealed, coordinator)
    data, after, _shown = read(sealed)
    assert {**after, "trend": None} == {**before, "trend": None}
    assert not [line for line in completeness.missing(data) if "n’est pas envoyé" in line["text"]]


def test_what_was_sealed_is_printed_and_no_word_of_the_rectification(sealed, coordinator):
    _data, _found, before = read(sealed)
    rectify(sealed, coordinator)
    _data, _found, after = read(sealed)
    words = [str(one["html"]) for one in after["cards"][0]["passages"]]
    assert words == [str(one["html"]) for one in before["cards"][0]["passages"]]
    assert any("L’avis scellé." in one for one in words)
    assert "BROUILLON" not in str(after)
    assert [one["passage"].owners for one in after["actions"]] == [["Ali Ferrant"]]


@pytest.mark.parametrize("part", ["items", "blocks"])
def test_what_is_narrowed_meanwhile_is_not_printed_any_more(sealed, coordinator, part):
    pv = correcting.correct(sealed, reason="Une faute", by=coordinator)
    block = Block.objects.get(kind="decision")
    narrowed = {"items": block.item_id, "blocks": block.pk}[part]
    levels.change_levels(pv, by=coordinator, **{part: {narrowed: "coordination"}})
    data, _found, shown = read(sealed)
    assert "Le texte scellé." not in str(shown)
    assert "L’avis scellé." in str(shown)
    assert data.passages[0].block.text_fr == "Le texte scellé."  # still counted


def test_what_was_sealed_stays_when_the_rectification_takes_everything_out(sealed, coordinator):
    _data, before, printed = read(sealed)
    pv = correcting.correct(sealed, reason="Une faute", by=coordinator)
    for block in Block.objects.filter(item__meeting=pv.meeting):
        minutes.delete_block(block, by=coordinator)
    _data, after, shown = read(sealed)
    assert (after["opinions"], after["actions"]) == (before["opinions"], before["actions"])
    assert after["opinions"]["issued"] == after["actions"]["opened"] == 1
    card, other = shown["cards"][0], printed["cards"][0]
    assert card["points"] == other["points"]
    assert [one["html"] for one in card["passages"]] == [one["html"] for one in other["passages"]]
    quick = indicators.gather_checks(sealed.meeting.zone, sealed.meeting.year)
    assert [one.block.opinion.number for one in followup.opinion_passages(quick)] == [1]
    earlier = indicators.gather(sealed.meeting.zone, sealed.meeting.year - 1)
    assert earlier.passages == []  # the year before does not know it yet


def test_an_opinion_taken_out_is_told_as_it_was_sealed(sealed, coordinator):
    rectify(sealed, coordinator)
    data, found, shown = read(sealed)
    assert found["opinions"]["issued"] == len(shown["opinion_rows"]) == 1
    assert shown["opinion_rows"][0]["addressees"] == ["Comité"]
    [passage] = followup.opinion_passages(data)
    assert [one.name for one in passage.addressees] == ["Comité"]
    # Its page is gone: nothing may lead there.
    assert not [one for one in completeness.missing(data) if "L’avis n°" in one["text"]]


def test_a_finding_of_the_register_taken_out_is_counted_once(sealed, coordinator):
    block = make_block(sealed.meeting.agenda.first(), "finding", "Le relevé scellé.")
    Finding.objects.create(zone=sealed.meeting.zone, block=block, subject="Le relevé scellé")
    assert read(sealed)[1]["findings"] == 1
    correcting.correct(sealed, reason="Une faute", by=coordinator)
    minutes.delete_block(block, by=coordinator)
    assert Finding.objects.get().block is None
    assert read(sealed)[1]["findings"] == 1


def test_a_finding_taken_out_and_put_back_is_counted_once(sealed, coordinator):
    block = make_block(sealed.meeting.agenda.first(), "finding", "Le relevé scellé.")
    Finding.objects.create(zone=sealed.meeting.zone, block=block, subject="Le relevé scellé")
    pv = correcting.correct(sealed, reason="Une faute", by=coordinator)
    minutes.delete_block(block, by=coordinator)
    again = {"kind": "finding", "revision": 0, "after": None, "by": coordinator, "anyway": True}
    minutes.put_block(block.item, block.key, fields={"text_fr": "Le relevé scellé."}, **again)
    assert read(sealed)[1]["findings"] == 1
    sealing.send_pv(pv, by=coordinator)
    assert read(sealed)[1]["findings"] == 1


def test_a_finding_taken_out_keeps_its_fate_in_the_synthesis(sealed, coordinator):
    zone, met_on = sealed.meeting.zone, sealed.meeting.held_on
    block = make_block(sealed.meeting.agenda.first(), "finding", "Le relevé scellé.")
    noted = {"subject": "Le relevé scellé", "noted_on": met_on}
    finding = Finding.objects.create(zone=zone, block=block, **noted)
    finding.addressees.add(Addressee.objects.get())
    correcting.correct(sealed, reason="Une faute", by=coordinator)
    minutes.delete_block(block, by=coordinator)
    Finding.objects.update(sent_on=met_on)
    deposit(zone, met_on.year)
    rows = synthesis.snapshot(synthesis.read(met_on.year))["register"]
    [row] = [one for one in rows if one["what"] == "finding"]
    assert row["sent_on"] == met_on.isoformat()
    assert [one["fr"] for one in row["addressees"]] == ["Comité"]


def test_an_opinion_still_there_is_told_and_checked_as_today(sealed, coordinator):
    correcting.correct(sealed, reason="Une faute", by=coordinator)
    Opinion.objects.get().addressees.clear()
    data, _found, shown = read(sealed)
    assert [one["addressees"] for one in shown["opinion_rows"]] == [[]]
    [line] = [one for one in completeness.missing(data) if "L’avis n°" in one["text"]]
    assert line["url"] == f"/zones/{sealed.meeting.zone.code}/avis/{Opinion.objects.get().pk}/"


@pytest.fixture
def voted(sealed, coordinator):
    """The sealed opinion was voted, sent with its proof and answered; a finding was noted."""
    sealed.meeting.visibility = "region"
    sealed.meeting.save()
    opinion = Opinion.objects.get()
    block, day = opinion.block, sealed.meeting.held_on
    proof = make_attachment(sealed.meeting, "Récépissé")
    Opinion.objects.update(
        motives="Six mois.", sent_on=day, answered_on=day, answer="Oui.", proof=proof
    )
    Block.objects.filter(pk=block.pk).update(votes_for=1, votes_against=0)
    vote = Vote.objects.create(
        block=block, closed_at=at(-60), persons_count=1, minority_note="Une voix à part."
    )
    vote.voices.create(person_name="Ada", choice="for")
    said = make_block(sealed.meeting.agenda.first(), "finding", "Le constat scellé.")
    Finding.objects.create(
        zone=sealed.meeting.zone, block=said, subject="Relevé", noted_on=day, visibility="region"
    )
    return sealed


def registered(pv, in_zone=True):
    """(the words of the chapter on opinions, the row of the table « avis »)."""
    data = indicators.gather(pv.meeting.zone, pv.meeting.year)
    found = registers(data, in_zone=in_zone)
    [avis] = [one for one in acts.tables(data, in_zone) if one.name == "avis"]
    [opinion] = found["opinion_rows"]
    return opinion, found["finding_rows"], found["findings_kept"], avis.rows


@pytest.mark.parametrize("gone", [False, True])
def test_the_register_reads_the_sealed_words_while_a_pv_is_rectified(voted, coordinator, gone):
    """As the card of the meeting and the tables do, with their vote; also of what goes."""
    if gone:  # one that was sent stays
        Opinion.objects.update(sent_on=None, answered_on=None, proof=None)
    before = registered(voted)
    assert before[0]["vote"]
    pv = correcting.correct(voted, reason="Une faute", by=coordinator)
    Vote.objects.update(minority_note="BROUILLON")
    for block in Block.objects.filter(kind__in=("opinion", "finding")):
        if gone:
            Vote.objects.filter(block=block).delete()
            minutes.delete_block(block, by=coordinator)
        else:
            words = {"revision": block.revision, "text_fr": "BROUILLON."}
            minutes.save_block(block.pk, by=coordinator, **words)
    after = registered(pv)
    assert after == before
    assert "L’avis scellé." in after[0]["html"]
    assert "Une voix à part." in after[0]["minority"]
    assert "Oui." in after[0]["answer"]
    assert after[2] == 0


def test_what_followed_from_the_year_before_is_told_while_its_pv_is_rectified(voted, coordinator):
    zone, year = voted.meeting.zone, voted.meeting.year + 1
    told = {"sent_on": voted.meeting.held_on, "answered_on": date(year, 1, 9), "answer": "Suivi."}
    Opinion.objects.update(**told)
    Finding.objects.update(**told)
    before = registers(indicators.gather(zone, year), in_zone=False)["older_rows"]
    assert [one["name"] for one in before] == [f"avis n° {Opinion.objects.get()}", "Relevé"]
    assert all("Suivi." in one["answer"] for one in before)
    correcting.correct(voted, reason="Une faute", by=coordinator)
    for gone in (False, True):
        if gone:
            minutes.delete_block(Block.objects.get(kind="finding"), by=coordinator)
        assert registers(indicators.gather(zone, year), in_zone=False)["older_rows"] == before
    levels.change_levels(
        voted, by=coordinator, blocks={Opinion.objects.get().block_id: "coordination"}
    )
    kept = registers(indicators.gather(zone, year), in_zone=False)["older_rows"]
    assert [one["answer"] for one in kept] == ["", before[1]["answer"]]


def test_the_register_keeps_what_a_rectification_narrows(voted, coordinator):
    pv = correcting.correct(voted, reason="Une faute", by=coordinator)
    passages = Block.objects.filter(kind__in=("opinion", "finding"))
    levels.change_levels(pv, by=coordinator, blocks={one.pk: "coordination" for one in passages})
    opinion, findings, kept, _rows = registered(pv)
    assert (opinion["html"], opinion["minority"], findings, kept) == (None, "", [], 1)


def test_what_it_led_to_since_is_of_today(sealed, coordinator):
    correcting.correct(sealed, reason="Une faute", by=coordinator)
    Opinion.objects.update(sent_on=timezone.localdate())
    _data, found, _shown = read(sealed)
    assert found["opinions"] == {"issued": 1, "sent": 1, "answered": 0}


def test_a_second_sending_does_not_make_the_pv_late(sealed, coordinator):
    pv = rectify(sealed, coordinator)
    sealing.send_pv(pv, by=coordinator)
    _data, found, shown = read(sealed)
    assert (found["minutes"]["sending_days"], found["minutes"]["approved"]) == (10, 1)
    assert "BROUILLON." in str(shown["cards"][0]["passages"][0]["html"])
    following = make_meeting(pv.meeting.zone, "held", starts_at=timezone.now() - timedelta(days=1))
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=coordinator)
    _data, found, _shown = read(sealed)
    assert found["minutes"]["approval_days"] == 20


def test_only_a_rectified_pv_costs_more(sealed, coordinator, django_assert_num_queries, zone):
    year = sealed.meeting.year
    with django_assert_num_queries(10):  # its partners are no members
        indicators.gather(zone, year)
    rectify(sealed, coordinator)
    with django_assert_num_queries(16):  # the levels of today, and who the opinion went to
        indicators.gather(zone, year)
