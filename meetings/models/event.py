"""What happened to a meeting: written once, never rewritten."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly
from .meeting import Meeting


class MeetingEvent(AppendOnly):
    """FR événement / NL gebeurtenis: what happened to a meeting, when, by whom, why."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="events", verbose_name=_("réunion")
    )
    kind = models.CharField(_("événement"), max_length=9, choices=Meeting.Status.choices)
    at = models.DateTimeField(_("le"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("par"),
    )
    reason = models.TextField(_("motif"), blank=True)
    #: For a postponement: the date that was left.
    previous_starts_at = models.DateTimeField(_("date précédente"), null=True, blank=True)

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=["cancelled", "postponed"], reason=""),
                name="meeting_event_has_a_reason",
                violation_error_message=_(
                    "Donnez le motif : il figure dans la lettre aux partenaires."
                ),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.at:%d/%m/%Y}"
