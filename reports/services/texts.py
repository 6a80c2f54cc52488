"""Gestures on a report that is being written: opened, written chapter by chapter."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetings.services.errors import Conflict, Refused, WrongStatus

from .. import canvas
from ..models import CoordinationReport, ReportText


def open_report(zone, year):
    """The last edition of the report of ``zone`` and ``year``, created when nobody opened it."""
    rows = CoordinationReport.objects.current()
    report = rows.filter(zone=zone, year=year).first()
    if report is None:
        report, _created = CoordinationReport.objects.get_or_create(zone=zone, year=year, edition=1)
    return report


@transaction.atomic
def save_text(report, chapter, *, text_fr, text_nl, revision, by):
    """Keep the written part of a chapter if nobody saved it since ``revision`` (0: still empty).

    Raises ``Conflict`` (with the text as it stands) when somebody did, ``WrongStatus`` once the
    report is validated or decided upon, ``Refused`` for a chapter that takes no text.
    """
    report = locked_open(report)
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


def locked_open(report):
    """``locked_draft``, for what the commission would have had under its eyes.

    Raises ``WrongStatus`` once it approved or contested the report, until that is taken back.
    """
    report = locked_draft(report)
    if report.is_decided:
        raise WrongStatus(
            _(
                "La commission a décidé sur ce rapport : ses textes, ses annexes et ses réglages "
                "ne changent plus, sauf à reprendre d’abord son verdict."
            )
        )
    return report


def locked_draft(report):
    """The report, held while it changes. Raises ``WrongStatus`` once it is validated."""
    locked = CoordinationReport.objects.select_for_update(of=("self",))
    report = locked.select_related("zone").get(pk=report.pk)
    if report.status not in CoordinationReport.WRITABLE:
        raise WrongStatus(_("Ce rapport est validé : ses textes et ses chiffres ne changent plus."))
    return report
