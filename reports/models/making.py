"""What a report is put together from: the partners' own reports, the job that sets it."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import SealedPV
from meetings.models.attachment import attachment_storage
from zones.models import Organisation, Zone
from zones.models.rules import DocumentLanguage

from .report import CoordinationReport


def annex_name(annex, file_name):
    """A name nobody chose: what the user called the file is kept in ``file_name`` only."""
    return f"annexes/{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


class Annex(models.Model):
    """FR annexe: a partner's activity report / NL bijlage: a PDF appended with its own bookmark.

    ``pages`` and ``sha256`` were established from the content. ``size`` in bytes.
    """

    report = models.ForeignKey(CoordinationReport, models.CASCADE, related_name="annexes")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: The PV that this annex is, when the coordination joined one that was approved.
    sealed = models.ForeignKey(
        SealedPV, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    title = models.CharField(_("intitulé"), max_length=160)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    file = models.FileField(storage=attachment_storage, upload_to=annex_name, max_length=200)
    file_name = models.CharField(_("nom du fichier"), max_length=150)
    size = models.PositiveIntegerField(_("taille"), editable=False)
    pages = models.PositiveSmallIntegerField(_("pages"), editable=False)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("annexe")
        verbose_name_plural = _("annexes")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "sha256"],
                name="annex_once",
                violation_error_message=_("Ce document est déjà joint au rapport."),
            )
        ]

    def __str__(self):
        return self.title


class Making(models.Model):
    """FR mise en page / NL opmaak: a long paper set by a worker, its progress, then its bytes.

    ``what``: a key of ``reports.making_kinds.KINDS``. ``fingerprint``: of what is asked, so that
    two clicks ask once. ``edition``: the one that is frozen, and no other, or the one that a
    paper of the report printed; None for what is of no edition. ``done`` of ``total`` steps;
    ``step`` says which, in the words of the page.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        READY = "ready", _("prêt")
        FAILED = "failed", _("échoué")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    what = models.CharField(max_length=12)
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=4, choices=DocumentLanguage.choices)
    fingerprint = models.CharField(max_length=64, db_index=True)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    step = models.CharField(max_length=120, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    content = models.BinaryField(null=True)
    #: How often a worker took it up: one that dies each time is not tried for ever.
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    #: A running one without a sign of life for long belongs to a worker that died.
    beat_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mise en page")
        verbose_name_plural = _("mises en page")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(status="waiting"),
                name="making_waits_once",
            )
        ]

    def __str__(self):
        return f"{self.what} {self.year}"

    def get_absolute_url(self):
        return reverse("reports:making", args=[self.key])

    @property
    def is_over(self):
        return self.status in (self.Status.READY, self.Status.FAILED)
