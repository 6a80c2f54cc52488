"""Every gesture on the sheet of a meeting, the last one wins and none is lost."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly
from .attendance import Participation


class Tap(AppendOnly):
    """FR geste à l’accueil / NL handeling aan het onthaal: one tap on one row, as it was made.

    ``key`` is given by the screen that made it, so that a tap sent twice counts once. ``at`` is
    when the finger came down, which may be long before it reached us: a later tap wins over an
    earlier one whatever the order of their arrival. The one that lost stays, not ``is_applied``.
    """

    class What(models.TextChoices):
        PRESENCE = "presence", _("présence")
        ARRIVED = "arrived", _("heure d’arrivée")
        LEFT = "left", _("heure de départ")
        PROXY = "proxy", _("procuration")
        ADDED = "added", _("ajout à la liste")

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="taps", verbose_name=_("participation")
    )
    key = models.UUIDField(_("identifiant du geste"), default=uuid.uuid4)
    what = models.CharField(_("geste"), max_length=8, choices=What.choices)
    value = models.CharField(_("valeur"), max_length=20, blank=True)
    at = models.DateTimeField(_("fait le"), default=timezone.now)
    received_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    #: None: the person themselves, at the door.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_applied = models.BooleanField(_("retenu"), default=True)

    class Meta:
        verbose_name = _("geste")
        verbose_name_plural = _("gestes")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "key"],
                name="tap_once",
                violation_error_message=_("Ce geste est déjà noté."),
            )
        ]

    def __str__(self):
        return f"{self.participation} · {self.get_what_display()} · {self.value}"
