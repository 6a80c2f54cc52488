"""Facts that hold from a day to a day, both included; no end means « still »."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def on(self, day):
        """Rows in force on ``day`` (a date); an unknown start counts as « since always »."""
        return self.filter(
            models.Q(started_on__isnull=True) | models.Q(started_on__lte=day),
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=day),
        )

    def overlapping(self, started_on, ended_on):
        """Rows that share at least one day with the period ``started_on``–``ended_on``."""
        rows = self
        if ended_on:
            rows = rows.filter(
                models.Q(started_on__isnull=True) | models.Q(started_on__lte=ended_on)
            )
        if started_on:
            rows = rows.filter(models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=started_on))
        return rows


class Dated(models.Model):
    started_on = models.DateField(_("depuis le"), null=True, blank=True)
    ended_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_on(self, day):
        """``DatedQuerySet.on`` for a row already read."""
        has_begun = self.started_on is None or self.started_on <= day
        return has_begun and (self.ended_on is None or self.ended_on >= day)

    def clean_no_overlap(self, rows, sentence):
        """Raise ``ValidationError(sentence)`` when one of ``rows`` shares a day with this one.

        SQLite has no exclusion constraint: the rule lives here, and services call it inside the
        transaction that writes; the database keeps the simpler half (one open row at a time).
        """
        if rows.exclude(pk=self.pk).overlapping(self.started_on, self.ended_on).exists():
            raise ValidationError(sentence)


def ends_after_start(name):
    """The check constraint every dated table carries."""
    return models.CheckConstraint(
        condition=models.Q(ended_on__isnull=True)
        | models.Q(started_on__isnull=True)
        | models.Q(ended_on__gte=models.F("started_on")),
        name=name,
        violation_error_message=_("La fin précède le début : corrigez une des deux dates."),
    )
