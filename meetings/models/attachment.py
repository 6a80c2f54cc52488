"""Files joined to a meeting or to one of its points: the only upload of the application."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models.rules import Visibility
from zones.permissions import coordinated_zones, zones_of

from .agenda import AgendaItem
from .levels import readable
from .meeting import Meeting
from .meeting_queryset import in_zones
from .readers import readable_by


def attachment_storage():
    """The storage named ``attachments`` in the settings: outside the web root, or S3-compatible."""
    return storages["attachments"]


def stored_name(attachment, file_name):
    """A name nobody chose: what the user called the file is kept in ``file_name`` only."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What may be read with the agenda of its meeting; a meeting in preparation shows its files
        to nobody but the coordination, and so does a file kept for the secretariat. A file of an
        item is read by whoever reads the item."""
        meetings = Meeting.objects.visible_to(user).with_public_agenda()
        shown = Q(audience=Attachment.Audience.READERS, meeting__in=meetings)
        shown &= Q(item__isnull=True) | self._of_items_for(user)
        return self.filter(shown | in_zones(coordinated_zones(user), "meeting__"))

    @staticmethod
    def _of_items_for(user):
        """Also what those present read, for the zone, until the meeting is held: see
        ``reserved.before_held``."""
        coming = ~Q(meeting__status__in=Meeting.HELD) & in_zones(zones_of(user), "meeting__")
        coming &= Q(item__visibility__in=readable(Visibility.PRESENT))
        return coming | readable_by(user, "meeting__", "item__visibility")

    def for_invited(self, level=Visibility.PRESENT):
        """What somebody reads who holds a personal link to the meeting."""
        rows = self.filter(audience=Attachment.Audience.READERS)
        return rows.filter(Q(item__isnull=True) | Q(item__visibility__in=readable(level)))


class Attachment(models.Model):
    """FR pièce jointe / NL bijlage.

    ``size`` in bytes; ``media_type`` was established from the content, never from the name.
    """

    class Audience(models.TextChoices):
        READERS = "readers", _("les invités et ceux qui lisent la réunion")
        COORDINATION = "coordination", _("le secrétariat")

    class Delivery(models.TextChoices):
        LINKED = "linked", _("par un lien dans la lettre")
        JOINED = "joined", _("jointe à la lettre")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attachments", verbose_name=_("réunion")
    )
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("point de l’ordre du jour"),
    )
    title = models.CharField(_("intitulé"), max_length=150, blank=True)
    file = models.FileField(storage=attachment_storage, upload_to=stored_name, max_length=200)
    file_name = models.CharField(_("nom du fichier"), max_length=150)
    media_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("taille"), editable=False)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, editable=False)
    audience = models.CharField(
        _("se lit par"), max_length=12, choices=Audience.choices, default=Audience.READERS
    )
    delivery = models.CharField(
        _("arrive"), max_length=6, choices=Delivery.choices, default=Delivery.LINKED
    )
    #: Signatures: read by the secretariat alone; joins the proofs of the yearly report.
    is_sheet = models.BooleanField(_("feuille de présences signée"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["pk"]

    def __str__(self):
        return self.title or self.file_name
