"""FR synthèse régionale / NL regionale synthese: the six zones together, once a year."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from meetings.models import Paper
from zones.models.rules import DocumentLanguage


class Synthesis(models.Model):
    """What the Observatoire lost: the themes, the models and the proposals of the zones, side by
    side, without a ranking. Frozen like a zone's report.

    Source: étude « 20 ans après », 2015 (« Inventaire des mesures d’aide à l’emploi »).
    """

    year = models.PositiveSmallIntegerField(_("année"))
    edition = models.PositiveSmallIntegerField(_("édition"), default=1, editable=False)
    language = models.CharField(
        _("langue"), max_length=4, choices=DocumentLanguage.choices, default=DocumentLanguage.FR
    )
    figures = models.JSONField(_("chiffres figés"), default=dict, editable=False)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, editable=False, related_name="syntheses"
    )
    published_at = models.DateTimeField(_("arrêtée le"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("synthèse régionale")
        verbose_name_plural = _("synthèses régionales")
        ordering = ["-year", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["year", "edition"], name="synthesis_once_an_edition"),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(paper__isnull=False),
                name="synthesis_published_has_its_paper",
            ),
        ]

    def __str__(self):
        return str(self.year)

    def get_absolute_url(self):
        return reverse("reports:synthesis", args=[self.year])


class SynthesisText(Bilingual, models.Model):
    """The written part of a chapter of the synthesis."""

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, related_name="texts")
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
        verbose_name = _("partie rédigée de la synthèse")
        verbose_name_plural = _("parties rédigées de la synthèse")
        constraints = [
            models.UniqueConstraint(
                fields=["synthesis", "chapter"],
                name="synthesis_text_once",
                violation_error_message=_("Ce chapitre est déjà rédigé."),
            )
        ]

    def __str__(self):
        return f"{self.synthesis} · {self.chapter}"
