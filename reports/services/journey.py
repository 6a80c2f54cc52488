"""Gestures that end the writing of a report: validate it, note that it left for Actiris."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Paper
from meetings.services.errors import Refused, WrongStatus

from .. import documents, indicators
from ..models import CoordinationReport
from .texts import locked_draft


@transaction.atomic
def validate_report(report, *, by, at=None):
    """Freeze the report: its figures and its PDF as they stand, in one transaction.

    Later corrections of the data change the live page and not one byte of the report. Raises
    ``WrongStatus`` when it is already validated, ``Refused`` before the year has begun. ``at``:
    the moment it was validated, when that is not now.
    """
    report = locked_draft(report)
    if report.year > timezone.localdate().year:
        raise Refused(_("L’année du rapport n’a pas commencé."))
    report.validated_at, report.validated_by = at or timezone.now(), by
    report.status = CoordinationReport.Status.VALIDATED
    data = indicators.gather(report.zone, report.year)
    report.figures = indicators.figures(report.zone, report.year, data)
    report.paper = Paper.objects.create(
        kind=Paper.Kind.REPORT,
        language="fr",
        file_name=documents.file_name(report.zone, report.year),
        content=documents.render(report.zone, report.year, report, data=data),
    )
    report.save()
    return report


@transaction.atomic
def mark_sent(report, *, on, by):
    """Note the day the validated report left for Actiris (a date, neither future nor too early)."""
    report = CoordinationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.status != CoordinationReport.Status.VALIDATED:
        raise WrongStatus(_("Validez le rapport avant de le transmettre."))
    if on > timezone.localdate():
        raise Refused(_("La date de transmission est dans l’avenir."))
    if on < timezone.localtime(report.validated_at).date():
        raise Refused(_("Le rapport a été validé après cette date."))
    report.sent_on = on
    report.save(update_fields=["sent_on"])
    return report
