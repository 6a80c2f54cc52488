"""The letters about reports: kind → builder, told to the outbox when the application starts."""

from meetings.models import Letter

from . import listening

BUILDERS: dict[str, callable] = {
    Letter.Kind.SURVEY: listening.build_survey,
    Letter.Kind.SURVEY_REMINDER: listening.build_survey,
    Letter.Kind.FEEDBACK: listening.build_feedback,
}
