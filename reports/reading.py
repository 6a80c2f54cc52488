"""Reading reports without counting queries twice."""

from django.db.models import F

from .models import CoordinationReport, ReportText
from .permissions import can_write_report


def find_readable(user, zone, year):
    """What an address stands for to this reader; ``can_read_report`` then says whether they may.

    The coordination gets the last edition, the others the last one deposited. One query.
    """
    return find_report(zone, year, deposited=not can_write_report(user, zone))


def find_report(zone, year, *, deposited=False):
    """``(report or None, {chapter: ReportText})``, the last edition of a zone and year; one query.

    ``deposited``: the last one that left for Actiris, whatever is being rectified since.
    """
    editions = CoordinationReport.objects
    editions = editions.deposited() if deposited else editions.current()
    rows = (
        editions.filter(zone=zone, year=year)
        .defer("figures")
        .annotate(
            text_pk=F("texts__pk"),
            chapter=F("texts__chapter"),
            text_fr=F("texts__text_fr"),
            text_nl=F("texts__text_nl"),
            revision=F("texts__revision"),
            saved_at=F("texts__updated_at"),
        )
    )
    report, texts = None, {}
    for row in rows:
        report = report or row
        if row.chapter:
            texts[row.chapter] = ReportText(
                pk=row.text_pk,
                report=row,
                chapter=row.chapter,
                text_fr=row.text_fr,
                text_nl=row.text_nl,
                revision=row.revision,
                updated_at=row.saved_at,
            )
    if report:
        report.zone = zone
    return report, texts


def editions_of(year):
    """``({zone id: last edition}, {zone id: last one deposited})``; two queries.

    ``report.frozen``: the figures it was validated with, None while it is live.
    """
    found = CoordinationReport.objects.current() | CoordinationReport.objects.deposited()
    rows = found.filter(year=year).defer("figures").annotate(frozen=F("figures__figures"))
    last, deposited = {}, {}
    for report in rows.order_by("edition").prefetch_related("texts"):
        last[report.zone_id] = report
        if report.is_deposited:
            deposited[report.zone_id] = report
    return last, deposited


def texts_of(report):
    """``{chapter: ReportText}`` of one of ``editions_of``; None is a report nobody opened."""
    return {text.chapter: text for text in report.texts.all()} if report else {}
