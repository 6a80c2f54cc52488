"""What the archive searches in: the stems of each PV, apart for each level of reading."""

from django.db import models

from zones.models.rules import Visibility
from zones.permissions import coordinated_zones, is_regional, zones_of

from .attendance import Participation
from .meeting_queryset import in_zones
from .pv import PV


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
        """Rows of passages the user may read, of PVs they may open: the rules of ``level_of``."""
        mine, level = zones_of(user), Visibility
        open_to = models.Q(level__in=["", level.PUBLIC])
        if not user.is_authenticated:
            return self.filter(open_to)
        if mine or is_regional(user):
            open_to |= models.Q(level=level.REGION)
        there = Participation.objects.present().filter(
            meeting=models.OuterRef("pv__meeting"), person__user=user
        )
        open_to |= models.Q(level=level.ZONE) & in_zones(mine, "pv__meeting__")
        open_to |= models.Q(models.Exists(there)) & ~models.Q(level=level.COORDINATION)
        return self.filter(open_to | in_zones(coordinated_zones(user), "pv__meeting__"))


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
