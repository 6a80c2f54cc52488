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
    """Years × categories; the categories in the order of the table of the year, then the others."""
    found = {code for row in snapshot["curve"] for code in row["categories"]}
    known = {row["code"]: say(row["name"]) for row in snapshot["category_names"]}
    codes = [row["code"] for row in snapshot["category_names"] if row["code"] in found]
    return {
        "curve_heads": [known[code] for code in codes],
        "curve_rows": [
            {
                "year": row["year"],
                "is_listed": row["is_listed"],
                "themes": row["themes"],
                "cells": [row["categories"].get(code, 0) or "–" for code in codes],
            }
            for row in snapshot["curve"]
        ],
    }
