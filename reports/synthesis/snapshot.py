"""The synthesis as plain data: what the page, the PDF, the tables and the JSON all show.

Frozen at the publication; later corrections of the data change the live page and not one byte of
what was published.
"""

from meetings.models import Meeting

from . import objectives, partners, register, tables, themes, zones
from .words import said_in_both

#: Version of the shape; the schema of that name is served beside the JSON.
SCHEMA = "1.0"
#: The chapters of a zone's report in which it says itself what worked and what failed.
VOICES = ("evaluation", "objectifs")


def snapshot(region):
    """A dict that JSON keeps as it is; every name and sentence in both languages.

    ``region``: what ``read`` gives. Rates are shares between 0 and 1, None is « n. d. »; zones are
    named by their code, in the Region's own order.
    """
    rows = zones.zone_rows(region)
    found = themes.theme_rows(region)
    return {
        "schema": SCHEMA,
        "kind": "region",
        "year": region.year,
        "as_of": region.today.isoformat(),
        "zones": rows,
        "totals": partners.totals_by_year(region),
        "types": partners.type_rows(region),
        "shared": partners.shared_institutions(region),
        "themes": found,
        "categories": themes.category_rows(region, found),
        "category_names": themes.category_names(region),
        "curve": themes.curve(region),
        "register": register.register_rows(region),
        "objectives": objectives.objective_rows(region),
        "voices": _voices(region),
        "kinds": {str(kind): said_in_both(lambda k=kind: str(k.label)) for kind in Meeting.Kind},
    }


def with_tables(snapshot):
    """The snapshot with every table of it, as the exports and the publication want it."""
    return snapshot | {"tables": tables.every(snapshot)}


def _voices(region):
    """What the zones wrote themselves, quoted from the reports that left; in their order."""
    return [
        {
            "zone": zone.code,
            "chapter": chapter,
            "text": {
                "fr": register.without_addresses(text.text_fr),
                "nl": register.without_addresses(text.text_nl),
            },
        }
        for zone in region.zones
        for chapter in VOICES
        if (text := region.texts.get(zone.pk, {}).get(chapter))
        and (text.text_fr.strip() or text.text_nl.strip())
    ]
