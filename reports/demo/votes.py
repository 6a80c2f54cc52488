"""The demonstration's votes: by name with a minority, by hands, agreements; rows of the day."""

from datetime import timedelta

from meetings.models import PVVersion, Vote
from meetings.models.vote import Voice
from meetings.services.sealing import content_of
from meetings.services.voters import electorate

MINORITY = (
    "Les institutions qui ont voté contre demandent un bilan après six mois et rappellent que les "
    "moyens manquent dans les petites structures."
)
#: Which decisions of a zone are put to the vote: its first by name, its third by hands, and again.
ROUND = ("names", "", "hands", "", "")


def decide(block):
    """How the room decides this passage: where an institution has one voice, it is kept."""
    meeting = block.item.meeting
    if not meeting.rules().one_institution_one_vote:
        return
    before = Vote.objects.filter(block__item__meeting__zone=meeting.zone).count()
    method = ROUND[before % len(ROUND)]
    drawn = electorate(meeting, True, None)
    if not drawn.seats:
        return
    opened_at = meeting.starts_at + timedelta(minutes=55)
    vote = Vote.objects.create(
        block=block,
        method=method or Vote.Method.HANDS,
        minority_note=MINORITY if method == "names" else "",
        opened_at=opened_at,
        closed_at=opened_at + timedelta(minutes=4),
    )
    _take(vote, drawn, method)


def recount():
    """Take every vote again from the attendance as it now stands; the versions say the same."""
    votes = Vote.objects.select_related("block__item__meeting__zone")
    for vote in votes:
        is_counted = vote.block.decision_mode == "vote"
        vote.voices.all().delete()
        drawn = electorate(vote.block.item.meeting, True, None)
        _take(vote, drawn, vote.method if is_counted else "")
    told = PVVersion.objects.filter(pv__meeting__agenda__blocks__vote__in=votes).distinct()
    for version in told.select_related("pv__meeting__zone"):
        PVVersion.objects.filter(pk=version.pk).update(content=content_of(version.pv))


def _take(vote, drawn, method):
    """The voices of those in the room, counted unless they agree (``method`` "")."""
    block = vote.block
    vote.persons_count = drawn.persons
    vote.save()
    choices = [choice_of(number) for number in range(len(drawn.seats))]
    Voice.objects.bulk_create(
        Voice(
            vote=vote,
            organisation=seat.row.organisation,
            organisation_name=seat.row.organisation_name,
            participation=seat.row,
            person_name=seat.carrier.person_name,
            is_proxy=seat.is_proxy,
            choice=choice if method == "names" else "",
        )
        for seat, choice in zip(drawn.seats, choices, strict=True)
    )
    if method:
        block.decision_mode = "vote"
        block.votes_for = choices.count("for")
        block.votes_against = choices.count("against")
        block.abstentions = choices.count("abstention")
        block.save()


def choice_of(number):
    """One in five against, one in seven abstains, the others in favour."""
    if number % 5 == 3:
        return "against"
    return "abstention" if number % 7 == 5 else "for"
