"""Taking a file in, handing it out with the letters, taking it away."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from meetings.models import Attachment, Letter
from meetings.models.attachment import attachment_storage
from meetings.services import attaching, convening, delivery, letters
from meetings.services.errors import Refused, WrongStatus
from tests.factories import make_attachment, make_item, make_meeting, make_participation
from tests.meetings import files


@pytest.fixture
def folder():
    """The folder of the joined files, empty."""
    storage = attachment_storage()
    root = Path(storage.location)
    for file in root.rglob("*"):
        if file.is_file():
            file.unlink()
    return root


def kept(folder):
    return [file for file in folder.rglob("*") if file.is_file()]


def join(meeting, name="note.pdf", content=None, **fields):
    content = files.pdf() if content is None else content
    facts = {"title": "", "item": None, "audience": "readers", "delivery": "linked", "by": None}
    upload = SimpleUploadedFile(name, content, "text/html")
    return attaching.attach(meeting, upload=upload, **facts | fields)


def test_file_is_kept_under_a_name_nobody_chose(zone, coordinator, folder):
    row = join(
        make_meeting(zone), "../../Note de cadrage.docx", title="  La  note ", by=coordinator
    )
    row.refresh_from_db()
    assert (row.title, row.file_name) == ("La note", "Note de cadrage.pdf")
    assert (row.media_type, row.created_by) == ("application/pdf", coordinator)
    assert row.sha256 == hashlib.sha256(files.pdf()).hexdigest()
    assert row.size == len(files.pdf())
    (file,) = kept(folder)
    assert file.read_bytes() == files.pdf()
    assert "cadrage" not in file.name
    assert file.stat().st_mode & 0o007 == 0  # nobody else on the machine
    assert not file.suffix


def test_photo_is_kept_without_its_place_and_measured_as_kept(zone, folder):
    row = join(make_meeting(zone), "photo.jpg", files.photo_with_place())
    (file,) = kept(folder)
    assert b"secrete" not in file.read_bytes()
    assert (row.size, row.sha256) == (
        file.stat().st_size,
        hashlib.sha256(file.read_bytes()).hexdigest(),
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"<!DOCTYPE html>", "page web"),
        (files.zipped({"a": "b"}), "archive"),
        (b"x" * (1024 * 1024 + 1), "dépasse 1"),
    ],
)
def test_refused_file_leaves_nothing(zone, folder, settings, content, words):
    settings.ATTACHMENT_MAX_MB = 1
    with pytest.raises(Refused, match=words):
        join(make_meeting(zone), content=content)
    assert not kept(folder)
    assert not Attachment.objects.exists()


def test_file_that_lies_about_its_size_is_stopped_at_the_limit(zone, folder, settings):
    settings.ATTACHMENT_MAX_MB = 1
    upload = SimpleUploadedFile("a.txt", b"x" * (2 * 1024 * 1024))
    upload.size = 10
    facts = {"title": "", "item": None, "audience": "readers", "delivery": "linked", "by": None}
    with pytest.raises(Refused, match="dépasse"):
        attaching.attach(make_meeting(zone), upload=upload, **facts)
    assert not kept(folder)


def test_upload_that_fails_on_the_way_leaves_nothing(zone, folder, monkeypatch):
    def fail(*_args, **_kwargs):
        raise IntegrityError("the database went away")

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(IntegrityError):
        join(make_meeting(zone))
    assert not kept(folder)


def test_upload_whose_sender_goes_away_leaves_nothing(zone, folder):
    upload = TemporaryUploadedFile("a.pdf", "application/pdf", 100, None)
    upload.write(files.pdf())
    upload.close()  # and the temporary file of Django with it
    with pytest.raises((ValueError, FileNotFoundError)):
        attaching.attach(
            make_meeting(zone),
            upload=upload,
            title="",
            item=None,
            audience="readers",
            delivery="linked",
            by=None,
        )
    assert not kept(folder)
    assert not Attachment.objects.exists()


def test_meeting_takes_so_much_and_no_more(zone, folder, settings):
    settings.ATTACHMENTS_MEETING_MB = 1
    meeting = make_meeting(zone)
    for _n in range(2):
        join(meeting, content=b"x" * 500_000)
    with pytest.raises(Refused, match="dépasseraient 1"):
        join(meeting, content=b"x" * 500_000)
    assert len(kept(folder)) == 2
    join(make_meeting(zone), content=b"x" * 500_000)  # another meeting has its own room


def test_point_of_another_meeting_is_refused(zone, folder):
    item = make_item(make_meeting(zone, day=60))
    with pytest.raises(Refused, match="autre réunion"):
        join(make_meeting(zone), item=item)
    assert not kept(folder)


def test_cancelled_meeting_takes_no_file(zone, folder):
    with pytest.raises(WrongStatus, match="annulée"):
        join(make_meeting(zone, "cancelled"))
    assert not kept(folder)


def test_detached_file_goes_with_its_row_and_not_before(
    zone, coordinator, folder, django_capture_on_commit_callbacks
):
    row = join(make_meeting(zone))
    with django_capture_on_commit_callbacks() as callbacks:
        attaching.detach(row, by=coordinator)
        assert len(kept(folder)) == 1
    assert not Attachment.objects.exists()
    callbacks[0]()
    assert not kept(folder)


def test_sweep_takes_old_files_nobody_knows_and_names_missing_ones(zone, folder, capsys):
    known = join(make_meeting(zone))
    lost = join(make_meeting(zone, day=50))
    attachment_storage().delete(lost.file.name)
    old, fresh = folder / "2026" / "11" / "old", folder / "fresh"
    for file in (old, fresh):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"left behind")
    two_days = time.time() - 2 * 86400
    os.utime(old, (two_days, two_days))
    os.utime(attachment_storage().path(known.file.name), (two_days, two_days))
    call_command("sweep_attachments", "--dry-run")
    assert old.exists()
    call_command("sweep_attachments")
    said = capsys.readouterr()
    assert "1 fichier effacé." in said.out
    assert lost.file.name in said.err
    assert not old.exists()
    assert fresh.exists()
    assert attachment_storage().exists(known.file.name)


# --- With the letters ------------------------------------------------------------------------


def sent(meeting, kind="convocation"):
    """The message a participant of ``meeting`` gets."""
    row = make_participation(meeting)
    letters.queue_letters(meeting, [row], Letter.Kind(kind), by=None)
    delivery.deliver_due()
    return mail.outbox[-1]


def test_joined_file_leaves_with_the_letter_and_linked_one_as_a_personal_link(client, zone, folder):
    meeting = make_meeting(zone, convening="invitation")
    join(meeting, "a.pdf", title="Le programme", delivery="joined")
    linked = join(meeting, "b.pdf", title="Le rapport")
    join(meeting, "c.pdf", title="Notes du secrétariat", audience="coordination", delivery="joined")
    message = sent(meeting)
    names = [part.get_filename() for part in message.message().walk() if part.get_filename()]
    assert "a.pdf" in names
    assert not {"b.pdf", "c.pdf"} & set(names)
    assert "Le programme" in message.body
    assert "secrétariat" not in message.body
    link = next(word for word in message.body.split() if f"/pieces/{linked.pk}/" in word)
    answer = client.get(link.removeprefix("http://testserver"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_file_too_heavy_for_a_letter_is_linked(zone, folder, settings):
    settings.ATTACHMENT_LETTER_MB = 1
    meeting = make_meeting(zone)
    first = join(meeting, content=b"a" * 700_000, delivery="joined")
    second = join(meeting, content=b"b" * 700_000, delivery="joined")
    third = join(meeting, content=b"c" * 200_000, delivery="joined")
    assert attaching.for_letter(meeting) == ([first, third], [second])


def test_letter_leaves_though_a_file_is_missing(zone, folder):
    meeting = make_meeting(zone, convening="invitation")
    row = join(meeting, "a.pdf", delivery="joined")
    attachment_storage().delete(row.file.name)
    message = sent(meeting)
    assert "a.pdf" in message.body  # linked, and the journal says it is missing


def test_reminder_carries_no_file(zone, folder):
    meeting = make_meeting(zone, convening="invitation")
    join(meeting, "a.pdf", delivery="joined")
    message = sent(meeting, "reminder")
    assert not [part for part in message.message().walk() if part.get_filename() == "a.pdf"]


def test_late_document_is_told_on_demand_once(zone, coordinator, folder):
    meeting = make_meeting(zone, "planned", convening="invitation")
    make_participation(meeting)
    early = join(meeting, "a.pdf")
    with pytest.raises(WrongStatus):
        attaching.tell(meeting, by=coordinator)
    convening.convene(meeting, by=coordinator)
    meeting.refresh_from_db()
    Attachment.objects.filter(pk=early.pk).update(
        created_at=timezone.now() - timezone.timedelta(hours=1)
    )
    assert not attaching.untold(meeting)
    before = Letter.objects.count()
    join(meeting, "b.pdf", title="Le rapport")
    assert Letter.objects.count() == before  # nothing leaves by itself
    assert attaching.tell(meeting, by=coordinator) == 1
    delivery.deliver_due()
    assert "Des documents s’ajoutent" in mail.outbox[-1].body
    assert "Le rapport" in mail.outbox[-1].body
    with pytest.raises(Refused, match="Aucun document nouveau"):
        attaching.tell(meeting, by=coordinator)


def test_description_changes_and_the_file_stays(zone, folder):
    meeting = make_meeting(zone)
    row, item = make_attachment(meeting), make_item(meeting)
    print_before = row.sha256
    attaching.edit_attachment(
        row, title="Autre", item=item, audience="coordination", delivery="joined"
    )
    row.refresh_from_db()
    assert (row.title, row.item, row.audience, row.sha256) == (
        "Autre",
        item,
        "coordination",
        print_before,
    )
