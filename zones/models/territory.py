"""The six zones and their nineteen communes."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concertation.bilingual import Bilingual


class Zone(Bilingual, models.Model):
    """FR zone, périmètre / NL zone, perimeter. One of the Region's six ISP zones."""

    code = models.SlugField(_("code"), unique=True)
    abbreviation = models.CharField(_("abréviation"), max_length=4)
    name_fr = models.CharField(_("nom français"), max_length=60)
    name_nl = models.CharField(_("nom néerlandais"), max_length=60)
    colour = models.CharField(_("couleur"), max_length=7)
    brand = models.CharField(_("nom d’usage"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        # The page shows the zone’s meetings: an address is data, not an import.
        return reverse("meetings:zone", args=[self.code])


class Commune(Bilingual, models.Model):
    """FR commune / NL gemeente, keyed by its NIS code (Statbel)."""

    nis = models.CharField(_("code INS"), max_length=5, primary_key=True)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="communes", verbose_name=_("zone"))
    name_fr = models.CharField(_("nom français"), max_length=60)
    name_nl = models.CharField(_("nom néerlandais"), max_length=60)
    postal_codes = models.JSONField(_("codes postaux"), default=list)
    tile = models.JSONField(
        _("case"), default=list, help_text=_("Colonne, ligne, largeur, hauteur sur la carte.")
    )

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name
