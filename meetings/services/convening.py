"""The moment people are called: the convocation, its notice, the reminder."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import HouseRules

from ..models import Letter, Meeting, MeetingEvent
from .announced import date_was_announced
from .errors import Refused, WrongStatus
from .guest_list import add_guest, set_invited
from .letters import queue_letters
from .members import expected_members, members_without_anybody, sync_participants
from .papers import keep_letters
from .recipients import leads

__all__ = [
    "SNAPSHOT",
    "add_guest",
    "convene",
    "expected_members",
    "members_without_anybody",
    "notice_shortfall",
    "remind",
    "send_by",
    "set_invited",
    "sync_participants",
]

#: The rules copied into the meeting on the day it is convened.
SNAPSHOT = (
    "convening",
    "signatories",
    "agenda_form",
    "record_kind",
    "needs_approval",
    "one_institution_one_vote",
    "half_day_quota",
    "notice_days",
    "contest_days",
    "tacit_days",
    "shows_emails",
)


@transaction.atomic
def convene(meeting, *, by):
    """Convoquer: copy the rules of the day, keep the letter, queue one e-mail per reader.

    Returns the number of letters queued. Raises ``WrongStatus`` unless the meeting is in
    preparation (two clicks, two coordinators), ``Refused`` when the agenda the rules demand is
    empty or nobody has an address.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("zone").get(pk=meeting.pk)
    )
    if not meeting.is_before_letter:
        raise WrongStatus(
            _("Les lettres sont déjà parties pour cette réunion : rien n’a été renvoyé.")
        )
    rules = HouseRules.at(meeting.zone, timezone.localdate())
    _check_ready(meeting, rules)
    if not meeting.participations.exists():
        sync_participants(meeting)
    invited = list(meeting.participations.filter(is_invited=True))
    if not any(row.email for row in invited):
        raise Refused(
            _("Personne à qui écrire : ajoutez des membres avec une adresse, ou des invités.")
        )
    meeting.profile = {field: getattr(rules, field) for field in SNAPSHOT}
    meeting.profile["convening"] = meeting.convening
    meeting.status = Meeting.Status.CONVENED
    if date_was_announced(meeting):
        meeting.sequence += 1  # the entry that left with the date is replaced by this one
    meeting.save()
    MeetingEvent.objects.create(meeting=meeting, kind=Meeting.Status.CONVENED, by=by)
    papers = keep_letters(meeting, invited)
    return queue_letters(meeting, leads(invited), Letter.Kind.CONVOCATION, by=by, paper=papers)


def _check_ready(meeting, rules):
    if meeting.starts_at <= timezone.now():
        raise Refused(
            _("La date de la réunion est passée : corrigez-la avant d’écrire aux partenaires.")
        )
    strict = meeting.convening == HouseRules.Convening.CONVOCATION
    if strict and not meeting.agenda.exists():
        raise Refused(_("Une convocation porte un ordre du jour : ajoutez au moins un point."))


def send_by(meeting):
    """The last day (a date) on which sending respects the notice of the zone; None without any.

    Clear days: neither the day of sending nor the day of the meeting counts, so that
    ``(held_on - sent_on).days - 1 >= notice_days``. Source: practice of the councils (CPAS de
    Saint-Josse, règlement d'ordre intérieur, art. 2), an option of the house rules.
    """
    days = meeting.rules().notice_days
    return meeting.held_on - timedelta(days=days + 1) if days else None


def notice_shortfall(meeting, on=None):
    """Clear days missing if the letter leaves ``on`` (today), 0 when the notice is respected.

    Never more than the zone asks for: on the very day, and the day before, there is none.
    """
    last_day = send_by(meeting)
    missing = ((on or timezone.localdate()) - last_day).days if last_day else 0
    return min(missing, meeting.rules().notice_days) if missing > 0 else 0


@transaction.atomic
def remind(meeting, *, by):
    """Write once more to those who have not answered; returns the number of letters queued."""
    if not meeting.is_convened:
        raise WrongStatus(_("On ne relance qu’une réunion convoquée et pas encore tenue."))
    silent = meeting.participations.silent().filter(is_invited=True)
    recently = timezone.now() - timezone.timedelta(hours=12)
    silent = silent.exclude(letters__kind=Letter.Kind.REMINDER, letters__created_at__gte=recently)
    count = queue_letters(meeting, leads(list(silent)), Letter.Kind.REMINDER, by=by)
    if not count:
        raise Refused(
            _("Personne à relancer : tous ont répondu, ou viennent de recevoir un rappel.")
        )
    return count
