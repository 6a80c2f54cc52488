"""Letters about what was promised: to each owner theirs; to the coordination, the PV that waits."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from concertation.bilingual import localised
from concertation.mail import absolute, build_message
from concertation.typography import date_long, date_short, plain

from .. import wording
from ..models import ActionNotice, Letter, ReminderKind, ReminderRule
from ..reminder_plan import follow_up_switches
from ..services.action_links import done_link
from ..services.owners import level_at, may_read
from .names import plain_name


def build(letter):
    """« Ce qui vous est confié », or its reminder: the actions of one person in one PV.

    Only what is still to do at the moment it leaves. The words of an action that its owner may not
    read stay out: the letter says how many there are, and that the coordination will call.
    """
    with override(letter.language):
        context = _context(letter)
        sender = wording.sender_name(letter.meeting.zone)
        organisers = wording.organisers(letter.meeting)
    return build_message(
        template=letter.kind,
        context=context | {"organisers": [one.name for one in organisers]},
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        reply_to=[one.email for one in organisers if one.email],
        message_id=letter.message_id,
    )


def _context(letter):
    meeting, person = letter.meeting, letter.person
    notices = _told(letter)
    level = level_at(meeting, person)
    read = [one for one in notices if may_read(level, one.action)]
    days = {one.action.due_on for one in notices}
    return {
        "language": letter.language,
        "meeting": meeting,
        "zone": meeting.zone,
        "name": plain_name(person.full_name),
        "body_name": wording.body_name(meeting),
        "actions": [_line(one.action, person) for one in read],
        "hidden": len(notices) - len(read),
        "count": len(notices),
        "is_late": any(one.kind == ActionNotice.Kind.AFTER for one in notices),
        "due_on": days.pop() if len(days) == 1 else None,
        "privacy_link": absolute(reverse("privacy")),
    }


def _told(letter):
    """The proofs of this letter whose action is still to do, and for the day it was to be done."""
    rows = letter.notices.filter(action__done_on__isnull=True)
    rows = rows.select_related("action__block__item__meeting")
    first = letter.kind == Letter.Kind.ACTIONS
    return [one for one in rows if first or one.for_day == one.action.due_on]


def _line(action, person):
    text, language = localised(action.block, "text")
    return {
        "text": " ".join(plain(text).split()),
        "language": language,
        "due": _due(action),
        "contact": action.contact,
        "link": done_link(action, person),
    }


def _due(action):
    """« avant fin avril (30 avril 2020) »: the words of the meeting, and what date they mean."""
    day = date_long(action.due_on) if action.due_on else ""
    if action.due_text and day:
        return f"{action.due_text} ({date_short(action.due_on)})"
    return action.due_text or day


def pv_late(letter):
    """« Le PV n’est pas parti »: to whom coordinates the zone, with the way to write it."""
    meeting = letter.meeting
    user = User.objects.filter(email=letter.to_email).first()
    rules = follow_up_switches({meeting.zone_id})[meeting.zone_id]
    last = rules[ReminderKind.PV_LATE].days_before + ReminderRule.PV_STEPS[-1]
    written_on = timezone.localdate(letter.created_at or timezone.now())
    days = max(0, (written_on - meeting.held_on).days)
    with override(letter.language):
        context = {
            "language": letter.language,
            "meeting": meeting,
            "zone": meeting.zone,
            "name": user.full_name if user else "",
            "organisers": [one.name for one in wording.organisers(meeting)],
            "body_name": wording.body_name(meeting),
            "days": days,
            "is_last": days >= last,
            "pv_link": absolute(meeting.address("pv")),
            "rules_link": absolute(reverse("meetings:reminders", args=[meeting.zone.code])),
            "privacy_link": absolute(reverse("privacy")),
        }
        sender = wording.sender_name(meeting.zone)
    return build_message(
        template="pv_late",
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        message_id=letter.message_id,
    )
