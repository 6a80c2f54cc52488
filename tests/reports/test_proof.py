"""The file of proofs: papers as they left, what the Region may read, every hash right."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from meetings.models import Attachment, Letter, Paper
from meetings.services.errors import Refused
from reports import services
from reports.services import proof
from tests.factories import (
    make_attachment,
    make_meeting,
    make_participation,
    make_pv,
    make_sealed,
)

from .builders import YEAR, make_full_year
from .making import work

pytestmark = pytest.mark.django_db
SECRET = b"%PDF-1.7 ce que seule la zone lit"


@pytest.fixture
def meeting(zone):
    """Convened by letter, attended, its sheet scanned, its PV approved and open to the Region."""
    meeting = make_meeting(zone, "closed", day=-40, visibility="region")
    paper = Paper.objects.create(
        kind="convocation",
        meeting=meeting,
        language="fr",
        file_name="convocation.pdf",
        content=b"%PDF-1.7 convocation",
    )
    row = make_participation(meeting)
    Letter.objects.create(
        meeting=meeting,
        participation=row,
        kind="convocation",
        to_email="jamais@exemple.be",
        language="fr",
        paper=paper,
        status="sent",
        sent_at=meeting.starts_at,
    )
    sheet = make_attachment(meeting, "Feuille")
    Attachment.objects.filter(pk=sheet.pk).update(is_sheet=True, audience="coordination")
    make_attachment(meeting, "Note qui n’est pas une preuve")
    make_sealed(make_pv(meeting, "approved"), content=b"%PDF-1.7 pv ouvert")
    return meeting


def opened(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def test_the_bundle_holds_what_was_kept_with_right_hashes(zone, meeting):
    files = opened(proof.bundle(zone, meeting.year))
    kept = [content for name, content in files.items() if name.startswith("01-")]
    assert b"%PDF-1.7 convocation" in kept
    assert b"%PDF-1.7 pv ouvert" in kept
    assert len([name for name in files if "/presences-" in name]) == 1
    assert not [name for name in files if "Note" in name]
    listed = dict(line.split("  ", 1)[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    for name, content in files.items():
        if name not in ("SHA256SUMS", "MANIFESTE.csv", "LISEZMOI.txt"):
            assert listed.pop(name) == hashlib.sha256(content).hexdigest()
    assert not listed
    rows = list(csv.reader(io.StringIO(files["MANIFESTE.csv"].decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(files) - 3 + 1


def test_the_bundle_names_no_address_and_says_what_is_missing(zone, meeting):
    make_meeting(zone, "held", day=-30)
    content = proof.bundle(zone, meeting.year)
    files = opened(content)
    assert not [name for name, text in files.items() if b"jamais@exemple.be" in text]
    words = files["LISEZMOI.txt"].decode()
    assert "complet" in words
    assert "pas de convocation gardée, pas de feuille signée, pas de PV approuvé" in words
    assert proof.bundle(zone, meeting.year) == content


def test_only_the_pv_that_is_owed_is_missing(zone):
    informal = {"status": "held", "kind": "working_group", "counts_for_quota": False}
    make_meeting(zone, **informal | {"counts_for_quota": True}, day=date(YEAR, 3, 5))
    make_meeting(zone, **informal, day=date(YEAR, 3, 6))
    make_pv(make_meeting(zone, **informal, day=date(YEAR, 3, 7)))
    rows = proof.gather(zone, YEAR)
    assert ["pas de PV approuvé" in proof.lacking(row) for row in rows] == [True, False, True]


def test_a_pv_of_the_zone_joins_only_when_asked(zone, meeting):
    reserved = make_meeting(zone, "closed", day=-35, visibility="zone")
    make_sealed(make_pv(reserved, "approved"), content=SECRET)
    kept = make_meeting(zone, "closed", day=-34, visibility="coordination")
    make_sealed(make_pv(kept, "approved"), content=b"%PDF-1.7 secretariat")
    plain = opened(proof.bundle(zone, meeting.year))
    assert SECRET not in plain.values()
    assert "réservé à la zone\u00a0: non joint" in plain["LISEZMOI.txt"].decode()
    full = opened(proof.bundle(zone, meeting.year, with_reserved=True))
    assert SECRET in full.values()
    assert b"%PDF-1.7 secretariat" not in full.values()


@pytest.mark.parametrize("with_reserved", [False, True])
def test_the_frozen_figures_say_what_the_readers_of_the_file_may_read(
    zone, coordinator, with_reserved
):
    make_full_year(zone)
    services.validate_report(services.open_report(zone, YEAR), by=coordinator)
    files = opened(proof.bundle(zone, YEAR, with_reserved=with_reserved))
    figures = files["rapport/edition-1-chiffres.json"].decode()
    assert ("avant le 1er mai" in figures) is with_reserved
    tables = {table["name"]: table for table in json.loads(figures)["tables"]}
    assert ("participations" in tables) is with_reserved
    assert not any("outside" in table for table in tables.values())


def test_a_lost_file_is_said_and_stops_nothing(zone, meeting):
    sheet = Attachment.objects.get(is_sheet=True)
    sheet.file.storage.delete(sheet.file.name)
    assert (
        "Fichier introuvable\u00a0: Feuille"
        in opened(proof.bundle(zone, meeting.year))["LISEZMOI.txt"].decode()
    )


def test_a_bundle_too_heavy_is_refused(zone, meeting, monkeypatch):
    monkeypatch.setattr(proof, "MOST", 10)
    with pytest.raises(Refused):
        proof.bundle(zone, meeting.year)


def test_the_coordination_prepares_it_from_its_page(client, coordinator, zone, meeting):
    client.force_login(coordinator)
    page = reverse("reports:proof", args=["sud", meeting.year])
    assert "complet" in client.get(page).content.decode()
    asked = client.post(page)
    assert work() == ["ready"]
    file = client.get(asked["Location"] + "fichier/")
    assert file["Content-Type"] == "application/zip"
    assert file["Content-Disposition"].startswith("attachment")
    assert f"Preuves-Zone-Sud-{meeting.year}.zip" in file["Content-Disposition"]
    assert "MANIFESTE.csv" in opened(file.content)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_proofs_costs_the_same_whatever_the_meetings(
    client, coordinator, zone, django_assert_num_queries, count
):
    for number in range(count):
        held = make_meeting(zone, "closed", day=-40 - number)
        make_sealed(make_pv(held, "approved"), content=b"%%PDF-1.7 %d" % number)
    client.force_login(coordinator)
    page = reverse("reports:proof", args=["sud", held.year])
    client.get(page)
    with django_assert_num_queries(10):
        client.get(page)
