"""The meeting while it is held: opened, timed point by point, adjourned.

Every gesture holds the row of the meeting: two secretaries at two tables run one clock.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.typography import time_h

from ..models import AgendaItem, Meeting
from .errors import Refused, WrongStatus
from .minutes import open_pv
from .planning import local_datetime

Outcome = AgendaItem.Outcome


@transaction.atomic
def open_session(meeting, *, by):
    """« Ouvrir la séance »: the PV exists, the hour is noted. Clicked twice, it opens once.

    A session adjourned by mistake opens again the same day, at its first hour. Raises ``Refused``
    on another day than the meeting's: the hour noted would be false.
    """
    meeting = _held(meeting)
    if meeting.held_on > timezone.localdate():
        raise Refused(_("La séance s’ouvre le jour de la réunion."))
    if meeting.held_on < timezone.localdate():
        raise Refused(_("Le jour de la réunion est passé : le PV se rédige point par point."))
    if not open_pv(meeting, by=by).is_editable:
        raise WrongStatus(_("Ce PV est parti : son texte ne change plus."))
    meeting.opened_at = meeting.opened_at or timezone.now()
    meeting.adjourned_at = None
    meeting.save(update_fields=["opened_at", "adjourned_at"])
    return meeting


@transaction.atomic
def adjourn(meeting, *, by, at=None):
    """« Lever la séance »: its clock stops, the hour is noted. Clicked twice, it is lifted once.

    ``at``: the hour it was lifted (``time``, in Brussels), when that is not now; asked for once
    the day of the meeting is over. Raises ``Refused`` for an hour before the opening.
    """
    meeting = _held(meeting)
    if meeting.adjourned_at:
        return meeting
    _check_open(meeting)
    moment = timezone.now()
    if at is not None:
        moment = local_datetime(meeting.held_on, at)
    elif meeting.held_on != timezone.localdate():
        raise Refused(_("Donnez l’heure à laquelle la séance a été levée."))
    # The field gives minutes: a session opened and lifted within one is no mistake.
    if moment + timedelta(minutes=1) <= meeting.opened_at:
        hour = {"hour": time_h(meeting.opened_at)}
        raise Refused(_("La séance n’a été ouverte qu’à %(hour)s.") % hour)
    _stop(meeting, moment)
    meeting.adjourned_at = max(moment, meeting.opened_at)
    meeting.save(update_fields=["adjourned_at"])
    return meeting


@transaction.atomic
def start_item(item, *, seen=None):
    """Run the clock of ``item``; the one that ran stops. Started twice, it runs once.

    ``seen``: the id of the point that ran on the screen of whoever starts, None when none did.
    Raises ``Refused``, and changes nothing, when another point runs by now: somebody else started
    it in between, and whoever comes second chooses with that under their eyes.
    """
    meeting = _open_session(item.meeting)
    running = meeting.agenda.filter(running_since__isnull=False).first()
    if running and running.pk == item.pk:
        return running
    if running and running.pk != seen:
        told = {"item": running, "hour": time_h(running.running_since)}
        sentence = _("Le point « %(item)s » vient de commencer, à %(hour)s : rien n’est changé.")
        raise Refused(sentence % told)
    _stop(meeting, timezone.now())
    _reopen(item)
    AgendaItem.objects.filter(pk=item.pk).update(running_since=timezone.now())
    item.refresh_from_db()
    return item


@transaction.atomic
def stop_item(item):
    """Stop the clock of ``item``, and keep what it counted; nothing when it does not run."""
    meeting = _open_session(item.meeting)
    _stop(meeting, timezone.now(), item.pk)
    item.refresh_from_db()
    return item


@transaction.atomic
def close_item(item):
    """The point is treated: its clock stops. A point put off to another meeting stays put off."""
    meeting = _open_session(item.meeting)
    _stop(meeting, timezone.now(), item.pk)
    item.refresh_from_db()
    if not item.outcome:
        item.outcome = Outcome.TREATED
        item.save(update_fields=["outcome"])
    return item


@transaction.atomic
def reopen_item(item):
    """The point is not treated after all."""
    _open_session(item.meeting)
    item.refresh_from_db()
    _reopen(item)
    return item


@transaction.atomic
def move_on(item):
    """Close ``item`` and start the next point nobody has settled; that point, or None at the end.

    Nothing starts when the clock of yet another point runs: somebody is already there.
    """
    meeting = _open_session(item.meeting)
    close_item(item)
    points = list(meeting.agenda.all())
    if any(point.running_since for point in points):
        return next(point for point in points if point.running_since)
    place = [point.pk for point in points].index(item.pk)
    coming = [*points[place + 1 :], *points[:place]]
    following = next((point for point in coming if not point.outcome), None)
    return start_item(following) if following else None


def _held(meeting):
    return Meeting.objects.select_for_update(of=("self",)).select_related("zone").get(pk=meeting.pk)


def _open_session(meeting):
    """The meeting, held while its session goes on; raises ``WrongStatus`` before and after."""
    meeting = _held(meeting)
    _check_open(meeting)
    return meeting


def _check_open(meeting):
    if meeting.opened_at is None:
        raise WrongStatus(_("La séance n’est pas ouverte."))
    if meeting.adjourned_at is not None:
        hour = {"hour": time_h(meeting.adjourned_at)}
        raise WrongStatus(_("La séance a été levée à %(hour)s.") % hour)


def _stop(meeting, moment, pk=None):
    """Stop what runs (``pk``: only if it is that point), and add its seconds."""
    running = meeting.agenda.filter(running_since__isnull=False)
    for item in running.filter(pk=pk) if pk else running:
        seconds = max(0, round((moment - item.running_since).total_seconds()))
        rows = AgendaItem.objects.filter(pk=item.pk)
        rows.update(seconds_spent=item.seconds_spent + seconds, running_since=None)


def _reopen(item):
    if item.outcome == Outcome.TREATED:
        item.outcome = ""
        item.save(update_fields=["outcome"])
