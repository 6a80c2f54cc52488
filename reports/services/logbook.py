"""Gestures on the logbook: noted in twenty seconds, corrected, removed, put back."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.services.errors import Conflict, Refused

from ..models import LogEntry
from ..seen import fingerprint

FIELDS = ("on", "text", "objective", "others", "hours", "is_internal")


def values_of(entry, partners=None):
    """What somebody sees and may change of an entry: its fields, project and partners by id."""
    values = {name: getattr(entry, name) for name in FIELDS}
    if values["hours"] is not None:
        values["hours"] = f"{values['hours']:.2f}"
    if partners is None:
        partners = [one.pk for one in entry.partners.all()]
    return values | {"project": entry.project_id, "partners": sorted(partners)}


def stamp_of(entry):
    return fingerprint(values_of(entry))


def fresh_key():
    return uuid.uuid4()


def add_entry(zone, values, *, key, by):
    """Note an entry; returns ``(entry, is_new)``: the same one sent twice is one.

    ``values``: the fields of an entry, ``partners`` as ids. A form that was sent, changed and sent
    again carries the key of the first entry: what it says now becomes another entry, and nothing
    typed is lost.
    """
    for _again in range(2):
        before = LogEntry.every.filter(key=key).first()
        if before is not None and _is_same(before, zone, values):
            return before, False
        try:
            with transaction.atomic():
                return _create(zone, values, fresh_key() if before else key, by), True
        except IntegrityError:  # the other click was faster: look again
            continue
    return _create(zone, values, fresh_key(), by), True


def _is_same(entry, zone, values):
    if entry.zone_id != zone.pk or entry.removed_at:
        return False
    sent = _filled(LogEntry(zone=zone), values)
    return values_of(entry) == values_of(sent, values["partners"])


def _filled(entry, values):
    for name in FIELDS:
        setattr(entry, name, values[name])
    entry.project = values["project"]
    return entry


def _create(zone, values, key, by):
    entry = _filled(LogEntry(zone=zone, key=key, created_by=by), values)
    entry.full_clean(validate_unique=False)
    entry.save()
    entry.partners.set(values["partners"])
    return entry


@transaction.atomic
def save_entry(entry, values, *, seen):
    """Correct an entry as it was ``seen`` (its stamp).

    Raises ``Conflict`` with the entry as it stands when somebody else changed it meanwhile,
    ``Refused`` when they removed it, ``ValidationError`` for values that do not fit.
    """
    locked = _locked(entry)
    if _is_same(locked, locked.zone, values):
        return locked
    if stamp_of(locked) != seen:
        raise Conflict(_("Quelqu’un d’autre a modifié cette entrée entre-temps."), locked)
    _filled(locked, values).full_clean()
    locked.save()
    locked.partners.set(values["partners"])
    return locked


def _locked(entry):
    locked = LogEntry.objects.select_for_update().filter(pk=entry.pk).first()
    if locked is None:
        raise Refused(_("Cette entrée vient d’être retirée : remettez-la d’abord."))
    return locked


def remove_entry(entry):
    """Take an entry out; it can be put back for ``LogEntry.KEPT_DAYS`` days. Twice does nothing."""
    return _mark(entry, timezone.now())


def restore_entry(entry):
    """Put a removed entry back. Twice does nothing; raises ``Refused`` once it is gone."""
    return _mark(entry, None)


@transaction.atomic
def _mark(entry, moment):
    locked = LogEntry.every.select_for_update().filter(pk=entry.pk).first()
    if locked is None:
        raise Refused(_("Cette entrée n’existe plus : notez-la à nouveau."))
    if bool(locked.removed_at) != bool(moment):
        locked.removed_at = moment
        locked.save(update_fields=["removed_at"])
    return locked


def forget_removed(now=None):
    """Delete for good what was removed more than ``KEPT_DAYS`` days ago; returns how many."""
    before = (now or timezone.now()) - timedelta(days=LogEntry.KEPT_DAYS)
    rows = LogEntry.every.filter(removed_at__lt=before)
    ids = list(rows.values_list("pk", flat=True))
    rows.filter(pk__in=ids).delete()
    LogEntry.history.filter(id__in=ids).delete()  # last: the deletion itself leaves a row there
    return len(ids)
