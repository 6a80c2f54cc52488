"""What each chapter of the synthesis shows, in the words of the reader; page and PDF share it.

Everything comes from a ``snapshot``: no query. Zones stand in the Region's order, never ranked.
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import current_language

from . import charts, contents_acts, contents_themes
from .wording import frame_words, kind_name, quota_word, report_word, share, value, zone_names
from .words import say


def contents(snapshot, *, opens=False):
    """The context of the chapters' templates, in the active language.

    ``opens``: the reader may open the rows behind the numbers of the zones that deposited.
    """
    zones = [_zone(row) for row in snapshot["zones"]]
    names = {zone["code"]: zone for zone in zones}
    return {
        "year": snapshot["year"],
        "opens": opens,
        "as_of": date.fromisoformat(snapshot["as_of"]),
        "zones": zones,
        "communes_map": charts.communes(snapshot["zones"]),
        "missing_reports": [zone for zone in zones if not zone["is_deposited"]],
        "key_figures": _key_figures(snapshot),
        **_participation(snapshot, zones),
        **_partners(snapshot, names),
        **contents_themes.themes(snapshot, names),
        **_models(snapshot, zones),
        **contents_acts.register(snapshot, names),
        **contents_acts.objectives(snapshot, zones),
        "voices": contents_acts.voices(snapshot, names),
        **contents_acts.evolution(snapshot, zones),
        "gaps": contents_acts.gaps(zones),
    }


def _zone(row):
    """A zone as the chapters name it; ``figures`` are in words, ``raw`` as the snapshot has them.

    ``code`` and ``colour`` identify it; ``state``: where its report stands, in words.
    """
    figures = row["figures"]
    regular = {"n": figures["regular"], "all": figures["invited"]}
    known = figures["regular"] is not None
    return {
        "code": row["code"],
        "name": say(row["name"]),
        "colour": row["colour"],
        "communes": [say(one["name"]) for one in row["communes"]],
        "coordinations": [say(one) for one in row["coordinations"]],
        "how": frame_words(row["frame"]),
        "is_deposited": bool(row["report"]["sent_on"]),
        "state": report_word(row["report"]),
        "quota": row["quota"] | {"word": quota_word(row["quota"])},
        "quota_words": say(row["quota"]["in_words"]),
        "reasons": row["quota"]["reasons"].get(current_language(), []),
        "half_days": _("%(n)d sur %(all)d")
        % {"n": figures["half_days"], "all": row["quota"]["target"]},
        "raw": figures,
        "persons": value(figures["persons"]),
        "reached": value(figures["reached"]),
        "regular": _("%(n)d sur %(all)d") % regular if known else value(None),
        "response": share(figures["response"]),
        "attendance": share(figures["attendance"]),
        "pv_days": value(figures["pv_days"]),
        "pv_owed": figures["pv_sent"] + figures["pv_missing"],
        "gaps": row["gaps"],
        "since": row["since"],
        "register": row["register"],
    }


def _key_figures(snapshot):
    """Eight figures of the Region; each joint meeting, institution and person once."""
    rows, total = snapshot["zones"], snapshot["totals"][-1]
    of = _("sur %(n)d")
    deposited = sum(bool(row["report"]["sent_on"]) for row in rows)
    reached = sum(row["quota"]["status"] == "conforme" for row in rows)
    shared = sum(len(row["zones"]) > 1 for row in snapshot["themes"])
    opinions = sum(row["figures"]["opinions"] for row in rows)
    sent = sum(row["figures"]["opinions_sent"] for row in rows)
    return [
        _figure("modeles", total["held"], _("réunions tenues"), note=_joint(total["joint"])),
        _figure(
            "cahier", reached, _("zones à leur nombre de demi-journées"), of % {"n": len(rows)}
        ),
        _figure(
            "participation",
            total["institutions"],
            _("institutions touchées"),
            note=_("%(n)d membres des commissions") % {"n": total["members"]},
        ),
        _figure("evolution", total["persons"], _("personnes venues au moins une fois")),
        _figure(
            "themes",
            len(snapshot["themes"]),
            _("thèmes traités"),
            note=_("dont %(n)d dans plusieurs zones") % {"n": shared},
        ),
        _figure("avis", opinions, _("avis émis"), note=_("dont %(n)d envoyés") % {"n": sent}),
        _figure(
            "partenaires",
            (n := len(snapshot["shared"])),
            ngettext("institution dans plusieurs zones", "institutions dans plusieurs zones", n),
        ),
        _figure("cahier", deposited, _("rapports transmis"), of % {"n": len(rows)}),
    ]


def _figure(chapter, number, label, unit="", note=""):
    """``url``: the chapter that tells it zone by zone."""
    return {
        "url": f"#{chapter}",
        "value": value(number),
        "label": label,
        "unit": unit,
        "note": note,
    }


def _joint(number):
    return _("dont %(n)d par plusieurs zones") % {"n": number} if number else ""


def _participation(snapshot, zones):
    known = {"half_days", "persons"}
    years = sorted(
        {
            row["year"]
            for zone in zones
            for row in zone["raw"]["trend"]
            if any(row[name] is not None for name in known)
        }
    )
    rows = []
    for zone in zones:
        by_year = {row["year"]: row for row in zone["raw"]["trend"]}
        cells = [value(by_year[year]["persons"] if year in by_year else None) for year in years]
        rows.append((zone, cells))
    return {
        "trend_years": years,
        "trend_rows": rows,
        "trend_charts": [(zone, charts.persons(zone, years)) for zone in zones],
    }


def _partners(snapshot, names):
    """Types × zones with a tint by the number reached, and who sits in several zones."""
    cells = [cell for row in snapshot["types"] for cell in row["zones"].values()]
    most = max((cell["reached"] or 0 for cell in cells), default=0)
    rows = [
        {"name": say(row["name"]), "cells": [_type_cell(row, code, most) for code in names]}
        for row in snapshot["types"]
    ]
    shared = [
        {
            "name": say(row["name"]),
            "type": say(row["type"]),
            "zones": zone_names(row["zones"], names),
            "came": zone_names(row["came"], names),
        }
        for row in snapshot["shared"]
    ]
    return {"type_rows": rows, "shared": shared}


def _type_cell(row, code, most):
    """``{"tint": 0 to 4, "words": « 5 / 7 »}``, reached of the members; « – » where none sits."""
    cell = row["zones"].get(code)
    if cell is None:
        return {"tint": 0, "words": "–"}
    counts = {"n": value(cell["reached"]), "all": cell["members"]}
    return {"tint": charts.tint(cell["reached"], most), "words": _("%(n)s / %(all)d") % counts}


def _models(snapshot, zones):
    """Kinds of meetings × zones: numbers and shares, and how each zone works."""
    kinds = [kind for kind in charts.KINDS if any(kind in z["raw"]["by_kind"] for z in zones)]
    rows = [
        (
            kind_name(kind),
            [(n := zone["raw"]["by_kind"].get(kind, 0), _part(n, zone)) for zone in zones],
        )
        for kind in kinds
    ]
    return {"kind_rows": rows, "kinds_chart": charts.kinds(zones, kinds)}


def _part(number, zone):
    held = zone["raw"]["held"]
    return share(number / held) if number and held else ""
