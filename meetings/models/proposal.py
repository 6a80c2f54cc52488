"""What a partner would like to hear of: a point proposed for the agenda."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .agenda import AgendaItem
from .attendance import Participation
from .meeting import Meeting


class ItemProposal(models.Model):
    """FR point proposé / NL voorgesteld agendapunt: kept with its author, whatever becomes of it.

    Source: étude « 20 ans après », 2015 (« retours spontanés des invités »).
    """

    class Status(models.TextChoices):
        NEW = "new", _("à examiner")
        ACCEPTED = "accepted", _("à l’ordre du jour")
        DECLINED = "declined", _("non retenu")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="proposals", verbose_name=_("réunion")
    )
    participation = models.ForeignKey(
        Participation,
        models.SET_NULL,
        null=True,
        related_name="proposals",
        verbose_name=_("proposé par"),
    )
    #: Copy of the day: « Nom (institution) ».
    author = models.CharField(_("auteur"), max_length=320)
    title = models.CharField(_("point proposé"), max_length=250)
    detail = models.TextField(_("pourquoi"), max_length=2000, blank=True)
    at = models.DateTimeField(_("le"), default=timezone.now)
    status = models.CharField(_("état"), max_length=8, choices=Status.choices, default=Status.NEW)
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    reason = models.TextField(_("motif"), max_length=600, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("point proposé")
        verbose_name_plural = _("points proposés")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="item_proposal_has_a_title",
                violation_error_message=_("Dites en quelques mots quel point vous proposez."),
            )
        ]

    def __str__(self):
        return self.title
