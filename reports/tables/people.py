"""The tables of who came: institutions, types, the grid, where they come from, who sat where."""

from django.utils.translation import gettext as _

from accounts.models import Language
from concertation.typography import date_short
from meetings.models import Participation
from zones.models import Organisation, Position

from ..contents_participation import member_types, naming, types_by_meeting
from ..indicators import participation
from .table import table


def tables(data, figures, named):
    return [
        _institutions(data, named),
        _types(data),
        _types_by_meeting(data),
        _grid(data, figures, named),
        _balance(data),
        _communes(data),
    ]


def _order(data, named):
    """Ids of the institutions of the year, by type then name, or as the letters follow."""
    seen = {pk for sitting in data.held for pk in sitting.institutions | sitting.invited}
    ids = seen | {row.organisation_id for row in data.memberships}
    about = data.institutions
    return sorted(ids, key=lambda pk: (about[pk].rank, about[pk].name_fr, pk) if named else pk)


def _institutions(data, named):
    """What would give the name back (type, commune, language) stays out of a table of letters."""
    called, members = naming(data, named), {row.organisation_id for row in data.memberships}
    regular = participation.regular_institutions(data) if data.recorded else set()
    new, times = participation.new_institutions(data), participation.regularity(data)
    rows = [
        (
            pk,
            called(pk),
            *(_about(data.institutions[pk]) if named else ("",) * 4),
            pk in members,
            *_times(data, times, pk),
            pk in regular if data.recorded else None,
            pk in new if new is not None else None,
        )
        for pk in _order(data, named)
    ]
    if not named:
        rows = [(place, *row[1:]) for place, row in enumerate(rows, start=1)]
    columns = (
        ("institution", _("Numéro"), "number"),
        ("name", _("Institution")),
        ("type", _("Type")),
        ("commune", _("Commune")),
        ("language", _("Langue")),
        ("convention", _("Convention avec Actiris")),
        ("is_member", _("Membre"), "bool"),
        ("present", _("Réunions où elle est venue"), "number"),
        ("counted_invited", _("Réunions du quota où elle était invitée"), "number"),
        ("counted_present", _("Réunions du quota où elle est venue"), "number"),
        ("is_regular", _("Régulière"), "bool"),
        ("is_new", _("Venue pour la première fois"), "bool"),
    )
    return table("institutions", _("Institutions de l’année"), columns, rows)


def _times(data, times, pk):
    """Meetings it came to, those of the quota it was invited to, and came to; None: nobody noted
    anything in the whole year."""
    if not data.recorded:
        return [None] * 3
    came, invited = times.get(pk, (0, 0))
    return [sum(pk in sitting.institutions for sitting in data.recorded), invited, came]


def _about(office):
    return (
        office.type.name,
        office.commune.name if office.commune else "",
        str(Language(office.language).label),
        str(Organisation.Convention(office.convention).label),
    )


def _types(data):
    """One row a partner type: members of the year, arrived, left, reached."""
    keys = ("code", "name", "members", "arrived", "left", "reached")
    rows = [tuple(row[key] for key in keys) for row in _in_order(member_types(data))]
    columns = (
        ("code", _("Code")),
        ("type", _("Type de partenaire")),
        ("members", _("Membres"), "number"),
        ("arrived", _("Arrivés dans l’année"), "number"),
        ("left", _("Partis dans l’année"), "number"),
        ("reached", _("Touchés"), "number"),
    )
    return table("types", _("Types de partenaires"), columns, rows)


def _in_order(rows):
    """Partner types by rank then code: the order of no language."""
    return sorted(rows, key=lambda row: (row["rank"], row["code"]))


def _heads(data):
    """One column a meeting held: its number, so that two of a day stay apart, and its date."""
    return [
        (f"m{one.meeting.pk}", date_short(one.meeting.starts_at), "number") for one in data.held
    ]


def _types_by_meeting(data):
    found = _in_order(types_by_meeting(data))
    rows = [(row["code"], row["name"], *row["cells"]) for row in found]
    columns = (("code", _("Code")), ("type", _("Type de partenaire")), *_heads(data))
    title = _("Institutions présentes par type et par réunion")
    return table("types-par-reunion", title, columns, rows)


def _grid(data, figures, named):
    """Institutions × meetings held, with the words of the grid."""
    words = {
        "present": _("présente"),
        "excused": _("excusée"),
        "absent": _("absente"),
        "": "",
        "unknown": None,
    }
    called, cells = naming(data, named), figures["grid"]
    rows = [
        (called(pk), *(words[cell] for cell in cells[str(pk)]))
        for pk in _order(data, named)
        if str(pk) in cells
    ]
    heads = [(key, title) for key, title, _kind in _heads(data)]
    columns = (("institution", _("Institution")), *heads)
    return table("presences", _("Présences par institution"), columns, rows)


def _balance(data):
    """P9: distinct institutions reached, by type, by commune, by language."""
    by = {"type": _("Type"), "commune": _("Commune"), "language": _("Langue")}
    rows = [(by[name], *line) for name, *line in participation.balance_lines(data)]
    columns = (
        ("by", _("Selon")),
        ("code", _("Code")),
        ("label", _("Valeur")),
        ("institutions", _("Institutions touchées"), "number"),
    )
    return table("repartition", _("Institutions touchées"), columns, rows)


def _communes(data):
    """Member institutions by commune of their address, those without one first."""
    found, unknown = {}, _("commune inconnue")
    for pk in {row.organisation_id for row in data.memberships}:
        place = data.institutions[pk].commune
        key = (place.code, place.name) if place else ("", unknown)
        found[key] = found.get(key, 0) + 1
    columns = (
        ("nis", _("Code INS")),
        ("commune", _("Commune")),
        ("members", _("Institutions membres"), "number"),
    )
    rows = [(*key, found[key]) for key in sorted(found)]
    return table("communes", _("Institutions membres par commune"), columns, rows)


def seats(data, named):
    """Who sat where, without a name: people are numbers, the same in the whole table."""
    called, numbers = naming(data, named), {}
    rows = []
    for sitting in data.held:
        for seat in sitting.seats:
            rows.append(
                (
                    sitting.meeting.pk,
                    numbers.setdefault(seat.person, len(numbers) + 1),
                    called(seat.institution) if seat.institution else "",
                    str(Participation.Capacity(seat.capacity).label),
                    str(Participation.Answer(seat.answer).label),
                    str(Participation.Presence(seat.presence).label),
                    seat.is_expected,
                    str(Position.Level(seat.level).label) if seat.level else "",
                )
            )
    columns = (
        ("meeting", _("Réunion"), "number"),
        ("person", _("Personne"), "number"),
        ("institution", _("Institution")),
        ("capacity", _("Qualité")),
        ("answer", _("Réponse")),
        ("presence", _("Présence")),
        ("is_expected", _("Attendue"), "bool"),
        ("level", _("Niveau de fonction")),
    )
    return table("participations", _("Participations"), columns, rows)
