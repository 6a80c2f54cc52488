"""The letters of a meeting: a row of the outbox → an unsent message in its reader's language."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from concertation.bilingual import localised
from concertation.mail import absolute, build_message
from concertation.memo import remembered
from zones.models import HouseRules

from .. import calendar, wording
from ..models import Letter, Meeting, MeetingEvent
from ..reserved import agenda_for_reader, level_of_invited
from ..sealed_reading import agenda_as_called
from ..services import remarks
from ..services.answers import answer_link
from ..services.remark_links import remark_link
from ..signatures import signatories
from . import pieces, reader
from .names import plain_name

#: An event of the same gesture as the letter is written just before it, in one transaction.
SAME_GESTURE = timedelta(minutes=1)

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
    """A convocation and an invitation are two letters; so are the end of a meeting and that of
    one person's invitation. The other kinds have one each."""
    if letter.kind == Letter.Kind.CONVOCATION:
        return letter.meeting.convening
    is_off = letter.meeting.status == Meeting.Status.CANCELLED
    if letter.kind == Letter.Kind.CANCELLATION and not (is_off or letter.participation.is_invited):
        return "withdrawal"
    return letter.kind


def _context(letter, organisers):
    meeting, participation = letter.meeting, letter.participation
    items = agenda_for_reader(participation, _agenda(meeting))
    event = _event(letter)
    context = {
        "language": letter.language,
        "letter": letter,
        "meeting": meeting,
        "zone": meeting.zone,
        "name": plain_name(participation.person_name),
        "is_guest": participation.is_guest,
        "organisers": _signing(letter, organisers),
        "body_name": wording.body_name(meeting),
        "together": wording.together(meeting),
        "title": localised(meeting, "title")[0],
        "message": localised(meeting, "message")[0],
        "hours": wording.hours(meeting),
        "location": wording.told_place(meeting),
        "agenda": [localised(item, "title")[0] for item in items if not item.is_additional],
        "additional": [localised(item, "title")[0] for item in items if item.is_additional],
        "answer_link": answer_link(participation),
        "privacy_link": absolute(reverse("privacy")),
        "event": event,
        "change": wording.change(meeting, event) if letter.kind == Letter.Kind.UPDATE else "",
    } | reader.facts(letter, items)
    if letter.kind == Letter.Kind.PV:
        context |= _pv_context(letter)
    return context | pieces.facts(letter)


@remembered
def _agenda(meeting):
    return list(agenda_as_called(meeting).select_related("approves__meeting"))


def _signing(letter, organisers):
    """Who signs: by name in the letters that call people, by institution in the others."""
    if letter.kind not in (Letter.Kind.CONVOCATION, Letter.Kind.UPDATE, Letter.Kind.CANCELLATION):
        return [organiser.name for organiser in organisers]
    return _signatures(letter.meeting, timezone.localdate(letter.created_at or timezone.now()))


@remembered
def _signatures(meeting, written_on):
    rules = meeting.rules(HouseRules.at(meeting.zone, written_on))
    return [one.line for one in signatories(meeting, on=written_on, rules=rules)]


def _pv_context(letter):
    """The PV a letter carries: what it is called, and until when remarks are expected."""
    pv, rules = letter.meeting.pv, letter.meeting.rules()
    approval = pv.approval_items.filter(meeting__starts_at__gt=letter.meeting.starts_at)
    approval = approval.exclude(meeting__status="cancelled").select_related("meeting")
    item = approval.order_by("meeting__starts_at").first()
    return {
        "pv": pv,
        "record": pv.get_kind_display(),
        "the_record": wording.the_record(pv),
        "is_draft_to_approve": rules.needs_approval and not pv.is_decided,
        "takes_remarks": not remarks.refusal(pv),
        "remarks_until": remarks.last_day(pv),
        "pv_link": remark_link(letter.participation),
        "fingerprint": letter.paper.sha256 if letter.paper else "",
        "approved_on": item.meeting.starts_at if item else None,
    }


def _event(letter):
    """The change or the cancellation the letter tells of, with its reason; else None."""
    written = letter.created_at
    events = MeetingEvent.objects.filter(meeting=letter.meeting_id).order_by("-at", "-pk")
    if letter.kind == Letter.Kind.CANCELLATION:
        return events.filter(kind=Meeting.Status.CANCELLED).first()
    if letter.kind != Letter.Kind.UPDATE:
        return None
    # A change of room after a postponement must not repeat why the date moved.
    same = events.filter(at__gt=written - SAME_GESTURE, at__lte=written + SAME_GESTURE)
    before = same.filter(kind__in=MeetingEvent.TOLD, at__lte=written).first()
    return before or same.filter(kind__in=MeetingEvent.TOLD).first()


def _attachments(letter):
    papers = [letter.paper] if letter.paper else []
    if letter.kind == Letter.Kind.CONVOCATION:
        papers += reader.papers_to_approve(letter)
    carried = [(one.file_name, one.pdf(), "application/pdf") for one in papers]
    return carried + pieces.files(letter)


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
        level=level_of_invited(participation),
    )
    return content, method
