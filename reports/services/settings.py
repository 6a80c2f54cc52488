"""Gestures on how a report is made, and on when the reports of a year are due."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetings.services.errors import Conflict, Refused

from ..due import as_due
from ..models import CoordinationReport, ReportYear
from ..seen import fingerprint
from .texts import locked_open

SETTINGS = (
    "style",
    "language",
    "names_institutions",
    "quotes_zone",
    "evaluation_methods",
    "planned_objectives",
)


def settings_of(report):
    """The settings of a report, or those of one nobody opened yet, as plain data."""
    report = report or CoordinationReport()
    return {name: getattr(report, name) for name in SETTINGS}


@transaction.atomic
def save_settings(report, values, *, seen):
    """Keep the style, language and ticks of a report.

    Raises ``Conflict`` (with the values that stand) when somebody saved others since ``seen``,
    ``WrongStatus`` once it is validated or decided upon, ``Refused`` for another style once it is
    submitted.
    """
    report = locked_open(report)
    current = settings_of(report)
    if values == current:
        return report
    if fingerprint(current) != seen:
        raise Conflict(_meanwhile(), current)
    is_submitted = report.status == CoordinationReport.Status.PRESENTED
    if is_submitted and values["style"] != report.style:
        raise Refused(_("Le rapport est soumis à la commission : son style ne change plus."))
    for name in SETTINGS:
        setattr(report, name, values[name])
    report.save(update_fields=SETTINGS)
    return report


def due_values(due):
    """What the Region notes of a year (``due.Due``), as plain data."""
    return {"due_on": due.on, "to_name": due.to_name, "to_email": due.to_email}


@transaction.atomic
def save_due(year, values, *, seen, by):
    """Note when the reports about ``year`` are due and where they go.

    Raises ``Conflict`` (with the values that stand) when somebody noted others since ``seen``,
    ``Refused`` for a day that no report of that year can be due on.
    """
    row = ReportYear.objects.select_for_update().filter(year=year).first()
    current = due_values(as_due(year, row))
    if row and values == current:
        return row
    if fingerprint(current) != seen:
        raise Conflict(_meanwhile(), current)
    if not date(year, 1, 1) <= values["due_on"] <= date(year + 2, 12, 31):
        raise Refused(_("Un rapport se rend pendant son année ou les deux suivantes."))
    row = row or ReportYear(year=year)
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_by = by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        current = due_values(as_due(year, ReportYear.objects.get(year=year)))
        raise Conflict(_meanwhile(), current) from None
    return row


def _meanwhile():
    return _("Quelqu’un d’autre a enregistré entre-temps.")
