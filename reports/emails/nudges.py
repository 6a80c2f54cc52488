"""The Region's reminder of a report that is due: to whoever coordinates the zone."""

from django.urls import reverse
from django.utils.translation import override

from concertation.mail import absolute, build_message

from .. import completeness, due
from ..reading import find_report
from ..synthesis.wording import progress_word


def build_nudge(letter):
    """« Le rapport est attendu »: when, how far it is, and the way to it."""
    nudge = letter.report_nudge
    zone, year = nudge.zone, nudge.year
    with override(letter.language):
        context = {
            "language": letter.language,
            "name": nudge.user.full_name,
            "zone": zone,
            "year": year,
            "due": due.due_of(year),
            "state": _state(zone, year),
            "body_name": "",
            "organisers": [],
            "report_link": absolute(reverse("reports:report", args=[zone.code, year])),
            "privacy_link": absolute(reverse("privacy")),
        }
    return build_message(
        template="report_nudge",
        context=context,
        language=letter.language,
        to=letter.to_email,
        reply_to=[nudge.by.email] if nudge.by and nudge.by.email else [],
        message_id=letter.message_id,
    )


def _state(zone, year):
    report, texts = find_report(zone, year)
    return progress_word(
        {
            "status": report.status if report else "",
            "share": completeness.share_written(year, texts),
            "sent_on": None,
            "edition": None,
        }
    )
