"""Letters around a PV that is not settled yet: to the co-animators, to the author of a remark."""

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from concertation.bilingual import localised
from concertation.mail import absolute, build_message

from .. import wording
from ..models import Remark
from ..services.remark_links import remark_link
from .names import plain_name


def review(letter):
    """« Un PV à relire »: to a co-animator, with the way to the draft."""
    meeting = letter.meeting
    user = User.objects.filter(email=letter.to_email).first()
    with override(letter.language):
        context = _shared(letter) | {
            "name": user.full_name if user else "",
            "asked_by": letter.queued_by.full_name if letter.queued_by else "",
            "pv_link": absolute(meeting.address("pv")),
            "review_link": absolute(
                reverse("meetings:pv_review", args=[meeting.zone.code, meeting.pk])
            ),
        }
    return _message("review", letter, context)


def remark(letter):
    """What became of a remark: accepted with the words that changed, noted, rejected and why."""
    found = _remark_of(letter)
    with override(letter.language):
        title = localised(found.item, "title")[0] if found and found.item else ""
        context = _shared(letter) | {
            "remark": found,
            "name": plain_name(found.author_name) if found else _name(letter),
            "point": title,
            "pv_link": _link(letter),
            "institution": found.organisation_name if found else "",
            "is_guest": False,
        }
    return _message("remark", letter, context)


def _remark_of(letter):
    """The remark this letter answers; one sent again answers its reader's last one."""
    rows = Remark.objects.select_related("item", "pv").exclude(status=Remark.Status.OPEN)
    known = rows.filter(letter=letter.pk).first()
    if known is None and letter.participation:
        rows = rows.filter(participation=letter.participation)
        known = rows.order_by("-decided_at").first()
    return known


def _name(letter):
    return letter.participation.person_name if letter.participation else ""


def _link(letter):
    if letter.participation:
        return remark_link(letter.participation)
    return absolute(letter.meeting.address("pv"))


def _shared(letter):
    meeting = letter.meeting
    return {
        "language": letter.language,
        "meeting": meeting,
        "zone": meeting.zone,
        "organisers": [organiser.name for organiser in wording.organisers(meeting)],
        "body_name": wording.body_name(meeting),
        "record": meeting.pv.get_kind_display(),
        "the_record": wording.the_record(meeting.pv),
        "privacy_link": absolute(reverse("privacy")),
    }


def _message(template, letter, context):
    with override(letter.language):
        sender = wording.sender_name(letter.meeting.zone)
        organisers = wording.organisers(letter.meeting)
    return build_message(
        template=template,
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        reply_to=[org.email for org in organisers if org.email],
        message_id=letter.message_id,
    )
