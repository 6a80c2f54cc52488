"""The documents of a meeting on screen: who reads what, how it is served, what is refused."""

import gc
import io
import time
from contextlib import suppress

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import UnreadablePostError
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from meetings.models import PV, Attachment, Letter
from meetings.models.attachment import attachment_storage
from meetings.services import correcting, sealing
from meetings.services.answers import make_token
from tests.factories import (
    make_attachment,
    make_block,
    make_item,
    make_meeting,
    make_participation,
    make_pv,
)
from tests.meetings import files
from tests.meetings.test_uploads import REFUSED

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "X-Frame-Options": "DENY",
}


def address(meeting, name="documents", *more):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *more])


def post(client, meeting, name="note.pdf", content=None, **data):
    upload = SimpleUploadedFile(name, files.pdf() if content is None else content)
    facts = {"upload": upload, "title": "", "audience": "readers", "delivery": "linked"}
    return client.post(address(meeting), facts | data)


def test_document_is_joined_listed_and_read(client, zone, coordinator, partner):
    meeting = make_meeting(zone)
    item = make_item(meeting, "Le Partner Day")
    client.force_login(coordinator)
    assert post(client, meeting, title="Note de cadrage", item=item.pk).status_code == 302
    row = Attachment.objects.get()
    assert (row.created_by, row.item) == (coordinator, item)
    for user in (coordinator, partner):
        client.force_login(user)
        for page in (meeting.get_absolute_url(), address(meeting)):
            body = client.get(page).content.decode()
            assert "Note de cadrage" in body
            assert address(meeting, "attachment", row.pk) in body
        answer = client.get(address(meeting, "attachment", row.pk))
        assert answer.content == files.pdf()
    agenda = client.get(address(meeting, "agenda"))
    assert agenda.status_code == 403  # a partner
    client.force_login(coordinator)
    assert "Note de cadrage" in client.get(address(meeting, "agenda")).content.decode()


def test_document_of_the_secretariat_is_seen_by_nobody_else(client, zone, coordinator, partner):
    meeting = make_meeting(zone)
    row = make_attachment(meeting, "Notes internes", audience="coordination")
    token = make_token(make_participation(meeting))
    client.force_login(partner)
    for page in (meeting.get_absolute_url(), address(meeting)):
        assert "Notes internes" not in client.get(page).content.decode()
    assert client.get(address(meeting, "attachment", row.pk)).status_code == 404
    client.logout()
    assert "internes" not in client.get(reverse("meetings:answer", args=[token])).content.decode()
    piece = reverse("meetings:answer_piece", args=[token, row.pk])
    assert client.get(piece).status_code == 404
    client.force_login(coordinator)
    assert client.get(address(meeting, "attachment", row.pk)).status_code == 200


def test_document_of_a_meeting_in_preparation_is_nobodys_business(client, zone, partner, region):
    meeting = make_meeting(zone, "planned")
    row = make_attachment(meeting, "Brouillon secret")
    token = make_token(make_participation(meeting))
    for user in (partner, region):
        client.force_login(user)
        assert client.get(address(meeting, "attachment", row.pk)).status_code == 404
        assert client.get(address(meeting)).status_code == 404
    client.logout()
    assert "secret" not in client.get(reverse("meetings:answer", args=[token])).content.decode()
    piece = reverse("meetings:answer_piece", args=[token, row.pk])
    assert client.get(piece).status_code == 404


def test_file_of_one_meeting_does_not_open_through_another(
    client, zone, other_zone, coordinator, outsider
):
    """The matrix of wrong addresses: every number is right, their company is not."""
    ours, theirs = make_meeting(zone), make_meeting(other_zone)
    second = make_meeting(zone, day=60)
    mine, foreign = make_attachment(ours), make_attachment(theirs, "À eux")
    client.force_login(coordinator)
    for name in ("attachment", "attachment_edit", "attachment_delete"):
        for meeting, piece in ((ours, foreign), (second, mine), (theirs, foreign), (theirs, mine)):
            url = address(meeting, name, piece.pk)
            for ask in (client.get, client.head, client.post):
                assert ask(url).status_code in (404, 405), url
        wrong = reverse(f"meetings:{name}", args=["nord-est", ours.pk, mine.pk])
        assert client.get(wrong).status_code == 404
    token = make_token(make_participation(second))
    for piece in (mine, foreign):
        url = reverse("meetings:answer_piece", args=[token, piece.pk])
        assert client.get(url).status_code == 404
    client.force_login(outsider)
    assert client.post(address(ours, "attachment_delete", mine.pk)).status_code == 404
    assert Attachment.objects.count() == 2


def test_file_of_a_point_that_a_correction_adds_waits_for_its_edition(
    client, zone, coordinator, partner
):
    meeting = make_meeting(zone, "held", day=-20, visibility="zone")
    row = make_participation(meeting, partner.person, presence="present")
    pv = make_pv(meeting)
    sealing.send_pv(pv, by=coordinator)
    after = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=after, by=coordinator)
    shown = make_attachment(meeting, "Note connue", item=meeting.agenda.first())
    pv = correcting.correct(PV.objects.get(), reason="Un oubli", by=coordinator)
    kept = make_attachment(meeting, "Note oubliée", item=make_item(meeting, "Point oublié"))
    link = make_token(row)

    def reads(user):
        client.force_login(user)
        pages = [client.get(address(meeting, name)) for name in ("detail", "documents")]
        assert all("Note connue" in page.content.decode() for page in pages)
        told = {"Note oubliée" in page.content.decode() for page in pages}
        opened = client.get(address(meeting, "attachment", kept.pk)).status_code
        assert told == {opened == 200}
        return opened == 200, pages[1].content.decode()

    assert not reads(partner)[0]
    with time_machine.travel(meeting.starts_at):
        for piece, status in ((kept, 404), (shown, 200)):
            page = client.get(reverse("meetings:answer_piece", args=[link, piece.pk]))
            assert page.status_code == status
    own, page = reads(coordinator)
    assert own
    assert "Pour le point « Point oublié »" in page.replace("\xa0", " ").replace("\u202f", " ")
    make_block(meeting.agenda.last())
    sealing.send_pv(pv, by=coordinator)
    assert reads(partner)[0]


def test_partner_neither_joins_nor_removes(client, zone, partner, region):
    meeting = make_meeting(zone)
    row = make_attachment(meeting)
    for user in (partner, region):
        client.force_login(user)
        assert post(client, meeting).status_code == 403
        for name in ("attachment_edit", "attachment_delete"):
            assert client.post(address(meeting, name, row.pk)).status_code == 403
        assert client.post(address(meeting, "documents_tell")).status_code == 403
    assert Attachment.objects.get() == row
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "kind", "opens", "sandboxed"),
    [
        ("a.pdf", files.pdf(), "application/pdf", True, False),
        ("a.png", files.picture(), "image/png", True, True),
        ("a.txt", b"Bonjour", "text/plain", False, True),
        ("a.docx", files.office(), files.OOXML + "wordprocessingml.document", False, True),
    ],
)
def test_file_is_served_closed(client, zone, coordinator, name, content, kind, opens, sandboxed):
    meeting = make_meeting(zone)
    row = make_attachment(meeting, name=name, content=content)
    token = make_token(make_participation(meeting))
    client.force_login(coordinator)
    for url in (
        address(meeting, "attachment", row.pk),
        reverse("meetings:answer_piece", args=[token, row.pk]),
    ):
        answer = client.get(url)
        assert answer["Content-Type"] == kind
        assert {key: answer[key] for key in SAFE} == SAFE
        assert answer["Content-Disposition"].startswith("inline" if opens else "attachment")
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert ("sandbox" in answer["Content-Security-Policy"]) is sandboxed
        assert not answer.has_header("ETag")
        assert client.head(url).status_code == 200


def test_name_of_a_file_adds_no_header(client, zone, coordinator):
    meeting = make_meeting(zone)
    row = make_attachment(meeting, name='é"; x=1\r\nSet-Cookie: a=b.txt')
    client.force_login(coordinator)
    answer = client.get(address(meeting, "attachment", row.pk))
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert "a" not in answer.cookies


def test_missing_file_is_a_page_not_an_error(client, zone, coordinator):
    meeting = make_meeting(zone)
    row = make_attachment(meeting)
    attachment_storage().delete(row.file.name)
    client.force_login(coordinator)
    assert client.get(address(meeting, "attachment", row.pk)).status_code == 404


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_upload_comes_back_with_a_sentence(client, zone, coordinator, name):
    make, words = REFUSED[name]
    content = make()
    meeting = make_meeting(zone)
    client.force_login(coordinator)
    began = time.monotonic()
    answer = post(client, meeting, "note.pdf", content, title="Mon titre")
    assert time.monotonic() - began < 5
    body = answer.content.decode()
    assert answer.status_code == 200
    assert words in body
    assert "Mon titre" in body  # nothing typed is lost
    assert not Attachment.objects.exists()


def test_file_over_the_limit_is_cut_off_on_arrival(client, zone, coordinator, settings, tmp_path):
    settings.ATTACHMENT_MAX_MB = 1
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    meeting = make_meeting(zone)
    client.force_login(coordinator)
    answer = post(client, meeting, content=b"x" * (6 * 1024 * 1024))
    assert answer.status_code == 200
    assert "dépasse 1" in answer.content.decode()
    assert not list(tmp_path.iterdir())
    assert not Attachment.objects.exists()


class CutLine(io.BytesIO):
    """A request body whose sender goes away after the first megabyte."""

    def read(self, size=-1):
        if self.tell() > 1024 * 1024:
            raise ConnectionResetError
        return super().read(size)


def test_upload_that_is_cut_leaves_nothing(client, zone, coordinator, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    meeting = make_meeting(zone)
    client.force_login(coordinator)
    content = b"%PDF-1.7" + b"x" * (4 * 1024 * 1024)
    body = encode_multipart(BOUNDARY, {"upload": SimpleUploadedFile("a.pdf", content)})
    extra = {"wsgi.input": CutLine(body), "CONTENT_LENGTH": str(len(body))}
    with suppress(UnreadablePostError):
        client.generic("POST", address(meeting), content_type=MULTIPART_CONTENT, **extra)
    assert extra["wsgi.input"].tell() < len(body)
    gc.collect()
    assert not list(tmp_path.iterdir())
    assert not Attachment.objects.exists()


def test_form_without_a_file_says_so(client, zone, coordinator):
    client.force_login(coordinator)
    meeting = make_meeting(zone)
    body = client.post(address(meeting), {"title": "x"}).content.decode()
    assert "À corriger avant d’aller plus loin" in body


def test_document_is_removed_after_a_question(client, zone, coordinator):
    meeting = make_meeting(zone)
    row = make_attachment(meeting, "À retirer")
    client.force_login(coordinator)
    url = address(meeting, "attachment_delete", row.pk)
    assert "ne se lira plus nulle part" in client.get(url).content.decode()
    assert Attachment.objects.exists()
    assert client.post(url).status_code == 302
    assert not Attachment.objects.exists()


def test_late_document_is_offered_to_be_told(client, zone, coordinator):
    meeting = make_meeting(zone)
    make_participation(meeting)
    client.force_login(coordinator)
    post(client, meeting)
    assert not Letter.objects.exists()
    assert "Écrire à 1 invité" in client.get(address(meeting)).content.decode()
    client.post(address(meeting, "documents_tell"))
    assert Letter.objects.get().kind == "update"
    assert "Écrire à" not in client.get(address(meeting)).content.decode()


def test_place_of_a_document_is_changed(client, zone, coordinator):
    meeting = make_meeting(zone)
    row, item = make_attachment(meeting), make_item(meeting)
    stranger = make_item(make_meeting(zone, day=70))
    client.force_login(coordinator)
    url = address(meeting, "attachment_edit", row.pk)
    facts = {"title": "Neuf", "audience": "coordination", "delivery": "joined"}
    assert client.post(url, facts | {"item": stranger.pk}).status_code == 200
    assert client.post(url, facts | {"item": item.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.item, row.audience) == ("Neuf", item, "coordination")


@pytest.mark.parametrize("size", [1, 3])
def test_page_of_documents_costs_the_same(
    client, zone, coordinator, size, django_assert_num_queries
):
    meeting = make_meeting(zone, partners=size)
    for _n in range(size):
        make_attachment(meeting, item=make_item(meeting))
    client.force_login(coordinator)
    client.get(address(meeting))
    with django_assert_num_queries(11):
        client.get(address(meeting))
