"""The letters of a date poll: the question, and the reminder to those who have not answered."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from concertation.bilingual import localised
from concertation.mail import absolute, build_message

from .. import wording
from ..models import Meeting
from ..services.poll_links import poll_link
from .names import plain_name


def build(letter):
    """The unsent message of a letter to a ``PollVoter``: the slots, and their personal link.

    Saves nothing; same letter, same Message-ID.
    """
    poll = letter.voter.poll
    # What the poll prepares, so that it is named and signed as the meeting will be.
    about = {"kind": poll.kind, "working_group": poll.working_group}
    meeting = Meeting(zone=poll.zone, **about, starts_at=timezone.now())
    organisers = wording.organisers(meeting)
    with override(letter.language):
        context = _context(letter, poll, organisers)
        context["body_name"] = wording.body_name(meeting)
        sender = wording.sender_name(poll.zone)
    return build_message(
        template=letter.kind,
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        reply_to=[organiser.email for organiser in organisers if organiser.email],
        message_id=letter.message_id,
    )


def _context(letter, poll, organisers):
    voter = letter.voter
    return {
        "language": letter.language,
        "poll": poll,
        "zone": poll.zone,
        "slots": [(slot.starts_at, wording.hours(slot)) for slot in poll.slots.all()],
        "name": plain_name(voter.person_name),
        "institution": plain_name(voter.organisation_name),
        "is_guest": False,
        "organisers": [organiser.name for organiser in organisers],
        "title": localised(poll, "title")[0],
        "message": localised(poll, "message")[0],
        "is_last": not poll.reminders_left,
        "poll_link": poll_link(voter),
        "privacy_link": absolute(reverse("privacy")),
    }
