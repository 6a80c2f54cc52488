"""When the six reports are due, where they go, and the one reminder."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Letter
from meetings.models.append_only import AppendOnly
from zones.models import Zone


class ReportYear(models.Model):
    """FR échéance des rapports / NL termijn van de verslagen, about ``year``; data, not a constant.

    Nobody published the date Actiris expects: the region notes it (31 January until it does).
    """

    year = models.PositiveSmallIntegerField(_("année"), unique=True)
    due_on = models.DateField(_("attendus le"))
    to_name = models.CharField(_("service destinataire"), max_length=160, blank=True)
    to_email = models.EmailField(_("adresse de dépôt"), blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("échéance des rapports")
        verbose_name_plural = _("échéances des rapports")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)


class ReportNudge(AppendOnly):
    """FR rappel du rapport / NL herinnering: one reader of one zone's one reminder of a year."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("année"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="report_nudge")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("rappel du rapport")
        verbose_name_plural = _("rappels des rapports")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "year", "user"],
                name="report_nudge_once",
                violation_error_message=_("Le rappel de cette année est déjà parti."),
            )
        ]

    def __str__(self):
        return f"{self.zone} {self.year}"
