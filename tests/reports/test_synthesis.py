"""What the synthesis says of the six zones, and what it never says."""

from datetime import date
from io import BytesIO

import page
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from meetings.models import Finding, Paper
from reports import documents_synthesis, synthesis
from reports.indicators import figures
from reports.models import CoordinationReport, LogEntry, Synthesis
from reports.synthesis import partners, register, tables
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_pv,
)

from .builders import YEAR, add_opinion, make_full_year, make_themes, make_year

pytestmark = pytest.mark.django_db
SECRET = "Phrase que la zone garde pour elle"


def text_of(content):
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def at_year(year):
    return at(date(year, 5, 4))


def deposit(zone, year=YEAR, **texts):
    """A report that left; without a frozen snapshot, as those of before the synthesis."""
    report = CoordinationReport.objects.create(
        zone=zone,
        year=year,
        status="validated",
        validated_at=timezone.now(),
        sent_on=date(year + 1, 1, 20),
        paper=Paper.objects.create(kind="report", language="fr", file_name="r.pdf", content=b"r"),
    )
    for chapter, text in texts.items():
        report.texts.create(chapter=chapter, text_fr=text)
    return report


def read(year=YEAR):
    return synthesis.snapshot(synthesis.read(year))


def row_of(snapshot, zone):
    return next(row for row in snapshot["zones"] if row["code"] == zone.code)


# --- Figures ------------------------------------------------------------------------------------


def test_each_zone_shows_the_figures_of_its_own_report(zone, other_zone):
    make_year(zone)
    make_year(other_zone, seed=8)
    snapshot = read()
    for place in (zone, other_zone):
        own, shown = figures(place, YEAR), row_of(snapshot, place)["figures"]
        assert shown["held"] == own["meetings"]["held"]
        assert shown["half_days"] == own["quota"]["held"]
        assert shown["persons"] == own["persons"]["mean"]
        assert shown["regular"] == own["institutions"]["regular"]
        assert shown["attendance"] == own["rates"]["attendance"]


def test_zones_stand_in_the_order_of_the_region_never_ranked(zone, other_zone):
    make_year(other_zone)
    codes = [row["code"] for row in read()["zones"]]
    assert codes == list(type(zone).objects.values_list("code", flat=True))


def test_nobody_knows_is_not_zero(zone):
    make_meeting(zone, "held", starts_at=at_year(YEAR))
    snapshot = read()
    assert row_of(snapshot, zone)["figures"]["reached"] is None
    assert snapshot["totals"][-1]["persons"] is None
    shown = synthesis.contents(snapshot)
    assert shown["zones"][0]["persons"] == "n.\xa0d."


def test_a_joint_meeting_counts_once_together(zone, other_zone):
    held = make_meeting(zone, "held", starts_at=at_year(YEAR), partners=2)
    held.participations.update(presence="present")
    held.joint_zones.add(other_zone)
    snapshot = read()
    assert [row["figures"]["held"] for row in snapshot["zones"]] == [1, 1]
    assert snapshot["totals"][-1]["held"] == snapshot["totals"][-1]["joint"] == 1


def test_an_institution_of_two_zones_is_told_once_with_both(zone, other_zone):
    shared = make_organisation("Atelier commun")
    make_member(zone, shared)
    make_member(other_zone, shared)
    make_member(zone, make_organisation("Atelier seul"))
    rows = partners.shared_institutions(synthesis.read(timezone.localdate().year))
    assert [row["name"]["fr"] for row in rows] == ["Atelier commun"]
    assert set(rows[0]["zones"]) == {zone.code, other_zone.code}


# --- Themes -------------------------------------------------------------------------------------


def test_themes_are_common_or_own_or_new(zone, other_zone):
    common, own, old, _none = make_themes()
    for place, found in ((zone, [common, own]), (other_zone, [common, old])):
        make_meeting(place, "held", starts_at=at_year(YEAR)).themes.set(found)
    make_meeting(zone, "held", starts_at=at_year(YEAR - 1)).themes.set([old])
    rows = {row["code"]: row for row in read()["themes"]}
    assert set(rows[common.code]["zones"]) == {zone.code, other_zone.code}
    assert rows[own.code]["zones"] == [zone.code]
    assert (rows[own.code]["is_new"], rows[old.code]["is_new"]) == (True, False)
    shown = synthesis.contents(read())
    assert [row["name"] for row in shown["common_themes"]] == [common.name_fr]


def test_the_curve_starts_with_the_printed_lists(zone):
    first, second, third, _none = make_themes()
    first.year_listed, second.year_listed = 2006, 2012
    first.save(), second.save()
    make_meeting(zone, "held", starts_at=at_year(YEAR)).themes.set([third])
    curve = read()["curve"]
    assert [(row["year"], row["is_listed"]) for row in curve] == [
        (2006, True),
        (2012, True),
        (YEAR, False),
    ]


# --- What a zone keeps --------------------------------------------------------------------------


def test_a_zone_without_deposit_counts_and_says_nothing(zone, coordinator):
    make_full_year(zone)
    Finding.objects.create(
        zone=zone, subject=SECRET, noted_on=date(YEAR, 5, 4), visibility="region"
    )
    LogEntry.objects.create(
        zone=zone,
        on=date(YEAR, 3, 3),
        text=SECRET,
        objective="projets",
        key="7b1f1c2e-1111-4a4a-8a8a-000000000001",
    )
    draft = CoordinationReport.objects.create(zone=zone, year=YEAR)
    draft.texts.create(chapter="evaluation", text_fr=SECRET)
    snapshot = read()
    assert SECRET not in str(snapshot)
    assert snapshot["register"] == snapshot["voices"] == []
    assert row_of(snapshot, zone)["figures"]["held"] > 0
    assert all(row["zones"][zone.code]["now"] is None for row in snapshot["objectives"])
    assert synthesis.contents(snapshot)["zones"][0]["state"] == "rapport non transmis"


def test_the_text_of_a_passage_comes_only_through_its_level(zone):
    made = make_meeting(zone, "held", starts_at=at_year(YEAR), visibility="region")
    make_pv(made, "sent", blocks=0)
    opinion = add_opinion(made, text="Ouvert aux autres zones.")
    closed = make_block(make_item(made), "finding", SECRET, visibility="zone")
    Finding.objects.create(
        zone=zone, block=closed, subject=SECRET, noted_on=made.held_on, visibility="region"
    )
    deposit(zone)
    rows = read()["register"]
    assert [row["text"] and row["text"]["fr"] for row in rows] == ["Ouvert aux autres zones.", None]
    assert rows[0]["number"] == opinion.number
    assert SECRET not in str(rows)


def test_the_answer_received_is_on_the_page_and_on_paper(zone, client, region):
    made = make_meeting(zone, "held", starts_at=at_year(YEAR), visibility="region")
    make_pv(made, "sent", blocks=0)
    day = date(YEAR, 9, 1)
    add_opinion(made, sent_on=made.held_on, answered_on=day, answer="Le délai passe à six mois.")
    deposit(zone)
    snapshot = documents_synthesis.snapshot_of(Synthesis(year=YEAR))
    assert "Le délai passe à six mois." in text_of(
        documents_synthesis.render(snapshot, language="fr")
    )
    client.force_login(region)
    page = client.get(reverse("reports:synthesis", args=[YEAR])).content.decode()
    assert "Le délai passe à six mois." in page


def test_the_zones_speak_for_themselves_once_deposited(zone):
    deposit(zone, evaluation="Le tour de table marche. Écrire à ada@exemple.be.")
    voices = read()["voices"]
    assert [row["zone"] for row in voices] == [zone.code]
    assert "ada@exemple.be" not in voices[0]["text"]["fr"]


def test_like_subjects_stand_side_by_side():
    def entry(zone, text):
        return {"zone": zone, "text": {"fr": text, "nl": ""}}

    rows = [
        entry("sud", "Garde d’enfants pendant la formation : places réservées aux stagiaires"),
        entry("ouest", "Des places de garde d’enfants pour les stagiaires en formation"),
        entry("sud", "Délai de paiement des factures des opérateurs"),
    ]
    assert register._groups(rows) == [[0, 1]]


# --- The paper ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "nl", "both"])
def test_the_paper_is_set_in_each_language(zone, language):
    make_full_year(zone)
    deposit(zone, evaluation="Cela marche.")
    snapshot = documents_synthesis.snapshot_of(Synthesis(year=YEAR))
    content = documents_synthesis.render(snapshot, language=language)
    text, last = text_of(content), PdfReader(BytesIO(content)).pages[-1].extract_text()
    assert ("Résumé" in text, "Samenvatting" in text) == (language != "nl", language != "fr")
    assert ("Gewestelijke synthese" in last) == (language != "fr"), "the head of each page"
    assert "variable absente" not in text


def test_the_paper_speaks_to_a_screen_reader(zone):
    make_full_year(zone)
    deposit(zone, evaluation="Cela marche.\n\n- une puce")
    snapshot = documents_synthesis.snapshot_of(Synthesis(year=YEAR))
    sealed = documents_synthesis.render(snapshot, language="fr", published_at=timezone.now())
    assert not page.validate_pdf_bytes(sealed, profile="ua1").failures


def test_two_languages_see_the_same_numbers(zone):
    make_full_year(zone)
    snapshot = read()
    shown = {}
    for language in ("fr", "nl"):
        with translation.override(language):
            shown[language] = [row["raw"] for row in synthesis.contents(snapshot)["zones"]]
    assert shown["fr"] == shown["nl"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_synthesis_costs_the_same_whatever_the_zones_hold(
    client, region, zone, other_zone, count, django_assert_num_queries
):
    for place in (zone, other_zone):
        make_full_year(place, meetings=count * 3)
        deposit(place)
    client.force_login(region)
    address = reverse("reports:synthesis", args=[YEAR])
    with django_assert_num_queries(COST):
        client.get(address)


#: session, user, edition, canvas, zones, 8 for the rows, places (2), reports (2), canvas, themes
#: (2), findings, signatures, objectives (4), texts.
COST = 27


def test_an_institution_of_several_zones_names_them_in_both_languages():
    names = {
        "sud": {"fr": "Sud", "nl": "Zuid"},
        "sud-est": {"fr": "Sud-Est", "nl": "Zuidoost"},
    }
    shared = {"name": {"fr": "A"}, "type": {"fr": "B"}, "zones": ["sud", "sud-est"], "came": []}
    ((_name, _kind, member, came),) = tables._shared({"shared": [shared]}, names)
    assert member == {"fr": "Sud, Sud-Est", "nl": "Zuid, Zuidoost"}
    assert came == {"fr": "", "nl": ""}
