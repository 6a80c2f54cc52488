"""Reading reports without counting queries twice."""

from django.db.models import F

from .models import CoordinationReport, ReportText


def find_report(zone, year):
    """``(report or None, {chapter: ReportText})`` of a zone and year; one query."""
    rows = (
        CoordinationReport.objects.filter(zone=zone, year=year)
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
    """``{zone id: (report, {chapter: ReportText})}`` of every zone in ``year``; two queries."""
    rows = CoordinationReport.objects.filter(year=year).defer("figures")
    rows = rows.prefetch_related("texts")
    return {row.zone_id: (row, {text.chapter: text for text in row.texts.all()}) for row in rows}
