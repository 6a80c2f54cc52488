"""The letters of the barometer, and the three questions after a meeting."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from concertation.mail import absolute, build_message
from meetings import wording
from meetings.emails.names import plain_name
from meetings.models import Meeting

from ..services import feedback, survey


def build_survey(letter):
    """The question, or its one reminder, to a person who sits: their link, and what is promised."""
    reader = letter.survey_letter.reader
    zone = reader.survey.zone
    organisers = wording.organisers(Meeting(zone=zone, starts_at=timezone.now()))
    seat = reader.organisation
    with override(letter.language):
        context = _shared(letter, zone, organisers) | {
            "name": plain_name(reader.person.full_name),
            "institution": plain_name(seat.name) if seat else "",
            "survey": reader.survey,
            "answer_link": survey.link(reader),
        }
        sender = wording.sender_name(zone)
    return _message(letter, "survey", context, sender, organisers)


def build_feedback(letter):
    """« Trois questions »: to somebody who was in the room, the day after."""
    # By the row of the list: a letter sent once more has the link of the first.
    row, meeting = letter.participation, letter.meeting
    asked, organisers = row.feedback_request, wording.organisers(meeting)
    with override(letter.language):
        context = _shared(letter, meeting.zone, organisers) | {
            "name": plain_name(row.person_name),
            "institution": plain_name(row.organisation_name),
            "meeting": meeting,
            "body_name": wording.body_name(meeting),
            "answer_link": feedback.link(asked),
            "days": feedback.OPEN_DAYS,
        }
        sender = wording.sender_name(meeting.zone)
    return _message(letter, "feedback", context, sender, organisers)


def _shared(letter, zone, organisers):
    return {
        "language": letter.language,
        "zone": zone,
        "body_name": "",
        "is_guest": False,
        "is_reminder": letter.kind == letter.Kind.SURVEY_REMINDER,
        "organisers": [organiser.name for organiser in organisers],
        "privacy_link": absolute(reverse("privacy")),
    }


def _message(letter, template, context, sender, organisers):
    return build_message(
        template=template,
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        reply_to=[organiser.email for organiser in organisers if organiser.email],
        message_id=letter.message_id,
    )
