"""Who sits in the commission of a zone, and who animates it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .dated import Dated, DatedQuerySet, ends_after_start
from .organisation import Organisation, Person
from .territory import Zone


class Coordination(Dated):
    """FR coordination de la zone: the Mission Locale (or Tracé Brussel) that animates it.

    Source: cahier des charges du 25.09.1992, modifié le 05.03.1998 (« L’animation et le secrétariat
    […] sont assurés par la ou les Missions locales de la zone »).
    """

    zone = models.ForeignKey(
        Zone, models.CASCADE, related_name="coordinations", verbose_name=_("zone")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="coordinations", verbose_name=_("institution")
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("coordination")
        verbose_name_plural = _("coordinations")
        ordering = ["pk"]
        constraints = [
            ends_after_start("coordination_ends_after_start"),
            models.UniqueConstraint(
                fields=["zone", "organisation"],
                condition=models.Q(ended_on__isnull=True),
                name="coordination_open_once",
                violation_error_message=_("Cette institution anime déjà la zone."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} · {self.zone}"


class Membership(Dated):
    """FR membre de la commission / NL lid: an institution in a zone, whatever its address."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate", _("candidate")
        MEMBER = "member", _("membre")
        SUSPENDED = "suspended", _("suspendue")

    zone = models.ForeignKey(
        Zone, models.CASCADE, related_name="memberships", verbose_name=_("zone")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("institution")
    )
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.MEMBER
    )

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membre de la commission")
        verbose_name_plural = _("membres de la commission")
        ordering = ["organisation__name_fr"]
        constraints = [
            ends_after_start("membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["zone", "organisation"],
                condition=models.Q(ended_on__isnull=True),
                name="membership_open_once",
                violation_error_message=_("Cette institution est déjà membre de la zone."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} · {self.zone}"

    def clean(self):
        self.clean_no_overlap(
            Membership.objects.filter(zone=self.zone_id, organisation=self.organisation_id),
            _("Cette institution est déjà membre de la zone à ces dates."),
        )


class MandateQuerySet(DatedQuerySet):
    def coordinating(self):
        """Mandates that give the coordinator's role in their zone."""
        return self.filter(is_coordinator=True)


class Mandate(Dated):
    """FR mandat (effectif, suppléant, référent) / NL mandaat: who speaks for a member."""

    class Role(models.TextChoices):
        FULL = "full", _("effectif")
        SUBSTITUTE = "substitute", _("suppléant")
        REFERENT = "referent", _("référent")

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="mandates", verbose_name=_("institution membre")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="mandates", verbose_name=_("personne")
    )
    role = models.CharField(_("qualité"), max_length=10, choices=Role.choices, default=Role.FULL)
    is_coordinator = models.BooleanField(
        _("coordonne la zone"),
        default=False,
        help_text=_("Planifie, convoque et tient les PV de la zone."),
    )

    objects = MandateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ["pk"]
        constraints = [
            ends_after_start("mandate_ends_after_start"),
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(role="full", ended_on__isnull=True),
                name="mandate_one_full_representative",
                violation_error_message=_(
                    "Cette institution a déjà un représentant effectif : mettez d’abord fin à son "
                    "mandat, ou choisissez « suppléant »."
                ),
            ),
            models.UniqueConstraint(
                fields=["membership", "person", "role"],
                condition=models.Q(ended_on__isnull=True),
                name="mandate_open_once",
                violation_error_message=_("Cette personne a déjà cette qualité."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.membership}"

    def clean(self):
        if self.role == self.Role.FULL and self.membership_id:
            self.clean_no_overlap(
                Mandate.objects.filter(membership=self.membership_id, role=self.Role.FULL),
                _(
                    "Cette institution a déjà un représentant effectif à ces dates : mettez "
                    "d’abord fin à son mandat, ou choisissez « suppléant »."
                ),
            )
