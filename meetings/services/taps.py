"""Taps on the sheet: each counts once, the last finger down wins, and none is lost."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Meeting, Participation, Tap
from .errors import Refused, WrongStatus

Presence, What = Participation.Presence, Tap.What
#: A tap kept longer than this on a telephone is dated from here: no clock is trusted further.
OLDEST = timedelta(days=7)


@dataclass(frozen=True)
class Gesture:
    """One tap: ``row`` is the id of a participation, ``at`` when the finger came down."""

    row: int
    what: str
    value: str
    at: datetime = field(default_factory=timezone.now)
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Outcome:
    """What became of a tap; ``sentence`` says why when it did not change the row."""

    key: UUID
    row: int
    is_applied: bool = True
    sentence: str = ""


def check_recordable(meeting):
    """Raise ``WrongStatus`` unless the meeting is convened or held."""
    if meeting.status not in (Meeting.Status.CONVENED, *Meeting.HELD):
        raise WrongStatus(_("Les présences se relèvent une fois la réunion convoquée."))


@transaction.atomic
def record_taps(meeting, gestures, *, by, source=Participation.PresenceSource.SECRETARIAT):
    """Note ``gestures`` in the order they were made; returns an ``Outcome`` each, in that order.

    A tap already known changes nothing. A tap made before another one that is noted already stays
    in the log, not applied: its outcome says so. A tap that says nonsense is refused in a sentence
    and leaves no trace. Raises ``WrongStatus`` unless the meeting is convened or held.
    """
    check_recordable(meeting)
    asked = {gesture.row for gesture in gestures}
    # Locked in one order, whoever asks: two screens that save the same rows never wait in a circle.
    locked = meeting.participations.select_for_update(of=("self",)).filter(pk__in=asked)
    rows = {row.pk: row for row in locked.order_by("pk")}
    known = {pk: [] for pk in rows}
    for tap in Tap.objects.filter(participation__in=rows).select_related("by"):
        known[tap.participation_id].append(tap)
    ordered = sorted(gestures, key=lambda gesture: gesture.at)
    return [_one(meeting, rows, known, gesture, by, source) for gesture in ordered]


def _one(meeting, rows, known, gesture, by, source):
    row = rows.get(gesture.row)
    if row is None:
        sentence = _("Cette personne n’est plus sur la liste.")
        return Outcome(gesture.key, gesture.row, False, sentence)
    taps = known[row.pk]
    if any(tap.key == gesture.key for tap in taps):
        return Outcome(gesture.key, row.pk)
    later = overtaking(taps, gesture)
    try:
        # Also when it came too late: nonsense is refused before anything is kept.
        _check(meeting, row, gesture)
        if later is None:
            _apply(row, gesture, taps, by, source)
    except Refused as refusal:
        return Outcome(gesture.key, row.pk, False, f"{row.person_name} : {refusal}")
    taps.append(log(row, gesture, by, is_applied=later is None))
    return Outcome(gesture.key, row.pk, later is None, _told(row, later) if later else "")


def log(row, gesture, by, *, is_applied=True):
    """Keep the trace of a tap."""
    return Tap.objects.create(
        participation=row,
        key=gesture.key,
        what=gesture.what,
        value=gesture.value,
        at=gesture.at,
        by=by,
        is_applied=is_applied,
    )


def overtaking(taps, gesture):
    """The applied tap that was made after ``gesture`` and speaks of the same thing, or None.

    An hour is only overtaken by another hour of the same kind; a presence by anything made later,
    because whoever arrives or leaves is there.
    """
    seat = gesture.what in (What.PRESENCE, What.PROXY)
    same = [tap for tap in taps if tap.is_applied and (seat or tap.what == gesture.what)]
    later = [tap for tap in same if tap.at > gesture.at]
    return max(later, key=lambda tap: tap.at, default=None)


def _told(row, later):
    who = later.by.full_name if later.by else _("la personne elle-même")
    return _("%(name)s : un geste plus récent l’emporte (%(state)s, par %(who)s).") % {
        "name": row.person_name,
        "state": row.get_presence_display(),
        "who": who,
    }


def _check(meeting, row, gesture):
    """Raise ``Refused`` when the value means nothing for that row."""
    if gesture.what == What.PRESENCE and gesture.value not in Presence.values:
        raise Refused(_("cette présence n’existe pas."))
    if gesture.what in (What.ARRIVED, What.LEFT):
        _check_hours(row, gesture)
    if gesture.what == What.PROXY and gesture.value:
        _holder(meeting, row, gesture.value)
    if gesture.what not in (What.PRESENCE, What.ARRIVED, What.LEFT, What.PROXY):
        raise Refused(_("ce geste n’existe pas."))


def _check_hours(row, gesture):
    hour = hour_of(gesture.value)
    arrived = hour if gesture.what == What.ARRIVED else row.arrived_at
    left = hour if gesture.what == What.LEFT else row.left_at
    if arrived and left and left < arrived:
        raise Refused(_("l’heure de départ précède l’heure d’arrivée."))


def hour_of(value):
    """« 10:05 » as a time, "" as None; raises ``Refused`` for anything else."""
    if not value:
        return None
    try:
        return time.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise Refused(_("cette heure n’existe pas.")) from error


def _holder(meeting, row, value):
    """The row that receives the proxy of ``row``: somebody else, present or expected."""
    found = meeting.participations.filter(pk=value) if value.isdecimal() else None
    holder = found.first() if found is not None and len(value) < 10 else None
    if holder is None or holder.pk == row.pk:
        raise Refused(_("choisissez à qui la procuration est donnée."))
    if not can_hold(holder):
        name = {"name": holder.person_name}
        raise Refused(_("%(name)s n’est pas là : la procuration va à quelqu’un d’autre.") % name)
    if row.proxy_for.exists():
        sentence = _("cette personne porte déjà une procuration : elle ne peut donner la sienne.")
        raise Refused(sentence)
    return holder


def can_hold(row):
    """May ``row`` receive a proxy: somebody present, or still expected to come."""
    announced = row.is_expected or row.answer == Participation.Answer.COMING
    return row.presence == Presence.PRESENT or (row.presence == Presence.UNKNOWN and announced)


def _apply(row, gesture, taps, by, source):
    if gesture.what == What.PRESENCE:
        see(row, gesture.value, by=by, at=gesture.at, source=source)
    elif gesture.what == What.PROXY:
        if gesture.value:
            see(row, Presence.REPRESENTED, by=by, at=gesture.at, source=source)
        row.represented_by_id = int(gesture.value) if gesture.value else None
    else:
        hour = hour_of(gesture.value)
        setattr(row, "arrived_at" if gesture.what == What.ARRIVED else "left_at", hour)
        presence = Gesture(row.pk, What.PRESENCE, Presence.PRESENT, gesture.at)
        if hour and overtaking(taps, presence) is None and row.presence != Presence.PRESENT:
            see(row, Presence.PRESENT, by=by, at=gesture.at, source=source)
    row.save()


def see(row, presence, *, by, at, source):
    """Write on ``row`` (unsaved) what was seen; a proxy does not outlive « représenté »."""
    row.presence, row.encoded_by, row.encoded_at = presence, by, at
    row.presence_source = "" if presence == Presence.UNKNOWN else source
    if presence != Presence.REPRESENTED:
        row.represented_by = None


def moment(age_ms):
    """When a tap made ``age_ms`` milliseconds ago was made.

    The telephone says how long ago, not what time it was: its clock may be wrong, its stopwatch is
    not. Negative and absurd ages are brought back to bounds.
    """
    age = timedelta(milliseconds=max(0, min(age_ms, OLDEST.total_seconds() * 1000)))
    return timezone.now() - age
