"""The coordination report as a PDF: live while it is written, stored once it is validated."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from concertation import pdf
from concertation.pdf_progress import pages_told

from . import annexes, export, indicators, snapshot
from .documents_parts import chapter_template, editions, languages_of
from .permissions import is_validated
from .reading import find_report
from .wording import without_addresses

__all__ = ["chapter_template", "file_name", "is_known_year", "render", "report"]

STEPS = 4


def file_name(zone, year):
    """« Rapport-Zone-Sud-2020.pdf »."""
    return f"Rapport-Zone-{zone.name_fr.replace(' ', '-')}-{year}.pdf"


def is_known_year(year):
    """Years a report can be about: since the cahier des charges, and up to the next one."""
    return 1992 <= year <= timezone.localdate().year + 1


def report(zone, year, report=None, *, language=None, on_step=None):
    """The bytes of the report of ``zone`` and ``year``; the same rows give the same bytes.

    A validated report gives back the paper kept at its validation, whatever changed since.
    ``report``: the ``CoordinationReport`` when the caller has it; ``language``, ``on_step``: as
    ``render``.
    """
    if report is None:
        report, _texts = find_report(zone, year)
    if is_validated(report):
        return report.paper.pdf()
    return render(zone, year, report, language=language, on_step=on_step)


def render(zone, year, report=None, *, data=None, language=None, snapshot_data=None, on_step=None):
    """Typeset the report from the live rows, its annexes at the end; bytes of a PDF.

    ``report`` may be None: nobody wrote anything yet. ``data``: the ``ZoneYear`` when the caller
    has it. ``language``: ``fr``, ``nl`` or ``both`` (the two versions, one after the other, in one
    file), else that of the report. ``snapshot_data``: what is frozen with it, carried inside a
    sealed paper as JSON. ``on_step(words, done, total)`` is told how far it is.
    """
    told = on_step or (lambda words, done, total: None)
    languages = languages_of(report, language)
    told(_("Lecture des données de l’année"), 0, STEPS)
    data = data or indicators.gather(zone, year)
    told(_("Écriture des chapitres"), 1, STEPS)
    placed = annexes.placed(report)
    html, title = paper_html(zone, year, report, data, languages, placed)
    told(_("Mise en page"), 2, STEPS)
    sealed = is_validated(report)
    with pages_told(lambda page: told(_("Mise en page, page %(n)d") % {"n": page}, 2, STEPS)):
        content = pdf.html_to_pdf(
            html,
            language=languages[0],
            title=title,
            sealed=sealed,
            attachments=_attached(zone, year, snapshot_data) if sealed else (),
            created=report.validated_at if sealed else None,
        )
    if placed:
        told(_("Ajout des annexes"), 3, STEPS)
        content = annexes.fill(content, placed)
    told(_("Rapport prêt"), STEPS, STEPS)
    return content


def paper_html(zone, year, report, data, languages, placed=()):
    """(HTML of the paper without any e-mail address, its title)."""
    told = editions(zone, year, report, data, languages)
    with translation.override(languages[0]):
        context = {"zone": zone, "year": year, "editions": told, "is_both": len(told) > 1}
        context["annexes"] = placed
        context["title"] = " / ".join(edition["title"] for edition in told)
        html = pdf.render_html("pdf/report.html", context, languages[0])
    return without_addresses(html), context["title"]


def _attached(zone, year, snapshot_data):
    """The figures and tables as they were frozen, inside the paper that prints them.

    As anybody outside the zone may read them: the paper travels.
    """
    if not snapshot_data:
        return ()
    content = export.json(snapshot.seen_by(snapshot_data, in_zone=False))
    name = f"chiffres-{zone.code}-{year}.json"
    return (pdf.AttachedFile(name, content, _("Chiffres et tables du rapport")),)
