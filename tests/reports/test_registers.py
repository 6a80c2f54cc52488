"""The registers in the report: every number is told, a text only to whom may read it."""

from datetime import date

import pytest
from django.utils import translation

from meetings.models import CoSignature, Finding, Meeting, Opinion
from reports import figure_rows, indicators, register_rows
from reports.tables import acts
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_participation,
    make_pv,
    make_zone,
)
from zones.models import Addressee

pytestmark = pytest.mark.django_db


def registers(zone, year, *, in_zone):
    return register_rows.registers(indicators.gather(zone, year), in_zone=in_zone)


def an_opinion(zone, number=1, *, day=date(2020, 3, 5), status="sent", level="", **fields):
    pv = make_pv(make_meeting(zone, "held", day=day), status, blocks=0)
    block = make_block(make_item(pv.meeting), "opinion", text="Maintenir les ateliers.")
    block.visibility = level
    block.save()
    return Opinion.objects.create(block=block, zone=zone, year=day.year, number=number, **fields)


def test_an_opinion_is_printed_with_its_motives_and_its_fate(zone):
    opinion = an_opinion(
        zone, motives="Six mois d’attente.", sent_on=date(2020, 4, 1), sending="par courriel"
    )
    opinion.addressees.add(Addressee.objects.create(code="x", name_fr="Comité"))
    [row] = registers(zone, 2020, in_zone=True)["opinion_rows"]
    assert "Maintenir" in row["html"]
    assert "Six mois" in row["motives"]
    assert row["addressees"] == ["Comité"]
    assert (row["state"], row["sending"]) == ("sans réponse", "par courriel")


@pytest.mark.parametrize("case", [{"status": "draft"}, {"level": "coordination"}])
def test_the_number_is_told_and_the_text_is_kept(zone, case):
    an_opinion(zone, motives="Secret", **case)
    [row] = registers(zone, 2020, in_zone=True)["opinion_rows"]
    assert row["number"] == 1
    assert (row["html"], row["motives"]) == (None, "")


def test_an_opinion_for_the_zone_keeps_its_text_from_the_others(zone):
    an_opinion(zone, level="zone")
    assert registers(zone, 2020, in_zone=True)["opinion_rows"][0]["html"]
    assert registers(zone, 2020, in_zone=False)["opinion_rows"][0]["html"] is None


def test_findings_of_a_narrower_circle_are_counted_and_not_printed(zone):
    day = {"noted_on": date(2020, 5, 5)}
    Finding.objects.create(zone=zone, subject="Pour la zone", **day)
    Finding.objects.create(zone=zone, subject="Gardé", visibility="coordination", **day)
    sent = {"visibility": "coordination", "sent_on": date(2020, 6, 1)}
    Finding.objects.create(zone=zone, subject="Envoyé", **sent, **day)
    Finding.objects.create(zone=make_zone("ouest"), subject="Ailleurs", **day)
    found = registers(zone, 2020, in_zone=True)
    assert [row["name"] for row in found["finding_rows"]] == ["Pour la zone", "Envoyé"]
    assert found["findings_kept"] == 1
    wide = registers(zone, 2020, in_zone=False)
    assert [row["name"] for row in wide["finding_rows"]] == ["Envoyé"]


def test_a_finding_noted_by_hand_is_in_the_figure_its_rows_and_its_table(zone):
    pv = make_pv(make_meeting(zone, "held", day=date(2020, 3, 5)), "sent", blocks=0)
    block = make_block(make_item(pv.meeting), "finding", text="Des délais trop longs.")
    for subject, more in (
        ("Le même relevé", {"block": block}),
        ("Noté à la main", {}),
        ("Affaire du secrétariat", {"visibility": "coordination"}),
        ("D’une autre année", {"noted_on": date(2019, 5, 5)}),
        ("D’une autre zone", {"zone": make_zone("ouest")}),
    ):
        row = {"zone": zone, "noted_on": date(2020, 5, 5), "visibility": "zone", **more}
        Finding.objects.create(subject=subject, **row)
    data = indicators.gather(zone, 2020)
    assert indicators.figures(zone, 2020, data)["findings"] == 3
    kept = "Texte gardé par la zone."
    for in_zone, words in ((True, "Noté à la main"), (False, kept)):
        opened = [row["title"] for row in figure_rows.followup.findings(data, in_zone)]
        assert opened[1:] == [words, kept]
        printed = {one.name: one.rows for one in acts.tables(data, in_zone)}
        assert [row[-1] for row in printed["elements-perfectibles"]] == opened


def test_answers_that_came_this_year_or_are_waited_for_are_told(zone):
    an_opinion(zone, 1, day=date(2019, 3, 5), sent_on=date(2019, 4, 1))
    answered = {"sent_on": date(2018, 4, 1), "answered_on": date(2020, 2, 1), "answer": "Oui."}
    an_opinion(zone, 2, day=date(2018, 3, 5), **answered)
    an_opinion(zone, 3, day=date(2015, 3, 5), sent_on=date(2015, 4, 1))
    old = {"sent_on": date(2018, 4, 1), "answered_on": date(2018, 6, 1)}
    an_opinion(zone, 4, day=date(2018, 9, 5), **old)
    rows = registers(zone, 2020, in_zone=True)["older_rows"]
    assert [row["name"] for row in rows] == ["avis n° 2018/2", "avis n° 2019/1"]
    assert "Oui." in rows[0]["answer"]


def test_what_was_sent_before_is_told_in_the_order_it_was_sent(zone):
    an_opinion(zone, 1, day=date(2019, 3, 5), sent_on=date(2019, 12, 1))
    said = {"noted_on": date(2019, 1, 5), "subject": "Délais", "sent_on": date(2019, 6, 1)}
    Finding.objects.create(zone=zone, **said)
    an_opinion(zone, 2, day=date(2018, 3, 5), sent_on=date(2018, 4, 1))
    rows = registers(zone, 2020, in_zone=True)["older_rows"]
    assert [row["name"] for row in rows] == ["avis n° 2018/2", "Délais", "avis n° 2019/1"]


def test_what_others_sent_and_the_zone_signed_follows_the_day_it_was_sent(zone):
    ouest = make_zone("ouest")
    Meeting.objects.update(visibility="region")
    for number, month in ((1, 9), (2, 4)):
        sent = an_opinion(ouest, number, sent_on=date(2020, month, 1))
        CoSignature.objects.create(opinion=sent, zone=zone, status="signed", text="Oui.")
    rows = registers(zone, 2020, in_zone=True)["signed_rows"]
    assert [row["name"] for row in rows] == ["2020/2", "2020/1"]


def test_a_signature_is_printed_on_both_sides(zone):
    ouest = make_zone("ouest")
    opinion = an_opinion(zone, sent_on=date(2020, 4, 1))
    Meeting.objects.update(visibility="region")
    CoSignature.objects.create(opinion=opinion, zone=ouest, status="signed", text="Maintenir.")
    CoSignature.objects.create(opinion=opinion, zone=make_zone("nord-est"), text="Maintenir.")
    [row] = registers(zone, 2020, in_zone=True)["opinion_rows"]
    assert row["with"] == "avec la zone Ouest"
    [signed] = registers(ouest, 2020, in_zone=True)["signed_rows"]
    assert (signed["zone"], "Maintenir" in signed["html"]) == (zone.name, True)
    assert registers(make_zone("nord-est"), 2020, in_zone=True)["signed_rows"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_registers_cost_the_same_at_any_size(zone, django_assert_num_queries, count):
    ouest, body = make_zone("ouest"), Addressee.objects.create(code="x", name_fr="Comité")
    for number in range(count):
        opinion = an_opinion(zone, number + 1, day=date(2020, 3, 5 + number))
        finding = Finding.objects.create(zone=zone, subject="Sujet", noted_on=date(2020, 5, 5))
        for row in (opinion, finding):
            row.addressees.add(body)
        CoSignature.objects.create(opinion=opinion, zone=ouest, status="signed")
    data = indicators.gather(zone, 2020)
    with django_assert_num_queries(5):
        register_rows.registers(data, in_zone=True)


def test_one_meeting_is_said_in_the_singular(zone):
    office = make_organisation("CPAS de Forest")
    for month, presence in ((2, "absent"), (3, "present"), (4, "absent")):
        meeting = make_meeting(zone, "held", starts_at=at(date(2020, month, 5)))
        make_participation(meeting, organisation=office, presence=presence)
    data = indicators.gather(zone, 2020)
    [reached] = figure_rows.people.institutions(data, True)
    [regular] = figure_rows.people.regularity(data, True)
    assert "venue à 1 réunion sur 3" in reached.values()
    assert "présente à 1 réunion sur 3" in regular.values()


def test_a_typed_text_says_its_language_in_the_other_version(zone):
    an_opinion(zone, motives="Les places manquent à la rentrée.", effect="Het loket is open.")
    with translation.override("nl"):
        row = registers(zone, 2020, in_zone=True)["opinion_rows"][0]
    assert row["motives"] == '<div lang="fr"><p>Les places manquent à la rentrée.</p></div>'
    assert row["effect"] == "<p>Het loket is open.</p>"
    row = registers(zone, 2020, in_zone=True)["opinion_rows"][0]
    assert row["motives"] == "<p>Les places manquent à la rentrée.</p>"
    assert row["effect"] == '<div lang="nl"><p>Het loket is open.</p></div>'
