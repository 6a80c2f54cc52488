"""What happens to a report before and after it is validated: read again, remarked, deposited."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Letter
from meetings.models.append_only import AppendOnly

from .report import CoordinationReport


class ReportReviewer(AppendOnly):
    """FR relecteur du rapport / NL nalezer: asked to read a draft; ``at`` is that of the round."""

    report = models.ForeignKey(CoordinationReport, models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    letter = models.OneToOneField(
        Letter, models.PROTECT, null=True, blank=True, related_name="report_reviewer"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("relecteur du rapport")
        verbose_name_plural = _("relecteurs du rapport")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.user} · {self.report}"


class ReportReading(AppendOnly):
    """FR relecture / NL nalezing: by the other Mission Locale, if there is one."""

    report = models.ForeignKey(CoordinationReport, models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("relu par"), max_length=160)
    organisation_name = models.CharField(_("institution"), max_length=160, blank=True)
    agrees = models.BooleanField(_("peut partir"), default=True)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("relecture du rapport")
        verbose_name_plural = _("relectures du rapport")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.by_name} · {self.report}"


class ReportDeposit(AppendOnly):
    """FR dépôt à Actiris / NL neerlegging: how a validated report left, when, and the proof.

    By e-mail, the proof is the letter with the answer of the server; otherwise what was noted.
    """

    class Way(models.TextChoices):
        EMAIL = "email", _("par e-mail, d’ici")
        OTHER = "other", _("autrement")

    report = models.OneToOneField(CoordinationReport, models.PROTECT, related_name="deposit")
    way = models.CharField(_("voie"), max_length=5, choices=Way.choices)
    on = models.DateField(_("le"))
    to = models.CharField(_("à"), max_length=320)
    note = models.TextField(_("preuve"), blank=True)
    letter = models.OneToOneField(
        Letter, models.PROTECT, null=True, blank=True, related_name="report_deposit"
    )
    #: Of the PDF that left.
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("par"), max_length=160, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("dépôt du rapport")
        verbose_name_plural = _("dépôts des rapports")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.report} · {self.on:%d/%m/%Y}"


class ReportRemark(models.Model):
    """FR remarque sur le rapport / NL opmerking bij het verslag: as for a PV, kept for ever."""

    class Status(models.TextChoices):
        OPEN = "open", _("à traiter")
        ACCEPTED = "accepted", _("acceptée")
        NOTED = "noted", _("notée")
        REJECTED = "rejected", _("rejetée")

    report = models.ForeignKey(CoordinationReport, models.PROTECT, related_name="remarks")
    chapter = models.SlugField(_("chapitre"), max_length=30)
    #: The paragraph as its author read it.
    passage_text = models.TextField(_("passage"), blank=True)
    #: Who was written to, when the remark came by a personal link.
    reader = models.ForeignKey(
        "ReportReader", models.SET_NULL, null=True, blank=True, related_name="remarks"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(_("de"), max_length=160)
    organisation_name = models.CharField(_("institution"), max_length=160, blank=True)
    text = models.TextField(_("remarque"), blank=True)
    proposed_text = models.TextField(_("texte proposé"), blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    at = models.DateTimeField(_("le"), default=timezone.now)
    status = models.CharField(
        _("suite"), max_length=8, choices=Status.choices, default=Status.OPEN, editable=False
    )
    answer = models.TextField(_("réponse"), blank=True)
    before = models.TextField(blank=True, editable=False)
    after = models.TextField(blank=True, editable=False)
    decided_at = models.DateTimeField(_("traitée le"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    #: The one that told its author what became of it.
    letter = models.OneToOneField(
        Letter, models.SET_NULL, null=True, editable=False, related_name="report_remark"
    )
    #: Given by the form: the same remark sent twice is one.
    key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("remarque sur un rapport")
        verbose_name_plural = _("remarques sur les rapports")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="", proposed_text=""),
                name="report_remark_says_something",
                violation_error_message=_("Écrivez la remarque, ou le texte que vous proposez."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="rejected", answer=""),
                name="report_remark_rejected_with_a_reason",
                violation_error_message=_("Dites pourquoi la remarque est rejetée."),
            ),
        ]

    def __str__(self):
        return f"{self.author_name} · {self.report}"


class ReportReader(models.Model):
    """A member to whom the report was submitted: their letter, and the link to remark by it."""

    report = models.ForeignKey(CoordinationReport, models.CASCADE, related_name="readers")
    person = models.ForeignKey("zones.Person", models.CASCADE, related_name="+")
    organisation_name = models.CharField(_("institution"), max_length=160, blank=True)
    letter = models.OneToOneField(
        Letter, models.PROTECT, null=True, blank=True, related_name="report_reader"
    )

    class Meta:
        verbose_name = _("lecteur du rapport")
        verbose_name_plural = _("lecteurs du rapport")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="report_reader_once")
        ]

    def __str__(self):
        return f"{self.person} · {self.report}"
