"""PV et décisions: what the search finds, and what it never shows."""

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import PV, PVText
from meetings.passages import find_words
from meetings.services import indexing, minutes, voting
from meetings.stems import asked
from tests.factories import make_block, make_meeting, make_pv, make_theme, make_zone


def pv_of(zone, status="draft", text="Les partenaires préparent la journée.", **meeting_fields):
    """A PV of the zone whose only passage holds ``text``."""
    fields = {"status": "held", "day": -30, "partners": 1, **meeting_fields}
    pv = make_pv(make_meeting(zone, **fields), status=status, blocks=0)
    make_block(pv.meeting.agenda.get(), text=text)
    minutes.index(pv.meeting)
    return pv


def test_the_search_ignores_accents_and_marks_the_words(client, zone, partner):
    pv = pv_of(zone, status="sent", text="Échanges d’économie <b>sociale</b> à Forest.")
    client.force_login(partner)
    response = client.get(reverse("meetings:archive"), {"q": "ECONOMIE sociale"})
    assert list(response.context["page_obj"]) == [pv]
    content = response.content.decode()
    assert "<mark>économie</mark>" in content
    assert "&lt;b&gt;<mark>sociale</mark>&lt;/b&gt;" in content


def test_the_search_never_shows_a_private_passage(client, zone, partner):
    pv_of(zone, status="sent", text="Le logement, dit en public.")
    pv_of(zone, status="draft", text="Le logement, dit en brouillon.", day=-60)
    pv_of(zone, status="sent", text="Le logement, entre nous.", visibility="coordination", day=-90)
    pv_of(make_zone("ouest"), status="sent", text="Le logement, ailleurs.", day=-70)
    client.force_login(partner)
    content = client.get(reverse("meetings:archive"), {"q": "logement"}).content.decode()
    assert "dit en public" in content
    for private in ("en brouillon", "entre nous", "ailleurs"):
        assert private not in content


def test_the_archive_filters_by_zone_and_year(client, zone, coordinator):
    mine = pv_of(zone, status="sent")
    other = pv_of(make_zone("ouest"), status="sent", visibility="region")
    client.force_login(coordinator)

    def found(**asked):
        return set(client.get(reverse("meetings:archive"), asked).context["page_obj"])

    assert found() == {mine, other}
    assert found(zone="ouest") == {other}
    assert found(year=mine.meeting.year) == {mine, other}
    assert found(year="1999") == set()
    for nonsense in ("jamais", "0000", "99999999", "²"):
        assert found(year=nonsense, page="x") == {mine, other}
    page = client.get(reverse("meetings:zone_archive", args=["sud"]))
    assert set(page.context["page_obj"]) == {mine}


@pytest.mark.parametrize("query", ["", "partenaires"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_archive_asks_the_same_number_of_queries(
    client, zone, partner, django_assert_max_num_queries, count, query
):
    for number in range(count):
        pv_of(zone, status="sent", day=-30 * (number + 1))
    client.force_login(partner)
    client.get(reverse("meetings:archive"), {"q": query})  # what changed is read again, once
    with django_assert_max_num_queries(10):
        response = client.get(reverse("meetings:archive"), {"q": query})
    assert len(response.context["page_obj"]) == count


def test_a_word_is_found_where_accents_change_the_length():
    text = "Un cafe\u0301 solidaire, l’ﬁnancement et l’Œuvre."
    found = find_words(text, asked("café financement"))
    assert [text[start:end] for start, end in found] == ["cafe\u0301", "ﬁnancement"]


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("Les réfugiés ukrainiens", "refugie ukrainien"),
        ("La réunion des réseaux", "réunions réseau"),
        ("Une œuvre commune", "oeuvres"),
        ("L’approche choisie", "approches"),
        ("De vergaderingen van de werkgroep", "vergadering werkgroepen"),
    ],
)
def test_a_word_is_found_without_its_ending(client, zone, partner, written, looked_for):
    pv_of(zone, status="sent", text="Rien de cela.", day=-60)
    pv = pv_of(zone, status="sent", text=written)
    client.force_login(partner)
    response = client.get(reverse("meetings:archive"), {"q": looked_for})
    assert list(response.context["page_obj"]) == [pv]
    assert response.content.decode().count("<mark>") == 2 if " " in looked_for else 1


def test_the_last_word_may_be_unfinished(client, zone, partner):
    pv = pv_of(zone, status="sent", text="Les partenaires néerlandophones arrivent.")
    client.force_login(partner)
    address = reverse("meetings:archive")
    assert list(client.get(address, {"q": "partenaires neerl"}).context["page_obj"]) == [pv]
    assert list(client.get(address, {"q": "neerl partenaires"}).context["page_obj"]) == []


@pytest.mark.parametrize(
    "hostile", ['"', "'", "* OR", "a:*", "\\", "( ) &", "NEAR(", "''", "%", "_", "é" * 5000]
)
def test_no_word_breaks_the_search(client, zone, partner, hostile):
    pv_of(zone, status="sent")
    client.force_login(partner)
    assert client.get(reverse("meetings:archive"), {"q": hostile}).status_code == 200


def test_a_text_that_changed_is_found_at_once(client, zone, coordinator):
    pv = pv_of(zone, text="Un premier texte.")
    block = pv.meeting.agenda.get().blocks.get()
    client.force_login(coordinator)
    address = reverse("meetings:archive")
    assert list(client.get(address, {"q": "premier"}).context["page_obj"]) == [pv]
    minutes.save_block(block.pk, revision=block.revision, by=coordinator, text_fr="Une suite.")
    assert list(client.get(address, {"q": "premier"}).context["page_obj"]) == []
    assert list(client.get(address, {"q": "suites"}).context["page_obj"]) == [pv]


def reserved(zone, level, text="Un secret de famille."):
    """A PV of the zone, read by everybody, whose second passage is for ``level``."""
    pv = pv_of(zone, status="sent", text="Une phrase ordinaire.", visibility="public")
    block = make_block(pv.meeting.agenda.get(), text=text)
    type(block).objects.filter(pk=block.pk).update(visibility=level)
    minutes.index(pv.meeting)
    return pv


@pytest.mark.parametrize(
    ("level", "finds"),
    [("coordination", False), ("present", False), ("zone", True), ("region", True), ("", True)],
)
def test_a_reserved_passage_is_not_found_above_its_level(client, zone, partner, level, finds):
    pv = reserved(zone, level)
    client.force_login(partner)
    response = client.get(reverse("meetings:archive"), {"q": "secret"})
    assert list(response.context["page_obj"]) == ([pv] if finds else [])
    assert ("famille" in response.content.decode()) == finds
    # Words of two levels in one search: the hidden one must not be guessed by its neighbour.
    both = client.get(reverse("meetings:archive"), {"q": "ordinaire secret"})
    assert bool(both.context["page_obj"].object_list) == finds


def test_who_was_there_finds_what_is_for_those_present(client, zone, partner):
    pv = reserved(zone, "present")
    seat = pv.meeting.participations.first()
    type(seat).objects.filter(pk=seat.pk).update(
        person=partner.person, presence="present", person_name="Quelqu’un"
    )
    client.force_login(partner)
    response = client.get(reverse("meetings:archive"), {"q": "secret"})
    assert list(response.context["page_obj"]) == [pv]
    assert "famille" in response.content.decode()


def test_the_archive_filters_by_theme_institution_and_nature(client, zone, partner):
    theme = make_theme()
    about = pv_of(zone, status="sent", text="Le logement.")
    about.meeting.agenda.update(theme=theme)
    decided = pv_of(zone, status="sent", text="Le budget est adopté.", day=-60)
    decided.meeting.agenda.get().blocks.update(kind="decision")
    seat = decided.meeting.participations.get()
    type(seat).objects.filter(pk=seat.pk).update(presence="present")
    client.force_login(partner)

    def found(**asked):
        return list(client.get(reverse("meetings:archive"), asked).context["page_obj"])

    assert found(theme=theme.code) == [about]
    assert found(nature="decision") == [decided]
    assert found(nature="decision", q="logement") == []
    elsewhere = make_block(decided.meeting.agenda.get(), text="Le **logement** revient.")
    minutes.index(elsewhere.item.meeting)
    assert found(nature="decision", q="logement") == [decided]
    both = client.get(reverse("meetings:archive"), {"nature": "decision", "q": "logement"})
    assert "Le <mark>logement</mark> revient." in both.content.decode()
    assert found(institution=seat.organisation.name_fr.upper()) == [decided]
    assert found(institution="Institution inconnue") == []
    shown = client.get(reverse("meetings:archive"), {"nature": "decision"}).content.decode()
    assert "Le budget est adopté." in shown


def test_the_archive_of_a_zone_finds_words(client, zone, partner):
    pv = pv_of(zone, status="sent", text="Le logement.")
    client.force_login(partner)
    page = client.get(reverse("meetings:zone_archive", args=["sud"]), {"q": "logements"})
    assert list(page.context["page_obj"]) == [pv]


def test_the_clock_reads_again_what_changed(zone):
    for day in (-30, -60):
        pv_of(zone, day=day)
    indexing.refresh_all()
    assert not PV.objects.filter(is_index_stale=True).exists()
    assert PVText.objects.filter(stems__holds=(["partenair"], "")).count() == 2


def test_the_note_of_a_minority_is_found_and_read_at_the_level_of_its_passage(
    client, zone, partner, coordinator
):
    pv = pv_of(zone, status="draft")
    block = make_block(pv.meeting.agenda.get(), kind="decision", text="Le projet est repris.")
    vote = voting.open_vote(block, method="hands", by=coordinator)
    voting.record_hands(vote, 1, 0, 0, by=coordinator)
    voting.close_vote(vote, by=coordinator)
    indexing.refresh_all()
    voting.minority_note(vote, "Nous craignons une surcharge des équipes.")
    PV.objects.update(status="sent", sent_at=timezone.now())
    client.force_login(partner)
    asked_for = {"q": "surcharge"}
    page = client.get(reverse("meetings:archive"), asked_for).content.decode()
    assert "une <mark>surcharge</mark> des équipes" in page
    block.refresh_from_db()
    block.visibility = "coordination"
    block.save()
    minutes.index(pv.meeting)
    page = client.get(reverse("meetings:archive"), asked_for)
    assert not list(page.context["page_obj"])
    assert "<mark>surcharge" not in page.content.decode()
