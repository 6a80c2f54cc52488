"""Reference lists of the field: themes, addressees of opinions, legal sources."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from concertation.bilingual import Bilingual

from .dated import Dated, DatedQuerySet, ends_after_start


class ThemeCategory(Bilingual, models.Model):
    """FR catégorie de thèmes / NL themacategorie."""

    code = models.SlugField(_("code"), unique=True)
    name_fr = models.CharField(_("nom français"), max_length=120)
    name_nl = models.CharField(_("nom néerlandais"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("catégorie de thèmes")
        verbose_name_plural = _("catégories de thèmes")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name


class Theme(Bilingual, models.Model):
    """FR thème / NL thema. ``year_listed``: year of the Observatoire's list it comes from."""

    code = models.SlugField(_("code"), unique=True, max_length=80)
    category = models.ForeignKey(
        ThemeCategory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="themes",
        verbose_name=_("catégorie"),
    )
    name_fr = models.CharField(_("nom français"), max_length=200)
    name_nl = models.CharField(_("nom néerlandais"), max_length=200, blank=True)
    year_listed = models.PositiveSmallIntegerField(_("année de la liste"), null=True, blank=True)

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name


class Addressee(Bilingual, Dated):
    """FR destinataire d’avis / NL geadresseerde van adviezen, valid from a day to a day.

    Source: cahier des charges du 25.09.1992, modifié le 05.03.1998.
    """

    code = models.SlugField(_("code"), unique=True)
    name_fr = models.CharField(_("nom français"), max_length=200)
    name_nl = models.CharField(_("nom néerlandais"), max_length=200, blank=True)
    succeeds = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("succède à"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("destinataire d’avis")
        verbose_name_plural = _("destinataires d’avis")
        ordering = ["name_fr"]
        constraints = [ends_after_start("addressee_ends_after_start")]

    def __str__(self):
        return self.name


class LegalSource(models.Model):
    """FR source juridique / NL rechtsbron: the text a rule of the house comes from."""

    code = models.SlugField(_("code"), unique=True)
    dated = models.DateField(_("date"))
    title_fr = models.CharField(_("titre français"), max_length=300)
    title_nl = models.CharField(_("titre néerlandais"), max_length=300, blank=True)
    summary_fr = models.TextField(_("résumé français"), blank=True)
    summary_nl = models.TextField(_("résumé néerlandais"), blank=True)

    class Meta:
        verbose_name = _("source juridique")
        verbose_name_plural = _("sources juridiques")
        ordering = ["dated"]

    def __str__(self):
        return self.title_fr
