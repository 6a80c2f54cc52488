"""« Qui peut lire »: narrowed at once, widened on a second look; public without an account."""

import pytest
from django.urls import reverse

from meetings import documents
from meetings.models import PV, Block
from meetings.services import levels, sealing
from tests.factories import make_block, make_item, make_meeting, make_pv
from zones.models.rules import Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def pv(zone, coordinator):
    """A PV that left to the zone, with a passage that the partners read."""
    meeting = make_meeting(zone, "held", day=-20, visibility="zone", partners=1)
    pv = make_pv(meeting, blocks=0)
    make_block(meeting.agenda.get(), text="Ce que la zone a lu.")
    sealing.send_pv(pv, by=coordinator)
    return PV.objects.get(pk=pv.pk)


def url(name, pv, *args):
    return reverse(f"meetings:{name}", args=[pv.meeting.zone.code, pv.meeting_id, *args])


def passage(pv):
    return Block.objects.get(item__meeting=pv.meeting)


def test_narrowing_a_passage_that_left_hides_it_everywhere(client, pv, coordinator, partner):
    client.force_login(coordinator)
    asked = {f"passage-{passage(pv).pk}": "coordination"}
    assert client.post(url("pv_levels", pv), asked).status_code == 302
    client.force_login(partner)
    for name, args in (("pv", []), ("pv_version", [1]), ("pv_version", [2])):
        page = client.get(url(name, pv, *args)).content.decode()
        assert "Ce que la zone a lu" not in page
        assert "1 passage réservé" in page
    assert documents.stored_pv(pv, Visibility.ZONE).created_at > pv.versions.first().at


def test_widening_what_left_is_confirmed(client, pv, coordinator, outsider):
    client.force_login(coordinator)
    page = client.post(url("pv_levels", pv), {"meeting": "region"}).content.decode()
    assert "«\u202fCe que la zone a lu.\u202f» se lirait désormais par les partenaires" in page
    pv.meeting.refresh_from_db()
    assert pv.meeting.visibility == "zone"
    client.post(url("pv_levels", pv), {"meeting": "region", "confirmed": "1"})
    client.force_login(outsider)
    assert "Ce que la zone a lu" in client.get(url("pv", pv)).content.decode()


@pytest.mark.parametrize("edition", [1, 2])
def test_page_speaks_of_what_left_also_during_a_correction(client, zone, coordinator, edition):
    draft = make_pv(make_meeting(zone, "held", day=-5, visibility="zone"), edition=edition)
    has_left = edition > 1
    client.force_login(coordinator)
    page = client.get(url("pv_levels", draft)).content.decode()
    assert ("Resserrer vaut tout de suite" in page) is has_left
    asked = {f"passage-{passage(draft).pk}": "coordination"}
    page = client.post(url("pv_levels", draft), asked, follow=True).content.decode()
    assert ("ne se rappellent pas" in page) is has_left
    assert ("le PV partira à chacun" in page) is not has_left


def test_a_passage_is_not_wider_than_its_item(client, zone, coordinator):
    draft = make_pv(make_meeting(zone, "held", day=-5, visibility="region"), blocks=0)
    item = make_item(draft.meeting, visibility="present")
    block = make_block(item)
    client.force_login(coordinator)
    page = client.post(url("pv_levels", draft), {f"passage-{block.pk}": "zone"})
    assert page.status_code == 422
    assert "ne se lit pas plus largement" in page.content.decode()
    block.refresh_from_db()
    assert block.visibility == ""


def test_what_is_inside_stays_as_narrow_when_the_whole_is_narrowed(pv, coordinator):
    block = passage(pv)
    levels.change_levels(pv, by=coordinator, blocks={block.pk: "zone"})
    levels.change_levels(pv, by=coordinator, meeting="coordination")
    block.refresh_from_db()
    assert block.visibility == "zone"
    with pytest.raises(levels.Widening):
        levels.change_levels(pv, by=coordinator, meeting="public")


def test_a_partner_does_not_choose_who_reads(client, pv, partner):
    client.force_login(partner)
    assert client.get(url("pv_levels", pv)).status_code == 403
    assert client.post(url("pv_levels", pv), {"meeting": "public"}).status_code == 403


@pytest.mark.parametrize("name", ["pv", "pv_paper"])
def test_a_public_pv_is_read_without_an_account(client, pv, coordinator, name):
    closed = client.get(url(name, pv))
    missing = client.get(reverse(f"meetings:{name}", args=["sud", 99999]))
    assert closed.status_code == missing.status_code == 302
    levels.change_levels(pv, by=coordinator, meeting="public", confirmed=True)
    assert client.get(url(name, pv)).status_code == 200
    assert client.post(url(name, pv)).status_code == 302
    assert pv.get_absolute_url() in client.get(reverse("meetings:published")).content.decode()


def test_a_public_pv_is_a_draft_to_nobody(client, zone):
    draft = make_pv(make_meeting(zone, "held", day=-5, visibility="public"))
    assert client.get(url("pv", draft)).status_code == 302
    assert (
        draft.get_absolute_url() not in client.get(reverse("meetings:published")).content.decode()
    )


def test_those_invited_know_what_they_are_called_for(client, zone, partner, region):
    coming = make_meeting(zone, day=10)
    make_item(coming, "Entre présents", visibility="present")
    make_item(coming, "Entre animateurs", visibility="coordination")
    page = reverse("meetings:detail", args=["sud", coming.pk])
    client.force_login(partner)
    content = client.get(page).content.decode()
    assert "Entre présents" in content
    assert "Entre animateurs" not in content
    assert "Point réservé" in content
    client.force_login(region)
    assert "Entre présents" not in client.get(page).content.decode()
