"""How far a mailing is, and one letter of it."""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from . import contacts, emails
from .models import Letter, Meeting

#: The address of a page that is its reader’s alone: their answer, their remarks, their opinion.
PERSONAL_LINK = re.compile(
    r"https?://\S*?/(?:reponse|sondage|action|pv/lire|rapport|barometre|trois-questions)/\S+"
)
#: Seconds between two looks: while letters leave, and while all of them wait for a later try.
OFTEN, SELDOM = 2, 30


@dataclass(frozen=True)
class Progress:
    """The last mailing of a meeting, a letter sent again counting for the one it follows."""

    label: str
    total: int
    sent: int
    refused: int
    withdrawn: int
    waiting: int
    is_leaving: bool

    @property
    def again_in(self):
        """Seconds before the figures are worth reading again; 0 when nothing waits."""
        return (OFTEN if self.is_leaving else SELDOM) if self.waiting else 0


def progress(letters):
    """``Progress`` of the last mailing among the ``letters`` of a meeting, or ``None``.

    ``letters``: rows, in any order; those to nobody on the list are passed over.
    """
    listed = sorted((one for one in letters if one.participation_id), key=lambda one: one.pk)
    if not listed:
        return None
    kind, now = listed[-1].kind, timezone.now()
    mailing = {one.participation_id: one for one in listed if one.kind == kind}.values()
    count = Counter(one.status for one in mailing)
    status = Letter.Status
    return Progress(
        label=listed[-1].get_kind_display(),
        total=len(mailing),
        sent=count[status.SENT],
        refused=count[status.REFUSED],
        withdrawn=count[status.WITHDRAWN],
        waiting=count[status.QUEUED] + count[status.SENDING],
        is_leaving=any(
            one.status == status.SENDING or (one.status == status.QUEUED and one.next_try_at <= now)
            for one in mailing
        ),
    )


def one_letter(meeting, letter, user):
    """A letter as it left, and what it takes to send it again."""
    row = letter.participation
    shows_address = contacts.shows_address(user, row)
    if not shows_address:
        letter.error = server_words(letter)
    status = Letter.Status
    is_over = meeting.status == Meeting.Status.CANCELLED and letter.kind != Letter.Kind.CANCELLATION
    return {
        "meeting": meeting,
        "letter": letter,
        "body": without_personal_link(letter.body),
        "shows_address": shows_address,
        "address": _address_of_today(letter) if row and shows_address else "",
        "can_resend": bool(row) and letter.status in (status.SENT, status.REFUSED) and not is_over,
    }


def server_words(letter):
    """What the server said of a letter, without the address it most often quotes."""
    return re.sub(re.escape(letter.to_email), "…", letter.error, flags=re.IGNORECASE)


def _address_of_today(letter):
    """Where the letter would go: the address of the person, if it was corrected since."""
    row = letter.participation
    return (row.person and row.person.email) or row.email


def preview(letter, name):
    """A letter that was not sent, as ``name`` would read it but for their personal link."""
    message = emails.build(letter)
    return {
        "to": name,
        "language": letter.language,
        "subject": message.subject,
        "body": without_personal_link(message.body),
    }


def without_personal_link(body):
    """The text of a letter without the address that answers in its reader's name.

    Recognised by its shape: the signature changes with the second it was made.
    """
    return PERSONAL_LINK.sub(_("[lien personnel de réponse]"), body)
