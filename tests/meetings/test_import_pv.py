"""``manage.py import_pv``: old minutes become a meeting, and anything else becomes a sentence."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from pypdf import PdfReader

from meetings import documents
from meetings.models import PV, Block, Letter, Meeting, Participation, WorkingGroup
from tests.factories import make_member, make_organisation, make_person
from zones.models import Organisation, Person

SAMPLES = Path(__file__).parent / "samples"
EAST = SAMPLES / "zone-est.txt"


def take_in(file, *options):
    told = io.StringIO()
    call_command("import_pv", str(file), "--zone", "sud", *options, stdout=told)
    return told.getvalue()


@pytest.fixture
def taken(zone):
    take_in(EAST)
    return Meeting.objects.get(is_imported=True)


def test_dry_run_shows_and_writes_nothing(zone):
    told = take_in(EAST, "--dry-run")
    assert "Anne-Lise Van Hoof" in told
    assert "Rien n’a été écrit" in told
    for model in (Meeting, Participation, Person, Organisation, Block, PV):
        assert not model.objects.exists()


def test_sample_becomes_a_held_meeting_with_its_people(taken):
    assert (taken.held_on, taken.status, taken.zone.code) == (date(2021, 10, 14), "held", "sud")
    seen = dict(taken.participations.values_list("person_name", "presence"))
    assert seen["Anne-Lise Van Hoof"] == "present"
    assert seen["Inès Kaddour"] == "excused"
    assert len(seen) == 6
    assert not taken.participations.filter(is_invited=True).exists()
    assert not Letter.objects.exists(), "nobody gets mail for a meeting of the past"


def test_sample_keeps_its_points_and_typed_passages(taken):
    titles = list(taken.agenda.values_list("title_fr", flat=True))
    assert titles[:2] == [
        "Approbation du PV du 9 septembre 2021",
        "Groupe de travail « Accueil – écoute – orientation »",
    ]
    kinds = set(Block.objects.filter(item__meeting=taken).values_list("kind", flat=True))
    assert {"decision", "proposition"} <= kinds
    decision = Block.objects.filter(text_fr__contains="fiche courte sera en service").get()
    assert (decision.kind, decision.decision_mode) == ("decision", "consensus")


def test_sample_announces_its_next_meetings(taken):
    day = Meeting.objects.get(kind="partner_day")
    assert (day.held_on, day.status) == (date(2022, 2, 3), "planned")
    assert "Halle aux Grains" in day.place_fr


def test_group_open_already_is_not_opened_again(zone):
    known = WorkingGroup.objects.create(zone=zone, name_fr="PARTNER DAY 2022", purpose="Le jour.")
    take_in(EAST)
    group = WorkingGroup.objects.get()
    assert (group, group.purpose) == (known, "Le jour.")
    assert [person.last_name for person in group.members.all()] == ["Peeters", "Van Hoof"]
    assert group.meetings.get().kind == "partner_day"


def test_pending_approval_opens_the_next_agenda(taken, zone):
    """The rules of the zone ask for approval: the meeting announced next submits this PV."""
    pv = PV.objects.get(meeting=taken)
    assert pv.status == "sent"
    later = Meeting.objects.filter(zone=zone, starts_at__gt=taken.starts_at, counts_for_quota=True)
    first, *others = later.order_by("starts_at")
    assert first.agenda.first().approves == pv
    assert not any(meeting.agenda.filter(approves=pv).exists() for meeting in others)


def test_addresses_stay_out_of_the_paper(taken):
    assert taken.participations.filter(email="olambert@office.example").exists()
    paper = PdfReader(io.BytesIO(documents.pv(PV.objects.get(meeting=taken))))
    text = "".join(page.extract_text() for page in paper.pages)
    assert "institutions sur" not in text, "who was expected is not known"
    people = text.partition("Ordre du jour")[0] or text
    assert "brenard@office.example" not in text
    assert "al.vanhoof@atelier.example" not in people


def test_known_people_and_institutions_are_found_again(zone):
    office = make_organisation("Office Exemple")
    person = make_person("Baptiste Renard", office, email="brenard@office.example")
    make_member(zone, office, person)
    take_in(EAST)
    row = Participation.objects.get(person=person)
    assert (row.organisation, row.capacity) == (office, "full")
    assert Organisation.objects.filter(name_fr="Office Exemple").count() == 1


def test_minutes_taken_in_twice_are_taken_in_once(taken):
    before = Participation.objects.count()
    with pytest.raises(CommandError, match="déjà repris"):
        take_in(EAST)
    assert (Meeting.objects.filter(is_imported=True).count(), before) == (
        1,
        Participation.objects.count(),
    )


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.txt")))
def test_every_sample_is_taken_in(zone, sample):
    take_in(SAMPLES / sample, "--date", "2020-01-16")
    assert PV.objects.get().meeting.agenda.exists()


BAD = {
    "vide.txt": b"",
    "blanc.txt": b" \r\n\t\n",
    "binaire.txt": bytes(range(256)) * 40,
    "nul.txt": b"PV du 14 octobre 2021\x00" * 50,
    "archive.zip": b"PK\x03\x04" + b"\x00" * 200,
    "papier.pdf": b"%PDF-1.7\n" + b"\xe2\xe3" * 100,
    "image.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "tronque.txt": b"\xff\xfeP",
    "enorme.txt": b"a" * 3_000_000,
    "autre.txt": b"Recette de la tarte aux pommes.\nPelez les pommes.",
    "chiffres.txt": b"9" * 100_000,
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_minutes_gets_a_sentence(zone, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(BAD[name])
    with pytest.raises(CommandError) as refusal:
        take_in(file)
    assert str(refusal.value).endswith((".", ")", "!"))
    assert not Meeting.objects.exists()


def test_folder_absent_file_and_unknown_zone_get_a_sentence(zone, tmp_path):
    for file in (tmp_path, tmp_path / "absent.txt", tmp_path / ("x" * 300)):
        with pytest.raises(CommandError, match="Impossible de lire"):
            take_in(file)
    with pytest.raises(CommandError, match="Zones connues : sud"):
        call_command("import_pv", str(EAST), "--zone", "atlantide")


@pytest.mark.parametrize(
    "hostile",
    [
        "PV de la réunion du 14 octobre 2021\nPrésents :\n· "
        + "A" * 5000
        + " ("
        + "B" * 5000
        + ")",
        "PV Concertation du 14 octobre 2021\nPrésents :\n· Ana Bé (X) : "
        + "a" * 300
        + "@x.example",
        "PV Concertation du 14 octobre 2021\nPrésents :\n· Ana Bé\n1. " + "T" * 5000 + "\nTexte.",
        "PV Concertation du 14 octobre 2021 à 23h30\nPrésents :\n· Ana Bé\n1. Divers\n"
        "Prochaine réunion : le 3 mars 2022 à 23h30.",
        "PV Concertation du 14 octobre 2021\nPrésents :\n· Ana Bé\n1. Divers\n"
        "Action : " + "Zoé, " * 500 + "pour le 31/12/9999",
        "PV Concertation du 14 octobre 2021 de 16h à 9h\nPrésents :\n· Ana Bé\n1. Divers\nRien.",
        "PV Concertation du 14 octobre 2021 de 23h59 à 23h59\nPrésents :\n· Ana Bé\n1. A\nRien.",
        "PV Concertation du 14 octobre 0001\nPrésents :\n· Ana Bé\n1. Divers\nRien.",
        "PV Concertation du 14 octobre 9999\nPrésents :\n· Ana Bé\n1. Divers\nRien.",
    ],
)
def test_hostile_minutes_are_taken_in_or_refused_in_words(zone, tmp_path, hostile):
    file = tmp_path / "pv.txt"
    file.write_text(hostile)
    try:
        take_in(file)
    except CommandError:
        assert not Meeting.objects.exists()
    else:
        assert Meeting.objects.filter(is_imported=True, ends_at__gt=F("starts_at")).count() == 1
