"""The shape of the JSON of the synthesis, as a JSON Schema, for whoever reads it with a program."""

from .synthesis import SCHEMA

WORDS = {
    "type": "object",
    "description": "Les mêmes mots dans les deux langues ; vide : pas traduit.",
    "properties": {"fr": {"type": "string"}, "nl": {"type": "string"}},
    "required": ["fr", "nl"],
}
COUNT = {"type": "integer", "minimum": 0}
UNKNOWN_COUNT = {"type": ["integer", "null"], "description": "null : n. d., jamais zéro."}
MEASURE = {"type": ["number", "null"], "description": "null : n. d., jamais zéro."}
SHARE = {"type": ["number", "null"], "minimum": 0, "description": "Part ; null : n. d."}
DAY = {"type": ["string", "null"], "description": "AAAA-MM-JJ"}
CODES = {"type": "array", "items": {"type": "string"}, "description": "Codes des zones."}

FIGURES = {
    **dict.fromkeys(
        (
            "held",
            "half_days",
            "cancelled",
            "unrecorded",
            "members",
            "themes",
            "opinions",
            "opinions_sent",
            "opinions_answered",
            "actions_opened",
            "actions_closed",
            "pv_sent",
            "pv_approved",
            "pv_contested",
            "pv_missing",
        ),
        COUNT,
    ),
    "reached": UNKNOWN_COUNT,
    "regular": UNKNOWN_COUNT,
    "invited": UNKNOWN_COUNT,
    "persons": MEASURE,
    "pv_days": MEASURE,
    "response": SHARE,
    "attendance": SHARE,
    "by_kind": {"type": "object", "additionalProperties": COUNT},
    "trend": {"type": "array"},
}
ZONE = {
    "code": {"type": "string"},
    "name": WORDS,
    "communes": {"type": "array"},
    "coordinations": {"type": "array", "items": WORDS},
    "report": {
        "type": "object",
        "properties": {"status": {"type": "string"}, "share": COUNT, "sent_on": DAY},
        "required": ["status", "share", "sent_on"],
    },
    "quota": {"type": "object", "required": ["held", "target", "status", "reasons"]},
    "figures": {"type": "object", "properties": FIGURES, "required": [*FIGURES]},
    "is_frozen": {
        "type": "boolean",
        "description": "Les chiffres sont ceux du rapport transmis, figés ce jour-là.",
    },
}
THEME = {
    "code": {"type": "string"},
    "name": WORDS,
    "category": {"type": "string"},
    "zones": CODES,
    "meetings": COUNT,
    "is_new": {"type": ["boolean", "null"]},
}
ENTRY = {
    "what": {"enum": ["opinion", "finding"]},
    "zone": {"type": "string"},
    "number": UNKNOWN_COUNT,
    "on": DAY,
    "text": {"anyOf": [WORDS, {"type": "null"}], "description": "null : gardé par la zone."},
    "signed": CODES,
    "sent_on": DAY,
    "answered_on": DAY,
    "group": {"type": ["integer", "null"], "description": "Sujets voisins : même numéro."},
}


def _rows(properties):
    return {
        "type": "array",
        "items": {"type": "object", "properties": properties, "required": [*properties]},
    }


def schema():
    """The JSON Schema (draft 2020-12) of ``synthesis.snapshot`` with its tables, a dict."""
    properties = {
        "schema": {"const": SCHEMA},
        "kind": {"const": "region"},
        "year": {"type": "integer"},
        "edition": {"type": "integer", "minimum": 1},
        "as_of": DAY,
        "zones": _rows(ZONE),
        "totals": {"type": "array"},
        "types": {"type": "array"},
        "shared": {"type": "array"},
        "themes": _rows(THEME),
        "categories": {"type": "array"},
        "category_names": {"type": "array"},
        "curve": {"type": "array"},
        "register": _rows(ENTRY),
        "objectives": {"type": "array"},
        "voices": {"type": "array"},
        "kinds": {"type": "object", "additionalProperties": WORDS},
        "canvas": {"type": "array"},
        "tables": {"type": "array"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Synthèse régionale de la concertation zonale",
        "type": "object",
        "properties": properties,
        "required": [*properties],
    }
