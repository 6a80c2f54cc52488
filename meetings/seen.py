"""What the writer of a form had under their eyes: two people on one row, nobody's words lost."""

import hashlib

from .comparing import plain


def values(row, names):
    """{name: value} of a saved row, as they are compared; a list of rows by its keys."""
    found = {}
    for name in names:
        value = getattr(row, name)
        found[name] = plain(value.all() if hasattr(value, "all") else getattr(value, "pk", value))
    return found


def fingerprint(row, names):
    """Sixteen characters that change with any of these fields; "" for a row nobody saved yet."""
    if row.pk is None:
        return ""
    return hashlib.sha256(repr(sorted(values(row, names).items())).encode()).hexdigest()[:16]


def as_seen(wanted):
    """The same as ``values``, of what a form asks: {name: cleaned value}."""
    return {name: plain(getattr(value, "pk", value)) for name, value in wanted.items()}
