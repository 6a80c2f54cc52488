"""Somebody at the door whom the list did not expect."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .attendance import Participation
from .meeting import Meeting


class Arrival(models.Model):
    """FR arrivée à confirmer / NL te bevestigen aankomst: a name left at the door by its bearer.

    It counts nobody until the secretariat confirms it: ``participation`` is then the row it became.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("à confirmer")
        CONFIRMED = "confirmed", _("confirmée")
        DISMISSED = "dismissed", _("écartée")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="arrivals", verbose_name=_("réunion")
    )
    person_name = models.CharField(_("nom"), max_length=150)
    organisation_name = models.CharField(_("institution"), max_length=160, blank=True)
    at = models.DateTimeField(_("le"), default=timezone.now)
    status = models.CharField(
        _("état"), max_length=9, choices=Status.choices, default=Status.WAITING
    )
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="arrivals"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("arrivée à confirmer")
        verbose_name_plural = _("arrivées à confirmer")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(person_name=""),
                name="arrival_has_a_name",
                violation_error_message=_("Donnez votre prénom et votre nom."),
            )
        ]

    def __str__(self):
        return f"{self.person_name} ({self.organisation_name})"
