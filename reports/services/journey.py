"""Freeze a report: its figures and its PDF as they stand, kept in one transaction.

The long part, setting the paper, is done first and locks nothing: nobody waits for it, and on
SQLite nobody else could write meanwhile. What it was set from is then compared with what stands;
if somebody wrote in between, it is set again.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Paper
from meetings.services.errors import Refused, WrongStatus

from .. import documents
from ..models import CoordinationReport, Making
from . import freezing
from .making import ask
from .reviewing import forget_letters
from .texts import locked_draft

Status, Style = CoordinationReport.Status, CoordinationReport.Style

#: Times a report is set again because somebody wrote while it was.
TRIES = 3


@transaction.atomic
def ask_validation(report, *, by):
    """Have a worker validate this edition of ``report``; returns its ``Making``.

    The report is held meanwhile: nobody gives it up between the check and the asking. Raises
    ``WrongStatus`` when it is validated already, or was given up.
    """
    try:
        report = locked_draft(report)
    except CoordinationReport.DoesNotExist:
        raise WrongStatus(_("L’édition à figer n’existe plus : rien n’est figé.")) from None
    edition = {"year": report.year, "language": report.language, "edition": report.edition}
    return ask("validation", zone=report.zone, **edition, by=by)


def validation_under_way(report):
    """The ``Making`` of a validation of this edition that a worker has, or will take up again; or
    None. One query."""
    rows = Making.objects.filter(what="validation", zone=report.zone, year=report.year)
    over = (Making.Status.READY, Making.Status.FAILED)
    rows = rows.filter(edition=report.edition).exclude(status__in=over)
    return rows.defer("content").first()


def freeze(making, on_step):
    """The maker of ``validation``: validate the edition that was asked for; its bytes.

    Asked twice, by two people, or taken up again after a worker died, it freezes once: the second
    gets the same bytes, and a rectification begun since stays a draft. Raises ``Refused`` with the
    sentence that the page of the making shows.
    """
    rows = CoordinationReport.objects.select_related("zone", "paper")
    asked = {"zone": making.zone, "year": making.year, "edition": making.edition}
    report = rows.filter(**asked).first()
    if report is None:
        raise Refused(_("L’édition à figer n’existe plus : rien n’est figé."))
    if not report.is_validated:
        try:
            report = validate_report(report, by=making.asked_by, on_step=on_step)
        except WrongStatus:
            report = rows.get(pk=report.pk)
            if not report.is_validated:
                raise
    return report.paper.pdf()


def validate_report(report, *, by, at=None, on_step=None):
    """Freeze ``report``: figures, labels, canvas and PDF; returns it as it is kept.

    Later corrections of the data change the live page and not one byte of the report. ``at``: the
    moment it was validated, when that is not now; ``on_step``: see ``services.making``. Raises
    ``WrongStatus`` when it is already validated, ``Refused`` when something must come first.
    """
    for _attempt in range(TRIES):
        stands = _as_it_stands(report)
        frozen = freezing.set_paper(stands.report, by=by, at=at, tell=on_step)
        if kept := _keep(stands, frozen):
            return kept
    raise Refused(
        _("Le rapport change pendant qu’il se fige : attendez que chacun ait fini, puis validez.")
    )


@dataclass(frozen=True)
class Standing:
    """A report read at one moment; ``mark``: what must not have moved when it is kept."""

    report: CoordinationReport
    mark: tuple


def _as_it_stands(report):
    rows = CoordinationReport.objects.select_related("zone", "decided_in", "replaces")
    report = rows.get(pk=report.pk)
    if sentence := refusal(report):
        raise (WrongStatus if report.is_validated else Refused)(sentence)
    return Standing(report, _mark(report))


#: What the coordination chose for the paper.
CHOICES = (
    "status",
    "style",
    "language",
    "names_institutions",
    "quotes_zone",
    "evaluation_methods",
    "planned_objectives",
    "verdict",
    "decided_in_id",
    "statement",
    "rectification",
)


def _mark(report):
    texts = report.texts.order_by("pk").values_list("chapter", "revision")
    annexes = report.annexes.order_by("position", "pk")
    annexes = annexes.values_list("pk", "position", "title", "organisation", "sha256")
    return tuple(texts), tuple(annexes), tuple(str(getattr(report, name)) for name in CHOICES)


def refusal(report):
    """Why ``report`` cannot be frozen today, as a sentence; "" when it can."""
    if report.is_validated:
        return _("Ce rapport est validé : ses textes et ses chiffres ne changent plus.")
    if report.year > timezone.localdate().year:
        return _("L’année du rapport n’a pas commencé.")
    if report.style == Style.PRESENTED and not report.verdict:
        return _(
            "Ce rapport se présente en réunion : notez le verdict de la commission avant de le "
            "figer, ou choisissez un autre style."
        )
    return ""


@transaction.atomic
def _keep(stands, frozen):
    """The report with its paper, or None when it moved while the paper was set."""
    report = locked_draft(stands.report)
    if _mark(report) != stands.mark:
        return None
    report.paper = Paper.objects.create(
        kind=Paper.Kind.REPORT,
        language=report.language,
        file_name=documents.file_name(report.zone, report.year, report.edition),
        content=frozen.content,
    )
    report.status, report.figures = Status.VALIDATED, frozen.figures
    report.validated_at, report.validated_by = frozen.at, frozen.by
    report.save()
    forget_letters(report)
    return report
