"""The themes of the year in the six zones: common, own, new, and the curve since 2006."""

from . import charts
from .wording import value, zone_names
from .words import say


def themes(snapshot, names):
    """The context of the chapter; ``names``: {code: zone}."""
    rows = [_theme(row, names) for row in snapshot["themes"]]
    categories = snapshot["categories"]
    most = max((n for row in categories for n in row["zones"].values()), default=0)
    return {
        "category_rows": [
            {
                "name": say(row["name"]),
                "cells": [_cell(row["zones"].get(code, 0), most) for code in names],
                "themes": row["themes"],
            }
            for row in categories
        ],
        "common_themes": [row for row in rows if row["n_zones"] > 1],
        "own_themes": [
            (zone, own)
            for code, zone in names.items()
            if (own := [row for row in rows if row["codes"] == [code]])
        ],
        "new_themes": [row for row in rows if row["is_new"]],
        "knows_new": any(row["is_new"] is not None for row in rows),
        "has_themes": bool(rows),
        "curve_chart": charts.curve(snapshot["curve"]),
        **_curve(snapshot),
    }


def _theme(row, names):
    return {
        "name": say(row["name"]),
        "codes": row["zones"],
        "zones": zone_names(row["zones"], names),
        "n_zones": len(row["zones"]),
        "meetings": row["meetings"],
        "is_new": row["is_new"],
        "year_listed": row["year_listed"],
    }


def _cell(number, most):
    return {"tint": charts.tint(number, most), "words": value(number) if number else "–"}


def _curve(snapshot):
    """Categories × years, the themes without a category last; years are few, categories are not."""
    years = snapshot["curve"]
    found = {code for row in years for code in row["categories"]}
    return {
        "curve_years": years,
        "curve_rows": [
            {
                "name": say(row["name"]),
                "cells": [year["categories"].get(row["code"], 0) or "–" for year in years],
            }
            for row in snapshot["category_names"]
            if row["code"] in found
        ],
    }
