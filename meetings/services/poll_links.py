"""The personal link of a date poll: signed with a salt of its own, it opens one voter's page."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from concertation.mail import absolute

from ..models import DatePoll, PollVoter
from .errors import BadLink

SALT = "concertation.poll"


def make_token(voter):
    """The signed part of the link: reveals nothing, and opens no other kind of page."""
    return signing.dumps(voter.pk, salt=SALT)


def read_token(token):
    """The voter behind a personal link, with poll and zone.

    Raises ``BadLink`` when it was altered or cut, or when its poll was never opened.
    """
    try:
        pk = signing.loads(token, salt=SALT)
        rows = PollVoter.objects.select_related("poll__zone", "poll__working_group")
        return rows.exclude(poll__status=DatePoll.Status.DRAFT).get(pk=pk)
    except (signing.BadSignature, PollVoter.DoesNotExist) as error:
        raise BadLink(
            _("Ce lien n’est pas complet : ouvrez-le depuis la lettre sans le changer.")
        ) from error


def poll_link(voter):
    """The absolute address of the page where one person answers."""
    return absolute(reverse("meetings:poll_answer", args=[make_token(voter)]))
