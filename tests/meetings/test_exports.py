"""What is taken away of a PV: word processor, text, whole file, each at its reader's level."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn

from meetings import documents
from meetings.documents.bundle import Piece, bundle, safe_path
from meetings.documents.docx import pv_docx
from meetings.imports.parse import parse_pv
from meetings.models import ActionItem, ActionOwner, Letter, Opinion, Paper
from tests.factories import (
    at,
    make_attachment,
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_rules,
)
from zones.models.rules import Visibility

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 5)
MARKED = (
    "Une phrase **en gras** et [le site](https://exemple.be/a?b=1&c=2).\n\n"
    "1. Un\n2. Deux\n\nPuis :\n\n1. Encore un"
)


@pytest.fixture
def pv(zone):
    """A PV sent to a zone, with a passage for the secretariat alone."""
    meeting = make_meeting(
        zone,
        "held",
        starts_at=at(DAY),
        ends_at=at(DAY, 12, 30),
        place_fr="Antenne Actiris de Forest",
        visibility="zone",
    )
    for name, office, presence in (
        ("Odile Gérard", "Après asbl", "present"),
        ("Carla Thiry", "Actiris", "present"),
        ("Luc Martens", "CPAS d’Uccle", "excused"),
    ):
        person, organisation = make_person(name), make_organisation(office)
        make_participation(meeting, person, organisation, presence=presence, email="x@exemple.be")
    found = make_pv(meeting, "sent", blocks=0)
    meeting.agenda.all().delete()
    first = make_item(meeting, "Retours du groupe de travail")
    make_block(first, text=MARKED)
    make_block(first, "decision", "Le stage débute en mai.", decision_mode="unanimity")
    action = make_block(first, "action", "Écrire aux partenaires de la zone.")
    row = ActionItem.objects.create(block=action, zone=zone, due_text="avant fin avril")
    ActionOwner.objects.create(action=row, name="Carla Thiry")
    second = make_item(meeting, "Organisation du Partner Day")
    make_block(second, "question", "Secretissime.", visibility="coordination")
    make_block(second, "proposition", "Deux dates au choix.", said_by="Odile Gérard")
    opinion = make_block(second, "opinion", "Doubler les places.")
    Opinion.objects.create(block=opinion, zone=zone, year=2020, number=3)
    return found


def words_of(content):
    document = Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for grid in document.tables for row in grid.rows for cell in row.cells]
    return "\n".join([*lines, *cells]).replace("\u00a0", " ").replace("\u202f", " ")


def test_word_file_has_styles_links_lists_and_nobody_s_name(pv):
    content = pv_docx(pv, Visibility.ZONE)
    assert content == pv_docx(pv, Visibility.ZONE)
    document = Document(io.BytesIO(content))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["Procès-verbal"] == "Title"
    assert styles["1. Retours du groupe de travail"] == "Heading 1"
    numbered = [p for p in document.paragraphs if p.style.name == "List Number"]
    restarts = {p._p.pPr.numPr.numId.val for p in numbered}
    assert len(restarts) == 3  # the agenda and the two lists of the passage each count from 1
    bold = [run.text for p in document.paragraphs for run in p.runs if run.bold]
    assert "en gras" in bold
    links = [link.address for p in document.paragraphs for link in p.hyperlinks]
    assert links == ["https://exemple.be/a?b=1&c=2"]
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.title.startswith("Procès-verbal")
    assert (
        "Exemplaire pour les membres de la zone" in document.sections[0].header.paragraphs[0].text
    )
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "docProps/thumbnail.jpeg" not in names
    assert "docProps/app.xml" not in names


def test_word_file_puts_two_languages_side_by_side(pv):
    pv.meeting.languages = "both"
    item = pv.meeting.agenda.last()
    make_block(item, "decision", "Adopté.", text_nl="Aangenomen.")
    document = Document(io.BytesIO(pv_docx(pv, Visibility.ZONE)))
    pairs = [[cell.text for cell in grid.rows[0].cells] for grid in document.tables]
    assert any(
        len(pair) == 2 and "Adopté." in pair[0] and "Aangenomen." in pair[1] for pair in pairs
    )
    assert 'w:val="nl-BE"' in document.element.xml
    heads = [cell.text for grid in document.tables for cell in grid.rows[0].cells]
    assert "Hoedanigheid" in " ".join(heads)
    said = {one.text: one for one in document.paragraphs if one.style.name.startswith("Head")}
    present = said["Présents / Aanwezig"]
    assert [run._r.rPr.find(qn("w:lang")).get(qn("w:val")) for run in present.runs] == [
        "fr-BE",
        "fr-BE",
        "nl-BE",
    ]


def test_passages_in_two_columns_stand_in_one_table_and_keep_apart_from_the_next(pv):
    pv.meeting.languages = "both"
    item = pv.meeting.agenda.last()
    make_block(item, "decision", "Adopté.", text_nl="Aangenomen.")
    make_block(item, "decision", "Rejeté.", text_nl="Verworpen.")
    document = Document(io.BytesIO(pv_docx(pv, Visibility.ZONE)))
    found = [grid for grid in document.tables if "Adopté." in grid.rows[0].cells[0].text]
    assert ["Rejeté." in row.cells[0].text for grid in found for row in grid.rows] == [False, True]
    assert {grid._tbl.getnext().tag for grid in document.tables} == {qn("w:p")}


def test_the_numbers_of_the_pages_stop_at_the_margin(pv):
    document = Document(io.BytesIO(pv_docx(pv, Visibility.ZONE)))
    assert len(document.styles["Footer"].paragraph_format.tab_stops) == 0
    foot = document.sections[0].footer.paragraphs[0]
    stops = foot.paragraph_format.tab_stops
    assert [round(stop.position.mm) for stop in stops] == [166]


@pytest.mark.parametrize(
    "typed", ["<b>x</b> & \x0b\x1f\ufffe", "{{ 7|add:7 }}", "=1+1", "[x](file:///etc)"]
)
def test_what_is_typed_is_text_in_the_word_file(pv, typed):
    make_block(pv.meeting.agenda.first(), "question", f"Début {typed} fin", said_by=typed)
    content = pv_docx(pv, Visibility.ZONE)
    assert "fin" in words_of(content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    relations = archive.read("word/_rels/document.xml.rels").decode()
    assert "file:" not in relations


def test_text_reads_back_as_the_same_minutes(pv):
    text = documents.pv_text(pv, Visibility.COORDINATION)
    draft = parse_pv(text)
    assert draft.held_on == DAY
    assert draft.zone_name == "Sud"
    assert [item.title for item in draft.items] == [
        "Retours du groupe de travail",
        "Organisation du Partner Day",
    ]
    people = {(person.name, person.organisation, person.status) for person in draft.people}
    assert people == {
        ("Odile Gérard", "Après asbl", "present"),
        ("Carla Thiry", "Actiris", "present"),
        ("Luc Martens", "CPAS d’Uccle", "excused"),
    }
    first, second = draft.items
    decision = next(block for block in first.blocks if block.kind == "decision")
    assert (decision.text, decision.decision_mode) == ("Le stage débute en mai.", "unanimity")
    action = next(block for block in first.blocks if block.kind == "action")
    assert action.owners == ["Carla Thiry"]
    assert action.due == "avant fin avril"
    kinds = [block.kind for block in second.blocks]
    assert kinds == ["question", "proposition", "opinion"]
    assert second.blocks[1].proposed_by == "Odile Gérard"
    assert draft.unplaced == []


def test_text_has_plain_spaces_only(pv):
    make_block(pv.meeting.agenda.first(), "question", "Qui\u202f? À 9\u00a0h.")
    text = documents.pv_text(pv, Visibility.COORDINATION)
    assert "Heure : " in text
    assert "Qui ? À 9 h." in text
    assert {"\u00a0", "\u202f"}.isdisjoint(text)


def test_text_says_until_when_also_where_contacts_are_shown(pv, zone):
    make_rules(zone, valid_from=DAY, shows_emails=True)
    ActionItem.objects.update(contact="carla@exemple.be")
    assert "(avant fin avril)" in documents.pv_text(pv, Visibility.ZONE)


@pytest.mark.parametrize("level", list(Visibility))
def test_nothing_hidden_leaves_in_any_export(pv, level):
    texts = documents.pv_text(pv, level), words_of(pv_docx(pv, level))
    for text in texts:
        assert ("Secretissime" in text) is (level == Visibility.COORDINATION)
        assert ("1 passage réservé" in text) is (level != Visibility.COORDINATION)
        assert "@" not in text


def opened(client, user, pv):
    client.force_login(user)
    response = client.get(reverse("meetings:pv_folder", args=[pv.meeting.zone.code, pv.meeting_id]))
    content = b"".join(response.streaming_content)
    return zipfile.ZipFile(io.BytesIO(content))


def test_the_file_of_a_meeting_tells_the_hash_of_each_piece(client, partner, pv):
    make_attachment(pv.meeting, name="note.txt")
    make_attachment(pv.meeting, name="note.txt")
    make_attachment(pv.meeting, name="interne.txt", audience="coordination")
    archive = opened(client, partner, pv)
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifeste.json"))
    told = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    named = set(archive.namelist()) - {"manifeste.json", "MANIFESTE.txt"}
    assert set(told) == named
    assert all(hashlib.sha256(archive.read(path)).hexdigest() == told[path] for path in told)
    assert all(told[path] in archive.read("MANIFESTE.txt").decode() for path in told)
    assert {"annexes/note.txt", "annexes/note (2).txt", "presences.csv", "avis.csv"} <= named
    assert not any("interne" in name or name.startswith("secretariat/") for name in named)
    everything = b"".join(archive.read(name) for name in named).decode(errors="ignore")
    assert "Secretissime" not in everything
    assert "x@exemple.be" not in everything


def test_the_file_of_the_coordination_holds_every_paper_and_the_log(client, coordinator, pv):
    row = pv.meeting.participations.first()
    Letter.objects.create(
        meeting=pv.meeting, participation=row, kind="pv", to_email="=cmd@exemple.be", language="fr"
    )
    for audience in ("zone", "coordination"):
        Paper.objects.create(
            kind="pv",
            meeting=pv.meeting,
            language="fr",
            audience=audience,
            file_name="PV.pdf",
            content=b"%PDF kept",
        )
    archive = opened(client, coordinator, pv)
    papers = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert [archive.read(name) for name in papers] == [b"%PDF kept"] * 2
    log = archive.read("secretariat/lettres.csv").decode("utf-8-sig")
    line = next(csv.reader(log.splitlines()[1:], delimiter=";"))
    written = timezone.localtime(Letter.objects.get().created_at)
    assert (line[1], line[4]) == ("'=cmd@exemple.be", f"{written:%Y-%m-%d %H:%M}")
    assert "secretariat/remarques.csv" in archive.namelist()


def test_the_same_meeting_gives_the_same_file(client, partner, pv):
    Paper.objects.create(
        kind="pv",
        meeting=pv.meeting,
        language="fr",
        audience="zone",
        file_name="P.pdf",
        content=b"x",
    )
    first, second = (opened(client, partner, pv) for _n in range(2))
    assert first.fp.getvalue() == second.fp.getvalue()


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("annexes/../../etc/passwd", "annexes/etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("annexes/CON.txt", "annexes/_CON.txt"),
        ("annexes/a\u202egnp.exe", "annexes/a-gnp.exe"),
        ("annexes/a:b|c?.txt", "annexes/a-b-c-.txt"),
        ("annexes/" + "é" * 300 + ".pdf", "annexes/" + "é" * 96 + ".pdf"),
        ("..", "fichier"),
    ],
)
def test_names_in_the_file_never_leave_their_folder(path, safe):
    assert safe_path(path) == safe


def test_a_piece_that_is_gone_is_told_not_fatal(pv):
    pieces = [Piece("annexes/a.txt", "annexe", lambda: None), Piece("b.txt", "b", lambda: b"b")]
    with (
        bundle(pv.meeting, pieces, audience=Visibility.ZONE) as file,
        zipfile.ZipFile(file) as archive,
    ):
        manifest = json.loads(archive.read("manifeste.json"))
        assert manifest["files"][0]["missing"] is True
        assert "Introuvable\u00a0: annexes/a.txt" in archive.read("MANIFESTE.txt").decode()


def test_a_heavy_file_stays_out_of_memory(pv):
    pieces = [Piece("gros.pdf", "gros", lambda: (b"\0" * 65536 for _n in range(160)))]
    with bundle(pv.meeting, pieces, audience=Visibility.ZONE) as file:
        assert file._rolled


@pytest.mark.parametrize("name", ["pv_docx", "pv_text", "pv_folder", "pv_note", "pv_note_paper"])
def test_exports_are_of_those_who_read_the_pv(client, outsider, partner, pv, name):
    url = reverse(f"meetings:{name}", args=[pv.meeting.zone.code, pv.meeting_id])
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(partner)
    response = client.get(url)
    assert response.status_code == 200
    assert b"".join(response)
