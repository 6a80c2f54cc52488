"""The personal link of a PV letter: its reader reads the PV at their level and remarks on it."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from concertation.mail import absolute

from ..models import PV, Participation
from .errors import BadLink, TakenOff
from .sealing import may_receive

SALT = "concertation.remarks"


def make_token(participation):
    """The signed part of the link: reveals nothing, and opens no other kind of page."""
    return signing.dumps(participation.pk, salt=SALT)


def read_token(token):
    """The participation behind a link, its meeting with the PV.

    Raises ``BadLink`` when it was altered or cut, or when its PV never left; ``TakenOff`` once the
    PV is not for this reader any more.
    """
    sentence = _("Ce lien n’est pas complet : ouvrez-le depuis la lettre sans le changer.")
    try:
        pk = signing.loads(token, salt=SALT)
        rows = Participation.objects.select_related("meeting__zone", "meeting__pv__decided_in")
        row = rows.get(pk=pk)
        pv = row.meeting.pv
    except (signing.BadSignature, Participation.DoesNotExist, PV.DoesNotExist) as error:
        raise BadLink(sentence) from error
    if pv.is_draft and pv.edition == 1:
        raise BadLink(sentence)
    if not may_receive(row, row.meeting):
        raise TakenOff(_("Ce PV ne se lit plus par ce lien."))
    return row


def remark_link(participation):
    """The absolute address of the page where one reader reads and remarks."""
    return absolute(reverse("meetings:pv_link", args=[make_token(participation)]))
