"""FR canevas / NL stramien: the chapters of a report or of the synthesis, from a year on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from concertation.bilingual import Bilingual


class Canvas(models.Model):
    """In force for the reports about ``first_year`` and after, until a later one.

    Source: Actiris' own canvas changed (« canevas de rapport simplifié » since 2012).
    """

    class Kind(models.TextChoices):
        ZONE = "zone", _("rapport d’une zone")
        REGION = "region", _("synthèse régionale")

    kind = models.CharField(_("pour"), max_length=6, choices=Kind.choices)
    first_year = models.PositiveSmallIntegerField(_("à partir de l’année"))

    class Meta:
        verbose_name = _("canevas")
        verbose_name_plural = _("canevas")
        ordering = ["kind", "-first_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first_year"],
                name="canvas_once_a_year",
                violation_error_message=_("Un canevas commence déjà cette année-là."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.first_year}"


class CanvasChapter(Bilingual, models.Model):
    """FR chapitre / NL hoofdstuk. ``key`` names what feeds it; one the code does not know is free.

    ``guidance`` invites the written part. ``is_optional``: the written part is welcome, and its
    absence is not « à compléter ».
    """

    canvas = models.ForeignKey(Canvas, models.CASCADE, related_name="chapters")
    key = models.SlugField(_("code"), max_length=30)
    position = models.PositiveSmallIntegerField(_("ordre"))
    title_fr = models.CharField(_("titre français"), max_length=160)
    title_nl = models.CharField(_("titre néerlandais"), max_length=160, blank=True)
    guidance_fr = models.TextField(_("consigne en français"), blank=True)
    guidance_nl = models.TextField(_("consigne en néerlandais"), blank=True)
    is_on = models.BooleanField(_("dans le rapport"), default=True)
    is_written = models.BooleanField(_("avec un texte"), default=True)
    is_optional = models.BooleanField(_("texte facultatif"), default=False)

    class Meta:
        verbose_name = _("chapitre")
        verbose_name_plural = _("chapitres")
        ordering = ["canvas", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["canvas", "key"],
                name="canvas_chapter_once",
                violation_error_message=_("Ce chapitre est déjà dans le canevas."),
            )
        ]

    def __str__(self):
        return self.title_fr
