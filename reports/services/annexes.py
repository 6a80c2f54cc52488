"""The partners' own reports, at the end of the zone's: taken in, put in order, taken away."""

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import uploads
from meetings.models.attachment import attachment_storage
from meetings.services.attaching import CHUNK, MEGABYTE, too_big
from meetings.services.errors import Refused
from meetings.uploads.kinds import PDF

from .. import annex_reader
from ..models import Annex
from ..models.making import annex_name
from .texts import locked_open

#: Pages of all the annexes of a report together.
ALL_PAGES = 600

PRINT = gettext_lazy("Ouvrez-le, imprimez-le « en PDF », et joignez ce nouveau fichier.")
WHY = {
    "not_pdf": gettext_lazy("Ce fichier n’est pas un PDF : une annexe se joint en PDF."),
    "encrypted": gettext_lazy(
        "Ce PDF est protégé par un mot de passe : demandez-le sans protection à l’institution."
    ),
    "damaged": gettext_lazy("Ce PDF est abîmé ou incomplet."),
    "active": gettext_lazy("Ce PDF contient un programme ou une commande, pas seulement un texte."),
    "carries": gettext_lazy("Ce PDF transporte d’autres fichiers ou des médias."),
    "hidden": gettext_lazy("Ce PDF cache des calques, qui paraîtraient dans le rapport."),
    "form": gettext_lazy("Ce PDF est un formulaire qui ne s’imprime que dans un seul logiciel."),
    "slow": gettext_lazy("Ce PDF est trop lourd à lire."),
}
#: Those that printing into a new PDF mends.
MENDED = ("damaged", "active", "carries", "hidden", "form", "slow")


def add_annex(report, *, upload, title, organisation, by):
    """Take in a PDF at the end of the annexes; returns the ``Annex``.

    What it is comes from its content, read in a process of its own; what is kept is its pages,
    without links, notes nor actions. Raises ``Refused`` with the sentence to show, ``WrongStatus``
    once the report is validated or decided upon; whatever stops it, no row and no file stay behind.
    """
    facts = {
        "title": " ".join(title.split()) or _title_of(upload.name),
        "organisation": organisation,
        "file_name": uploads.clean_name(upload.name, PDF),
        "created_by": by,
    }
    return take_in(report, _received(upload), facts)


def take_in(report, data, facts):
    """The pages of a PDF (bytes) at the end of the annexes; ``facts``: the fields of its row.

    Raises as ``add_annex`` does.
    """
    pages, content = _read(data)
    digest = hashlib.sha256(content).hexdigest()
    row = Annex(**facts, size=len(content), pages=pages, sha256=digest)
    return _keep(report, row, content)


def _received(upload):
    most = settings.ATTACHMENT_MAX_MB * MEGABYTE
    if upload.size is not None and upload.size > most:
        raise Refused(too_big())
    data = bytearray()
    upload.seek(0)
    while piece := upload.read(CHUNK):
        data += piece
        if len(data) > most:
            raise Refused(too_big())
    if not data:
        raise Refused(_("Ce fichier est vide."))
    return bytes(data)


def _read(data):
    try:
        return annex_reader.read_apart(data)
    except annex_reader.Unwelcome as error:
        raise Refused(_why(error.code)) from error


def _why(code):
    if code == "pages":
        words = _("Ce PDF a plus de %(most)d pages : joignez-en la partie utile.")
        return words % {"most": annex_reader.PAGES}
    return f"{WHY[code]} {PRINT}" if code in MENDED else str(WHY[code])


def _title_of(name):
    stem = str(name).replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    readable = "".join(letter if letter.isprintable() else " " for letter in stem)
    return " ".join(readable.replace("_", " ").split())[:160] or _("Annexe")


def _keep(report, row, content):
    """Write the file, then its row; the file goes when the row does not stay."""
    storage = attachment_storage()
    name = storage.save(annex_name(row, row.file_name), ContentFile(content))
    try:
        with transaction.atomic():
            row.report = locked_open(report)
            _check_place(row)
            last = row.report.annexes.aggregate(last=Max("position"))["last"]
            row.position = 0 if last is None else last + 1
            row.file.name = name
            row.full_clean(exclude=["created_by"])
            row.save()
    except BaseException:
        storage.delete(name)
        raise
    return row


def _check_place(row):
    same = Q(sha256=row.sha256) | Q(sealed__isnull=False, sealed=row.sealed_id)
    if row.report.annexes.filter(same).exists():
        raise Refused(_("Ce document est déjà joint au rapport."))
    used = row.report.annexes.aggregate(total=Sum("pages"))["total"] or 0
    if used + row.pages > ALL_PAGES:
        words = _("Les annexes dépasseraient %(most)d pages en tout : retirez-en une d’abord.")
        raise Refused(words % {"most": ALL_PAGES})


def _held(annex):
    """The annex as it stands, its report held. Raises ``Refused`` when somebody removed it."""
    report = locked_open(annex.report)
    held = report.annexes.filter(pk=annex.pk).first()
    if held is None:
        raise Refused(_("Cette annexe vient d’être retirée."))
    return held


@transaction.atomic
def edit_annex(annex, *, title, organisation):
    """Change what is said of an annex; its pages stay. Raises ``WrongStatus`` once decided upon."""
    annex = _held(annex)
    annex.title = " ".join(title.split()) or annex.title
    annex.organisation = organisation
    annex.full_clean(exclude=["created_by"])
    annex.save(update_fields=["title", "organisation"])
    return annex


@transaction.atomic
def move_annex(annex, *, by_rows):
    """Move an annex up (-1) or down (+1) among the others; at the end it stays where it is."""
    annex = _held(annex)
    rows = list(annex.report.annexes.order_by("position", "pk"))
    here = next(rank for rank, row in enumerate(rows) if row.pk == annex.pk)
    there = min(max(here + by_rows, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for position, row in enumerate(rows):
        row.position = position
    Annex.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_annex(annex):
    """Take an annex away; its bytes go once the commit is safe, unless another edition has them."""
    annex = _held(annex)
    name, storage = annex.file.name, annex.file.storage
    annex.delete()
    if not Annex.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def copy_annexes(report, *, to):
    """The annexes of a deposited report in its rectified edition; the files are shared."""
    for row in report.annexes.order_by("position", "pk"):
        row.pk, row.report = None, to
        row._state.adding = True
        row.save()
