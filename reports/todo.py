"""What a report expects of its coordination, for the page of the zone."""

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Letter

from .models import CoordinationReport, ReportReading, ReportRemark

Status = CoordinationReport.Status


def lines(zone, today):
    """Lines for ``components/todo.html`` about the reports not deposited yet; one query.

    What waits for somebody only: a draft that is being written has its own countdown.
    """
    carried = Letter.objects.filter(kind=Letter.Kind.REPORT_DEPOSIT, paper=OuterRef("paper"))
    carried = carried.exclude(status=Letter.Status.WITHDRAWN).order_by("-pk")
    waiting = Q(remarks__status=ReportRemark.Status.OPEN)
    rows = CoordinationReport.objects.current().filter(zone=zone, sent_on__isnull=True)
    rows = rows.exclude(status=Status.DRAFT).filter(year__gte=today.year - 1).defer("figures")
    rows = rows.annotate(
        waiting=Count("remarks", filter=waiting),
        letter=Subquery(carried.values("status")[:1]),
        read=Subquery(_readings().values("agrees")[:1]),
    )
    found = []
    for row in rows.order_by("year"):
        row.zone = zone
        found += _of(row, today)
    return found


def _readings():
    """What was said of the draft since it was last asked to read it, the last word first."""
    asked = CoordinationReport.objects.filter(pk=OuterRef(OuterRef("pk")))
    asked = asked.annotate(asked_at=Max("reviewers__at")).values("asked_at")
    rows = ReportReading.objects.filter(report=OuterRef("pk"), at__gte=Subquery(asked))
    return rows.order_by("-at", "-pk")


def _of(report, today):
    year = {"year": report.year}
    if report.status == Status.REVIEW:
        yield _of_reading(report)
    elif report.status == Status.PRESENTED:
        yield from _of_commission(report, today)
    elif report.letter == Letter.Status.REFUSED:
        text = _("L’e-mail qui portait le rapport %(year)d à Actiris a été refusé.") % year
        yield _line(report, "late", _("refusé"), text, "deposit", _("Envoyer de nouveau"))
    elif report.letter is None:
        text = _("Le rapport %(year)d est validé : il reste à le transmettre à Actiris.") % year
        yield _line(report, "soon", _("à transmettre"), text, "deposit", _("Transmettre"))


def _of_reading(report):
    year = {"year": report.year}
    if report.read is None:
        text = _("Le rapport %(year)d est en relecture.") % year
        return _line(report, "soon", _("à relire"), text, "reading", _("Relire"))
    if not report.read:
        text = _("Le rapport %(year)d est relu : il ne peut pas encore partir.") % year
        return _line(report, "soon", _("à reprendre"), text, "reading", _("Lire la relecture"))
    if report.style == CoordinationReport.Style.PRESENTED:
        text = _("Le rapport %(year)d est relu : il reste à le soumettre à la commission.") % year
        return _line(report, "soon", _("à soumettre"), text, "present", _("Soumettre"))
    text = _("Le rapport %(year)d est relu : il reste à le valider.") % year
    return _line(report, "soon", _("à valider"), text, "validate", _("Valider"))


def _of_commission(report, today):
    if report.waiting:
        text = ngettext(
            "%(n)d remarque sur le rapport %(year)d attend une réponse.",
            "%(n)d remarques sur le rapport %(year)d attendent une réponse.",
            report.waiting,
        )
        text %= {"n": report.waiting, "year": report.year}
        yield _line(report, "soon", _("à répondre"), text, "remarks", _("Répondre"))
    elif report.verdict:
        text = _("La commission a décidé sur le rapport %(year)d : il reste à le valider.")
        text %= {"year": report.year}
        yield _line(report, "soon", _("à valider"), text, "validate", _("Valider"))
    elif report.remarks_until and report.remarks_until < today:
        text = _("Les remarques sur le rapport %(year)d sont closes : notez le verdict.")
        text %= {"year": report.year}
        yield _line(report, "soon", _("à décider"), text, "verdict", _("Noter le verdict"))


def _line(report, kind, flag, text, page, link):
    return {
        "flag_kind": kind,
        "flag_label": flag,
        "text": text,
        "note": "",
        "url": reverse(f"reports:{page}", args=[report.zone.code, report.year]),
        "link_label": link,
    }
