"""What the page that announces a date shows before anything leaves."""

from . import pages_letters
from .models import Letter
from .services import convening
from .services.planning_announce import to_announce
from .services.recipients import leads


def before(meeting):
    """Who gets the letter, who is to be called, and the e-mail as it will look.

    Where nobody made a list yet, the one that announcing will make: reading writes nothing.
    """
    rows = list(meeting.participations.filter(is_invited=True))
    if rows:
        told = to_announce(meeting)
    else:
        rows = convening.expected_members(meeting)
        told = [row for row in leads(rows) if row.email]
    return {
        "told": told,
        "to_call": [row for row in rows if not row.email],
        "preview": preview(meeting, told[0]) if told else None,
    }


def preview(meeting, row):
    """The e-mail as it would leave for ``row``, without their personal link."""
    letter = Letter(
        meeting=meeting,
        participation=row,
        kind=Letter.Kind.DATE,
        to_email=row.email,
        language=row.language,
        message_id="<apercu@concertation>",
    )
    return pages_letters.preview(letter, row.person_name)
