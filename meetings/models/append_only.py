"""Rows that are written once: events, answers, versions."""

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to rewrite or delete history."""


class AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk and not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted.")
