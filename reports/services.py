"""Gestures on a report: open, write, validate, note that it left for Actiris."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Paper
from meetings.services.errors import Conflict, Refused, WrongStatus

from . import canvas, documents, indicators
from .models import CoordinationReport, ReportText


def open_report(zone, year):
    """The report of ``zone`` and ``year``, created empty when nobody opened it yet."""
    report, _created = CoordinationReport.objects.get_or_create(zone=zone, year=year)
    return report


@transaction.atomic
def save_text(report, chapter, *, text_fr, text_nl, revision, by):
    """Keep the written part of a chapter if nobody saved it since ``revision`` (0: still empty).

    Raises ``Conflict`` (with the text as it stands) when somebody did, ``WrongStatus`` once the
    report is validated, ``Refused`` for a chapter that takes no text.
    """
    report = _locked_draft(report)
    wanted = canvas.chapter(report.year, chapter)
    if wanted is None or not wanted.is_written:
        raise Refused(_("Ce chapitre ne se rédige pas."))
    text = report.texts.filter(chapter=chapter).first()
    if text is None:
        text = ReportText(report=report, chapter=chapter, revision=0)
    if text.revision != revision:
        raise Conflict(_("Quelqu’un d’autre a modifié ce chapitre entre-temps."), text)
    text.text_fr, text.text_nl = text_fr.strip(), text_nl.strip()
    text.revision, text.updated_by = revision + 1, by
    try:
        with transaction.atomic():
            text.save()
    except IntegrityError:
        current = report.texts.get(chapter=chapter)
        sentence = _("Quelqu’un d’autre a modifié ce chapitre entre-temps.")
        raise Conflict(sentence, current) from None
    return text


def _locked_draft(report):
    locked = CoordinationReport.objects.select_for_update(of=("self",))
    report = locked.select_related("zone").get(pk=report.pk)
    if report.status != CoordinationReport.Status.DRAFT:
        raise WrongStatus(_("Ce rapport est validé : ses textes et ses chiffres ne changent plus."))
    return report


@transaction.atomic
def validate_report(report, *, by, at=None):
    """Freeze the report: its figures and its PDF as they stand, in one transaction.

    Later corrections of the data change the live page and not one byte of the report. Raises
    ``WrongStatus`` when it is already validated, ``Refused`` before the year has begun. ``at``:
    the moment it was validated, when that is not now.
    """
    report = _locked_draft(report)
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
