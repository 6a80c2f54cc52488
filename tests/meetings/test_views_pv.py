"""The PV on the screen: who writes, who reads, what a conflict shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from meetings.models import PV, Block, Letter, PVVersion
from meetings.services import minutes, registers, sealing
from tests.factories import (
    make_block,
    make_item,
    make_meeting,
    make_participation,
    make_pv,
    make_zone,
)

AUTOSAVE = {"HX-Request": "true", "X-Autosave": "1"}


def url(name, pv_or_meeting, *args):
    meeting = getattr(pv_or_meeting, "meeting", pv_or_meeting)
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *args])


def pv_of(zone, status="draft", text="Les partenaires préparent la journée.", **meeting_fields):
    """A PV of the zone whose only passage holds ``text``."""
    fields = {"status": "held", "day": -30, "partners": 1, **meeting_fields}
    pv = make_pv(make_meeting(zone, **fields), status=status, blocks=0)
    make_block(pv.meeting.agenda.get(), text=text)
    minutes.index(pv.meeting)
    return pv


def put_url(pv, block):
    return url("block_put", pv, block.item_id, block.key)


def passage(pv):
    return Block.objects.get(item__meeting=pv.meeting)


def test_opening_the_page_does_not_create_the_pv(client, zone, coordinator):
    meeting = make_meeting(zone, status="held", day=-3)
    client.force_login(coordinator)
    response = client.get(url("pv", meeting))
    assert "Rédiger le PV" in response.content.decode()
    assert not PV.objects.exists()
    client.post(url("pv", meeting))
    client.post(url("pv", meeting))
    assert PV.objects.get().kind == "pv"


def test_a_partner_does_not_learn_that_a_draft_exists(client, zone, partner):
    pv = pv_of(zone, text="Secret de brouillon")
    client.force_login(partner)
    item = pv.meeting.agenda.get()
    block = passage(pv)
    for address in (
        url("pv", pv),
        url("pv_paper", pv),
        url("pv_item", pv, item.pk),
        url("pv_send", pv),
        url("block_delete", pv, block.key),
    ):
        assert client.get(address).status_code == 404, address
    saved = client.post(put_url(pv, block), {"version": 1, "text_fr": "Effacé"})
    assert saved.status_code == 404
    assert client.post(url("block_add", pv, item.pk), {"kind": "decision"}).status_code == 404
    assert passage(pv).text_fr == "Secret de brouillon"


def test_a_partner_reads_a_sent_pv_and_changes_nothing(client, zone, partner):
    pv = pv_of(zone, status="sent")
    client.force_login(partner)
    page = client.get(url("pv", pv))
    assert "Les partenaires préparent" in page.content.decode()
    assert "verdict" not in page.content.decode().lower()
    saved = client.post(put_url(pv, passage(pv)), {"version": 1, "text_fr": "Effacé"})
    assert saved.status_code == 403
    assert client.post(url("pv_verdict", pv), {"verdict": "approved"}).status_code == 403
    assert "préparent" in passage(pv).text_fr


def test_an_outsider_reads_nothing_of_the_zone(client, zone, outsider):
    pv = pv_of(zone, status="sent", text="Ce que la zone garde pour elle")
    client.force_login(outsider)
    assert client.get(url("pv", pv)).status_code == 404
    assert client.get(url("pv_paper", pv)).status_code == 404
    listing = client.get(reverse("meetings:archive"), {"q": "garde"}).content.decode()
    assert "pour elle" not in listing
    assert pv.meeting.title_fr not in listing


def test_a_pv_open_to_the_region_is_read_by_the_partners_of_other_zones(client, zone, outsider):
    pv = pv_of(zone, status="sent", visibility="region")
    client.force_login(outsider)
    assert client.get(url("pv", pv)).status_code == 200
    assert "Les partenaires de toutes les zones" in client.get(url("pv", pv)).content.decode()


def test_each_kind_of_passage_can_be_added_and_shown(client, zone, coordinator):
    pv = pv_of(zone, languages="both")
    client.force_login(coordinator)
    item = pv.meeting.agenda.get()
    for kind in Block.Kind.values:
        client.post(url("block_add", pv, item.pk), {"kind": kind})
    assert set(item.blocks.values_list("kind", flat=True)) == set(Block.Kind.values)
    content = client.get(url("pv_item", pv, item.pk)).content.decode()
    kinds = len(Block.Kind.values)  # an empty form of each, from which the script makes others
    assert content.count("data-autosave ") == item.blocks.count() + kinds + 1  # and the head
    assert 'name="text_nl"' in content


def test_an_unknown_kind_adds_nothing(client, zone, coordinator):
    pv = pv_of(zone)
    client.force_login(coordinator)
    client.post(url("block_add", pv, pv.meeting.agenda.get().pk), {"kind": "rumour"})
    assert Block.objects.count() == 1


def test_the_form_of_a_passage_comes_alone_for_the_script(client, zone, coordinator):
    pv = pv_of(zone)
    block = minutes.add_block(pv.meeting.agenda.get(), kind="decision", by=None)
    client.force_login(coordinator)
    content = client.get(put_url(pv, block), headers=AUTOSAVE).content.decode()
    assert "<html" not in content
    assert 'name="decision_mode"' in content


def test_autosave_gives_the_next_version(client, zone, coordinator):
    pv = pv_of(zone)
    client.force_login(coordinator)
    address = put_url(pv, passage(pv))
    response = client.post(address, {"version": 1, "text_fr": "Premier"}, headers=AUTOSAVE)
    assert (response.status_code, response["X-Version"]) == (204, "2")
    response = client.post(address, {"version": 2, "text_fr": "Second"})
    assert response.status_code == 302
    assert passage(pv).text_fr == "Second"


@pytest.mark.parametrize("headers", [{}, AUTOSAVE])
def test_a_conflict_shows_both_texts_and_writes_none(client, zone, coordinator, headers):
    pv = pv_of(zone)
    block = passage(pv)
    minutes.save_block(block.pk, revision=1, by=None, text_fr="Le texte de l’autre")
    client.force_login(coordinator)
    mine = {"version": 1, "text_fr": "Mon texte à moi"}
    response = client.post(put_url(pv, block), mine, headers=headers)
    content = response.content.decode()
    assert response.status_code == 409
    assert "Mon texte à moi" in strip_tags(content)
    assert "Le texte de l’autre" in strip_tags(content)
    assert "<mark>" in content  # the words that differ
    assert ("<html" in content) is (not headers)
    assert passage(pv).text_fr == "Le texte de l’autre"
    client.post(put_url(pv, block), mine | {"keep": 2})
    assert passage(pv).text_fr == "Mon texte à moi"


def test_keeping_mine_over_a_third_text_is_a_conflict_again(client, zone, coordinator):
    pv = pv_of(zone)
    block = passage(pv)
    for revision, text in ((1, "Deuxième"), (2, "Troisième")):
        minutes.save_block(block.pk, revision=revision, by=None, text_fr=text)
    client.force_login(coordinator)
    mine = {"version": 1, "keep": 2, "text_fr": "Le mien"}
    response = client.post(put_url(pv, block), mine)
    assert response.status_code == 409
    assert "Troisième" in strip_tags(response.content.decode())


def test_text_typed_while_the_pv_left_is_shown_not_lost(client, zone, coordinator):
    pv = pv_of(zone, status="sent")
    client.force_login(coordinator)
    mine = {"version": 1, "text_fr": "Ce que je tapais encore"}
    response = client.post(put_url(pv, passage(pv)), mine)
    assert response.status_code == 409
    assert "Ce que je tapais encore" in response.content.decode()
    assert 'name="keep"' not in response.content.decode()


@pytest.mark.parametrize("headers", [{}, AUTOSAVE])
def test_a_refused_passage_keeps_what_was_typed(client, zone, coordinator, headers):
    pv = pv_of(zone)
    block = minutes.add_block(pv.meeting.agenda.get(), kind="decision", by=None)
    client.force_login(coordinator)
    typed = {"version": 1, "text_fr": "Texte précieux", "votes_for": "-3"}
    response = client.post(put_url(pv, block), typed, headers=headers)
    assert response.status_code == 422
    content = response.content.decode()
    assert f'href="#passage-{block.pk}-votes_for"' in content
    assert ("Texte précieux" in content) is (not headers)  # the script still has it on the page


def test_an_action_keeps_its_owners_and_its_words(client, zone, coordinator):
    pv = pv_of(zone)
    row = make_participation(pv.meeting)
    block = minutes.add_block(pv.meeting.agenda.get(), kind="action", by=None)
    client.force_login(coordinator)
    typed = {
        "version": 1,
        "text_fr": "Préparer le programme.",
        "owners": f"{row.person_name}, Le groupe de travail ; {row.person_name}",
        "due_on": "2030-04-23",
        "due_text": "avant le 23 avril",
    }
    client.post(put_url(pv, block), typed)
    owners = block.action.owners.all()
    assert [owner.name for owner in owners] == [row.person_name, "Le groupe de travail"]
    assert owners[0].person_id == row.person_id
    content = client.get(url("pv_item", pv, block.item_id)).content.decode()
    assert 'value="2030-04-23"' in content
    assert "Le groupe de travail" in content


def test_the_head_is_saved_and_the_rest_is_untouched(client, zone, coordinator):
    pv = pv_of(zone)
    client.force_login(coordinator)
    client.post(url("pv", pv), {"chair": "Alix Présidente", "secretary": "", "point": ""})
    pv.refresh_from_db()
    assert (pv.chair, pv.status) == ("Alix Présidente", "draft")


def test_sending_shows_who_gets_it_then_sends_once(client, zone, coordinator):
    pv = pv_of(zone)
    make_participation(pv.meeting, person_name="Sacha Sansadresse", email="", presence="present")
    make_item(pv.meeting, "Point oublié")
    client.force_login(coordinator)
    page = client.get(url("pv_send", pv)).content.decode()
    assert "Sacha Sansadresse" in page
    assert "Point oublié" in page
    assert "Envoyer à 1 personne" in page
    assert not Letter.objects.exists()
    for _click in range(2):
        response = client.post(url("pv_send", pv), follow=True)
    assert "déjà envoyé" in response.content.decode()
    assert Letter.objects.count() == 1
    assert PVVersion.objects.count() == 1


@pytest.mark.parametrize("status", ["amended", "contested"])
def test_a_verdict_with_changes_needs_their_text(client, zone, coordinator, status):
    pv = pv_of(zone, status="sent")
    later = make_meeting(zone, status="held", day=-2)
    client.force_login(coordinator)
    chosen = {"verdict": status, "decided_in": later.pk, "text": "  "}
    response = client.post(url("pv_verdict", pv), chosen)
    assert response.status_code == 422
    pv.refresh_from_db()
    assert pv.status == "sent"
    client.post(url("pv_verdict", pv), chosen | {"text": "Nous n’avons pas dit cela."})
    pv.refresh_from_db()
    assert (pv.status, pv.verdict_text) == (status, "Nous n’avons pas dit cela.")
    assert "Nous n’avons pas dit cela." in client.get(url("pv", pv)).content.decode()


def test_a_verdict_is_proposed_at_the_meeting_that_carries_it(client, zone, coordinator):
    pv = pv_of(zone, status="sent")
    make_meeting(zone, status="held", day=-20)
    carrying = make_meeting(zone, status="held", day=-10)
    make_meeting(make_zone("ouest"), status="held", day=-5)
    make_item(carrying, "Approbation", kind="approval", approves=pv)
    client.force_login(coordinator)
    form = client.get(url("pv", pv)).context["verdict_form"]
    assert form.fields["decided_in"].initial == carrying
    assert {meeting.zone for meeting in form.fields["decided_in"].queryset} == {zone}


def test_a_kept_version_is_read_as_it_was(client, zone, coordinator, partner):
    pv = pv_of(zone)
    sealing.send_pv(pv, by=coordinator)
    Block.objects.filter(pk=passage(pv).pk).update(text_fr="Réécrit après coup")
    client.force_login(partner)
    content = client.get(url("pv_version", pv, 1)).content.decode()
    assert "Les partenaires préparent" in content
    assert "Réécrit" not in content
    assert client.get(url("pv_version", pv, 2)).status_code == 404


@pytest.mark.parametrize("status", ["draft", "sent"])
def test_the_page_of_a_pv_does_not_query_by_passage(client, zone, coordinator, status):
    counts = []
    client.force_login(coordinator)
    for size in (1, 3):
        pv = pv_of(zone, status="draft", day=-60 + size, partners=size)
        for _n in range(size):
            for kind in ("action", "opinion", "decision"):
                block = minutes.add_block(pv.meeting.agenda.get(), kind=kind, by=coordinator)
                if kind == "action":
                    registers.set_action(block, owners=["A", "B"], due_on=None, due_text="")
        PV.objects.filter(pk=pv.pk).update(status=status, sent_at=pv.created_at)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url("pv", pv)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_reader_of_another_zone_reads_the_pv_and_meets_no_closed_door(client, zone, outsider):
    meeting = make_meeting(zone, "held", day=-20, visibility="region")
    pv = make_pv(meeting, "sent")
    client.force_login(outsider)
    page = client.get(pv.get_absolute_url()).content.decode()
    assert "Les partenaires échangent." in page
    assert f'href="{zone.get_absolute_url()}"' not in page
    assert f'href="{meeting.get_absolute_url()}"' not in page


def test_partner_does_not_learn_of_the_meeting_in_preparation_that_will_decide(
    client, zone, partner, coordinator
):
    pv = make_pv(make_meeting(zone, "held", day=-20), "sent")
    coming = make_meeting(zone, "planned", day=40)
    make_item(coming, "Approbation", kind="approval", approves=pv)
    address = coming.get_absolute_url()
    client.force_login(partner)
    assert address not in client.get(pv.get_absolute_url()).content.decode()
    client.force_login(coordinator)
    assert address in client.get(pv.get_absolute_url()).content.decode()


@pytest.mark.parametrize("edition", [1, 2])
def test_whoever_writes_the_pv_carries_it_off_from_the_editor(client, zone, coordinator, edition):
    pv = pv_of(zone)
    PV.objects.filter(pk=pv.pk).update(edition=edition)
    client.force_login(coordinator)
    page = client.get(url("pv", pv)).content.decode()
    for name in ("pv_paper", "pv_docx", "pv_text", "pv_folder"):
        assert f'href="{url(name, pv)}"' in page
        assert b"".join(client.get(url(name, pv)))
    assert url("pv_note", pv) not in page, "the note tells what was sent"
