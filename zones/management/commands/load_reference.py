"""``manage.py load_reference``: the reference data of ``zones/data`` into the database."""

from datetime import date

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from zones.models import (
    Addressee,
    Commune,
    Coordination,
    HouseRules,
    LegalSource,
    Membership,
    Organisation,
    OrganisationName,
    PartnerType,
    Theme,
    ThemeCategory,
    Zone,
)
from zones.reference import rows

#: Written in the history by this command: a row with any other entry was edited by somebody.
REASON = "données de référence"
#: The day the study of 2015 describes: when an institution really joined is not known.
SURVEYED_ON = date(2015, 1, 1)


class Command(BaseCommand):
    help = (
        "Charge les données de référence (zones, communes, institutions, règles…). Peut être "
        "relancée : ce que les zones ont modifié n’est jamais écrasé."
    )

    @transaction.atomic
    def handle(self, **options):
        for label, load in LOADERS:
            created, total = load()
            if options["verbosity"]:
                self.stdout.write(f"{label} : {total} ({created} en plus)")
        # Run at each installation: the moment to see that the worker's clock goes.
        call_command("keep_the_clock")


def _upsert(model, key, values):
    """Make the rows of ``model`` equal to ``values``, dicts found by ``key``; (new, total)."""
    known = {getattr(row, key): row for row in model.objects.all()}
    created = 0
    for fields in values:
        row = known.get(fields[key])
        if row is None:
            known[fields[key]] = model.objects.create(**fields)
            created += 1
        elif any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()
    return created, len(values)


def _pick(row, *names):
    """The named fields of a row of data; null becomes an empty text."""
    return {name: "" if row[name] is None else row[name] for name in names}


def _day(text):
    return date.fromisoformat(text) if text else None


def load_zones():
    names = ("code", "abbreviation", "name_fr", "name_nl", "colour", "brand", "position")
    return _upsert(Zone, "code", [_pick(row, *names) for row in rows("zones")])


def load_communes():
    zones = Zone.objects.in_bulk(field_name="code")
    names = ("nis", "name_fr", "name_nl", "postal_codes", "tile")
    values = [{**_pick(row, *names), "zone": zones[row["zone"]]} for row in rows("communes")]
    return _upsert(Commune, "nis", values)


def load_partner_types():
    names = ("code", "acronym_fr", "acronym_nl", "name_fr", "name_nl", "position")
    return _upsert(PartnerType, "code", [_pick(row, *names) for row in rows("partner_types")])


def load_theme_categories():
    values = [_pick(row, "code", "name_fr", "name_nl") for row in rows("theme_categories")]
    return _upsert(ThemeCategory, "code", values)


def load_themes():
    categories = ThemeCategory.objects.in_bulk(field_name="code")
    values = [
        {
            **_pick(row, "code", "name_fr", "name_nl"),
            "year_listed": row["year_listed"],
            "category": categories.get(row["category"]),
        }
        for row in rows("themes")
    ]
    return _upsert(Theme, "code", values)


def load_addressees():
    values = [
        {
            **_pick(row, "code", "name_fr", "name_nl"),
            "started_on": _day(row["valid_from"]),
            "ended_on": _day(row["valid_to"]),
        }
        for row in rows("addressees")
    ]
    counts = _upsert(Addressee, "code", values)
    known = Addressee.objects.in_bulk(field_name="code")
    for row in rows("addressees"):
        addressee, before = known[row["code"]], known.get(row["succeeds"])
        if addressee.succeeds_id != (before and before.pk):
            addressee.succeeds = before
            addressee.save()
    return counts


def load_legal_sources():
    names = ("code", "title_fr", "title_nl", "summary_fr", "summary_nl")
    values = [{**_pick(row, *names), "dated": _day(row["date"])} for row in rows("legal_sources")]
    return _upsert(LegalSource, "code", values)


def load_organisations():
    """New institutions are added; known ones follow the file until somebody edits them."""
    types = PartnerType.objects.in_bulk(field_name="code")
    history = Organisation.history.exclude(history_change_reason=REASON)
    edited = set(history.values_list("id", flat=True))
    known = {row.code: row for row in Organisation.objects.exclude(code=None)}
    created = 0
    for row in rows("organisations"):
        organisation = known.get(row["code"])
        if organisation is not None and organisation.pk in edited:
            continue
        created += organisation is None
        organisation = _write(organisation or Organisation(), _organisation(row, types))
        _add_names(organisation, row)
    return created, len(rows("organisations"))


def _organisation(row, types):
    names = ("code", "name_fr", "name_nl", "acronym", "convention", "phone", "website", "language")
    fields = _pick(row, *names, "address_nl")
    if fields["language"] == "both":  # the language of letters: those who read both get French
        fields["language"] = "fr"
    return {
        **fields,
        "type": types[row["type"]],
        "commune_id": row["commune"],
        "address_fr": row["address"] or "",
        "source": row["source"] or "",
    }


def _write(row, fields):
    """Save ``row`` with ``fields`` only when something changed: the history stays readable."""
    if row.pk is None or any(getattr(row, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(row, name, value)
        row._change_reason = REASON
        row.save()
    return row


def _add_names(organisation, row):
    former = OrganisationName.Kind.FORMER
    names = [{"name": name} for name in row["aliases"]]
    names += [
        {"name": old["name"], "kind": former, "until": old["until"] or ""}
        for old in row["former_names"]
    ]
    OrganisationName.objects.bulk_create(
        [OrganisationName(organisation=organisation, **fields) for fields in names],
        ignore_conflicts=True,
    )


def load_coordinations():
    return _add_missing(Coordination, rows("coordinations"), started_on=None)


def load_memberships():
    """Institutions that sit in a zone, and those that animate it; an ended seat stays ended."""
    seats = [
        {"zone": row["zone"], "organisation": row["code"]}
        for row in rows("organisations")
        if row["zone"]
    ]
    known = {(seat["zone"], seat["organisation"]) for seat in seats}
    animators = [r for r in rows("coordinations") if (r["zone"], r["organisation"]) not in known]
    return _add_missing(Membership, [*seats, *animators], started_on=SURVEYED_ON)


def _add_missing(model, values, *, started_on):
    """One row of ``model`` for each zone and institution that never had any."""
    zones = Zone.objects.in_bulk(field_name="code")
    codes = [row["organisation"] for row in values]
    organisations = Organisation.objects.in_bulk(codes, field_name="code")
    known = set(model.objects.values_list("zone", "organisation"))
    created = 0
    for row in values:
        zone, organisation = zones[row["zone"]], organisations[row["organisation"]]
        if (zone.pk, organisation.pk) not in known:
            model.objects.create(zone=zone, organisation=organisation, started_on=started_on)
            created += 1
    return created, len(values)


def load_house_rules():
    """Profiles are only ever added: what a zone wrote about itself is never overwritten."""
    zones = Zone.objects.in_bulk(field_name="code")
    known = set(HouseRules.objects.values_list("zone__code", "valid_from"))
    created = 0
    for row in rows("house_rules"):
        valid_from = _day(row["valid_from"])
        if (row["zone"], valid_from) in known:
            continue
        fields = {k: v for k, v in row.items() if k not in ("zone", "valid_from", "surveyed")}
        HouseRules.objects.create(
            zone=zones[row["zone"]],
            valid_from=valid_from,
            is_surveyed=row["surveyed"],
            **fields,
        )
        created += 1
    return created, len(rows("house_rules"))


LOADERS = [
    ("Zones", load_zones),
    ("Communes", load_communes),
    ("Types de partenaires", load_partner_types),
    ("Catégories de thèmes", load_theme_categories),
    ("Thèmes", load_themes),
    ("Destinataires d’avis", load_addressees),
    ("Sources juridiques", load_legal_sources),
    ("Institutions", load_organisations),
    ("Coordinations", load_coordinations),
    ("Membres des commissions", load_memberships),
    ("Règles de fonctionnement", load_house_rules),
]
