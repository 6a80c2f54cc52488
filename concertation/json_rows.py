"""Rows of another table inside one row: what a page asks of several tables, in one question."""

from datetime import UTC

from django.db import models
from django.db.models import Aggregate, JSONField, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive


class _Together(Aggregate):
    """The values of a group as one JSON array."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)


def rows_within(rows, by, **fields):
    """A subquery: every row of ``rows`` as [{name: value}], None without rows.

    ``rows``: filtered on an ``OuterRef``, which makes ``by`` (a field) the same for all of them.
    ``fields``: name → expression or path. Neither sorted nor cut: the reader does it. Dates and
    moments come as text: see ``as_model``.
    """
    gathered = rows.order_by().values(by).annotate(gathered=_Together(JSONObject(**fields)))
    return Subquery(gathered.values("gathered"), output_field=JSONField())


def as_model(model, values):
    """An unsaved ``model`` from what ``rows_within`` read of its own fields."""
    fields = {name: model._meta.get_field(name) for name in values}
    return model(**{name: _python(field, values[name]) for name, field in fields.items()})


def _python(field, value):
    if value is None or not isinstance(field, models.DateTimeField):
        return field.to_python(value)
    moment = parse_datetime(value)
    # SQLite writes the moments of the database without their zone, which is UTC.
    return moment.replace(tzinfo=UTC) if is_naive(moment) else moment
