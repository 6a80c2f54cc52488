"""What the archive searches in: the stems of each PV, apart for each level of reading."""

from django.db import models

from zones.models.rules import Visibility

from .pv import PV
from .readers import readable_by


class StemsField(models.TextField):
    """Stems separated by spaces, each once; ``__holds`` asks the index of the database.

    SQLite answers from a full-text table that triggers keep, PostgreSQL from a GIN index on the
    array of stems: see the migration. Rebuilding the table on SQLite drops its triggers.
    """


@StemsField.register_lookup
class Holds(models.Lookup):
    """``stems__holds=(stems, prefix)``: one of the stems, or a word that starts with the prefix."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        stems, prefix = self.rhs
        asked = [f'"{stem}"' for stem in stems] + ([f'"{prefix}"*'] if prefix else [])
        rows = "SELECT rowid FROM meetings_pvtext_fts WHERE meetings_pvtext_fts MATCH %s"
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        return f"{alias}.id IN ({rows})", [" OR ".join(asked)]

    def as_postgresql(self, compiler, connection):
        stems, prefix = self.rhs
        asked = [f"'{stem}'" for stem in stems] + ([f"'{prefix}':*"] if prefix else [])
        stored, params = self.process_lhs(compiler, connection)
        vector = f"array_to_tsvector(string_to_array({stored}, ' '))"
        return f"{vector} @@ %s::tsquery", [*params, " | ".join(asked)]


class PVTextQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Rows of passages at the level of the user, whether they may open the PV or not."""
        return self.filter(readable_by(user, "pv__meeting__", "level"))


class PVText(models.Model):
    """The stems of the passages of one level: ``level`` is empty for what every reader may read."""

    pv = models.ForeignKey(PV, models.CASCADE, related_name="texts")
    level = models.CharField(max_length=12, choices=Visibility.choices, blank=True)
    stems = StemsField()

    objects = PVTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pv", "level"], name="pv_text_once_a_level")]

    def __str__(self):
        return f"{self.pv_id} · {self.level}"
