"""Institutions and the people who work there."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Language
from concertation.bilingual import Bilingual

from .dated import Dated, DatedQuerySet, ends_after_start
from .reference import Theme
from .territory import Commune


class PartnerType(Bilingual, models.Model):
    """FR type de partenaire / NL soort partner: OISP, CPAS, antenne Actiris…"""

    code = models.SlugField(_("code"), unique=True)
    acronym_fr = models.CharField(_("sigle français"), max_length=20, blank=True)
    acronym_nl = models.CharField(_("sigle néerlandais"), max_length=20, blank=True)
    name_fr = models.CharField(_("nom français"), max_length=120)
    name_nl = models.CharField(_("nom néerlandais"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("type de partenaire")
        verbose_name_plural = _("types de partenaires")
        ordering = ["position", "name_fr"]

    def __str__(self):
        return self.name


class Organisation(Bilingual, models.Model):
    """FR institution, partenaire / NL instelling, partner."""

    class Convention(models.TextChoices):
        YES = "yes", _("oui")
        NO = "no", _("non")
        UNKNOWN = "unknown", _("inconnue")

    code = models.SlugField(_("code"), unique=True, null=True, blank=True, max_length=80)
    type = models.ForeignKey(
        PartnerType, models.PROTECT, related_name="organisations", verbose_name=_("type")
    )
    name_fr = models.CharField(_("nom français"), max_length=160)
    name_nl = models.CharField(_("nom néerlandais"), max_length=160, blank=True)
    acronym = models.CharField(_("sigle"), max_length=30, blank=True)
    convention = models.CharField(
        _("convention avec Actiris"),
        max_length=7,
        choices=Convention.choices,
        default=Convention.UNKNOWN,
    )
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("commune"),
    )
    address_fr = models.CharField(_("adresse en français"), max_length=200, blank=True)
    address_nl = models.CharField(_("adresse en néerlandais"), max_length=200, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    website = models.CharField(_("site"), max_length=200, blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=Language.choices, default=Language.FR
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    #: What it asked to hear of: the letters by theme are addressed with it.
    interests = models.ManyToManyField(
        Theme, blank=True, related_name="interested", verbose_name=_("thèmes d’intérêt")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["name_fr"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("zones:organisation", args=[self.pk])


class OrganisationName(models.Model):
    """A former name, an alias or an acronym: what old minutes call an institution."""

    class Kind(models.TextChoices):
        FORMER = "former", _("ancien nom")
        ALIAS = "alias", _("autre nom")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="other_names", verbose_name=_("institution")
    )
    name = models.CharField(_("nom"), max_length=160)
    kind = models.CharField(_("nature"), max_length=6, choices=Kind.choices, default=Kind.ALIAS)
    until = models.CharField(_("jusqu’en"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("autre nom")
        verbose_name_plural = _("autres noms")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="organisation_name_once",
                violation_error_message=_("Ce nom est déjà connu pour cette institution."),
            )
        ]

    def __str__(self):
        return self.name


class Person(models.Model):
    """FR personne / NL persoon: name, professional address, language, nothing private (RGPD)."""

    first_name = models.CharField(_("prénom"), max_length=60, blank=True)
    last_name = models.CharField(_("nom"), max_length=80)
    email = models.EmailField(_("adresse e-mail professionnelle"), blank=True)
    phone = models.CharField(_("téléphone professionnel"), max_length=40, blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=Language.choices, default=Language.FR
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("compte"),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["last_name", "first_name"]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()


class Position(Dated):
    """FR fonction / NL functie: a person works at an institution, from a day to a day."""

    class Level(models.TextChoices):
        DIRECTION = "direction", _("direction")
        COORDINATION = "coordination", _("coordination")
        FIELD = "field", _("terrain")
        UNKNOWN = "", _("inconnu")

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="positions", verbose_name=_("personne")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="positions", verbose_name=_("institution")
    )
    title = models.CharField(_("fonction"), max_length=120, blank=True)
    level = models.CharField(_("niveau"), max_length=12, choices=Level.choices, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("fonction")
        verbose_name_plural = _("fonctions")
        ordering = ["person__last_name", "pk"]
        constraints = [
            ends_after_start("position_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(ended_on__isnull=True),
                name="position_open_once",
                violation_error_message=_("Cette personne travaille déjà dans cette institution."),
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.organisation})"
