"""The coordination report as a PDF: live while it is written, stored once it is validated."""

from django.utils import timezone, translation

from concertation import pdf
from concertation.bilingual import localised
from concertation.typography import rich
from zones.models import Coordination

from . import canvas, indicators
from .contents import contents
from .permissions import is_validated
from .reading import find_report
from .wording import without_addresses

#: Chapters that show rows or figures; the others are only written.
WITH_FIGURES = (
    "zone",
    "cadre",
    "reunions",
    "participation",
    "themes",
    "groupes",
    "avis",
    "suivi",
    "objectifs",
    "annexes",
)
#: Chapters that open a page; the others follow on.
NEW_PAGE = ("zone", "reunions", "participation", "annexes")


def file_name(zone, year):
    """« Rapport-Zone-Sud-2020.pdf »."""
    return f"Rapport-Zone-{zone.name_fr.replace(' ', '-')}-{year}.pdf"


def is_known_year(year):
    """Years a report can be about: since the cahier des charges, and up to the next one."""
    return 1992 <= year <= timezone.localdate().year + 1


def report(zone, year, report=None):
    """The bytes of the report of ``zone`` and ``year``; the same rows give the same bytes.

    A validated report gives back the paper kept at its validation, whatever changed since.
    ``report``: the ``CoordinationReport`` when the caller has it. The paper is in French, as sent
    to Actiris; a part written only in Dutch stays in Dutch.
    """
    if report is None:
        report, _texts = find_report(zone, year)
    if is_validated(report):
        return report.paper.pdf()
    return render(zone, year, report)


def render(zone, year, report=None, data=None):
    """Typeset the report from the live rows; ``report`` may be None: nobody wrote anything yet."""
    with translation.override("fr"):
        context = paper_context(zone, year, report, data or indicators.gather(zone, year))
        html = pdf.render_html("pdf/report.html", context, "fr")
    sealed = is_validated(report)
    return pdf.html_to_pdf(
        without_addresses(html),
        language="fr",
        title=context["title"],
        sealed=sealed,
        created=report.validated_at if sealed else None,
    )


def paper_context(zone, year, report, data):
    """Everything the paper shows; PVs are quoted as the members of the zone may read them."""
    texts = find_report(zone, year)[1] if report else {}
    figures = indicators.figures(zone, year, data)
    communes = list(zone.communes.all())
    animators = Coordination.objects.on(data.last_day).filter(zone=zone)
    return {
        **contents(data, figures, communes, in_zone=True, with_drafts=True),
        "title": f"Rapport de coordination {year}, zone {zone.name_fr}",
        "report": report,
        "is_validated": is_validated(report),
        "today": data.today,
        "communes_line": " · ".join(commune.name for commune in communes),
        "animators": [str(row.organisation) for row in animators.select_related("organisation")],
        "chapters": [
            _part(chapter, texts.get(chapter.key))
            for chapter in canvas.chapters(year)
            if chapter.number
        ],
    }


def _part(chapter, text):
    words, language = localised(text, "text", "fr") if text else ("", "fr")
    html = rich(words, links=False, language=language)
    return {
        "chapter": chapter,
        "template": chapter_template(chapter),
        "flows": chapter.key not in NEW_PAGE,
        "is_due": chapter.is_written and not chapter.is_optional,
        "paragraphs": [{"language": language, "html": html}] if words else [],
    }


def chapter_template(chapter):
    """The template of what a chapter shows by itself; "" when it is only written."""
    return f"reports/chapters/{chapter.key}.html" if chapter.key in WITH_FIGURES else ""
