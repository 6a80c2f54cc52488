"""Reading reports without counting queries twice."""

from django.db.models import Exists, F, OuterRef

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


def reports_of(year):
    """``{zone id: (report, {chapter: ReportText})}``, the last edition of each; two queries.

    ``report.has_left``: an edition of it was deposited, be it one before.
    """
    sent = CoordinationReport.objects.filter(
        zone=OuterRef("zone"), year=OuterRef("year"), sent_on__isnull=False
    )
    rows = CoordinationReport.objects.current().filter(year=year).defer("figures")
    rows = rows.annotate(has_left=Exists(sent)).prefetch_related("texts")
    return {row.zone_id: (row, {text.chapter: text for text in row.texts.all()}) for row in rows}
