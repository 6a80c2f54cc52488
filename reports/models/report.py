"""FR rapport de coordination / NL coördinatieverslag: one edition of it, its texts, its deposit."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from meetings.models import Meeting, Paper
from zones.models import Zone
from zones.models.rules import DocumentLanguage
from zones.permissions import coordinated_zones, is_regional, zones_of


class CoordinationReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reports of the user's zones for their coordinators; others see deposited ones.

        Before the zone deposits, nobody outside its coordination reads a word of it.
        """
        mine = models.Q(zone__in=coordinated_zones(user))
        deposited = models.Q(sent_on__isnull=False)
        if is_regional(user):
            return self.filter(mine | deposited)
        return self.filter(mine | (deposited & models.Q(zone__in=zones_of(user))))

    def current(self):
        """The last edition of each zone and year: a rectified report supersedes the one before."""
        return self.filter(replaced_by__isnull=True)

    def deposited(self):
        """The last edition of each zone and year that left for Actiris: what the others read."""
        return self.filter(sent_on__isnull=False, replaced_by__sent_on__isnull=True)

    def opened_by(self, user):
        """Of each zone and year, the edition its page shows this user: the coordination's own last
        one, whatever its state, and the last deposited of the others."""
        mine = models.Q(zone__in=coordinated_zones(user))
        others = models.Q(sent_on__isnull=False, replaced_by__sent_on__isnull=True)
        return self.visible_to(user).filter(mine & models.Q(replaced_by=None) | ~mine & others)


class CoordinationReport(models.Model):
    """One edition of the report of a zone and year to Actiris.

    Source: étude « 20 ans après », 2015 (« Chaque année les coordinations zonales rendent un
    rapport à Actiris »; its three styles). Once validated, figures, labels, canvas and PDF are
    frozen: later corrections of the data change the live page and not one byte of the report.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("en cours")
        REVIEW = "review", _("en relecture")
        #: Style « presented »: sent to the members, who remark, until a meeting decides.
        PRESENTED = "presented", _("soumis à la commission")
        VALIDATED = "validated", _("validé")

    class Style(models.TextChoices):
        ADMINISTRATIVE = "administrative", _("administratif")
        FULL = "full", _("bilan total, avec les rapports des partenaires")
        PRESENTED = "presented", _("présenté et approuvé en réunion")

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("approuvé")
        AMENDED = "amended", _("approuvé avec modifications")
        CONTESTED = "contested", _("contesté")

    #: Not submitted yet.
    EARLY = (Status.DRAFT, Status.REVIEW)
    #: Whose texts may still change.
    WRITABLE = (Status.DRAFT, Status.REVIEW, Status.PRESENTED)

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="reports", verbose_name=_("zone"))
    year = models.PositiveSmallIntegerField(_("année"))
    edition = models.PositiveSmallIntegerField(_("édition"), default=1, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    #: Why a deposited report is rectified; printed on the new one.
    rectification = models.TextField(_("motif de la rectification"), blank=True)
    style = models.CharField(
        _("style"), max_length=14, choices=Style.choices, default=Style.ADMINISTRATIVE
    )
    language = models.CharField(
        _("langue du rapport"),
        max_length=4,
        choices=DocumentLanguage.choices,
        default=DocumentLanguage.FR,
    )
    #: Names of the institutions in the tables of participation, or letters in their place.
    names_institutions = models.BooleanField(_("institutions nommées"), default=True)
    #: What only the members of a zone read of its PVs, quoted all the same: Actiris and the region
    #: will read it.
    quotes_zone = models.BooleanField(_("passages réservés à la zone cités"), default=False)
    #: Codes of ``reports.evaluation.METHODS`` the zone used this year.
    evaluation_methods = models.JSONField(_("méthodes d’évaluation"), default=list, blank=True)
    #: Codes of ``reports.objectives`` for the next year.
    planned_objectives = models.JSONField(_("objectifs suivants"), default=list, blank=True)
    status = models.CharField(
        _("état"), max_length=9, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    #: What was frozen: figures, labels, canvas, as in the JSON export, and the charts of the page.
    figures = models.JSONField(_("chiffres figés"), default=dict, editable=False)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, editable=False, related_name="reports"
    )
    presented_at = models.DateTimeField(_("soumis le"), null=True, blank=True, editable=False)
    remarks_until = models.DateField(_("remarques jusqu’au"), null=True, blank=True)
    decided_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, editable=False, related_name="reports"
    )
    verdict = models.CharField(
        _("verdict"), max_length=9, choices=Verdict.choices, blank=True, editable=False
    )
    #: What was said by whoever contested it, word for word.
    statement = models.TextField(_("déclaration"), blank=True, editable=False)
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
        ordering = ["-year", "zone", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "year", "edition"],
                name="report_once_an_edition",
                violation_error_message=_(
                    "Le rapport de cette zone et de cette année existe déjà."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="validated")
                | models.Q(paper__isnull=False, validated_at__isnull=False),
                name="report_validated_has_its_paper",
                violation_error_message=_("Un rapport validé garde son PDF."),
            ),
            models.CheckConstraint(
                condition=models.Q(sent_on__isnull=True) | models.Q(status="validated"),
                name="report_deposited_is_validated",
                violation_error_message=_("Validez le rapport avant de le transmettre."),
            ),
            models.CheckConstraint(
                condition=models.Q(edition=1) | ~models.Q(rectification=""),
                name="report_rectified_says_why",
                violation_error_message=_("Dites pourquoi le rapport est rectifié."),
            ),
        ]

    def __str__(self):
        return f"{self.zone} {self.year}"

    def get_absolute_url(self):
        return reverse("reports:report", args=[self.zone.code, self.year])

    @property
    def is_validated(self):
        return self.status == self.Status.VALIDATED

    @property
    def is_decided(self):
        """The commission approved or contested this very text; amendments are still to be made."""
        return self.verdict in (self.Verdict.APPROVED, self.Verdict.CONTESTED)

    @property
    def is_deposited(self):
        return self.sent_on is not None


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
