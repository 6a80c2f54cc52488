"""What changes after the letter: the hour, the place, the date, the agenda, or everything.

Whoever was told learns it with the reason, and by the same calendar entry: same UID, higher
SEQUENCE.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from .. import tasks, wording
from ..models import Letter, Meeting, MeetingEvent, Participation
from .announced import told, was_announced
from .errors import Refused, WrongStatus
from .guest_list import follow_group
from .joint import share
from .letters import call_off, queue_letters
from .members import is_of_group, seats_proposed
from .papers import keep_letters
from .recipients import leads

#: What a calendar entry shows: a change of one of them is told.
SHOWN = ("starts_at", "ends_at", "host_id", "room", "place_fr", "place_nl")
PLACE = SHOWN[2:]
#: Answers that speak of a date: once it moves they stand, to be confirmed.
DATED = (
    Participation.Answer.COMING,
    Participation.Answer.REPLACED,
    Participation.Answer.EXCUSED,
)


@transaction.atomic
def edit_meeting(meeting, *, by, themes=None, zones=None, reason=""):
    """Save changes of place, title or hours; who was told gets the new entry and the reason.

    ``reason``: a sentence for the letter, may be empty. Another day or hour puts the answers « à
    confirmer »; another working group makes the list its own. Raises ``WrongStatus`` when the
    meeting is over or cancelled.
    """
    before = Meeting.objects.select_for_update(of=("self",)).select_related("host", "zone")
    before = before.get(pk=meeting.pk)
    if not before.is_open:
        raise WrongStatus(_("Cette réunion est tenue ou annulée : elle ne se modifie plus."))
    meeting.full_clean()
    regroups = _group(before) != _group(meeting)
    seats = seats_proposed(before) if regroups else ()
    tells = _differs(before, meeting, SHOWN) and was_announced(before)
    meeting.sequence = before.sequence + tells
    if regroups:
        meeting.number = next_number(meeting)
    meeting.save()
    if themes is not None:
        meeting.themes.set(themes)
    if zones is not None:
        share(meeting, zones)
    if regroups:
        follow_group(meeting, seats, by=by)
        meeting.refresh_from_db(fields=["sequence"])  # a withdrawal raises it
    if tells:
        _tell_of_change(before, meeting, by, reason)
    return meeting


@transaction.atomic
def note_themes(meeting, themes, seen):
    """Say what the meeting was about, at any time: a report that is frozen keeps what it said.

    ``seen``: those noted when the page opened; what a colleague added or took off since stays so.
    Nobody is written to. Raises ``WrongStatus`` when it is cancelled.
    """
    meeting = locked(meeting)
    if meeting.status == Meeting.Status.CANCELLED:
        raise WrongStatus(_("La réunion est annulée."))
    themes, seen = set(themes), set(seen)
    meeting.themes.add(*themes - seen)
    meeting.themes.remove(*seen - themes)
    return meeting


def next_number(meeting):
    """The meeting's number among those of its kind in its zone and year; that of a working group,
    among those of its group."""
    same = Meeting.objects.filter(
        zone=meeting.zone, kind=meeting.kind, starts_at__year=meeting.year
    ).exclude(pk=meeting.pk)
    if meeting.kind == Meeting.Kind.WORKING_GROUP:
        same = same.filter(working_group=meeting.working_group_id)
    return (same.aggregate(last=Max("number"))["last"] or 0) + 1


def _group(meeting):
    return meeting.working_group_id if is_of_group(meeting) else None


def _differs(before, meeting, fields):
    return any(getattr(before, field) != getattr(meeting, field) for field in fields)


def _tell_of_change(before, meeting, by, reason):
    details = {"reason": reason.strip()}
    if before.starts_at != meeting.starts_at:
        details["previous_starts_at"] = before.starts_at
        _ask_again(meeting)
    if _differs(before, meeting, PLACE):
        with override("nl" if meeting.languages == "nl" else "fr"):
            details["previous_place"] = wording.location(before)[:400]
    _note(meeting, MeetingEvent.CHANGED, by, **details)
    _tell_everybody(meeting, Letter.Kind.UPDATE, by)


@transaction.atomic
def postpone(meeting, *, starts_at, ends_at, reason, by):
    """Move the meeting; the answers received stay « à confirmer », and those told learn why.

    The date by which answers are wanted moves with it. Raises ``WrongStatus`` unless the meeting
    is still open, ``ValidationError`` without a reason or with an end before the start.
    """
    meeting = locked(meeting)
    if not meeting.is_open:
        raise WrongStatus(_("Cette réunion est tenue ou annulée : elle ne se reporte plus."))
    was_convened = meeting.is_convened
    previous = meeting.starts_at
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.reply_by = _moved(meeting.reply_by, starts_at - previous)
    meeting.sequence += 1
    meeting.full_clean()
    record(meeting, Meeting.Status.POSTPONED, by, reason=reason, previous_starts_at=previous)
    _ask_again(meeting)
    if was_convened:
        # Postponed, then convened again for its new date in the same letter.
        record(meeting, Meeting.Status.CONVENED, by)
    if was_announced(meeting):
        _tell_everybody(meeting, Letter.Kind.UPDATE, by)
    transaction.on_commit(tasks.keep_the_clock)
    return meeting


def _moved(reply_by, shift):
    """The wanted day of answers, as long before the meeting as it was; none once it is past."""
    moved = reply_by and reply_by + timedelta(days=shift.days)
    return moved if moved and moved >= timezone.localdate() else None


def _ask_again(meeting):
    """Answers given for another date stand until their author says so again."""
    meeting.participations.filter(answer__in=DATED).update(needs_confirmation=True)


@transaction.atomic
def cancel(meeting, *, reason, by):
    """Call the meeting off, with its reason; those who were told get a withdrawal.

    Raises ``WrongStatus`` when it is already held or cancelled.
    """
    meeting = locked(meeting)
    if not meeting.is_open:
        raise WrongStatus(_("Cette réunion est déjà tenue ou annulée."))
    meeting.sequence += 1
    record(meeting, Meeting.Status.CANCELLED, by, reason=reason)
    was_told = was_announced(meeting)
    unheard = call_off(meeting)
    if was_told:
        _tell_everybody(meeting, Letter.Kind.CANCELLATION, by, but=unheard)
    return meeting


def unannounced(meeting):
    """Additional points no letter has named yet."""
    return meeting.agenda.filter(is_additional=True, announced_at__isnull=True)


@transaction.atomic
def announce_items(meeting, *, by):
    """Tell everybody of the « points supplémentaires »; returns the number of letters queued.

    From then on these points stay as they were announced. Raises ``WrongStatus`` before the
    convocation (they are part of it), ``Refused`` when there is nothing new.
    """
    meeting = locked(meeting)
    if not meeting.is_convened:
        raise WrongStatus(
            _("Les points s’annoncent avec la lettre, tant qu’elle n’est pas partie.")
        )
    if not unannounced(meeting).exists():
        raise Refused(_("Aucun point nouveau : tous sont déjà annoncés."))
    meeting.sequence += 1
    meeting.save()
    _note(meeting, MeetingEvent.ITEMS, by)
    return _tell_everybody(meeting, Letter.Kind.UPDATE, by)


def told_count(meeting):
    """How many letters a change, or the news of its end, would send: one per reader; one query."""
    return sum(bool(row.email) for row in leads(_told_rows(meeting)))


def _tell_everybody(meeting, kind, by, but=()):
    """One letter a reader; a change brings the letter as it stands now, new points included.

    ``but``: keys of those who are told nothing.
    """
    rows = [row for row in _told_rows(meeting) if row.pk not in but]
    papers = None
    if kind == Letter.Kind.UPDATE and meeting.is_convened:
        unannounced(meeting).update(announced_at=timezone.now())
        papers = keep_letters(meeting, rows)
    return queue_letters(meeting, leads(rows), kind, by=by, paper=papers)


def _told_rows(meeting):
    """Those to tell; whoever was taken off the list has had their withdrawal, nothing follows."""
    withdrawn = meeting.participations.filter(
        is_invited=False, letters__kind=Letter.Kind.CANCELLATION
    )
    return list(told(meeting).exclude(pk__in=withdrawn.values("pk")))


def locked(meeting):
    """The meeting as it stands in the database, held until the end of the transaction."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("zone").get(pk=meeting.pk)


def record(meeting, status, by, **details):
    """Enter ``status`` and write the event of it."""
    _note(meeting, status, by, **details)
    meeting.status = status
    meeting.save()


def _note(meeting, kind, by, **details):
    event = MeetingEvent(meeting=meeting, kind=kind, by=by, **details)
    event.full_clean(exclude=["by"])
    event.save()
