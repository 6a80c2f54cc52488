"""The letters of a meeting: a row of the outbox → an unsent message in its reader's language."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import override

from concertation.bilingual import localised
from concertation.mail import absolute, build_message

from .. import calendar, wording
from ..models import Letter, MeetingEvent
from ..services.answers import answer_link

#: An event of the same gesture as the letter is written just before it, in one transaction.
SAME_GESTURE = timedelta(minutes=1)
#: A name that holds an address or a link: some replacements are named through an open page.
NOT_A_NAME = re.compile(r"[@<>\[\]/\\]|://|www\.|\.\w{2,}|\d{6}", re.IGNORECASE)

CALENDAR_METHODS = {
    Letter.Kind.CONVOCATION: "REQUEST",
    Letter.Kind.UPDATE: "REQUEST",
    Letter.Kind.CANCELLATION: "CANCEL",
    Letter.Kind.DATE: "REQUEST",
}


def build(letter, **facts):
    """The unsent ``EmailMultiAlternatives`` of a ``Letter``, whatever its kind.

    Carries the personal answer link, ``letter.paper`` when there is one, and the calendar entry
    of a convocation, a change or a withdrawal. ``facts``: what a kind of letter says besides.
    Saves nothing; same letter, same Message-ID.
    """
    meeting = letter.meeting
    with override(letter.language):
        organisers = wording.organisers(meeting)
        context = _context(letter, organisers) | facts
        sender = wording.sender_name(meeting.zone)
    return build_message(
        template=_template(letter),
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        reply_to=[org.email for org in organisers if org.email],
        attachments=_attachments(letter),
        calendar=_calendar(letter),
        message_id=letter.message_id,
    )


def _template(letter):
    """A convocation and an invitation are two letters; the other kinds have one each."""
    if letter.kind == Letter.Kind.CONVOCATION:
        return letter.meeting.convening
    return letter.kind


def _context(letter, organisers):
    meeting, participation = letter.meeting, letter.participation
    context = {
        "language": letter.language,
        "letter": letter,
        "meeting": meeting,
        "zone": meeting.zone,
        "name": plain_name(participation.person_name),
        "institution": plain_name(participation.organisation_name),
        "is_guest": participation.is_guest,
        "organisers": [organiser.name for organiser in organisers],
        "body_name": wording.body_name(meeting),
        "title": localised(meeting, "title")[0],
        "message": localised(meeting, "message")[0],
        "hours": wording.hours(meeting),
        "location": wording.location(meeting),
        "agenda": [localised(item, "title")[0] for item in meeting.agenda.all()],
        "answer_link": answer_link(participation),
        "privacy_link": absolute(reverse("privacy")),
        "event": _event(letter),
    }
    if letter.kind == Letter.Kind.PV:
        context |= _pv_context(letter)
    return context


def _pv_context(letter):
    """The PV a letter carries: what it is called, and until when remarks are expected."""
    pv, rules = letter.meeting.pv, letter.meeting.rules()
    sent_at = pv.sent_at or letter.created_at
    remarks = rules.contest_days and sent_at + timedelta(days=rules.contest_days)
    approval = pv.approval_items.filter(meeting__starts_at__gt=letter.meeting.starts_at)
    approval = approval.exclude(meeting__status="cancelled").select_related("meeting")
    item = approval.order_by("meeting__starts_at").first()
    return {
        "pv": pv,
        "record": pv.get_kind_display(),
        "is_draft_to_approve": rules.needs_approval and not pv.is_decided,
        "remarks_until": remarks or None,
        "approved_on": item.meeting.starts_at if item else None,
    }


def _event(letter):
    """The postponement or the cancellation the letter tells of, with its reason; else None."""
    kinds = {Letter.Kind.UPDATE: "postponed", Letter.Kind.CANCELLATION: "cancelled"}
    if letter.kind not in kinds:
        return None
    written = letter.created_at
    events = MeetingEvent.objects.filter(meeting=letter.meeting_id, kind=kinds[letter.kind])
    if letter.kind == Letter.Kind.UPDATE:
        # A change of room after a postponement must not repeat why the date moved.
        events = events.filter(at__gt=written - SAME_GESTURE, at__lte=written + SAME_GESTURE)
    return events.order_by("-at", "-pk").first()


def _attachments(letter):
    if letter.paper is None:
        return []
    return [(letter.paper.file_name, bytes(letter.paper.content), "application/pdf")]


def _calendar(letter):
    """(bytes, method) of the calendar entry that goes with the letter, or None."""
    method = CALENDAR_METHODS.get(letter.kind)
    if method is None:
        return None
    participation = letter.participation
    content = calendar.entry(
        letter.meeting,
        language=letter.language,
        method=method,
        attendee=(plain_name(participation.person_name), letter.to_email),
        url="" if method == "CANCEL" else answer_link(participation),
    )
    return content, method


def plain_name(name):
    """``name`` if it reads as a name; "" when it carries an address, a link or a number.

    Whoever answers types the name of their replacement, who then gets our letter: a sentence with
    a link in it would leave under the Mission Locale's signature.
    """
    name = " ".join(name.split())
    return "" if len(name) > 80 or NOT_A_NAME.search(name) else name
