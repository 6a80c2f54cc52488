"""A date poll from its draft to its last answer; see ``poll_choice`` and ``poll_reminders``."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import tasks
from ..models import DatePoll, Letter, PollReply, PollSlot, PollVote, PollVoter
from .answers import MAX_BY_LINK
from .errors import Refused, WrongStatus
from .letters import queue_voters, withdraw
from .poll_choice import choose, locked
from .poll_reminders import remind_due, remind_silent

__all__ = [
    "ask_at",
    "change_poll",
    "choose",
    "create_poll",
    "drop",
    "open_poll",
    "prolong",
    "remind_due",
    "remind_silent",
    "reply",
]

#: A poll of more dates than this is a calendar: nobody reads it on a phone.
MAX_SLOTS = 12
#: The question does not leave twice to one address within this time.
ASKED_AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def create_poll(poll, slots, voters, *, by):
    """Save a poll in preparation; nothing leaves yet.

    ``slots``: (start, end) pairs of aware datetimes; ``voters``: unsaved ``PollVoter``.
    Raises ``Refused`` without a slot to come or anybody to ask, ``ValidationError`` when a
    constraint says no.
    """
    poll.created_by = by
    _write(poll, slots, voters)
    return poll


@transaction.atomic
def change_poll(poll, slots, voters, *, by):
    """Replace the slots and the people of a poll that has not left yet.

    Raises ``WrongStatus`` once it is open: people have answered these dates and no others.
    """
    if not locked(poll).is_draft:
        raise WrongStatus(_("Ce sondage est déjà parti : ses dates ne changent plus."))
    poll.slots.all().delete()
    poll.voters.all().delete()
    _write(poll, slots, voters)
    return poll


def _write(poll, slots, voters):
    _check(poll, slots, voters)
    poll.full_clean()
    poll.save()
    for starts_at, ends_at in sorted(slots):
        slot = PollSlot(poll=poll, starts_at=starts_at, ends_at=ends_at)
        slot.full_clean()
        slot.save()
    for voter in voters:
        voter.poll = poll
        voter.full_clean(exclude=["poll"], validate_unique=False, validate_constraints=False)
    PollVoter.objects.bulk_create(voters)


def _check(poll, slots, voters):
    if not slots:
        raise Refused(_("Proposez au moins un créneau."))
    if len(slots) > MAX_SLOTS:
        words = _("Un sondage propose %(n)d créneaux au plus : gardez les meilleurs.")
        raise Refused(words % {"n": MAX_SLOTS})
    if not voters:
        raise Refused(_("Choisissez au moins une personne à interroger."))
    _check_dates(poll, [starts_at for starts_at, _ends_at in slots])


def _check_dates(poll, starts):
    now = timezone.now()
    if min(starts) <= now:
        raise Refused(_("Un des créneaux est déjà passé : proposez d’autres dates."))
    if poll.closes_at <= now:
        raise Refused(_("Laissez au moins un jour pour répondre."))
    if poll.closes_at >= min(starts):
        raise Refused(_("Le sondage doit se clore avant le premier créneau proposé."))


@transaction.atomic
def open_poll(poll, *, by):
    """Open the poll and write to everybody who has an address; returns the number of letters.

    Raises ``WrongStatus`` unless it is in preparation (two clicks), ``Refused`` when one of its
    dates passed meanwhile.
    """
    poll = locked(poll)
    if not poll.is_draft:
        raise WrongStatus(_("Ce sondage est déjà parti : rien n’a été renvoyé."))
    starts = list(poll.slots.values_list("starts_at", flat=True))
    voters = list(poll.voters.all())
    if not starts or not voters:
        raise Refused(_("Il manque des dates ou des personnes : complétez le sondage."))
    _check_dates(poll, starts)
    poll.status, poll.opened_at = DatePoll.Status.OPEN, timezone.now()
    poll.save()
    transaction.on_commit(tasks.keep_the_clock)
    return queue_voters(voters, Letter.Kind.POLL, by=by)


@transaction.atomic
def reply(voter, choices, comment="", *, by=None):
    """Note somebody's answer: the last one wins whole, every one is kept.

    ``choices``: {slot id: ``PollVote.Choice``}; a slot that is not named is unanswered.
    ``by``: who noted an answer received by telephone, which is possible until the date is chosen;
    by link, until the poll closes. Raises ``WrongStatus`` when it is too late, ``Refused`` for an
    empty answer or one more than ``MAX_BY_LINK``.
    """
    poll = locked(voter.poll)
    _check_answerable(poll, by)
    voter = PollVoter.objects.select_for_update().get(pk=voter.pk)
    if by is None and voter.replies.filter(by=None).count() >= MAX_BY_LINK:
        raise Refused(
            _("Cette réponse a changé trop souvent par ce lien : appelez la coordination.")
        )
    known = set(poll.slots.values_list("pk", flat=True))
    choices = {slot: choice for slot, choice in choices.items() if slot in known}
    comment = comment.strip()
    _check_reply(voter, choices, comment)
    _keep_votes(voter, choices)
    voter.comment, voter.answered_at = comment, timezone.now()
    voter.save(update_fields=["comment", "answered_at"])
    kept = {str(slot): choice for slot, choice in choices.items()}
    PollReply.objects.create(voter=voter, choices=kept, comment=comment, by=by)
    return voter


def _check_answerable(poll, by):
    if poll.is_open or (by is not None and poll.is_closed):
        return
    if poll.status == DatePoll.Status.DECIDED:
        raise WrongStatus(_("La date est choisie : la réponse n’a pas été enregistrée."))
    if poll.is_closed:
        raise WrongStatus(_("Le sondage est clos : la réponse n’a pas été enregistrée."))
    raise WrongStatus(_("Ce sondage n’attend pas de réponse."))


def _check_reply(voter, choices, comment):
    if not choices and not comment:
        raise Refused(_("Répondez à une date au moins, ou laissez un mot."))
    if any(choice not in PollVote.Choice.values for choice in choices.values()):
        raise Refused(_("Choisissez oui, si besoin ou non."))
    if len(comment) > PollVoter._meta.get_field("comment").max_length:
        raise Refused(_("Ce mot est trop long : dites l’essentiel, ou appelez la coordination."))


def _keep_votes(voter, choices):
    voter.votes.all().delete()
    PollVote.objects.bulk_create(
        PollVote(voter=voter, slot_id=slot, choice=choice) for slot, choice in choices.items()
    )


@transaction.atomic
def ask_at(voter, email, *, by):
    """Write the question to somebody at ``email``, theirs from now on: lost, wrong, or just known.

    Returns the number of letters queued. Raises ``WrongStatus`` when the poll takes no answer any
    more, ``Refused`` when the same letter left less than an hour ago (two clicks).
    """
    if not locked(voter.poll).is_open:
        raise WrongStatus(_("Ce sondage n’attend plus de réponse : on n’écrit plus."))
    voter = PollVoter.objects.select_for_update().get(pk=voter.pk)
    letters = voter.letters.exclude(status=Letter.Status.REFUSED)
    recent = letters.filter(created_at__gte=timezone.now() - ASKED_AGAIN_AFTER)
    if recent.filter(to_email__iexact=email).exists():
        raise Refused(_("Une lettre vient de partir à cette adresse : patientez un peu."))
    withdraw(voter.letters.all())
    voter.email = email.strip().lower()
    voter.save(update_fields=["email"])
    return queue_voters([voter], Letter.Kind.POLL, by=by)


@transaction.atomic
def prolong(poll, closes_at, *, by):
    """Take answers until a later moment; nobody is written to. ``by`` is for the caller's log.

    Raises ``WrongStatus`` unless the date is still to be chosen, ``Refused`` when the moment is
    not later, or comes after the first slot.
    """
    poll = locked(poll)
    if poll.status != DatePoll.Status.OPEN:
        raise WrongStatus(
            _("La date est choisie ou le sondage abandonné : il ne se prolonge plus.")
        )
    if closes_at <= poll.closes_at:
        raise Refused(_("Choisissez un jour plus tardif que le précédent."))
    poll.closes_at = closes_at
    starts = poll.slots.filter(starts_at__gt=timezone.now()).values_list("starts_at", flat=True)
    if not starts:
        raise Refused(_("Toutes les dates proposées sont passées : faites un nouveau sondage."))
    _check_dates(poll, list(starts))
    poll.save(update_fields=["closes_at"])
    return poll


@transaction.atomic
def drop(poll, reason, *, by):
    """Give the poll up: its links say so with the reason, letters that wait do not leave.

    One that never left disappears, without a reason to give: nobody saw it. Raises ``WrongStatus``
    once a date is chosen, ``ValidationError`` without a reason.
    """
    poll = locked(poll)
    if poll.is_draft:
        poll.delete()
        return poll
    if poll.status != DatePoll.Status.OPEN:
        raise WrongStatus(_("Ce sondage est déjà décidé ou abandonné."))
    if not reason.strip():
        raise ValidationError(_("Donnez le motif : les personnes interrogées le liront."))
    poll.status, poll.drop_reason = DatePoll.Status.DROPPED, reason.strip()
    poll.settled_at, poll.settled_by = timezone.now(), by
    poll.save()
    withdraw(Letter.objects.filter(voter__poll=poll))
    return poll
