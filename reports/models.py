"""What the region and Actiris get: the coordination report of a zone and year."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from meetings.models import Paper
from zones.models import Zone
from zones.permissions import coordinated_zones, is_regional, zones_of


class CoordinationReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Live reports of the user's zones for their coordinators; others see validated ones."""
        mine = models.Q(zone__in=coordinated_zones(user))
        validated = models.Q(status=CoordinationReport.Status.VALIDATED)
        if is_regional(user):
            return self.filter(mine | validated)
        return self.filter(mine | (validated & models.Q(zone__in=zones_of(user))))


class CoordinationReport(models.Model):
    """FR rapport de coordination / NL coördinatieverslag: one per zone and year, to Actiris.

    Source: étude « 20 ans après », 2015 (« Chaque année les coordinations zonales rendent un
    rapport à Actiris »). Once validated, figures and PDF are frozen: later corrections of the data
    change the live page and not one byte of the report.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("en cours")
        VALIDATED = "validated", _("validé")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="reports", verbose_name=_("zone"))
    year = models.PositiveSmallIntegerField(_("année"))
    status = models.CharField(
        _("état"), max_length=9, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    figures = models.JSONField(_("chiffres figés"), default=dict, editable=False)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, editable=False, related_name="reports"
    )
    validated_at = models.DateTimeField(_("validé le"), null=True, blank=True, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    sent_on = models.DateField(_("transmis à Actiris le"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CoordinationReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapport de coordination")
        verbose_name_plural = _("rapports de coordination")
        ordering = ["-year", "zone"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "year"],
                name="report_once_a_year",
                violation_error_message=_(
                    "Le rapport de cette zone et de cette année existe déjà."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(paper__isnull=False, validated_at__isnull=False),
                name="report_validated_has_its_paper",
                violation_error_message=_("Un rapport validé garde son PDF."),
            ),
        ]

    def __str__(self):
        return f"{self.zone} {self.year}"

    def get_absolute_url(self):
        return reverse("reports:report", args=[self.zone.code, self.year])


class ReportText(Bilingual, models.Model):
    """FR partie rédigée / NL geschreven deel: the human paragraph of a chapter."""

    report = models.ForeignKey(
        CoordinationReport, models.CASCADE, related_name="texts", verbose_name=_("rapport")
    )
    chapter = models.SlugField(_("chapitre"), max_length=30)
    text_fr = models.TextField(_("texte français"), blank=True)
    text_nl = models.TextField(_("texte néerlandais"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partie rédigée")
        verbose_name_plural = _("parties rédigées")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "chapter"],
                name="report_text_once",
                violation_error_message=_("Ce chapitre est déjà rédigé."),
            )
        ]

    def __str__(self):
        return f"{self.report} · {self.chapter}"
