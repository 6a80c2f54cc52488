"""A deposited report is rectified by a new edition, which says why; the first stays as it left."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetings.services.errors import Refused, WrongStatus

from ..models import CoordinationReport, ReportText
from .annexes import copy_annexes
from .journey import validation_under_way
from .reviewing import forget_letters
from .settings import SETTINGS
from .texts import locked_draft


@transaction.atomic
def rectify(report, *, reason, by):
    """Open the next edition as a draft with the texts and annexes of ``report``; returns it.

    The deposited edition is read by everybody until the next one is deposited. Raises
    ``WrongStatus`` unless it is deposited and not yet replaced, ``Refused`` without a reason.
    """
    rows = CoordinationReport.objects.select_for_update(of=("self",)).defer("figures")
    report = rows.select_related("zone").get(pk=report.pk)
    reason = " ".join(reason.split())
    if not report.is_deposited:
        raise WrongStatus(_("Seul un rapport transmis à Actiris se rectifie."))
    if not reason:
        raise Refused(_("Dites pourquoi le rapport est rectifié : la nouvelle édition l’imprime."))
    sentence = _("Ce rapport est déjà en rectification.")
    if CoordinationReport.objects.filter(replaces=report).exists():
        raise WrongStatus(sentence)
    try:
        with transaction.atomic():
            edition = _next(report, reason)
    except IntegrityError:
        raise WrongStatus(sentence) from None
    _copy_texts(report, edition, by)
    copy_annexes(report, to=edition)
    return edition


def _next(report, reason):
    return CoordinationReport.objects.create(
        zone=report.zone,
        year=report.year,
        edition=report.edition + 1,
        replaces=report,
        rectification=reason,
        **{name: getattr(report, name) for name in SETTINGS},
    )


def _copy_texts(report, edition, by):
    for text in report.texts.all():
        ReportText.objects.create(
            report=edition,
            chapter=text.chapter,
            text_fr=text.text_fr,
            text_nl=text.text_nl,
            updated_by=by,
        )


@transaction.atomic
def abandon(report):
    """Give up a rectification that was not submitted: the deposited edition is the report again.

    Raises ``WrongStatus`` for a first edition, once it went further than the writing, or while a
    worker has it to validate: the next rectification bears the same number, and would be frozen in
    its place.
    """
    report = locked_draft(report)
    if report.edition == 1 or report.status not in CoordinationReport.EARLY:
        raise WrongStatus(_("Il n’y a pas de rectification à abandonner."))
    if validation_under_way(report):
        raise WrongStatus(
            _("La validation de cette édition est en cours : attendez qu’elle se termine.")
        )
    deposited = report.replaces
    forget_letters(report)
    report.delete()
    return deposited
