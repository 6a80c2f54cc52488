"""What happened to a meeting: written once, never rewritten."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly
from .meeting import Meeting


class MeetingEvent(AppendOnly):
    """FR événement / NL gebeurtenis: what happened to a meeting, when, by whom, why.

    ``kind``: a status the meeting entered, or a change its partners were told of.
    """

    CHANGED, ITEMS, DOCUMENTS = "changed", "items", "documents"
    #: What a letter of change tells of.
    TOLD = (Meeting.Status.POSTPONED, CHANGED, ITEMS, DOCUMENTS)
    KINDS = [
        *Meeting.Status.choices,
        (CHANGED, _("modifiée")),
        (ITEMS, _("points supplémentaires annoncés")),
        (DOCUMENTS, _("documents annoncés")),
    ]

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="events", verbose_name=_("réunion")
    )
    kind = models.CharField(_("événement"), max_length=9, choices=KINDS)
    at = models.DateTimeField(_("le"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("par"),
    )
    reason = models.TextField(_("motif"), blank=True)
    #: For a postponement or a change: the date that was left, the place that was left.
    previous_starts_at = models.DateTimeField(_("date précédente"), null=True, blank=True)
    previous_place = models.CharField(_("lieu précédent"), max_length=400, blank=True)

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
