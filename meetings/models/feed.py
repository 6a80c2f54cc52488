"""Calendar subscriptions: a secret address that a calendar program reads."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import Organisation, Zone


def make_nonce():
    return secrets.token_urlsafe(12)


class CalendarFeed(models.Model):
    """FR abonnement à un calendrier / NL agenda-abonnement.

    The address is signed from ``pk`` and ``nonce``: a copy of the database alone opens nothing.
    What it shows is asked of ``user``'s rights at every reading; revoked, it is gone for good.
    """

    class Scope(models.TextChoices):
        ZONE = "zone", _("les réunions d’une zone")
        ORGANISATION = "organisation", _("les réunions où mon institution est attendue")
        REGION = "region", _("les réunions des six zones")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds"
    )
    scope = models.CharField(_("contenu"), max_length=12, choices=Scope.choices)
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    nonce = models.CharField(max_length=24, default=make_nonce, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("abonnement à un calendrier")
        verbose_name_plural = _("abonnements à un calendrier")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="zone", zone__isnull=False, organisation__isnull=True)
                | Q(scope="organisation", zone__isnull=True, organisation__isnull=False)
                | Q(scope="region", zone__isnull=True, organisation__isnull=True),
                name="calendar_feed_scope_says_what",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.get_scope_display()}"
