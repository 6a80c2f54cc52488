"""The rows behind the figures of who came: institutions, persons, their functions and sides."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import wording
from ..indicators import composition, participation
from .row import by_name, of_institution, of_meeting, row


def institutions(data, in_zone):
    reached = participation.institutions_reached(data)
    times = {pk: sum(pk in one.institutions for one in data.recorded) for pk in reached}
    rows = []
    for pk in by_name(data, reached):
        n, total = times[pk], len(data.recorded)
        note = ngettext(
            "venue à %(n)d réunion sur %(all)d", "venue à %(n)d réunions sur %(all)d", n
        )
        rows.append(of_institution(data, pk, note % {"n": n, "all": total}))
    return rows


def regularity(data, in_zone):
    counts = participation.regularity(data)
    regular = participation.regular_institutions(data)
    rows = []
    for pk in by_name(data, counts):
        present, invited = counts[pk]
        note = ngettext(
            "présente à %(n)d réunion sur %(all)d", "présente à %(n)d réunions sur %(all)d", present
        ) % {"n": present, "all": invited}
        rows.append(of_institution(data, pk, note, _("régulière") if pk in regular else ""))
    return rows


def newcomers(data, in_zone):
    return [
        of_institution(data, pk) for pk in by_name(data, participation.new_institutions(data) or ())
    ]


def new_persons(data, in_zone):
    """One row a meeting: people are counted there, never named."""
    seen, rows = set(data.older_persons), []
    for sitting in data.recorded:
        here = {seat.person for seat in sitting.members if seat.is_here}
        new = here - seen if data.older_persons else None
        seen |= here
        state = _("venues pour la première fois : %(n)s") % {"n": _number(new)}
        rows.append(of_meeting(sitting, state=state))
    return rows


def _number(found):
    return wording.value(None if found is None else len(found))


def convention(data, in_zone):
    """The members under convention, then those nobody knows about."""
    partners, unknown = composition.convention_partners(data)
    reached = participation.institutions_reached(data)
    here, away = _("venue dans l’année"), _("pas venue dans l’année")
    rows = [
        of_institution(data, pk, state=str(here if pk in reached else away))
        for pk in by_name(data, partners)
    ]
    said = _("convention non renseignée")
    return rows + [of_institution(data, pk, state=said) for pk in by_name(data, unknown)]


def levels(data, in_zone):
    sentence = _("de terrain : %(field)d, autres : %(other)d, niveau inconnu : %(unknown)d")
    rows = []
    for sitting in data.recorded:
        found = list(composition.levels_of(sitting).values())
        field = sum(composition.Level.FIELD in one for one in found)
        unknown = sum(not one for one in found)
        counts = {"field": field, "other": len(found) - field - unknown, "unknown": unknown}
        rows.append(of_meeting(sitting, sentence % counts))
    return rows


def outsiders(data, in_zone):
    sentence = _("hors zone : %(out)d, de la zone : %(home)d, sans institution : %(unknown)d")
    rows = []
    for sitting in data.recorded:
        found = list(composition.sides_of(data, sitting).values())
        counts = {
            "out": found.count(False),
            "home": found.count(True),
            "unknown": found.count(None),
        }
        rows.append(of_meeting(sitting, sentence % counts))
    return rows


def balance(data, in_zone):
    """One row a type, then a commune, then a language."""
    heads = {"type": _("Type"), "commune": _("Commune"), "language": _("Langue")}
    lines = participation.balance_lines(data)
    return [row(label, heads[side], state=str(number)) for side, _code, label, number in lines]
