"""Reminders relative to the date of a meeting: recomputed when it moves, sent once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

from .meeting import Meeting


class ReminderKind(models.TextChoices):
    ITEMS = "items", _("appel aux points de l’ordre du jour")
    CONVENE = "convene", _("rappel d’envoyer la convocation")
    SILENT = "silent", _("rappel à ceux qui n’ont pas répondu")
    PRACTICAL = "practical", _("note pratique de la veille")
    DUE_SOON = "due_soon", _("rappel d’une action avant son échéance")
    OVERDUE = "overdue", _("rappel d’une action en retard")
    PV_LATE = "pv_late", _("rappel d’envoyer le PV")


class ReminderRule(models.Model):
    """FR rappel réglé par la zone / NL herinnering van de zone.

    A kind without a row follows ``DAYS_BEFORE`` or ``DAYS_OF_FOLLOW_UP`` and is on. ``CONVENE`` and
    ``PV_LATE`` write to the coordination, the others to the partners. Days: calendar days before
    the meeting; of the follow-up, before or after the date of an action, after the meeting for a PV
    (its second and third reminders follow at ``PV_STEPS``).
    """

    DAYS_BEFORE = {
        ReminderKind.ITEMS: 21,
        ReminderKind.CONVENE: 10,
        ReminderKind.SILENT: 4,
        ReminderKind.PRACTICAL: 1,
    }
    DAYS_OF_FOLLOW_UP = {
        ReminderKind.DUE_SOON: 7,
        ReminderKind.OVERDUE: 3,
        ReminderKind.PV_LATE: 3,
    }
    #: Days at most: before a meeting, and for the follow-up.
    LONGEST = (60, 30)
    #: Days after the first reminder of a PV: 3, 7 and 10 days after the meeting by default.
    PV_STEPS = (0, 4, 7)

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="reminder_rules")
    kind = models.CharField(_("rappel"), max_length=9, choices=ReminderKind.choices)
    is_on = models.BooleanField(_("envoyé"), default=True)
    days_before = models.PositiveSmallIntegerField(_("jours"))

    class Meta:
        verbose_name = _("rappel de la zone")
        verbose_name_plural = _("rappels de la zone")
        ordering = ["zone", "-days_before"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "kind"], name="reminder_rule_once_a_kind"),
            models.CheckConstraint(
                condition=models.Q(days_before__gte=1, days_before__lte=60),
                name="reminder_rule_days_are_sensible",
                violation_error_message=_("Un rappel part de 1 à 60 jours avant la réunion."),
            ),
        ]

    def __str__(self):
        return f"{self.zone} · {self.get_kind_display()}"


class ReminderRun(models.Model):
    """A reminder that left for a meeting on a date: the row is its proof, and what stops a second.

    A meeting that moves has a new ``for_day``, hence its reminders again. For a PV, ``for_day`` is
    the day each of its reminders was due.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reminder_runs")
    kind = models.CharField(max_length=9, choices=ReminderKind.choices)
    for_day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    letters = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("rappel parti")
        verbose_name_plural = _("rappels partis")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind", "for_day"], name="reminder_run_once")
        ]

    def __str__(self):
        return f"{self.meeting} · {self.get_kind_display()}"
