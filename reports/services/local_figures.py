"""Gestures on the figures of others that a zone quotes, each with its source and its date."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings.services.errors import Conflict, Refused

from ..models import LocalFigure
from ..seen import fingerprint

FIELDS = ("label", "place", "value", "source", "dated")
#: Rows one report may quote: it is a table of a report, not a base of statistics.
MOST = 200


def stamp_of(figure):
    return fingerprint({name: getattr(figure, name) for name in FIELDS})


@transaction.atomic
def add_figures(zone, year, rows):
    """Add ``rows`` (dicts of ``FIELDS``) after those there are; the same row twice is one.

    Returns how many were added. Raises ``ValidationError`` for a row that does not fit (none is
    added then), ``Refused`` when there would be too many.
    """
    type(zone).objects.select_for_update().get(pk=zone.pk)
    present = LocalFigure.objects.filter(zone=zone, year=year)
    known = {*present.values_list(*FIELDS)}
    last = present.aggregate(last=Max("position"))["last"] or 0
    fresh = [row for row in rows if tuple(row[name] for name in FIELDS) not in known]
    if len(known) + len(fresh) > MOST:
        raise Refused(_("Un rapport cite 200 données au plus : gardez les plus utiles."))
    for number, row in enumerate(fresh, start=last + 1):
        figure = LocalFigure(zone=zone, year=year, position=number, **row)
        figure.full_clean()
        figure.save()
    return len(fresh)


@transaction.atomic
def save_figure(figure, values, *, seen):
    """Correct a figure as it was ``seen``.

    Raises ``Conflict`` when somebody else changed it, ``Refused`` when they removed it, and
    ``ValidationError``.
    """
    locked = LocalFigure.objects.select_for_update().filter(pk=figure.pk).first()
    if locked is None:
        raise Refused(_("Cette donnée vient d’être retirée."))
    if all(getattr(locked, name) == values[name] for name in FIELDS):
        return locked
    if stamp_of(locked) != seen:
        raise Conflict(_("Quelqu’un d’autre a modifié cette donnée entre-temps."), locked)
    for name in FIELDS:
        setattr(locked, name, values[name])
    locked.full_clean()
    locked.save()
    return locked
