"""What passes from one meeting to the next, and the proof of what was written to whom about it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import Person

from .agenda import AgendaItem
from .followup import ActionItem, WorkingGroup
from .meeting import Meeting
from .outbox import Letter


def _only(name):
    """The condition « this one is set, and nothing else »."""
    things = ("item", "action", "working_group")
    return models.Q(**{f"{one}__isnull": one != name for one in things})


class SetAside(models.Model):
    """FR proposition écartée / NL terzijde gelegd: not for the agenda of this meeting."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="set_aside", verbose_name=_("réunion")
    )
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="set_aside"
    )
    action = models.ForeignKey(
        ActionItem, models.CASCADE, null=True, blank=True, related_name="set_aside"
    )
    #: Its report back.
    working_group = models.ForeignKey(
        WorkingGroup, models.CASCADE, null=True, blank=True, related_name="set_aside"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("proposition écartée")
        verbose_name_plural = _("propositions écartées")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "item"], name="set_aside_item_once"),
            models.UniqueConstraint(fields=["meeting", "action"], name="set_aside_action_once"),
            models.UniqueConstraint(
                fields=["meeting", "working_group"], name="set_aside_group_once"
            ),
            models.CheckConstraint(
                condition=_only("item") | _only("action") | _only("working_group"),
                name="set_aside_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.meeting} · {self.item or self.action or self.working_group}"


class ActionNotice(models.Model):
    """FR lettre à un responsable / NL brief aan een verantwoordelijke: an action told to a person.

    The row is the proof that it was told, and what stops a second letter. ``for_day``: the due
    date it reminds of, so that an action whose date moves is reminded again; for the first letter,
    the day it was written.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", _("confiée")
        BEFORE = "before", _("rappelée avant l’échéance")
        AFTER = "after", _("rappelée après l’échéance")

    action = models.ForeignKey(ActionItem, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    for_day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lettre à un responsable")
        verbose_name_plural = _("lettres aux responsables")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "person"],
                condition=models.Q(kind="given"),
                name="action_given_once",
            ),
            models.UniqueConstraint(
                fields=["action", "person", "kind", "for_day"], name="action_reminded_once"
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.get_kind_display()}"
