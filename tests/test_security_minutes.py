"""The PV attacked: hidden words by any door, personal links, a PV that left, texts that harm."""

import time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings import documents
from meetings.comparing import united
from meetings.documents.privacy import without_addresses
from meetings.models import ActionItem, ActionOwner, Block, Remark
from meetings.redline import pieces
from meetings.services import (
    action_links,
    announcing,
    correcting,
    levels,
    remark_links,
    sealing,
)
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_person,
    make_pv,
    make_rules,
    make_theme,
)
from tests.meetings.levels import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(zone, coordinator):
    """A PV that left, with a window for remarks, and one passage."""
    make_rules(zone, valid_from=at(-300).date(), contest_days=15)
    pv = make_pv(make_meeting(zone, "held", day=-20, partners=2))
    sealing.send_pv(pv, by=coordinator)
    pv.refresh_from_db()
    return pv


@pytest.fixture
def sealed(sent, zone, coordinator):
    following = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(sent, verdict="approved", text="", decided_in=following, by=coordinator)
    sent.refresh_from_db()
    return sent


def url(name, pv, *more):
    return reverse(f"meetings:{name}", args=[pv.meeting.zone.code, pv.meeting.pk, *more])


def quick(limit=5):
    """The seconds that are left of ``limit``, as a function."""
    start = time.monotonic()
    return lambda: limit - (time.monotonic() - start)


# --- Texts that harm ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("mot " * 20_000, "nom " * 20_000),
        (". " * 30_000, "! " * 30_000),
        ("Une phrase. " * 5000, "Une phrase. " * 2500 + "Autre chose. " + "Une phrase. " * 2500),
        (" ".join(f"a{n % 97}" for n in range(5000)), " ".join(f"a{n % 89}" for n in range(5000))),
    ],
)
def test_long_rewritten_text_is_compared_within_seconds_and_whole(before, after):
    left = quick()
    found = pieces(before, after)
    assert left() > 0
    assert "".join(text for kind, text in found if kind != "ins") == before
    assert "".join(text for kind, text in found if kind != "del") == after
    assert united(before, after, before) == after


def test_spaces_pasted_by_the_thousand_do_not_hold_a_paper():
    left = quick(2)
    assert without_addresses("a" + " " * 50_000 + "b (c@exemple.be)").endswith("b")
    assert left() > 0


def test_remark_of_a_whole_book_is_refused_and_given_back(sent):
    row = sent.meeting.participations.first()
    block = Block.objects.get(item__meeting=sent.meeting)
    typed = {"key": uuid4(), "passage": block.pk, "text": "mot " * 6000}
    address = reverse("meetings:pv_link", args=[remark_links.make_token(row)])
    response = Client().post(address, typed)
    assert response.status_code == 422
    assert "mot mot mot" in response.content.decode()
    assert not Remark.objects.exists()


# --- Hidden, and told all the same --------------------------------------------------------------


def test_archive_does_not_tell_the_theme_nor_the_nature_of_what_is_reserved(client, zone, partner):
    meeting = make_meeting(zone, "held", day=-20, partners=1)
    pv = make_pv(meeting, "sent")
    theme = make_theme("licenciement")
    item = make_item(meeting, "Secret", theme=theme, visibility="coordination")
    make_block(item, "finding", text="Rien à voir.")
    client.force_login(partner)
    for asked in ({"theme": theme.code}, {"nature": "finding"}):
        page = client.get(reverse("meetings:archive"), asked).context["page_obj"]
        assert list(page) == [], asked
    item.visibility = ""
    item.save()
    for asked in ({"theme": theme.code}, {"nature": "finding"}):
        page = client.get(reverse("meetings:archive"), asked).context["page_obj"]
        assert list(page) == [pv], asked


def test_sent_pv_does_not_tell_what_was_added_since_to_the_agenda_it_announced(
    client, zone, partner, coordinator
):
    make_member(zone)
    pv = make_pv(make_meeting(zone, "held", day=-20, partners=1))
    planned, _is_new = announcing.announce(
        pv.meeting,
        starts_at=at(30),
        ends_at=at(30, 12),
        kind="commission",
        by=coordinator,
        agenda=["Le bilan"],
    )
    sealing.send_pv(pv, by=coordinator)
    make_item(planned, "Le conflit avec Xavier")
    client.force_login(partner)
    page = client.get(url("pv", pv)).content.decode()
    assert "Le bilan" in page
    assert "Xavier" not in page
    pv.refresh_from_db()
    assert "Xavier" not in documents.pv_text(pv, "zone")


@pytest.fixture
def promised(zone, sent, coordinator):
    """The link of an action that left, its PV then sealed and being corrected."""
    anne = make_member(zone, person=make_person("Anne Petit")).person
    block = make_block(sent.meeting.agenda.first(), "action", text="Écrire au collège.")
    action = ActionItem.objects.create(block=block, zone=zone)
    ActionOwner.objects.create(action=action, person=anne, name="Anne Petit")
    following = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(sent, verdict="approved", text="", decided_in=following, by=coordinator)
    correcting.correct(sent, reason="Faute de frappe.", by=coordinator)
    return reverse("meetings:action_link", args=[action_links.make_token(action, anne)]), block


def test_link_of_an_action_shows_the_sealed_words_while_they_are_corrected(promised):
    address, block = promised
    Block.objects.filter(pk=block.pk).update(text_fr="Brouillon du secrétariat.")
    page = Client().get(address).content.decode()
    assert "Écrire au collège." in page
    assert "Brouillon" not in page


def test_link_of_an_action_that_never_left_shows_nothing(promised, zone):
    _address, block = promised
    new = make_block(block.item, "action", text="Pas encore décidé.")
    action = ActionItem.objects.create(block=new, zone=zone)
    anne = block.action.owners.get().person
    ActionOwner.objects.create(action=action, person=anne, name="Anne Petit")
    address = reverse("meetings:action_link", args=[action_links.make_token(action, anne)])
    assert "Pas encore" not in Client().get(address).content.decode()
    Client().post(address, {"gesture": "done", "outcome": "Fait."})
    action.refresh_from_db()
    assert action.done_on is None


# --- What was sealed, then narrowed or corrected ------------------------------------------------


def shown(client, address):
    """The text of what an address answers; "" when it refuses."""
    response = client.get(address)
    return text_of(response.content) if response.status_code == 200 else ""


def test_paper_of_an_edition_follows_who_may_read_it_today(client, sealed, partner, coordinator):
    client.force_login(partner)
    block = Block.objects.get(item__meeting=sealed.meeting)
    word = block.text_fr.split()[0]
    papers = [url("pv_edition_paper", sealed, 1), url("pv_paper", sealed)]
    assert all(word in shown(client, one) for one in papers)
    levels.change_levels(sealed, by=coordinator, blocks={block.pk: "coordination"})
    assert not any(word in shown(client, one) for one in papers)
    client.force_login(coordinator)
    assert word in shown(client, papers[0])


def test_paper_of_an_edition_is_withheld_once_its_correction_narrows_it(
    client, sealed, partner, coordinator
):
    block = Block.objects.get(item__meeting=sealed.meeting)
    word = block.text_fr.split()[0]
    row = sealed.meeting.participations.first()
    by_link = reverse("meetings:pv_link_paper", args=[remark_links.make_token(row)])
    correcting.correct(sealed, reason="Un nom de trop.", by=coordinator)
    make_block(block.item, text="Brouillon xlibellulex.")
    client.force_login(partner)
    papers = [url("pv_edition_paper", sealed, 1), url("pv_paper", sealed), by_link]
    assert all(word in shown(client, one) for one in papers)
    assert not any("xlibellulex" in shown(client, one) for one in papers)
    sealed.refresh_from_db()
    levels.change_levels(sealed, by=coordinator, blocks={block.pk: "coordination"})
    assert not any(shown(client, one) for one in papers)
    assert "PDF scellé" not in client.get(url("pv_edition", sealed, 1)).content.decode()


def test_remark_sent_while_the_pv_is_corrected_gives_back_its_words(sealed, coordinator):
    row = sealed.meeting.participations.first()
    block = Block.objects.get(item__meeting=sealed.meeting)
    correcting.correct(sealed, reason="Faute de frappe.", by=coordinator)
    address = reverse("meetings:pv_link", args=[remark_links.make_token(row)])
    typed = {"key": uuid4(), "passage": block.pk, "text": "Je ne l’ai pas dit."}
    response = Client(enforce_csrf_checks=True).post(address, typed)
    assert response.status_code == 422
    assert "Je ne l’ai pas dit." in response.content.decode()
    assert not Remark.objects.exists()
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_item_of_a_session_without_a_printed_letter_is_refused(client, zone, coordinator):
    now = timezone.localtime().replace(hour=12)
    meeting = make_meeting(zone, "convened", starts_at=now, ends_at=now.replace(hour=14))
    client.force_login(coordinator)
    client.post(reverse("meetings:session", args=[zone.code, meeting.pk]))
    count = meeting.agenda.count()
    add = reverse("meetings:session_add", args=[zone.code, meeting.pk])
    client.post(add, {"title": "\u202e\u200b\x00"})
    assert meeting.agenda.count() == count
    client.post(add, {"title": "Le\x00 bilan"})
    assert meeting.agenda.get(title_fr="Le bilan")
