"""A table as it is written: a name, a title, columns, rows of plain cells."""

from ..export import Column, Table


def table(name, title, columns, rows):
    """``columns``: (key, title) of a text, or (key, title, kind)."""
    return Table(name, str(title), tuple(Column(*map(str, one)) for one in columns), tuple(rows))


def day(moment):
    """A date in ISO; "" when there is none."""
    return moment.isoformat() if moment else ""
