"""Every table of the synthesis, as ``export.tables`` reads them: titles and labels in both
languages, a cell a text, a number, None (« n. d. ») or a label."""

from django.utils.translation import gettext_lazy as _

from .words import said_in_both


def every(snapshot):
    """``[{"name", "title", "columns", "rows"}]``; ``snapshot``: without its tables yet."""
    names = {row["code"]: row["name"] for row in snapshot["zones"]}
    return [
        _table("zones", _("Les six zones"), ZONES, _zones(snapshot)),
        _table("chiffres", _("Chiffres par zone"), FIGURES, _figures(snapshot)),
        _table("cinq-ans", _("Cinq ans, zone par zone"), TREND, _trend(snapshot)),
        _table("natures", _("Réunions tenues par nature"), KINDS, _kinds(snapshot)),
        _table("types", _("Types de partenaires et zones"), TYPES, _types(snapshot, names)),
        _table(
            "plusieurs-zones",
            _("Institutions de plusieurs zones"),
            SHARED,
            _shared(snapshot, names),
        ),
        _table("themes", _("Thèmes et zones"), THEMES, _themes(snapshot, names)),
        _table("themes-par-annee", _("Thèmes par année"), CURVE, _curve(snapshot)),
        _table("registre", _("Avis et éléments perfectibles"), REGISTER, _register(snapshot)),
        _table("objectifs", _("Objectifs et zones"), OBJECTIVES, _objectives(snapshot, names)),
        _table("ensemble", _("Les six zones ensemble"), TOTALS, _totals(snapshot)),
    ]


def _table(name, title, columns, rows):
    heads = [{"key": key, "title": _both(head), "kind": kind} for key, head, kind in columns]
    return {"name": name, "title": _both(title), "columns": heads, "rows": [list(r) for r in rows]}


def _both(words):
    return said_in_both(lambda: str(words))


ZONE = ("zone", _("Zone"), "text")
ZONES = (
    ZONE,
    ("communes", _("Communes"), "text"),
    ("coordination", _("Animation"), "text"),
    ("status", _("Conformité"), "text"),
    ("sent_on", _("Rapport transmis le"), "date"),
    ("edition", _("Édition"), "number"),
)
FIGURES = (
    ZONE,
    ("half_days", _("Demi-journées tenues"), "number"),
    ("target", _("Demi-journées à tenir"), "number"),
    ("held", _("Réunions tenues"), "number"),
    ("cancelled", _("Réunions annulées"), "number"),
    ("unrecorded", _("Réunions sans présences relevées"), "number"),
    ("members", _("Institutions membres"), "number"),
    ("reached", _("Institutions touchées"), "number"),
    ("persons", _("Personnes présentes en moyenne"), "number"),
    ("regular", _("Institutions régulières"), "number"),
    ("invited", _("Institutions invitées"), "number"),
    ("response", _("Taux de réponse"), "share"),
    ("attendance", _("Taux de présence"), "share"),
    ("themes", _("Thèmes traités"), "number"),
    ("opinions", _("Avis émis"), "number"),
    ("opinions_sent", _("Avis envoyés"), "number"),
    ("opinions_answered", _("Avis avec réponse"), "number"),
    ("actions_opened", _("Actions ouvertes"), "number"),
    ("actions_closed", _("Actions menées à terme"), "number"),
    ("pv_sent", _("PV envoyés"), "number"),
    ("pv_approved", _("PV approuvés"), "number"),
    ("pv_missing", _("PV manquants"), "number"),
    ("pv_days", _("Délai d’envoi du PV (jours)"), "number"),
)
YEAR = ("year", _("Année"), "number")
TREND = (
    ZONE,
    YEAR,
    ("half_days", _("Demi-journées tenues"), "number"),
    ("institutions", _("Institutions touchées"), "number"),
    ("persons", _("Personnes présentes en moyenne"), "number"),
    ("attendance", _("Taux de présence"), "share"),
)
KINDS = (ZONE, ("kind", _("Nature"), "text"), ("held", _("Réunions tenues"), "number"))
TYPES = (
    ("type", _("Type de partenaire"), "text"),
    ZONE,
    ("members", _("Institutions membres"), "number"),
    ("reached", _("Institutions touchées"), "number"),
)
SHARED = (
    ("name", _("Institution"), "text"),
    ("type", _("Type de partenaire"), "text"),
    ("zones", _("Membre dans"), "text"),
    ("came", _("Venue dans"), "text"),
)
THEMES = (
    ("theme", _("Thème"), "text"),
    ("category", _("Catégorie"), "text"),
    ("year_listed", _("Année de la liste"), "number"),
    ("meetings", _("Réunions"), "number"),
    ("is_new", _("Nouveau"), "bool"),
    ("zones", _("Zones"), "text"),
)
CURVE = (
    YEAR,
    ("is_listed", _("Liste imprimée"), "bool"),
    ("category", _("Catégorie"), "text"),
    ("themes", _("Thèmes"), "number"),
)
REGISTER = (
    ZONE,
    ("what", _("Nature"), "text"),
    ("number", _("Numéro"), "number"),
    ("on", _("Date"), "date"),
    ("text", _("Texte"), "text"),
    ("addressees", _("Destinataires"), "text"),
    ("signed", _("Cosigné par"), "text"),
    ("sent_on", _("Envoyé le"), "date"),
    ("answered_on", _("Réponse du"), "date"),
    ("answer", _("Réponse"), "text"),
    ("effect", _("Effet"), "text"),
    ("group", _("Sujets voisins"), "number"),
)
OBJECTIVES = (
    ("objective", _("Objectif du cahier des charges"), "text"),
    ZONE,
    ("in_2015", _("En 2015"), "text"),
    ("now", _("Cette année"), "text"),
)
TOTALS = (
    YEAR,
    ("held", _("Réunions tenues"), "number"),
    ("joint", _("dont par plusieurs zones"), "number"),
    ("institutions", _("Institutions touchées"), "number"),
    ("persons", _("Personnes venues au moins une fois"), "number"),
)
WHATS = {"opinion": _("avis"), "finding": _("élément perfectible")}


def _zones(snapshot):
    for row in snapshot["zones"]:
        yield (
            row["name"],
            _joined(one["name"] for one in row["communes"]),
            _joined(row["coordinations"]),
            row["quota"]["label"],
            row["report"]["sent_on"] or "",
            row["report"]["edition"] or "",
        )


def _figures(snapshot):
    for row in snapshot["zones"]:
        known = row["figures"] | {"target": row["quota"]["target"]}
        yield (row["name"], *(known[key] for key, _title, _kind in FIGURES[1:]))


def _trend(snapshot):
    for row in snapshot["zones"]:
        for year in row["figures"]["trend"]:
            yield (
                row["name"],
                *(year[key] for key, _title, _kind in TREND[1:]),
            )


def _kinds(snapshot):
    for row in snapshot["zones"]:
        for kind, number in row["figures"]["by_kind"].items():
            yield row["name"], snapshot["kinds"][kind], number


def _types(snapshot, names):
    for row in snapshot["types"]:
        for code, cell in row["zones"].items():
            yield row["name"], names[code], cell["members"], cell["reached"]


def _shared(snapshot, names):
    for row in snapshot["shared"]:
        member, came = (_joined(names[code] for code in row[key]) for key in ("zones", "came"))
        yield row["name"], row["type"], member, came


def _themes(snapshot, names):
    categories = {row["code"]: row["name"] for row in snapshot["category_names"]}
    for row in snapshot["themes"]:
        yield (
            row["name"],
            categories[row["category"]],
            row["year_listed"] or "",
            row["meetings"],
            row["is_new"],
            _joined(names[code] for code in row["zones"]),
        )


def _curve(snapshot):
    categories = {row["code"]: row["name"] for row in snapshot["category_names"]}
    for row in snapshot["curve"]:
        for code, number in row["categories"].items():
            yield row["year"], row["is_listed"], categories[code], number


def _register(snapshot):
    names = {row["code"]: row["name"] for row in snapshot["zones"]}
    for row in snapshot["register"]:
        yield (
            names[row["zone"]],
            _both(WHATS[row["what"]]),
            row["number"] or "",
            row["on"],
            row["text"] or "",
            _joined(row["addressees"]),
            _joined(names[code] for code in row["signed"]),
            row["sent_on"] or "",
            row["answered_on"] or "",
            row["answer"],
            row["effect"],
            row["group"] or "",
        )


def _objectives(snapshot, names):
    asked = _both(_("non enquêtée"))
    for row in snapshot["objectives"]:
        for code, cell in row["zones"].items():
            then = asked if cell["in_2015"] is None else cell["in_2015"]
            yield row["name"], names[code], then, cell["now"]


def _totals(snapshot):
    for row in snapshot["totals"]:
        yield row["year"], row["held"], row["joint"], row["institutions"], row["persons"]


def _joined(labels):
    """Labels of both languages one after the other, in both."""
    labels = list(labels)
    return {
        language: ", ".join(label.get(language) or label.get("fr", "") for label in labels)
        for language in ("fr", "nl")
    }
