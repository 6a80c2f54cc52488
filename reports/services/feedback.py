"""Three questions after a meeting, to those who were there; a zone switches them on."""

import logging
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.mail import absolute
from meetings import tasks
from meetings.models import Letter, Meeting, Participation
from meetings.services.errors import BadLink, Refused, WrongStatus

from ..expectations import AFTER_A_MEETING
from ..models import Feedback, FeedbackRequest, FeedbackSetting
from ..models.listening import FEWEST, OPEN_DAYS
from .survey import OPENS_AT, known_scores

logger = logging.getLogger("concertation.clock")

SALT = "concertation.feedback"
#: Asked within these days after the meeting, or not at all.
ASK_WITHIN = timedelta(days=4)


def switch(zone, *, on):
    """Ask the three questions after the meetings of the zone, or stop."""
    FeedbackSetting.objects.update_or_create(zone=zone, defaults={"is_on": on})
    if on:
        tasks.keep_the_clock()


def is_open(meeting):
    """Whether the links of a meeting still take answers."""
    return timezone.localdate() <= meeting.held_on + timedelta(days=OPEN_DAYS)


def ask_due(now=None):
    """What the clock does: ask those who were there, once a meeting whose attendance is closed.

    Run as often as one likes. Returns the number of letters queued; a meeting that fails does not
    stop the others.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour < OPENS_AT:
        return 0
    zones = FeedbackSetting.objects.filter(is_on=True).values("zone")
    due = Meeting.objects.filter(
        zone__in=zones,
        status__in=Meeting.HELD,
        is_imported=False,
        ends_at__lt=now,
        ends_at__gt=now - ASK_WITHIN,
    ).exclude(participations__feedback_request__isnull=False)
    letters = 0
    for pk in due.values_list("pk", flat=True):
        try:
            letters += _ask(pk)
        except Exception:
            logger.exception("the three questions of meeting %s could not leave", pk)
    return letters


@transaction.atomic
def _ask(pk):
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=pk)
    if FeedbackRequest.objects.filter(participation__meeting=meeting).exists():
        return 0  # another worker was first
    rows = _present(meeting)
    if len(rows) < FEWEST:
        return 0  # nothing could ever be shown
    letters = [
        Letter(
            meeting=meeting,
            participation=row,
            kind=Letter.Kind.FEEDBACK,
            to_email=row.email,
            language=row.language,
        )
        for row in rows
    ]
    Letter.objects.bulk_create(letters)
    FeedbackRequest.objects.bulk_create(
        FeedbackRequest(participation=row, letter=letter)
        for row, letter in zip(rows, letters, strict=True)
    )
    transaction.on_commit(tasks.wake_the_postman)
    return len(letters)


def _present(meeting):
    """Who was in the room and has an address, once each; not those who held the meeting."""
    rows = meeting.participations.present().exclude(email="")
    rows = rows.exclude(capacity=Participation.Capacity.COORDINATION).order_by("pk")
    return list({row.email.lower(): row for row in rows}.values())


# --- The personal link ----------------------------------------------------------------------------


def make_token(asked):
    """The signed part of the link of a ``FeedbackRequest``."""
    return signing.dumps(asked.pk, salt=SALT)


def read_token(token):
    """The ``FeedbackRequest`` behind a link. Raises ``BadLink`` when it was altered or cut."""
    try:
        rows = FeedbackRequest.objects.select_related("participation__meeting__zone")
        return rows.get(pk=signing.loads(token, salt=SALT))
    except (signing.BadSignature, FeedbackRequest.DoesNotExist) as error:
        raise BadLink(
            _("Ce lien n’est pas complet : ouvrez-le depuis la lettre sans le changer.")
        ) from error


def link(asked):
    return absolute(reverse("reports:feedback_answer", args=[make_token(asked)]))


@transaction.atomic
def answer(asked, scores, comment=""):
    """Keep an answer that is nobody’s, as for the barometer; see ``survey.answer``."""
    asked = FeedbackRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    meeting = Meeting.objects.get(participations=asked.participation_id)
    if not is_open(meeting):
        raise WrongStatus(_("Il est trop tard : la réponse n’a pas été enregistrée."))
    if asked.answered_on:
        raise WrongStatus(
            _("Votre réponse est déjà arrivée. Elle est anonyme : elle ne se change plus.")
        )
    scores, comment = known_scores(scores, AFTER_A_MEETING), comment.strip()
    if not scores and not comment:
        raise Refused(_("Répondez à une question au moins, ou laissez un mot."))
    Feedback.objects.create(meeting=meeting, scores=scores, comment=comment)
    asked.answered_on = timezone.localdate()
    asked.save(update_fields=["answered_on"])
    return asked
