"""Files joined to a meeting: taken in, handed out with a letter, taken away, swept."""

import functools
import hashlib
import logging
import tempfile

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.memo import remembered

from .. import uploads
from ..models import Attachment, Letter, Meeting, MeetingEvent
from ..models.attachment import attachment_storage, stored_name
from .errors import Refused, WrongStatus
from .letters import queue_letters
from .recipients import leads

logger = logging.getLogger("concertation.attachments")

MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
#: Letters that carry the joined files: whoever reads a reminder has them already.
CARRIERS = (Letter.Kind.CONVOCATION, Letter.Kind.UPDATE)
#: A file without a row is left alone for a day: its upload may be under way.
UNDER_WAY = timezone.timedelta(days=1)


def attach(meeting, *, upload, title, item, audience, delivery, by, is_sheet=False):
    """Keep ``upload`` (a file with a name) with the meeting; what it is comes from its content.

    A signed sheet (``is_sheet``) is read by the secretariat alone, whatever ``audience`` says.
    Returns the attachment. Raises ``Refused`` with the sentence to show: empty, too big, of a kind
    that is not taken, the meeting full; ``WrongStatus`` on a cancelled meeting. Whatever stops it
    on the way, no row and no file stay behind.
    """
    _check_size(upload)
    with tempfile.SpooledTemporaryFile(MEGABYTE) as copy:
        kind, content = _examined(upload, copy)
        kept = content or copy
        row = Attachment(
            title=" ".join(title.split()),
            item=item,
            file_name=uploads.clean_name(upload.name, kind),
            media_type=kind.media_type,
            created_by=by,
            **_reach(audience, delivery, is_sheet),
        )
        return _keep(meeting, row, kept)


def _reach(audience, delivery, is_sheet):
    if is_sheet:  # signatures of people who came, for nobody else
        audience, delivery = Attachment.Audience.COORDINATION, Attachment.Delivery.LINKED
    return {"audience": audience, "delivery": delivery, "is_sheet": is_sheet}


def _check_size(upload):
    most = settings.ATTACHMENT_MAX_MB
    if upload.size is not None and upload.size > most * MEGABYTE:
        raise Refused(too_big())


def too_big():
    """The sentence about a file over the limit; also said when its arrival was cut short."""
    words = _("Ce fichier dépasse %(most)d Mo : réduisez ses images ou joignez-le en deux parties.")
    return words % {"most": settings.ATTACHMENT_MAX_MB}


def _examined(upload, copy):
    """The kind of the upload, and what replaces it, as a file; the upload is copied aside first,
    so that what was examined is what is kept."""
    upload.seek(0)
    while piece := upload.read(CHUNK):
        copy.write(piece)
        if copy.tell() > settings.ATTACHMENT_MAX_MB * MEGABYTE:
            raise Refused(too_big())
    try:
        kind, content = uploads.examine(copy)
    except uploads.Unwelcome as error:
        raise Refused(str(error)) from error
    return kind, None if content is None else ContentFile(content)


def _keep(meeting, row, content):
    """Write the file, then its row; the file goes when the row does not stay."""
    row.size, row.sha256 = _measured(content)
    content.seek(0)
    storage = attachment_storage()
    name = storage.save(stored_name(row, row.file_name), File(content, name=row.file_name))
    try:
        with transaction.atomic():
            row.meeting = _open_meeting(meeting)
            _check_place(row)
            row.file.name = name
            row.full_clean(exclude=["created_by"])
            row.save()
    except BaseException:
        storage.delete(name)
        raise
    return row


def _measured(content):
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while piece := content.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _open_meeting(meeting):
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.status == Meeting.Status.CANCELLED:
        raise WrongStatus(_("Cette réunion est annulée : on n’y joint plus de document."))
    return meeting


def _check_place(row):
    if row.item and row.item.meeting_id != row.meeting.pk:
        raise Refused(_("Ce point est d’une autre réunion : choisissez-en un de celle-ci."))
    used = row.meeting.attachments.exclude(pk=row.pk).aggregate(total=Sum("size"))["total"] or 0
    if used + row.size > settings.ATTACHMENTS_MEETING_MB * MEGABYTE:
        words = _(
            "Les documents de cette réunion dépasseraient %(most)d Mo : retirez-en un d’abord."
        )
        raise Refused(words % {"most": settings.ATTACHMENTS_MEETING_MB})


@transaction.atomic
def edit_attachment(attachment, *, title, item, audience, delivery, is_sheet=False):
    """Change what is said of a file, its place and its readers; the file itself stays."""
    attachment.meeting = _open_meeting(attachment.meeting)
    attachment.title, attachment.item = " ".join(title.split()), item
    for name, value in _reach(audience, delivery, is_sheet).items():
        setattr(attachment, name, value)
    _check_place(attachment)
    attachment.full_clean(exclude=["created_by"])
    attachment.save()
    return attachment


@transaction.atomic
def detach(attachment, *, by):
    """Take a file away; its bytes go once the commit is safe. Letters that left keep theirs."""
    name, storage = attachment.file.name, attachment.file.storage
    logger.info("attachment %s (%s) removed by user %s", attachment.pk, name, by and by.pk)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


# --- With the letters --------------------------------------------------------------------------


@remembered
def for_letter(meeting):
    """``(joined, linked)``: what the letter carries, and what it gives a link to.

    Files marked « jointe » are joined in their order while the letter stays under
    ``ATTACHMENT_LETTER_MB``; those that no longer fit are linked, and so is one whose bytes are
    not to be found.
    """
    room = settings.ATTACHMENT_LETTER_MB * MEGABYTE
    joined, linked = [], []
    for row in meeting.attachments.for_invited():
        wanted = row.delivery == Attachment.Delivery.JOINED and row.size <= room
        if wanted and content_of(row) is not None:
            room -= row.size
            joined.append(row)
        else:
            linked.append(row)
    return joined, linked


def content_of(attachment):
    """The bytes of a file, or ``None`` (and a line in the journal) when they are gone."""
    try:
        return _content(attachment.file.name, attachment.sha256)
    except FileNotFoundError:
        logger.error("the file of attachment %s is missing", attachment.pk)
        return None


@functools.lru_cache(maxsize=4)
def _content(name, _sha256):
    """The same file goes with three hundred letters: it is fetched once."""
    with attachment_storage().open(name) as file:
        return file.read()


def untold(meeting):
    """Files the invited can read that came after the last letter announcing what there is."""
    if not meeting.is_convened:
        return meeting.attachments.none()
    told = meeting.letters.filter(kind__in=CARRIERS).aggregate(last=Max("created_at"))["last"]
    rows = meeting.attachments.for_invited()
    return rows.filter(created_at__gt=told) if told else rows


def told_of_documents(meeting):
    """The rows a letter about new documents goes to: one per reader who is still invited."""
    invited = list(meeting.participations.filter(is_invited=True)) if meeting.is_convened else []
    return [row for row in leads(invited) if row.email]


@transaction.atomic
def tell(meeting, *, by):
    """Write to those invited that documents were added; returns the number of letters queued.

    Raises ``WrongStatus`` unless the meeting is convened, ``Refused`` when nothing is new.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not meeting.is_convened:
        raise WrongStatus(
            _("La réunion n’est pas convoquée : les documents partiront avec la lettre.")
        )
    if not untold(meeting):
        raise Refused(_("Aucun document nouveau depuis la dernière lettre : rien n’est parti."))
    MeetingEvent.objects.create(meeting=meeting, kind=MeetingEvent.DOCUMENTS, by=by)
    return queue_letters(meeting, told_of_documents(meeting), Letter.Kind.UPDATE, by=by)


# --- What nobody claims --------------------------------------------------------------------------


#: What other applications keep in the same storage: functions that give their rows, each with its
#: ``file`` and its ``file_name``.
ALSO_KEPT = []


def orphans(now=None):
    """Names in the storage that no row knows, older than a day: uploads that were interrupted."""
    before = (now or timezone.now()) - UNDER_WAY
    storage = attachment_storage()
    known = {row.file.name for row in _kept()}
    for name in _every_name(storage, ""):
        if name not in known and storage.get_modified_time(name) < before:
            yield name


def missing():
    """The rows whose file is gone from the storage, of meetings first."""
    storage = attachment_storage()
    return [row for row in _kept() if not storage.exists(row.file.name)]


def _kept():
    yield from Attachment.objects.all()
    for rows in ALSO_KEPT:
        yield from rows()


def _every_name(storage, folder):
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever joined
        return
    for name in files:
        yield f"{folder}/{name}".lstrip("/")
    for name in folders:
        yield from _every_name(storage, f"{folder}/{name}".lstrip("/"))
