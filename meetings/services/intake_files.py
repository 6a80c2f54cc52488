"""Old minutes as they arrive: files or pasted text, kept with what was read in them."""

import hashlib
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import imports, tasks
from ..imports import reading, review
from ..models import Intake
from .errors import Refused

MOST_FILES = 60
NAME = 200
#: How deep the messages inside messages are opened.
DEEPEST = 2


def receive(zone, files, *, by):
    """Keep each of ``files`` (name and bytes or an upload) and read it: at once when there is one,
    else by the worker.

    Returns ``(intakes, sentences)``: a file already here is told and not kept twice. Raises
    ``Refused`` for no file, too many or too big. Nothing but the intakes is written.
    """
    if not files:
        raise Refused(_("Choisissez au moins un fichier, ou collez le texte d’un PV."))
    if len(files) > MOST_FILES:
        words = _("%(n)d fichiers à la fois, c’est trop : %(most)d au plus.")
        raise Refused(words % {"n": len(files), "most": MOST_FILES})
    for file in files:
        if file.size > reading.MAX_FILE:
            raise Refused(_("« %(name)s » dépasse 15 Mo.") % {"name": shown(file.name)})
    batch, kept, told = uuid.uuid4(), [], []
    for file in files:
        intake, sentence = _keep(zone, shown(file.name), file.read(), batch, by)
        kept += [intake] if intake else []
        told += [sentence] if sentence else []
    _read(kept, batch)
    return kept, told


def shown(name):
    """The name of a file without its folders and what is not printed."""
    name = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in name if letter.isprintable()).strip()[:NAME]


def paste(zone, text, *, by):
    """Keep a pasted text and read it. Raises ``Refused`` when there is none, or far too much."""
    text = text.replace("\x00", "").replace("\r\n", "\n")
    if not text.strip():
        raise Refused(_("Collez le texte d’un PV, ou choisissez un fichier."))
    try:
        reading.check_length(text)
    except imports.UnreadableFile as error:
        raise Refused(str(error)) from error
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if same := _same(zone, sha256):
        raise Refused(_already(same, _("Ce texte")))
    intake = Intake(zone=zone, text=text, sha256=sha256, created_by=by, media_type="text/plain")
    understand(intake, text, [])
    intake.save()
    return intake


def _keep(zone, name, data, batch, by):
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        if same := _same(zone, sha256):
            return None, _already(same, f"« {name} »")
        intake = Intake.objects.create(
            zone=zone,
            batch=batch,
            file_name=name,
            original=data,
            sha256=sha256,
            status=Intake.Status.WAITING,
            created_by=by,
        )
    return intake, ""


def _same(zone, sha256):
    gone = (Intake.Status.UNDONE, Intake.Status.SET_ASIDE, Intake.Status.UNREADABLE)
    rows = Intake.objects.filter(zone=zone, sha256=sha256).exclude(status__in=gone)
    return rows.defer("original", "text").first()


def _already(intake, what):
    words = _("%(what)s est déjà ici, déposé le %(day)s : il n’a pas été ajouté une deuxième fois.")
    return words % {"what": what, "day": f"{timezone.localdate(intake.created_at):%d/%m/%Y}"}


def _read(kept, batch):
    if len(kept) == 1:
        read_now(kept[0])
    elif kept:
        transaction.on_commit(lambda: tasks.read_intakes.enqueue(str(batch)))


def read_batch(batch):
    """Read what waits of a batch, one file after the other; how many were read."""
    count = 0
    while intake := _next(batch):
        read_now(intake)
        count += 1
    return count


def _next(batch):
    return Intake.objects.filter(batch=batch, status=Intake.Status.WAITING).order_by("pk").first()


def read_now(intake, depth=0):
    """Read the original of an intake: its text and what was recognised, or why not."""
    try:
        found = reading.read_file(bytes(intake.original), intake.file_name)
    except imports.UnreadableFile as error:
        intake.status, intake.error = Intake.Status.UNREADABLE, str(error)
        return _save_read(intake)
    intake.media_type = reading.TYPES[found.kind][1]
    joined = _take_out(intake, found, depth)
    if joined:
        words = ngettext(
            "%(n)d document joint à ce message est repris à part.",
            "%(n)d documents joints à ce message sont repris à part.",
            joined,
        )
        found.notes.append(words % {"n": joined})
    understand(intake, found.text, found.notes)
    return _save_read(intake)


def _save_read(intake):
    """Keep what was read, unless it was set aside, or read by another worker, meanwhile."""
    with transaction.atomic():
        waiting = Intake.objects.select_for_update().filter(status=Intake.Status.WAITING)
        if waiting.only("pk").filter(pk=intake.pk).first():
            intake.save()


def _take_out(intake, found, depth):
    """The files of a message, each an intake of its own; how many."""
    count = 0
    for name, data in found.files if depth < DEEPEST else ():
        new, _sentence = _keep(intake.zone, shown(name), data, intake.batch, intake.created_by)
        if new is not None:
            read_now(new, depth + 1)
            count += 1
    return count


def understand(intake, text, notes):
    """Fill an intake with what its text says; saves nothing."""
    intake.text = text
    try:
        draft = imports.parse_pv(text)
    except imports.NotMinutes as error:
        intake.status, intake.error = Intake.Status.UNREADABLE, str(error)
        return
    draft.warnings = [*notes, *draft.warnings]
    intake.draft = review.start(draft)
    intake.review, intake.status, intake.error = intake.draft, Intake.Status.READ, ""
