"""The letters of a report on its way: to read it again, to remark on it, to deposit it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from concertation.mail import absolute, build_message
from meetings import wording
from meetings.emails.names import plain_name
from meetings.redline import KEPT, OUT, pieces, redline
from zones.models import Coordination

from .. import canvas
from ..services import presenting


def review(letter):
    """« Un rapport à relire »: to the second reader, with the way to the draft."""
    asked = letter.report_reviewer
    report, zone = asked.report, asked.report.zone
    with override(letter.language):
        context = _shared(letter, report) | {
            "name": asked.user.full_name,
            "asked_by": asked.asked_by.full_name if asked.asked_by else "",
            "report_link": absolute(report.get_absolute_url()),
            "review_link": absolute(reverse("reports:reading", args=[zone.code, report.year])),
        }
    return _message("report_review", letter, report, context)


def readers(letter):
    """« Le rapport est soumis à la commission »: to a member, with their personal link."""
    reader = letter.report_reader
    with override(letter.language):
        context = _shared(letter, reader.report) | {
            "name": plain_name(reader.person.full_name),
            "institution": plain_name(reader.organisation_name),
            "is_guest": False,
            "read_link": presenting.reader_link(reader),
        }
    return _message("report_readers", letter, reader.report, context)


def remark(letter):
    """What became of a remark: accepted with the words that changed, noted, rejected and why."""
    found = letter.report_remark
    report, reader = found.report, found.reader
    with override(letter.language):
        chapters = canvas.chapters_of(report, report.year)
        title = next((one.title for one in chapters if one.key == found.chapter), "")
        context = _shared(letter, report) | {
            "remark": found,
            "chapter": title,
            "marked": redline(found.before, found.after),
            "changes": [
                (kind == OUT, " ".join(text.split()))
                for kind, text in pieces(found.before, found.after)
                if kind != KEPT and text.strip()
            ],
            "name": plain_name(found.author_name),
            "institution": plain_name(found.organisation_name),
            "is_guest": False,
            "read_link": presenting.reader_link(reader) if reader else "",
        }
    return _message("report_remark", letter, report, context)


def deposit(letter):
    """The report itself, to Actiris: the very bytes that were kept when it was validated."""
    paper = letter.paper
    report = paper.reports.select_related("zone", "replaces").get()
    with override(letter.language):
        context = _shared(letter, report) | {
            "name": "",
            "communes": [commune.name for commune in report.zone.communes.all()],
            "sha256": paper.sha256,
            "file_name": paper.file_name,
        }
    attached = [(paper.file_name, paper.pdf(), "application/pdf")]
    return _message("deposit", letter, report, context, attachments=attached)


def _shared(letter, report):
    return {
        "language": letter.language,
        "report": report,
        "zone": report.zone,
        "year": report.year,
        "body_name": "",
        "organisers": [one.name for one in organisers(report)],
        "privacy_link": absolute(reverse("privacy")),
    }


def organisers(report):
    """The institutions that coordinate the zone today: they sign, and get the answers."""
    rows = Coordination.objects.on(timezone.localdate()).filter(zone=report.zone)
    return [row.organisation for row in rows.select_related("organisation")]


def _message(template, letter, report, context, attachments=()):
    with override(letter.language):
        sender = wording.sender_name(report.zone)
    return build_message(
        template=template,
        context=context,
        language=letter.language,
        to=letter.to_email,
        from_name=sender,
        reply_to=[one.email for one in organisers(report) if one.email],
        attachments=attachments,
        message_id=letter.message_id,
    )
