"""Old minutes on their way in: the file, what was read in it, what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

from .meeting import Meeting


class Intake(models.Model):
    """FR reprise d’un ancien PV / NL overname van een oud verslag.

    Nothing but this row is written until somebody clicks « Reprendre »: ``review`` then holds what
    they chose, and ``created`` what the taking in made, so that it can be undone whole.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("en cours de lecture")
        READ = "read", _("à relire")
        UNREADABLE = "unreadable", _("illisible")
        TAKEN = "taken", _("repris")
        UNDONE = "undone", _("défait")
        SET_ASIDE = "set_aside", _("écarté")

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="intakes", verbose_name=_("zone"))
    #: The same for the files of one folder.
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    file_name = models.CharField(_("fichier"), max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    #: The original as it came; empty for pasted text.
    original = models.BinaryField(default=b"")
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, db_index=True)
    text = models.TextField(_("texte lu"), blank=True)
    #: What was recognised: see ``imports.DraftPV``.
    draft = models.JSONField(default=dict)
    #: What was corrected and chosen on the page.
    review = models.JSONField(default=dict)
    #: Grows with each save of the review: two people do not overwrite each other.
    revision = models.PositiveIntegerField(default=1, editable=False)
    error = models.TextField(_("raison"), blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status.choices, default=Status.READ)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="intakes"
    )
    created = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("déposé le"), auto_now_add=True)
    taken_at = models.DateTimeField(_("repris le"), null=True, blank=True)
    undone_at = models.DateTimeField(_("défait le"), null=True, blank=True)

    class Meta:
        verbose_name = _("reprise")
        verbose_name_plural = _("reprises")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["zone", "status"], name="meetings_intake_zone_status")]

    def __str__(self):
        return self.file_name or f"{timezone.localdate(self.created_at):%d/%m/%Y}"
