"""What a validation keeps: the snapshot and the paper, made of the same rows at the same moment."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.one_moment import one_moment

from .. import annexes, documents, documents_parts, indicators, printed_charts
from ..models import CoordinationReport
from ..reading import find_report
from ..snapshot import snapshot

Status = CoordinationReport.Status


@dataclass(frozen=True)
class Frozen:
    """``figures``: the snapshot with the charts of its page; ``content``: the whole PDF."""

    figures: dict
    content: bytes
    at: datetime
    by: object


def set_paper(report, *, by, at, tell):
    """The ``Frozen`` of ``report`` as its rows stand; saves nothing.

    ``report`` is given the state it will have, so that its paper says « validé le … ».
    """
    tell = tell or documents.unheard
    tell(_("Lecture des données de l’année"), 0, documents.STEPS)
    placed = annexes.placed(report)
    report.status, report.validated_by = Status.VALIDATED, by
    report.validated_at = at or timezone.now()
    with one_moment():
        data = indicators.gather(report.zone, report.year)
        _found, texts = find_report(report.zone, report.year)
        report.figures = snapshot(data, report, texts=texts)
        languages = documents_parts.languages_of(report)
        written = documents.write(report.zone, report.year, report, data, languages, placed)
        report.figures["charts"] = printed_charts.charts(report, data, written.editions)
    content = documents.typeset(
        written,
        sealed_at=report.validated_at,
        attachments=documents.carried(report.figures),
        on_step=tell,
    )
    return Frozen(report.figures, content, report.validated_at, by)
