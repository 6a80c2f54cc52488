"""Choosing a date: the slots become meetings that keep the answers, and everybody is told."""

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import HouseRules

from ..models import Answer, DatePoll, Letter, Meeting, Participation, PollVote
from .convening import sync_participants
from .errors import Refused, WrongStatus
from .letters import queue_letters, withdraw
from .members import is_of_group
from .planning import plan_meeting
from .recipients import leads

ANSWERS = {
    PollVote.Choice.YES: Participation.Answer.COMING,
    PollVote.Choice.NO: Participation.Answer.EXCUSED,
}
#: Meetings of a few people: only those polled are called, not the whole zone.
OF_A_FEW = (Meeting.Kind.WORKING_GROUP, Meeting.Kind.DIRECTORS)


def locked(poll):
    """The poll, held until the end of the transaction: two coordinators take turns."""
    rows = DatePoll.objects.select_for_update(of=("self",)).select_related("zone")
    return rows.get(pk=poll.pk)


@transaction.atomic
def choose(poll, slots, *, by):
    """Make one meeting of each of ``slots``, keep the answers, and tell everybody polled.

    Who said yes comes, who said no is excused, the others are still to answer. Returns the
    meetings, in preparation. Raises ``WrongStatus`` unless a date is still to be chosen (two
    clicks, two coordinators), ``Refused`` for a slot that is past or of another poll.
    """
    poll = locked(poll)
    if poll.status != DatePoll.Status.OPEN:
        raise WrongStatus(
            _("La date est déjà choisie, ou le sondage n’est pas ouvert : rien n’a changé.")
        )
    wanted = {slot.pk for slot in slots}
    slots = list(poll.slots.filter(pk__in=wanted))
    _check_slots(slots, wanted)
    voters = list(poll.voters.prefetch_related("votes"))
    meetings = [_meeting_of(poll, slot, voters, by) for slot in slots]
    poll.status, poll.settled_at, poll.settled_by = DatePoll.Status.DECIDED, timezone.now(), by
    poll.save()
    withdraw(Letter.objects.filter(voter__poll=poll))
    return meetings


def _check_slots(slots, wanted):
    if not wanted:
        raise Refused(_("Choisissez au moins une date."))
    if len(slots) < len(wanted):
        raise Refused(_("Ce créneau n’est pas de ce sondage."))
    if any(slot.starts_at <= timezone.now() for slot in slots):
        raise Refused(_("Cette date est déjà passée : choisissez-en une autre."))


def _meeting_of(poll, slot, voters, by):
    meeting = plan_meeting(_unsaved(poll, slot), by=by)
    slot.meeting = meeting
    slot.save(update_fields=["meeting"])
    sync_participants(meeting)
    heard = _keep_answers(meeting, slot, voters)
    # Of a group that has members, the list is theirs: who was not polled is called too.
    is_theirs = is_of_group(meeting) and meeting.working_group.members.exists()
    if poll.kind in OF_A_FEW and not is_theirs:
        others = meeting.participations.exclude(pk__in=[row.pk for row in heard])
        others.update(is_invited=False, is_expected=False)
    queue_letters(meeting, leads(heard), Letter.Kind.DATE, by=by)
    return meeting


def _unsaved(poll, slot):
    """The meeting as the rules of the zone want it on that day."""
    rules = HouseRules.at(poll.zone, timezone.localdate(slot.starts_at))
    half_days, counts = Meeting.KIND_DEFAULTS[poll.kind]
    return Meeting(
        zone=poll.zone,
        kind=poll.kind,
        working_group=poll.working_group,
        title_fr=poll.title_fr,
        title_nl=poll.title_nl,
        message_fr=poll.message_fr,
        message_nl=poll.message_nl,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        half_days=half_days,
        counts_for_quota=counts,
        languages=rules.languages,
        convening=rules.convening,
        visibility=rules.default_visibility,
    )


def _keep_answers(meeting, slot, voters):
    """The participations of the people polled, with what they answered for ``slot``.

    Somebody who sits for two institutions was asked once, and answered for both. Who was polled
    without being a member joins the list.
    """
    heard, answers = [], []
    for voter, rows in _rows_of(voters, list(meeting.participations.all())):
        for row in rows or [_add(meeting, voter)]:
            heard.append(row)
            if voter.answered_at:
                answers.append(_answered(row, voter, slot))
    Participation.objects.bulk_update(heard, ["answer", "answered_at"])
    Answer.objects.bulk_create(answers)
    return heard


def _rows_of(voters, rows):
    """Each voter with their rows: for the institution asked, or for all they sit for."""
    by_person = {}
    for row in rows:
        by_person.setdefault(_who(row), []).append(row)
    asked = Counter(_who(voter) for voter in voters)
    for voter in voters:
        mine = by_person.get(_who(voter), [])
        if asked[_who(voter)] > 1:
            mine = [row for row in mine if row.organisation_name == voter.organisation_name]
        yield voter, mine


def _who(row):
    return row.person_id or " ".join(row.person_name.casefold().split())


def _add(meeting, voter):
    row = Participation(
        meeting=meeting,
        person_id=voter.person_id,
        organisation_id=voter.organisation_id,
        person_name=voter.person_name,
        organisation_name=voter.organisation_name,
        email=voter.email,
        language=voter.language,
        capacity=Participation.Capacity.GUEST,
    )
    row.save()
    return row


def _answered(row, voter, slot):
    """Write on ``row`` what its person said of the date; returns the unsaved ``Answer``."""
    said = next((vote.choice for vote in voter.votes.all() if vote.slot_id == slot.pk), None)
    row.answer = ANSWERS.get(said, Participation.Answer.PENDING)
    if row.answer != Participation.Answer.PENDING:
        row.answered_at = voter.answered_at
    return Answer(
        participation=row,
        answer=row.answer,
        source=Answer.Source.POLL,
        remark=voter.comment,
        at=voter.answered_at,
    )
