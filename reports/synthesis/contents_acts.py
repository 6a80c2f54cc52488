"""What the zones asked for, aimed at, said and changed: registers, objectives, voices, N-1."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import date_short, rich

from .wording import share, value, zone_names
from .words import language_of, say


def register(snapshot, names):
    """Subjects alike side by side, then every opinion and finding, zone by zone."""
    rows = [_entry(row, names) for row in snapshot["register"]]
    groups = {}
    for row in rows:
        if row["group"]:
            groups.setdefault(row["group"], []).append(row)
    return {
        "alike": list(groups.values()),
        "register_rows": [row for row in rows if row["html"] and not row["group"]],
        "kept_back": _kept_back(rows, names),
        "register_counts": [(zone, _counts(zone)) for zone in names.values()],
    }


def _kept_back(rows, names):
    """[(zone, [« Avis n° 2, envoyé le … »])]: opinions whose zone keeps the text."""
    kept = [row for row in rows if row["number"] and not row["html"]]
    told = {code: [one for one in kept if one["zone"] is zone] for code, zone in names.items()}
    return [
        (names[code], [f"{row['label']}, {row['fate']}" for row in found])
        for code, found in told.items()
        if found
    ]


def _entry(row, names):
    text, language = say(row["text"]), language_of(row["text"])
    number = (
        _("Avis n° %(n)d") % {"n": row["number"]} if row["number"] else _("Élément perfectible")
    )
    return {
        "zone": names[row["zone"]],
        "label": number,
        "number": row["number"],
        "on": date.fromisoformat(row["on"]),
        "html": rich(text, links=False, language=language) if text else "",
        "language": language,
        "measure": row.get("measure", ""),
        "public": row.get("public", ""),
        "addressees": ", ".join(say(one) for one in row["addressees"]),
        "signed": zone_names(row["signed"], names),
        "fate": _fate(row),
        "answer": rich(row["answer"], links=False),
        "effect": row["effect"],
        "group": row["group"],
    }


def _fate(row):
    """« pas encore envoyé », « envoyé le … », « réponse du … »."""
    if row["answered_on"]:
        return _("réponse du %(day)s") % {"day": _day(row["answered_on"])}
    if row["sent_on"]:
        return _("envoyé le %(day)s, sans réponse") % {"day": _day(row["sent_on"])}
    return _("pas encore envoyé")


def _day(text):
    return date_short(date.fromisoformat(text))


def _counts(zone):
    raw = zone["raw"]
    return [
        raw["opinions"],
        raw["opinions_sent"],
        raw["opinions_answered"],
        zone["register"]["findings"],
    ]


# --- Objectives ---------------------------------------------------------------------------------


def objectives(snapshot, zones):
    """The matrix: an objective a row, for each zone 2015 and this year.

    ``unasked``: codes of the zones that the study of 2015 did not survey.
    """
    rows = snapshot["objectives"]
    first = rows[0]["zones"] if rows else {}
    return {
        "unasked": [code for code, cell in first.items() if cell["in_2015"] is None],
        "objective_rows": [
            {
                "name": say(row["name"]),
                "cells": [_objective(row["zones"][zone["code"]]) for zone in zones],
            }
            for row in rows
        ],
    }


def _objective(cell):
    """``{"then", "now"}`` in words; None where 2015 did not ask, « n. d. » now without a report."""
    return {
        "then": None if cell["in_2015"] is None else (cell["in_2015"] or "–"),
        "now": value(None) if cell["now"] is None else (cell["now"] or "–"),
    }


def voices(snapshot, names):
    """[(zone, [(language, html)])]: what the reports that left say of it, word for word."""
    found = {}
    for row in snapshot["voices"]:
        text, language = say(row["text"]), language_of(row["text"])
        html = rich(text, links=False, language=language)
        found.setdefault(row["zone"], []).append({"language": language, "html": html})
    return [(names[code], quotes) for code, quotes in found.items()]


# --- Since last year ----------------------------------------------------------------------------

CHANGES = ("half_days", "institutions", "persons")


def evolution(snapshot, zones):
    """The year beside the one before, for each zone and together; no sign of better or worse."""
    return {
        "evolution_rows": [(zone, _change(zone, snapshot["year"])) for zone in zones],
        "total_rows": [
            {
                "year": row["year"],
                "held": row["held"],
                "institutions": value(row["institutions"]),
                "persons": value(row["persons"]),
            }
            for row in snapshot["totals"]
        ],
    }


def _change(zone, year):
    """[(before, now)] of half-days, institutions, persons and attendance, in words."""
    by_year = {row["year"]: row for row in zone["raw"]["trend"]}
    before, now = by_year.get(year - 1, {}), by_year.get(year, {})
    pairs = [(value(before.get(name)), value(now.get(name))) for name in CHANGES]
    return [*pairs, (share(before.get("attendance")), share(now.get("attendance")))]


def gaps(zones):
    """[(zone, [sentence])]: what the figures of each zone cannot know."""
    rows = [(zone, list(_gaps(zone))) for zone in zones]
    return [(zone, sentences) for zone, sentences in rows if sentences]


def _gaps(zone):
    found = zone["gaps"]
    if not zone["is_deposited"]:
        yield _("Rapport non transmis : la zone compte par ses réunions, sans ses textes.")
    if n := found["attendance"]:
        sentence = ngettext(
            "%(n)d réunion sans présences relevées.", "%(n)d réunions sans présences relevées.", n
        )
        yield sentence % {"n": n}
    if n := found["theme"]:
        yield ngettext("%(n)d réunion sans thème.", "%(n)d réunions sans thème.", n) % {"n": n}
    if n := found["not_closed"]:
        sentence = ngettext(
            "%(n)d réunion passée dont rien n’est noté.",
            "%(n)d réunions passées dont rien n’est noté.",
            n,
        )
        yield sentence % {"n": n}
    if n := found["imported"]:
        sentence = ngettext(
            "%(n)d réunion reprise d’un ancien PV.", "%(n)d réunions reprises d’anciens PV.", n
        )
        yield sentence % {"n": n}
    if zone["since"]:
        yield _(
            "Les données ont été corrigées depuis le dépôt : la synthèse garde les chiffres du "
            "rapport transmis."
        )
