"""The letters about reports: kind → builder, told to the outbox when the application starts."""

from meetings.models import Letter

from ..services import deposit
from . import journey, listening, nudges

BUILDERS: dict[str, callable] = {
    Letter.Kind.REPORT_REVIEW: journey.review,
    Letter.Kind.REPORT_READERS: journey.readers,
    Letter.Kind.REPORT_REMARK: journey.remark,
    Letter.Kind.REPORT_DEPOSIT: journey.deposit,
    Letter.Kind.REPORT_NUDGE: nudges.build_nudge,
    Letter.Kind.SURVEY: listening.build_survey,
    Letter.Kind.SURVEY_REMINDER: listening.build_survey,
    Letter.Kind.FEEDBACK: listening.build_feedback,
}

#: Told once their letter left: see ``meetings.services.delivery``.
ONCE_SENT: dict[str, callable] = {Letter.Kind.REPORT_DEPOSIT: deposit.settle}
