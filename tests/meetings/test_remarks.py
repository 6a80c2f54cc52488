"""Remarks on a PV that was sent, and what becomes of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from meetings import documents
from meetings.models import PV, Block, Letter, Remark
from meetings.redline import pieces, redline
from meetings.services import delivery, levels, minutes, remark_links, remarks, sealing
from meetings.services.errors import Conflict, Refused, WrongStatus
from tests.factories import at, make_block, make_meeting, make_participation, make_pv, make_rules
from zones.models.rules import Visibility


@pytest.fixture
def pv(zone, coordinator):
    make_rules(zone, valid_from=at(-300).date(), contest_days=15)
    meeting = make_meeting(zone, "held", day=-20, partners=2)
    pv = make_pv(meeting)
    sealing.send_pv(pv, by=coordinator)
    pv.refresh_from_db()
    mail.outbox.clear()
    return pv


@pytest.fixture
def row(pv):
    return pv.meeting.participations.order_by("pk").first()


@pytest.fixture
def block(pv):
    return Block.objects.get(item__meeting=pv.meeting)


def say(pv, row, block=None, **words):
    words.setdefault("text", "Je ne l’ai pas dit ainsi.")
    words.setdefault("key", uuid4())
    return remarks.remark(pv, remarks.author_by_link(row), block=block, **words)


def test_days_of_remarks_are_kept_with_the_pv(pv):
    assert pv.remarks_until == timezone.localdate() + timedelta(days=15)


def test_same_key_is_one_remark(pv, row, block):
    key = uuid4()
    first = say(pv, row, block, key=key)
    assert say(pv, row, block, key=key) == first
    assert Remark.objects.count() == 1


def test_key_of_somebody_else_is_refused(pv, row, block):
    key = uuid4()
    say(pv, row, block, key=key)
    with pytest.raises(Refused, match="déjà faite"):
        say(pv, make_participation(pv.meeting), block, key=key)


def test_remark_after_the_window_is_refused_with_its_last_day(pv, row, block):
    PV.objects.update(remarks_until=at(-1).date())
    with pytest.raises(WrongStatus, match="s’est terminé le"):
        say(pv, row, block)
    # What came on time by another way may still be noted by the coordination.
    author = remarks.author_encoded(row, None, Visibility.COORDINATION)
    assert remarks.remark(pv, author, key=uuid4(), block=block, text="Par téléphone.").pk


def test_without_days_a_pv_to_approve_takes_remarks_until_the_verdict(zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", day=-9, partners=1))
    sealing.send_pv(pv, by=coordinator)
    pv.refresh_from_db()
    assert pv.remarks_until is None
    assert remarks.refusal(pv, today=at(400).date()) == ""


def test_where_nothing_is_approved_nor_awaited_no_remark_is_taken(other_zone, outsider):
    pv = make_pv(make_meeting(other_zone, "held", day=-9, partners=1))
    sealing.send_pv(pv, by=outsider)
    pv.refresh_from_db()
    assert "ne prévoient pas" in remarks.refusal(pv)


def test_passage_the_reader_does_not_read_takes_no_remark(pv, row):
    row.presence = row.Presence.EXCUSED
    row.save()
    hidden = make_block(pv.meeting.agenda.get(), text="Réservé.", visibility="coordination")
    with pytest.raises(Refused, match="n’est plus dans le PV"):
        say(pv, row, hidden)


def test_remark_whose_place_is_gone_is_given_back(pv, row, client):
    address = remark_links.remark_link(row)
    typed = {"key": uuid4(), "passage": 10**6, "text": "Mot à rendre."}
    answer = client.post(address, typed)
    assert (answer.status_code, Remark.objects.count()) == (422, 0)
    assert "Mot à rendre." in answer.content.decode()


def test_accepting_changes_the_passage_keeps_both_texts_and_a_version(
    pv, row, block, coordinator, django_capture_on_commit_callbacks
):
    remark = say(pv, row, block, proposed_text="Les partenaires débattent.")
    papers = pv.meeting.papers.count()
    remarks.accept(remark, by=coordinator, answer="Bien vu.")
    block.refresh_from_db()
    remark.refresh_from_db()
    pv.refresh_from_db()
    assert block.text_fr == remark.after == "Les partenaires débattent."
    assert remark.before == "Les partenaires échangent."
    assert block.history.latest().text_fr == "Les partenaires débattent."
    assert [v.reason for v in pv.versions.all()] == ["sent", "sent"]
    assert pv.amended_at
    assert pv.meeting.papers.count() == papers + 1
    delivery.deliver_due()
    told = [m for m in mail.outbox if "Votre remarque" in m.subject]
    assert len(told) == 1
    assert told[0].to == [row.email]
    assert "Les partenaires débattent." in told[0].body
    assert "Bien vu." in told[0].body


def test_amended_paper_shows_what_changed(pv, row, block, coordinator):
    remarks.accept(say(pv, row, block, proposed_text="Ils débattent."), by=coordinator)
    pv = PV.objects.get()
    from io import BytesIO

    from pypdf import PdfReader

    content, _name = documents.stored_or_fresh_pv(pv, Visibility.ZONE)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "amendé le" in " ".join(text.split())
    assert "Modifications depuis l’envoi" in text
    assert row.organisation_name in text


def test_remark_under_an_item_adds_a_passage_once_accepted(pv, row, coordinator):
    item = pv.meeting.agenda.get()
    remark = say(pv, row, item=item, text="", proposed_text="L’ALE propose une visite.")
    remarks.accept(remark, by=coordinator)
    assert item.blocks.last().text_fr == "L’ALE propose une visite."


def test_acceptance_written_from_an_older_passage_is_a_conflict(pv, row, block, coordinator):
    first, second = (say(pv, row, block, proposed_text=f"Autre {n}.") for n in range(2))
    remarks.accept(first, by=coordinator, revision=block.revision)
    with pytest.raises(Conflict, match="entre-temps"):
        remarks.accept(second, by=coordinator, revision=block.revision)
    block.refresh_from_db()
    assert block.text_fr == "Autre 0."
    remarks.accept(second, by=coordinator, revision=block.revision)


def test_conflict_shows_the_text_that_stands_also_in_the_other_language(
    pv, row, block, coordinator, client
):
    remark = say(pv, row, block, proposed_text="Les partenaires débattent.")
    minutes.amend_block(block, by=coordinator, text_nl="De partners overleggen.")
    client.force_login(coordinator)
    url = reverse("meetings:pv_remark", args=["sud", pv.meeting_id, remark.pk])
    assert "De partners overleggen." not in client.get(url).content.decode()
    sent = {"act": "accepted", "new_text": "Autre.", "revision": 1}
    answer = client.post(url, sent)
    assert "De partners overleggen." in answer.content.decode()
    sent["revision"] = answer.context["form"]["revision"].value()
    assert client.post(url, sent).status_code == 302


def test_passage_left_as_it_was_is_no_proposal_even_if_it_changed_since(
    pv, row, block, coordinator
):
    shown = {"proposed_text": block.text_fr, "revision": block.revision}
    remarks.accept(say(pv, row, block, proposed_text="Autre."), by=coordinator)
    block.refresh_from_db()
    later = say(pv, row, block, **shown)
    assert (later.proposed_text, later.passage_text) == ("", shown["proposed_text"])


def test_words_reserved_meanwhile_are_not_given_back_by_their_number(pv, row, block, coordinator):
    row.presence = row.Presence.EXCUSED
    row.save()
    levels.change_levels(pv, by=coordinator, blocks={block.pk: "coordination"})
    block.refresh_from_db()
    minutes.amend_block(block, by=coordinator, text_fr="Secretissime.")
    reserved = block.revision
    minutes.amend_block(block, by=coordinator, text_fr="Pour tous.")
    levels.change_levels(pv, by=coordinator, blocks={block.pk: ""}, confirmed=True)
    block.refresh_from_db()
    assert say(pv, row, block, revision=reserved).passage_text == "Pour tous."
    assert say(pv, row, block, revision=1).passage_text == "Les partenaires échangent."


def test_remark_is_answered_once(pv, row, block, coordinator):
    remark = say(pv, row, block)
    remarks.note(remark, by=coordinator)
    for act in (remarks.note, remarks.accept):
        with pytest.raises(WrongStatus, match="déjà sa réponse"):
            act(remark, by=coordinator)
    assert Letter.objects.filter(kind="remark").count() == 1


def test_rejecting_wants_a_reason(pv, row, block, coordinator):
    remark = say(pv, row, block)
    with pytest.raises(Refused, match="pourquoi"):
        remarks.reject(remark, by=coordinator, answer=" ")
    remarks.reject(remark, by=coordinator, answer="L’enregistrement dit le contraire.")
    remark.refresh_from_db()
    assert remark.status == Remark.Status.REJECTED
    assert remark.letter.kind == "remark"


def test_acceptance_that_changes_nothing_is_refused(pv, row, block, coordinator):
    with pytest.raises(Refused, match="ne change pas"):
        remarks.accept(say(pv, row, block), by=coordinator, text="Les partenaires échangent.")


def test_passage_taken_out_leaves_the_remark_with_its_words(pv, row, block, coordinator):
    remark = say(pv, row, block, proposed_text="Autre chose.")
    block.delete()
    remark.refresh_from_db()
    assert remark.passage_text == "Les partenaires échangent."
    with pytest.raises(Refused, match="n’est plus dans le PV"):
        remarks.accept(remark, by=coordinator)
    remarks.note(remark, by=coordinator)


def test_nothing_is_approved_while_a_remark_waits(pv, row, block, coordinator, zone):
    remark = say(pv, row, block)
    verdict = {"text": "", "decided_in": make_meeting(zone, "held", day=-1), "by": coordinator}
    with pytest.raises(Refused, match="encore ouverte"):
        sealing.decide_pv(pv, verdict="approved", **verdict)
    remarks.note(remark, by=coordinator)
    assert sealing.decide_pv(pv, verdict="approved", **verdict).status == "approved"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("un deux", "un trois", [("keep", "un "), ("del", "deux"), ("ins", "trois")]),
        ("", "neuf", [("ins", "neuf")]),
        ("a b c", "a x y", [("keep", "a "), ("del", "b c"), ("ins", "x y")]),
        ("pareil", "pareil", [("keep", "pareil")]),
    ],
)
def test_redline_goes_word_by_word(before, after, expected):
    assert pieces(before, after) == expected


def test_redline_escapes_what_was_typed():
    assert redline("<b>", "<i>") == "&lt;<del>b</del><ins>i</ins>&gt;"
