"""Who may vote at a meeting: its sheet, the standing of its institutions, the rules of its day."""

from datetime import datetime

from django.utils import timezone

from zones.models import Membership
from zones.search import fold

from ..electorate import draw
from ..models import Participation


def electorate(meeting, by_institution, at):
    """Who has a voice in the room at ``at``: an ``Electorate`` (see ``meetings.electorate``).

    ``at``: an aware datetime of the meeting's day, a time, or ``None`` for whoever was there at
    some moment. Two queries.
    """
    rows = list(meeting.participations.all())
    if isinstance(at, datetime):
        local = timezone.localtime(at)
        at = local.time() if local.date() == meeting.held_on else None
    return draw(rows, standing(meeting), by_institution=by_institution, hour=at)


def standing(meeting):
    """Institution id → its status on the day in a zone that holds the meeting; a member wins."""
    rows = Membership.objects.on(meeting.held_on).filter(zone__in=meeting.zone_ids)
    found = {}
    for organisation, status in rows.values_list("organisation_id", "status"):
        if found.get(organisation) != Membership.Status.MEMBER:
            found[organisation] = status
    return found


def counts_institutions(meeting):
    """Do the rules of its day give one voice to each institution, or to each person?"""
    return meeting.rules().one_institution_one_vote


def drift(vote, meeting):
    """How the room of the vote differs from the sheet as it stands now: (gained, lost) names.

    The vote keeps its electorate; this is only told. Two queries when its voices were read with
    their rows of the sheet.
    """
    now = electorate(meeting, vote.by_institution, vote.taken_at)
    today = {seat.key: seat.label for seat in now.seats}
    then = {_key(voice): voice.label for voice in vote.voices.all()}
    gained = [name for key, name in today.items() if key not in then]
    return gained, [name for key, name in then.items() if key not in today]


def _key(voice):
    """As ``Seat.key``, from what was copied when the vote opened."""
    if voice.vote.by_institution:
        return str(voice.organisation_id or fold(" ".join(voice.organisation_name.split())))
    row = voice.participation
    return row.person_key if row else Participation.key_of(None, voice.person_name)
