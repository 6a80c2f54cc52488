"""Calling back a partner who no longer comes, and keeping what was said."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import Organisation, Zone


class Outreach(models.Model):
    """FR reprise de contact / NL hernieuwd contact: a call to an institution that stopped coming.

    Source: étude « 20 ans après », 2015 (« une érosion de la fréquentation », its reasons: time,
    credibility, the many places of consultation).
    """

    class Reason(models.TextChoices):
        UNKNOWN = "", _("pas encore dite")
        TIME = "time", _("manque de temps")
        INTEREST = "interest", _("sujets trop éloignés de son travail")
        CREDIBILITY = "credibility", _("doute sur l’utilité")
        PLACES = "places", _("trop de lieux de concertation")
        PERSON = "person", _("changement de personne")
        OTHER = "other", _("autre raison")

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="outreach")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="outreach")
    on = models.DateField(_("le"), default=timezone.localdate)
    reason = models.CharField(_("raison dite"), max_length=11, choices=Reason.choices, blank=True)
    note = models.TextField(_("ce qui s’est dit"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reprise de contact")
        verbose_name_plural = _("reprises de contact")
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.organisation} · {self.on:%d/%m/%Y}"
