"""Meetings that are not ours, but that take our partners' mornings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concertation.bilingual import Bilingual
from zones.models import Organisation, PartnerType, Zone
from zones.permissions import is_regional, zones_of


class OutsideBodyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Bodies of the whole Region, and those of the user's zones."""
        if is_regional(user):
            return self
        return self.filter(Q(zone__isnull=True) | Q(zone__in=zones_of(user)))

    def for_zone(self, zone):
        return self.filter(Q(zone__isnull=True) | Q(zone=zone))


class OutsideBody(Bilingual, models.Model):
    """FR autre instance / NL ander overlegorgaan: coordination sociale CPAS, GT FeBISP…

    Who it calls: ``organisations`` by name, and every member of a zone of one of ``types``.
    ``calendar_url``: an .ics calendar read by the worker, at most every ``EVERY``.
    Source: étude « 20 ans après », 2015 (the many places that saturate the partners' agendas).
    """

    EVERY = timezone.timedelta(hours=6)
    FRESH_FOR = timezone.timedelta(days=7)

    #: None: the whole Region.
    zone = models.ForeignKey(
        Zone,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="outside_bodies",
        verbose_name=_("zone"),
    )
    name_fr = models.CharField(_("nom français"), max_length=150)
    name_nl = models.CharField(_("nom néerlandais"), max_length=150, blank=True)
    types = models.ManyToManyField(
        PartnerType, blank=True, related_name="+", verbose_name=_("types de partenaires convoqués")
    )
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("institutions convoquées")
    )
    calendar_url = models.CharField(_("adresse du calendrier .ics"), max_length=500, blank=True)
    fetched_at = models.DateTimeField(_("lu le"), null=True, blank=True, editable=False)
    #: Why the last reading failed: a code of ``services.outside.SENTENCES``; "" when it did not.
    fetch_error = models.CharField(max_length=300, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    #: Last time the entries were taken over: an unchanged calendar is read in full now and then,
    #: because the weeks that its repetitions fill move on.
    entries_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = OutsideBodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("autre instance")
        verbose_name_plural = _("autres instances")
        ordering = ["name_fr", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("meetings:outside_body", args=[self.pk])


class OutsideMeeting(models.Model):
    """FR réunion d’une autre instance / NL vergadering van een ander overlegorgaan."""

    body = models.ForeignKey(OutsideBody, models.CASCADE, related_name="meetings")
    title = models.CharField(_("intitulé"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    #: Identity in the subscribed calendar; empty for what was entered by hand.
    uid = models.CharField(max_length=255, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("réunion d’une autre instance")
        verbose_name_plural = _("réunions d’autres instances")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="outside_meeting_ends_after_it_starts",
                violation_error_message=_(
                    "La réunion finit avant de commencer : corrigez l’heure de fin."
                ),
            ),
            models.UniqueConstraint(
                fields=["body", "uid", "starts_at"],
                condition=~Q(uid=""),
                name="outside_meeting_once",
            ),
        ]

    def __str__(self):
        return f"{self.body} · {timezone.localtime(self.starts_at):%d/%m/%Y}"

    @property
    def is_by_hand(self):
        return not self.uid
