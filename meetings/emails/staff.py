"""Letters to the coordination itself: a user, not somebody on the list of the meeting."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from concertation.bilingual import localised
from concertation.mail import absolute, build_message
from zones.models import HouseRules

from .. import documents, wording
from ..models import Letter, Paper, Participation
from . import letters


def nudge(letter):
    """« La convocation n’est pas partie »: to whom coordinates the zone, with the way to send it.

    The notice is counted in clear days: neither the day of sending nor that of the meeting.
    """
    meeting = letter.meeting
    with override(letter.language):
        context = _facts(letter) | _notice(meeting)
        sender = wording.sender_name(meeting.zone)
    return build_message(
        template="nudge",
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        message_id=letter.message_id,
    )


def build_test(letter):
    """« [Essai] »: the convocation as it would leave, read by whoever prepares it.

    The reader stands on no list, so that the personal link answers for nobody; the paper is set
    as it stands now, and not kept.
    """
    meeting = letter.meeting
    user = User.objects.filter(email=letter.to_email).first()
    reader = Participation(
        meeting=meeting,
        person_name=user.full_name if user else "",
        organisation_name=next((one.name for one in wording.organisers(meeting)), ""),
        email=letter.to_email,
        language=letter.language,
    )
    content, name = documents.letter_file(meeting, letter.language, on=timezone.localdate())
    message = letters.build(
        Letter(
            meeting=meeting,
            participation=reader,
            kind=Letter.Kind.CONVOCATION,
            to_email=letter.to_email,
            language=letter.language,
            paper=Paper(file_name=name, content=content),
            message_id=letter.message_id,
            created_at=letter.created_at,
        )
    )
    with override(letter.language):
        message.subject = _("[Essai] %(subject)s") % {"subject": message.subject}
    return message


def _facts(letter):
    meeting = letter.meeting
    user = User.objects.filter(email=letter.to_email).first()
    return {
        "language": letter.language,
        "meeting": meeting,
        "zone": meeting.zone,
        "name": user.full_name if user else "",
        "organisers": [organiser.name for organiser in wording.organisers(meeting)],
        "body_name": wording.body_name(meeting),
        "title": localised(meeting, "title")[0],
        "hours": wording.hours(meeting),
        "location": wording.location(meeting),
        "agenda": meeting.agenda.exists(),
        "is_convocation": meeting.convening == HouseRules.Convening.CONVOCATION,
        "invitations_link": absolute(meeting.address("invitations")),
        "rules_link": absolute(reverse("meetings:reminders", args=[meeting.zone.code])),
        "privacy_link": absolute(reverse("privacy")),
    }


def _notice(meeting):
    days = meeting.rules().notice_days
    last_day = meeting.held_on - timedelta(days=days + 1)
    return {
        "notice_days": days,
        "last_day": last_day,
        "is_late": last_day < timezone.localdate(),
    }
