"""The themes of the year, zone by zone, and the curve since the Observatoire's own lists.

Source of the lists: Observatoire bruxellois du marché du travail, reports on 2006 and 2012, quoted
in the study « 20 ans après », 2015: the only two years whose themes were printed.
"""

from .words import both

OTHER = {"code": "", "name": {"fr": "Autres thèmes", "nl": "Andere thema’s"}}


def theme_rows(region):
    """One row a theme of the meetings held in the year, the most shared first.

    ``zones``: codes of the zones that treated it; ``meetings``: how often, a joint meeting once;
    ``is_new``: on no table of the region in the years before, None when those hold no theme.
    """
    rows, before = {}, {theme.code for year, theme in region.themes if year < region.year}
    known = _by_code(region)
    for zone in region.zones:
        for sitting in region.years[zone.pk].held:
            for theme in sitting.themes:
                row = rows.setdefault(theme.code, _row(theme, known, before))
                if zone.code not in row["zones"]:
                    row["zones"].append(zone.code)
                row["met"].add(sitting.meeting.pk)
    for row in rows.values():
        row["meetings"] = len(row.pop("met"))
    return sorted(rows.values(), key=lambda row: (-len(row["zones"]), row["name"]["fr"]))


def _by_code(region):
    return {theme.code: theme for _year, theme in region.themes} | {
        theme.code: theme for theme in region.listed
    }


def _row(theme, known, before):
    full = known.get(theme.code)
    return {
        "code": theme.code,
        "name": both(theme),
        "category": full.category.code if full and full.category else "",
        "year_listed": full.year_listed if full else None,
        "zones": [],
        "met": set(),
        "is_new": theme.code not in before if before else None,
    }


def category_names(region):
    """Every category that a theme of the region ever had, by name, the themes without one last."""
    found = {theme.category for theme in _by_code(region).values() if theme.category}
    rows = [{"code": one.code, "name": both(one)} for one in found]
    return [*sorted(rows, key=lambda row: row["name"]["fr"]), OTHER]


def category_rows(region, themes):
    """Categories × zones: ``zones`` is {code: number of themes}; the ones without theme left out.

    ``themes``: those of ``theme_rows``.
    """
    rows = {row["code"]: row | {"zones": {}, "themes": 0} for row in category_names(region)}
    for theme in themes:
        row = rows[theme["category"]]
        row["themes"] += 1
        for zone in theme["zones"]:
            row["zones"][zone] = row["zones"].get(zone, 0) + 1
    return [row for row in rows.values() if row["themes"]]


def curve(region):
    """Distinct themes of the region a year: those of the printed lists, then of the meetings.

    ``[{"year", "themes", "is_listed", "categories": {code: number}}]``, the oldest first; a year
    of which nobody printed nor noted a theme is not there: nothing is known of it.
    """
    by_year = {}
    for theme in region.listed:
        by_year.setdefault((theme.year_listed, True), set()).add(theme)
    for year, theme in region.themes:
        by_year.setdefault((year, False), set()).add(theme)
    held = {year for year, _theme in region.themes}
    rows = []
    for (year, is_listed), found in sorted(by_year.items(), key=lambda pair: pair[0]):
        if year > region.year or (is_listed and year in held):
            continue
        counts = {}
        for theme in found:
            code = theme.category.code if theme.category else ""
            counts[code] = counts.get(code, 0) + 1
        rows.append(
            {"year": year, "themes": len(found), "is_listed": is_listed, "categories": counts}
        )
    return rows
