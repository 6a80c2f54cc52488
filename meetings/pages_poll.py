"""What the pages of date polls show, in a number of queries that does not depend on their size."""

from django.db.models import Count, Min, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from concertation.typography import date_long, time_h

from . import pages_letters, poll_result
from .holidays import day_note
from .models import DatePoll, Letter, PollVote
from .wording import listed

STATE_FLAGS = {
    DatePoll.Status.DRAFT: "",
    DatePoll.Status.OPEN: "zone",
    DatePoll.Status.DECIDED: "ok",
    DatePoll.Status.DROPPED: "late",
}
#: How an answer is written in the table: a mark and, for screen readers, its word.
MARKS = {
    PollVote.Choice.YES: ("✓", gettext_lazy("oui")),
    PollVote.Choice.IF_NEEDED: ("(✓)", gettext_lazy("si besoin")),
    PollVote.Choice.NO: ("✕", gettext_lazy("non")),
    poll_result.SILENT: ("·", gettext_lazy("sans réponse")),
}


def listing(zone):
    """The polls of a zone, the newest first, each with its counts: one query and the meetings."""
    answered = Q(voters__answered_at__isnull=False)
    polls = zone.polls.annotate(
        asked=Count("voters", distinct=True),
        answered=Count("voters", filter=answered, distinct=True),
        first_slot=Min("slots__starts_at"),
    )
    polls = list(polls.select_related("zone").prefetch_related("slots__meeting"))
    for poll in polls:
        poll.flag, poll.flag_label = flag(poll)
        poll.chosen = [slot for slot in poll.slots.all() if slot.meeting_id]
    return polls


def flag(poll):
    """(look, word) of where a poll stands; « clos » when only the choice is missing."""
    if poll.is_closed:
        return "soon", _("clos : date à choisir")
    return STATE_FLAGS[poll.status], poll.get_status_display()


# --- One poll -------------------------------------------------------------------------------------


def voters_of(poll):
    """The voters with their votes and letters: three queries."""
    letters = Prefetch("letters", Letter.objects.order_by("-pk"), to_attr="letters_back")
    voters = list(poll.voters.select_related("person").prefetch_related("votes", letters))
    for voter in voters:
        voter.letter = next(iter(voter.letters_back), None)
    return voters


def detail(poll):
    """The table, the slots from the best to the least good, and who is still silent."""
    slots = list(poll.slots.select_related("meeting"))
    voters = voters_of(poll)
    result = poll_result.read(slots, voters)
    look, label = flag(poll)
    return {
        "poll": poll,
        "zone": poll.zone,
        "flag_kind": look,
        "flag_label": label,
        "result": result,
        "notes": _notes(slots),
        "lines": [_line(one, slots) for one in result.institutions],
        "heads": [_heads(result, answer) for answer in (*MARKS,)],
        "people": [_person(voter, slots) for voter in voters],
        "chosen": [slot for slot in slots if slot.meeting_id],
        "reachable": [voter for voter in voters if voter.email],
        "to_call": [voter for voter in voters if not voter.email],
        "silent_reachable": sum(bool(voter.email) for voter in result.silent),
    }


def _notes(slots):
    """What is to be known of the days proposed: [(slot, « jour férié… »)]."""
    noted = ((slot, day_note(timezone.localdate(slot.starts_at))) for slot in slots)
    return [(slot, note) for slot, note in noted if note]


def _line(institution, slots):
    return institution, [(a := institution.answers[slot.pk], *_mark(a)) for slot in slots]


def _mark(answer):
    mark, word = MARKS[answer]
    return mark, str(word)


def _heads(result, answer):
    return _mark(answer)[1], [one.heads[answer] for one in result.slots]


def _person(voter, slots):
    given = {vote.slot_id: vote.choice for vote in voter.votes.all()}
    return voter, [_mark(given.get(slot.pk, poll_result.SILENT)) for slot in slots]


def preview(poll):
    """The e-mail as it would leave for the first person with an address, without their link."""
    voter = next((voter for voter in poll.voters.all() if voter.email), None)
    if voter is None:
        return None
    voter.poll = poll
    letter = Letter(
        voter=voter,
        kind=Letter.Kind.POLL,
        to_email=voter.email,
        language=voter.language,
        message_id="<apercu@concertation>",
    )
    return pages_letters.preview(letter, voter.person_name)


def choice(poll, slots):
    """What fixing ``slots`` does, before it is done."""
    voters = voters_of(poll)
    result = poll_result.read(poll.slots.all(), voters)
    wanted = {slot.pk for slot in slots}
    told = len({(voter.email, voter.person_name) for voter in voters if voter.email})
    return {
        "poll": poll,
        "zone": poll.zone,
        "chosen": [one for one in result.slots if one.slot.pk in wanted],
        "notes": _notes(slots),
        "told": told,
        "to_call": [voter for voter in voters if not voter.email],
        "silent": result.silent,
        "label": _choice_label(slots, told),
    }


def _choice_label(slots, told):
    """« Fixer le jeudi 12 mars et prévenir 31 personnes »: the words of the button."""
    words = ngettext(
        "Fixer %(days)s et prévenir %(n)s personne",
        "Fixer %(days)s et prévenir %(n)s personnes",
        told,
    )
    return words % {"days": days_of(slots), "n": told}


def days_of(slots):
    """« le jeudi 12 mars », « le jeudi 12 mars et le mardi 17 mars »; the year if it is another."""
    year = timezone.localdate().year
    days = [
        _("le %(day)s") % {"day": date_long(slot.starts_at).removesuffix(f" {year}")}
        for slot in slots
    ]
    if len(set(days)) < len(days):  # a morning and an afternoon of one day
        days = [
            _("%(day)s à %(hour)s") % {"day": day, "hour": time_h(slot.starts_at)}
            for day, slot in zip(days, slots, strict=True)
        ]
    return listed(days)
