"""The papers: what is printed, what never is, same rows same bytes, readable by everybody."""

import io
from datetime import date

import page
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from meetings import documents
from meetings.documents.privacy import without_addresses
from meetings.models import PV, ActionItem, ActionOwner, MeetingEvent, Opinion, Paper
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_rules,
    make_zone,
)

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 5)


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def held_meeting(zone, **fields):
    fields.setdefault("status", "held")
    return make_meeting(zone, starts_at=at(DAY), ends_at=at(DAY, 12, 30), **fields)


@pytest.mark.parametrize("languages", ["fr", "nl", "both"])
@pytest.mark.parametrize("convening", ["convocation", "invitation"])
def test_letters_are_accessible_and_the_same_twice(zone, languages, convening):
    meeting = held_meeting(
        zone, status="convened", languages=languages, convening=convening, title_nl="Onderwerp"
    )
    make_item(meeting, "Un point", title_nl="Een punt", minutes_foreseen=30)
    make_item(meeting, "Un ajout", is_additional=True)
    pdf = documents.convocation(meeting)
    assert pdf == documents.convocation(meeting)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


@pytest.mark.parametrize("status", ["draft", "sent", "approved", "contested"])
def test_pv_is_accessible_and_the_same_twice(zone, status):
    meeting = held_meeting(zone, partners=2, languages="both")
    pv = make_pv(meeting, status=status, blocks=0)
    item = meeting.agenda.get()
    make_block(item, "decision", text_nl="Beslissing", decision_mode="unanimity")
    make_block(item, "question")
    pdf = documents.pv(pv)
    assert pdf == documents.pv(pv)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_convocation_names_the_pv_to_approve_and_the_deadline(zone):
    earlier = make_pv(held_meeting(zone), status="sent")
    meeting = make_meeting(
        zone, day=date(2020, 4, 23), convening="convocation", reply_by=date(2020, 4, 16)
    )
    make_item(meeting, "Approbation", approves=earlier, presenter="Le secrétariat")
    text = text_of(documents.convocation(meeting))
    assert "Convocation" in text
    assert "Le projet de procès-verbal du 5 mars 2020" in text
    assert "pour le jeudi 16 avril 2020 et de prévenir votre suppléant·e" in text
    assert "bienvenus" not in text


@pytest.mark.parametrize(
    ("kind", "readers"),
    [("commission", "membres effectifs"), ("working_group", "membres du groupe de travail")],
)
def test_convocation_is_addressed_to_who_is_called(zone, kind, readers):
    meeting = make_meeting(zone, kind=kind, convening="convocation")
    assert f"Aux {readers}" in text_of(documents.convocation(meeting))


def test_invitation_welcomes_colleagues_and_tells_the_hours_it_knows(zone):
    meeting = make_meeting(zone, convening="invitation", starts_at=at(DAY))
    make_item(meeting, "Accueil", minutes_foreseen=20)
    make_item(meeting, "Témoignages")
    make_item(meeting, "Débat")
    text = text_of(documents.convocation(meeting))
    assert "Vos collègues de terrain sont les bienvenus" in text
    assert "9 h 30 Accueil" in text
    assert "9 h 50 Témoignages" in text
    assert "suppléant" not in text


def test_letter_is_signed_by_the_institutions_that_coordinate_that_day(zone, coordinator):
    coordination = zone.coordinations.get()
    gone = make_organisation("Mission Locale partie")
    zone.coordinations.create(organisation=gone, ended_on=date(2019, 12, 31))
    text = text_of(documents.convocation(held_meeting(zone)))
    assert coordination.organisation.name_fr in text
    assert "Mission Locale partie" not in text


def test_points_added_later_are_printed_apart_after_the_others(zone):
    meeting = make_meeting(zone, convening="convocation")
    make_item(meeting, "Premier")
    make_item(meeting, "Ajouté", is_additional=True, position=0)
    text = text_of(documents.convocation(meeting))
    assert text.index("Premier") < text.index("Points supplémentaires") < text.index("Ajouté")


def test_missing_translation_is_printed_once_with_its_mark(zone):
    meeting = make_meeting(zone, languages="both", convening="convocation", title_fr="")
    make_item(meeting, "Sans traduction")
    make_item(meeting, "Économie sociale", title_nl="Sociale economie")
    text = text_of(documents.convocation(meeting))
    assert text.count("Sans traduction") == 1
    assert "Sans traduction (fr)" in text
    assert "Économie sociale" in text
    assert "Sociale economie" in text


def test_sheet_lists_expected_people_by_institution_then_the_others(zone):
    meeting = held_meeting(zone, status="convened")
    for name, institution, expected in (
        ("Zoé Dernière", "Zinneke", True),
        ("Anne Première", "Après asbl", True),
        ("Luc Annoncé", "Actiris", False),
    ):
        person = make_person(name)
        organisation = make_organisation(institution)
        make_participation(meeting, person, organisation, is_expected=expected)
    pdf = documents.attendance_sheet(meeting)
    text = text_of(pdf)
    assert text.index("Anne Première") < text.index("Zoé Dernière") < text.index("Luc Annoncé")
    assert "2 personnes attendues, 2 institutions" in text
    assert "Vie privée" in text
    assert "@" not in text
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_pv_counts_persons_and_institutions_apart(zone):
    meeting = held_meeting(zone)
    institution = make_organisation("Actiris")
    twice = make_person("Deux Casquettes")
    make_participation(meeting, twice, institution, presence="present")
    make_participation(meeting, twice, make_organisation("Après asbl"), presence="present")
    make_participation(meeting, organisation=institution, presence="present")
    make_participation(meeting, presence="excused", person_name="Élise Excusée")
    make_participation(meeting, presence="absent", person_name="Aline Absente")
    text = text_of(documents.pv(make_pv(meeting)))
    assert "2 personnes, 2 institutions sur 4 membres" in text
    assert "Excusés Institution Nom Qualité" in text
    assert text.index("Excusés") < text.index("Élise Excusée") < text.index("Absents")
    assert text.index("Absents") < text.index("Aline Absente")


def test_absents_are_named_in_a_formal_pv_only(zone):
    meeting = held_meeting(zone, partners=1)
    make_participation(meeting, presence="absent", person_name="Aline Absente")
    assert "Aline Absente" not in text_of(documents.pv(make_pv(meeting, kind="report")))


def test_pv_prints_who_does_what_and_how_it_was_decided(zone):
    meeting = held_meeting(zone, partners=1)
    pv = make_pv(meeting, blocks=0)
    item = meeting.agenda.get()
    action = ActionItem.objects.create(
        block=make_block(item, "action", "Écrire."), zone=zone, due_text="avant fin avril"
    )
    ActionOwner.objects.create(action=action, name="Jules Émond")
    make_block(item, "decision", "Adopté.", decision_mode="vote", votes_for=12, votes_against=0)
    opinion = make_block(item, "opinion", "Doubler les places.")
    Opinion.objects.create(block=opinion, zone=zone, year=2020, number=3)
    text = text_of(documents.pv(pv))
    assert "ACTION · Jules Émond · avant fin avril" in text
    assert "DÉCISION · au vote : 12 pour, 0 contre" in text
    assert "AVIS N° 2020/3" in text


@pytest.mark.parametrize(
    ("status", "stamp"),
    [
        ("draft", "Projet — à approuver le 23 avril 2020"),
        ("sent", "Projet — à approuver le 23 avril 2020"),
        ("approved", "Approuvé le 23 avril 2020"),
        ("amended", "Approuvé avec modifications le 23 avril 2020"),
        ("contested", "Contesté le 23 avril 2020"),
    ],
)
def test_pv_stamp_says_where_the_text_stands(zone, status, stamp):
    pv = make_pv(held_meeting(zone), status=status)
    PV.objects.filter(pk=pv.pk).exclude(decided_at=None).update(decided_at=at(date(2020, 4, 23)))
    pv.refresh_from_db()
    make_item(make_meeting(zone, day=date(2020, 4, 2), status="cancelled"), "A", approves=pv)
    make_item(make_meeting(zone, day=date(2020, 4, 23)), "B", approves=pv)
    text = text_of(documents.pv(pv))
    assert stamp in text
    assert ("Le point 2 ne reflète pas ce qui a été dit." in text) is bool(pv.verdict_text)


def test_record_without_approval_says_when_it_was_sent(db):
    zone = make_zone("centrale")
    make_rules(zone, needs_approval=False, record_kind="aide_memoire")
    pv = make_pv(
        held_meeting(zone), kind="aide_memoire", status="sent", sent_at=at(date(2020, 3, 9))
    )
    text = text_of(documents.pv(pv))
    assert "Aide-mémoire" in text
    assert "Envoyé le 9 mars 2020" in text
    assert "Projet" not in text


def test_next_meetings_are_those_of_the_zone_that_still_stand(zone, other_zone):
    pv = make_pv(held_meeting(zone))
    make_meeting(zone, day=date(2020, 4, 23), title_fr="Annoncée")
    make_meeting(zone, day=date(2020, 5, 7), status="planned", title_fr="Encore secret")
    make_meeting(zone, day=date(2020, 5, 14), status="cancelled")
    make_meeting(other_zone, day=date(2020, 5, 21))
    text = text_of(documents.pv(pv))
    assert "Jeudi 23 avril 2020 à 9 h 30 · commission zonale · Annoncée" in text
    assert "Jeudi 7 mai 2020" in text
    assert "Encore secret" not in text
    assert "14 mai" not in text
    assert "21 mai" not in text


def test_pv_never_prints_an_address(zone):
    meeting = held_meeting(zone, title_fr="Écrire à titre@exemple.be")
    make_participation(meeting, presence="present", person_name="Ana (ana@exemple.be)")
    pv = make_pv(
        meeting, status="contested", chair="Zoé, zoe@exemple.be", verdict_text="a@b.be conteste"
    )
    item = make_item(meeting, "Contact : point@exemple.be")
    make_block(item, "question", "Écrire à « o'neil+x@sous.exemple.be ».", said_by="q@exemple.be")
    action = ActionItem.objects.create(block=make_block(item, "action"), zone=zone)
    ActionOwner.objects.create(action=action, name="owner@exemple.be")
    pdf = documents.pv(pv)
    assert "@" not in text_of(pdf)
    assert "exemple.be" not in text_of(pdf)
    assert b"@exemple" not in pdf


def test_zone_that_chose_to_print_addresses_does(db):
    zone = make_zone("ouest")
    make_rules(zone, shows_emails=True)
    meeting = held_meeting(zone)
    make_participation(meeting, presence="present", email="ana@exemple.be")
    assert "ana@exemple.be" in text_of(documents.pv(make_pv(meeting)))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Ana (ana@b.be) parle", "Ana parle"),
        ("Ana (Actiris) : ana@b.be", "Ana (Actiris)"),
        ("Suivi : Ana, ana@b.be.", "Suivi : Ana."),
        ("Ana &lt;ana@b.be&gt;", "Ana"),
        ("à ana@b.be svp", "à [adresse disponible auprès du secrétariat] svp"),
        ("ana(at)b.be", "[adresse disponible auprès du secrétariat]"),
        ("mailto:ana@b.be", "[adresse disponible auprès du secrétariat]"),
        ("2 kg @ 3 euros", "2 kg @ 3 euros"),
    ],
)
def test_addresses_leave_a_sentence_that_stands(written, printed):
    assert without_addresses(written) == printed


def test_typed_text_stays_text(zone):
    meeting = held_meeting(zone, partners=1, room='<img src="file:///etc/passwd">')
    pv = make_pv(meeting, blocks=0)
    make_block(meeting.agenda.get(), "question", '<a rel="attachment" href="file:///etc/passwd">x')
    text = text_of(documents.pv(pv))
    assert '<img src="file:///etc/passwd">' in text
    assert '<a rel="attachment"' in text


def test_sent_pv_is_given_as_it_was_kept(zone):
    pv = make_pv(held_meeting(zone), status="sent")
    for content in (b"first", b"last"):
        Paper.objects.create(
            kind="pv", meeting=pv.meeting, language="fr", file_name="PV.pdf", content=content
        )
    assert documents.stored_or_fresh_pv(pv) == (b"last", "PV.pdf")


def test_sent_letter_is_kept_until_a_change_was_announced(zone):
    meeting = make_meeting(zone, convening="convocation")
    Paper.objects.create(
        kind="convocation", meeting=meeting, language="fr", file_name="L.pdf", content=b"sent"
    )
    assert documents.stored_or_fresh_letter(meeting) == (b"sent", "L.pdf")
    MeetingEvent.objects.create(meeting=meeting, kind="changed", previous_place="Ailleurs")
    assert documents.stored_or_fresh_letter(meeting)[0].startswith(b"%PDF")


def test_file_names_sort_by_date(zone):
    meeting = held_meeting(zone, convening="convocation")
    assert documents.letter_name(meeting) == "Convocation-Zone-Sud-2020-03-05.pdf"
    assert documents.pv_name(make_pv(meeting, kind="report")) == (
        "Compte-rendu-Zone-Sud-2020-03-05.pdf"
    )


@pytest.mark.parametrize("count", [1, 4])
def test_pv_costs_the_same_queries_whatever_its_length(zone, django_assert_max_num_queries, count):
    meeting = held_meeting(zone, partners=count)
    pv = make_pv(meeting, blocks=0)
    for _n in range(count):
        item = make_item(meeting)
        action = ActionItem.objects.create(block=make_block(item, "action"), zone=zone)
        ActionOwner.objects.create(action=action, name="Jules")
        Opinion.objects.create(
            block=make_block(item, "opinion"), zone=zone, year=2020, number=item.pk
        )
    with django_assert_max_num_queries(16):
        documents.pv(PV.objects.select_related("meeting__zone", "meeting__host").get(pk=pv.pk))


@pytest.mark.parametrize(
    ("paper", "function"),
    [
        ("convocation", documents.formal_convocation),
        ("invitation", documents.invitation),
        ("attendance_sheet", documents.attendance_sheet),
    ],
)
def test_print_paper_writes_what_the_page_shows(zone, tmp_path, paper, function):
    meeting = make_meeting(zone)
    call_command("print_paper", paper, str(meeting.pk), "-o", str(tmp_path / "p.pdf"))
    assert (tmp_path / "p.pdf").read_bytes() == function(meeting)


def test_print_paper_says_what_is_wrong_in_plain_words(zone, tmp_path):
    meeting = make_meeting(zone)
    out = str(tmp_path / "absent" / "p.pdf")
    for arguments, sentence in (
        (("pv", str(meeting.pk), "-o", out), "pas encore de PV"),
        (("pv", "999999", "-o", out), "Aucune réunion"),
        (("invitation", str(meeting.pk), "-o", out), "Impossible d’écrire"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("print_paper", *arguments)


def test_papers_do_not_read_the_clock(zone, monkeypatch):
    meeting = held_meeting(zone, partners=1)
    pv = make_pv(meeting)
    before = documents.pv(pv), documents.attendance_sheet(meeting)
    monkeypatch.setattr(timezone, "now", lambda: at(date(2031, 1, 1)))
    assert (documents.pv(pv), documents.attendance_sheet(meeting)) == before


@pytest.mark.parametrize("languages", ["fr", "both"])
def test_letters_on_paper_are_accessible_in_one_file(zone, languages):
    meeting = make_meeting(zone, convening="convocation", languages=languages, title_nl="Onderwerp")
    make_item(meeting, "Un point")
    rows = [make_participation(meeting, email="", language=code) for code in ("fr", "nl")]
    pdf = documents.addressed_letters(meeting, rows)
    assert pdf == documents.addressed_letters(meeting, rows)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant
    assert all(row.person_name in text_of(pdf) for row in rows)


def test_letter_is_signed_by_name_by_who_the_rules_say(zone, coordinator):
    office = zone.coordinations.get().organisation
    director = make_person("Dora Directrice")
    office.positions.create(person=director, level="direction", title="directrice")
    office.positions.create(person=make_person("Paul Parti"), level="direction", ended_on=DAY)
    meeting = make_meeting(zone, convening="convocation")
    by_animators = text_of(documents.convocation(meeting))
    assert "Inès Coordinatrice" in by_animators
    assert "Dora Directrice" not in by_animators
    zone.house_rules.update(signatories="direction")
    by_directions = text_of(documents.convocation(meeting))
    assert "Dora Directrice · directrice" in by_directions
    assert "Inès Coordinatrice" not in by_directions
    assert "Paul Parti" not in by_directions
