"""Letters about what several zones sign: the request to one, its answer to the other."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from concertation.mail import absolute, build_message
from zones.models import Coordination

from .. import wording
from ..models import CoSignature, Opinion
from .names import plain_name


def build(letter):
    """« La zone Sud demande votre signature », or what the zone that was asked answers.

    As things stood when it was written: tried again later, a request does not become an answer.
    """
    row = CoSignature.objects.with_thing().get(letters=letter)
    told = row.history.as_of(letter.created_at)
    is_answer = told.decided_at is not None
    writing, reading = (row.zone, row.thing.zone) if is_answer else (row.thing.zone, row.zone)
    houses = _houses(writing)
    with override(letter.language):
        context = _context(letter, row, told) | {
            "zone": writing,
            "reading_zone": reading,
            "organisers": [house.name for house in houses],
            "body_name": _("Zone %(name)s") % {"name": writing.name},
        }
        sender = wording.sender_name(writing)
    return build_message(
        template=letter.kind,
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        reply_to=[house.email for house in houses if house.email],
        message_id=letter.message_id,
    )


def _houses(zone):
    """The institutions that coordinate the zone today."""
    rows = Coordination.objects.on(timezone.localdate()).filter(zone=zone)
    return [row.organisation for row in rows.select_related("organisation").order_by("pk")]


def _context(letter, row, told):
    user = User.objects.filter(email=letter.to_email).first()
    thing = row.thing
    is_opinion, is_answer = isinstance(thing, Opinion), told.decided_at is not None
    page = "opinion" if is_opinion else "finding"
    here = reverse("meetings:cosignature", args=[row.zone.code, row.pk])
    there = reverse(f"meetings:{page}", args=[thing.zone.code, thing.pk])
    return {
        "language": letter.language,
        "name": plain_name(user.full_name) if user else "",
        "is_answer": is_answer,
        "is_signed": told.is_signed,
        "is_opinion": is_opinion,
        "thing": str(thing),
        "reason": told.reason,
        "link": absolute(there if is_answer else here),
        "privacy_link": absolute(reverse("privacy")),
    }
