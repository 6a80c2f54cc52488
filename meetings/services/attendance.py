"""What was seen in the room."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.search import fold

from ..models import Meeting, MeetingEvent, Participation, Tap
from .errors import Refused, WrongStatus
from .taps import Gesture, check_recordable, log, record_taps, see

Presence = Participation.Presence


@transaction.atomic
def record_presences(meeting, presences, *, by):
    """Note what was seen: ``presences`` maps participation ids to ``Presence`` values.

    Only the rows named are touched, so that two people at the door do not undo each other.
    Returns the number of rows that changed.
    """
    check_recordable(meeting)
    rows = meeting.participations.filter(pk__in=presences).values_list("pk", "presence")
    gestures = [
        Gesture(pk, Tap.What.PRESENCE, presences[pk])
        for pk, presence in rows
        if presences[pk] in Presence.values and presences[pk] != presence
    ]
    return sum(outcome.is_applied for outcome in record_taps(meeting, gestures, by=by))


@transaction.atomic
def add_present(
    meeting,
    *,
    name,
    organisation=None,
    organisation_name="",
    email="",
    capacity,
    by,
    person=None,
    replaces=None,
    gesture=None,
):
    """Add somebody who came without being expected; a name already listed is just noted present.

    ``replaces``: the row of whoever they come for, which becomes represented by them.
    ``gesture``: the tap this comes from, when it was made before it reached us; sent twice, it
    counts once. Raises ``Refused`` without a name.
    """
    check_recordable(meeting)
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)  # one addition at a time
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Donnez le nom de la personne."))
    label = organisation.name_fr if organisation else " ".join(organisation_name.split())
    row = find_row(meeting, name, organisation, label, person)
    if row is None:
        row = Participation(
            meeting=meeting,
            person=person,
            organisation=organisation,
            person_name=name,
            organisation_name=label,
            email=email,
            capacity=capacity,
            is_expected=False,
            is_invited=False,
        )
    gesture = gesture or Gesture(0, Tap.What.ADDED, Presence.PRESENT)
    if row.pk and row.taps.filter(key=gesture.key).exists():
        return row
    see(row, Presence.PRESENT, by=by, at=gesture.at, source=row.PresenceSource.SECRETARIAT)
    row.save()
    log(row, gesture, by)
    if replaces is not None:
        replace(replaces, row, by=by)
    return row


def find_row(meeting, name, organisation, label, person=None):
    """The row of the meeting that already names this person for this institution, or None.

    Without an institution, the only row of that name will do: people at a door give their name.
    """
    rows = list(meeting.participations.select_for_update(of=("self",)).order_by("pk"))
    office = organisation.pk if organisation else None
    if person is not None:
        known = [r for r in rows if r.person_id == person.pk and r.organisation_id == office]
        if known:
            return known[0]
    same = [row for row in rows if fold(row.person_name) == fold(name)]
    if not label:
        return same[0] if len(same) == 1 else None
    at_home = (
        row
        for row in same
        if (office and row.organisation_id == office) or fold(row.organisation_name) == fold(label)
    )
    return next(at_home, None)


def replace(absent, present, *, by):
    """``present`` sits for ``absent``, whose institution is represented by them.

    Raises ``Refused`` for somebody who would replace themselves, or another meeting's row.
    """
    if absent.pk == present.pk or absent.meeting_id != present.meeting_id:
        raise Refused(_("Une personne ne se remplace pas elle-même."))
    absent.refresh_from_db()
    absent.replaced_by = present
    absent.save()
    gesture = Gesture(absent.pk, Tap.What.PRESENCE, Presence.REPRESENTED)
    record_taps(absent.meeting, [gesture], by=by)


@transaction.atomic
def set_replacement(absent, present, *, by):
    """Note that ``present`` sits for ``absent``; None takes it back, and leaves the presence."""
    if present is not None:
        replace(absent, present, by=by)
        return
    absent.refresh_from_db()
    absent.replaced_by = None
    absent.save()


def was_lifted(meeting):
    """Its session was lifted: it is over, whatever hour the letter announced. One that was moved
    to another day since is still to come."""
    lifted = meeting.adjourned_at
    return lifted is not None and timezone.localtime(lifted).date() == meeting.held_on


def has_begun(meeting):
    return meeting.starts_at <= timezone.now() or was_lifted(meeting)


def unsettled(meeting):
    """Expected people on whom nothing is noted yet."""
    return meeting.participations.expected().filter(presence=Presence.UNKNOWN)


@transaction.atomic
def close_attendance(meeting, *, by, settle=False):
    """The meeting took place: its status becomes « tenue ».

    ``settle``: those on whom nothing is noted become excused if they had said so, represented if
    whoever replaces them is there, absent otherwise. Raises ``Refused`` when nobody was noted
    present or the meeting has not begun.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.is_held:
        raise WrongStatus(_("Les présences de cette réunion sont déjà closes."))
    check_recordable(meeting)
    if not has_begun(meeting):
        raise Refused(_("La réunion n’a pas commencé : les présences se closent le jour même."))
    if not meeting.participations.present().exists():
        raise Refused(_("Personne n’est noté présent : relevez les présences avant de les clore."))
    if settle:
        rows = unsettled(meeting).select_related("replaced_by")
        record_presences(meeting, {row.pk: _settled(row) for row in rows}, by=by)
    MeetingEvent.objects.create(meeting=meeting, kind=Meeting.Status.HELD, by=by)
    meeting.status = Meeting.Status.HELD
    meeting.save()
    return meeting


def _settled(row):
    if row.replaced_by and row.replaced_by.presence == Presence.PRESENT:
        return Presence.REPRESENTED
    if row.answer == Participation.Answer.EXCUSED:
        return Presence.EXCUSED
    return Presence.ABSENT


def headcount(meeting):
    """Persons and institutions, counted apart, in one query.

    ``persons``: distinct people present; ``institutions``: distinct institutions with somebody
    present or represented; ``expected_institutions``: distinct institutions expected;
    ``recorded``: rows noted.
    """
    present = Q(presence=Presence.PRESENT)
    seated = Q(presence__in=Participation.SEATED)
    return meeting.participations.aggregate(
        persons=Count("person_key", filter=present, distinct=True),
        institutions=Count("organisation", filter=seated, distinct=True),
        expected_institutions=Count("organisation", filter=Q(is_expected=True), distinct=True),
        recorded=Count("pk", filter=~Q(presence=Presence.UNKNOWN)),
    )
