"""The themes of a year: when they were on the table, of which category, whether they are new."""

from concertation.typography import day_month
from zones.models import Theme

from .indicators import meetings


def themes(data):
    """Rows by category then name: name, category, dates, is_new; 1 query, for the categories.

    New: not seen in the zone in the years looked back on; never said when those hold no theme.
    """
    older, rows = meetings.older_themes(data), {}
    for sitting in data.held:
        for theme in sitting.themes:
            row = rows.setdefault(theme.code, {"name": theme.name, "dates": [], "is_new": False})
            row["dates"].append(day_month(sitting.meeting.starts_at))
            row["is_new"] = bool(older) and theme.code not in older
    for code, category in _categories(rows).items():
        rows[code]["category"] = category
    return sorted(
        rows.values(), key=lambda row: (not row["category"], row["category"], row["name"])
    )


def _categories(codes):
    if not codes:
        return {}
    listed = Theme.objects.filter(code__in=codes).select_related("category")
    found = {theme.code: theme.category.name for theme in listed if theme.category}
    return {code: found.get(code, "") for code in codes}
