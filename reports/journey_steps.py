"""Where a report stands on its way to Actiris: the line of steps, and the next gesture."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from concertation.typography import date_short

from .models import CoordinationReport
from .permissions import is_deposited, is_validated

Status, Style = CoordinationReport.Status, CoordinationReport.Style


@dataclass(frozen=True)
class Next:
    """The one button of the page: where it leads, and what it says will happen."""

    url: str
    label: str


def steps(report, *, has_reader, linked=True):
    """The line for ``components/steps.html``: dicts of label, note, state and url.

    ``has_reader``: somebody else coordinates the zone, the draft can be read again. ``linked``:
    with the addresses of the coordination's pages. Exactly one step is « now » until the deposit.
    """
    line = [
        _step(report, _("Rédaction"), "report", report.status != Status.DRAFT),
        *_reading(report, has_reader),
        *_commission(report),
        _step(report, _("Validation"), "validate", is_validated(report), report.validated_at),
        _step(report, _("Dépôt à Actiris"), "deposit", is_deposited(report), report.sent_on),
    ]
    current = next((step for step in line if step["state"] != "done"), None)
    for step in line:
        if step is current:
            step["state"] = "now"
        if not linked or step["state"] == "todo":
            step["url"] = ""
    return line


def _reading(report, has_reader):
    if not has_reader and report.status != Status.REVIEW:
        return
    is_over = report.status in (Status.PRESENTED, Status.VALIDATED)
    step = _step(report, _("Relecture"), "reading", is_over)
    if is_over and not report.readings.exists():
        step["note"] = _("sans relecture")
    yield step


def _commission(report):
    if report.style != Style.PRESENTED:
        return
    page = "verdict" if report.status == Status.PRESENTED else "present"
    step = _step(report, _("Commission"), page, bool(report.verdict))
    step["note"] = report.get_verdict_display()
    yield step


def _step(report, label, page, is_done, day=None):
    return {
        "label": label,
        "note": date_short(day) if day else "",
        "state": "done" if is_done else "todo",
        "url": _url(report, page),
    }


def _url(report, page):
    return reverse(f"reports:{page}", args=[report.zone.code, report.year])


def next_step(report, *, has_reader):
    """``Next`` for the coordination; None once the report is deposited."""
    if is_deposited(report):
        return None
    if is_validated(report):
        return Next(_url(report, "deposit"), _("Transmettre à Actiris"))
    if report.status == Status.DRAFT and has_reader:
        return Next(_url(report, "reading"), _("Faire relire le rapport"))
    if report.style != Style.PRESENTED or report.verdict:
        return Next(_url(report, "validate"), _("Valider le rapport"))
    if report.status == Status.PRESENTED:
        return Next(_url(report, "verdict"), _("Noter le verdict de la commission"))
    return Next(_url(report, "present"), _("Soumettre à la commission"))
