"""PV et décisions: what the search finds, and what it never shows."""

import pytest
from django.urls import reverse

from meetings.passages import find_words
from meetings.services import minutes
from tests.factories import make_block, make_meeting, make_pv, make_zone


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
    with django_assert_max_num_queries(8):
        response = client.get(reverse("meetings:archive"), {"q": query})
    assert len(response.context["page_obj"]) == count


def test_a_word_is_found_where_accents_change_the_length():
    text = "Un cafe\u0301 solidaire, l’ﬁnancement et l’Œuvre."
    found = find_words(text, ["cafe", "financement"])
    assert [text[start:end] for start, end in found] == ["cafe\u0301", "ﬁnancement"]
