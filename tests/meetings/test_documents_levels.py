"""A PV for one audience: what it may not read is told by its place and its number only."""

import io

import page
import pypdf
import pytest

from meetings import documents
from meetings.models import Paper
from meetings.services import sealing
from tests.factories import make_block, make_item, make_meeting, make_pv
from zones.models.rules import Visibility

pytestmark = pytest.mark.django_db
AUDIENCES = {
    "coordination": "Exemplaire pour le secrétariat",
    "present": "Exemplaire pour les personnes présentes",
    "zone": "Exemplaire pour les membres de la zone",
    "region": "Exemplaire pour les partenaires de toutes les zones",
    "public": "Exemplaire pour tout le monde",
}


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def layered(zone):
    """A PV whose passages and items are each for one circle, and the words of each circle."""
    meeting = make_meeting(zone, "held", day=-30, partners=2, visibility="public")
    pv = make_pv(meeting, blocks=0)
    item = meeting.agenda.get()
    for level in AUDIENCES:
        make_block(item, "decision", f"Mot{level}.", visibility=level, said_by=f"Auteur{level}")
        closed = make_item(meeting, f"Titre{level}", visibility=level)
        make_block(closed, "question", f"Dessous{level}.")
    return pv


@pytest.mark.parametrize("level", list(AUDIENCES))
@pytest.mark.parametrize("kind", ["pv", "report", "aide_memoire"])
def test_each_audience_has_its_copy_and_nothing_of_a_narrower_circle(layered, kind, level):
    layered.kind = kind
    pdf = documents.pv(layered, Visibility(level))
    text = text_of(pdf)
    assert AUDIENCES[level] in text
    circles = list(AUDIENCES)
    for rank, circle in enumerate(circles):
        is_readable = rank >= circles.index(level)
        for word in (f"Mot{circle}", f"Auteur{circle}", f"Titre{circle}", f"Dessous{circle}"):
            assert is_readable or word not in text
            assert is_readable or word.encode() not in pdf
    hidden = circles.index(level)
    told = "réservé" if kind == "aide_memoire" else "Point réservé"
    assert (told in text) is bool(hidden)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_hidden_passages_are_counted_and_figures_stay_whole(layered):
    every, wide = (text_of(documents.pv(layered, level)) for level in ("coordination", "public"))
    assert wide.count("4 passages réservés.") == 1
    assert "réservé" not in every
    assert "2 personnes, 2 institutions" in every or "présences non relevées" in every
    for figure in ("2 personnes", "présences non relevées"):
        assert (figure in every) is (figure in wide)


def test_a_kept_copy_goes_to_its_audience_else_to_the_next_narrower_reader(zone):
    pv = make_pv(make_meeting(zone, "held", day=-30), status="sent")
    for audience in ("coordination", "zone", "public"):
        Paper.objects.create(
            kind="pv",
            meeting=pv.meeting,
            language="fr",
            file_name="PV.pdf",
            audience=audience,
            content=audience.encode(),
        )
    given = {level: documents.stored_or_fresh_pv(pv, level)[0] for level in AUDIENCES}
    assert given == {
        "coordination": b"coordination",
        "present": b"zone",
        "zone": b"zone",
        "region": b"public",
        "public": b"public",
    }


def test_a_copy_from_before_audiences_is_never_given_over_something_hidden(zone):
    pv = make_pv(make_meeting(zone, "held", day=-30), status="sent")
    make_block(pv.meeting.agenda.get(), "question", "Entre nous.", visibility="coordination")
    Paper.objects.create(
        kind="pv", meeting=pv.meeting, language="fr", file_name="PV.pdf", content=b"everything"
    )
    assert documents.stored_or_fresh_pv(pv)[0] == b"everything"
    fresh, _name = documents.stored_or_fresh_pv(pv, Visibility.ZONE)
    assert "Entre nous" not in text_of(fresh)


def test_papers_of_an_earlier_act_are_not_given_after_a_later_one(zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", day=-30), status="sent")
    Paper.objects.create(
        kind="pv",
        meeting=pv.meeting,
        language="fr",
        file_name="PV.pdf",
        audience="zone",
        content=b"the draft",
    )
    sealing.keep_version(pv, coordinator)
    assert documents.stored_pv(pv, Visibility.ZONE) is None
