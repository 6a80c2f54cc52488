"""The coordination report as a PDF: live while it is written, stored once it is validated."""

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from concertation import pdf
from concertation.one_moment import one_moment

from . import annexes, export, indicators, snapshot
from .documents_parts import chapter_template, editions, languages_of
from .permissions import is_validated
from .reading import find_report
from .wording import without_addresses

__all__ = [
    "carried",
    "chapter_template",
    "file_name",
    "is_known_year",
    "render",
    "report",
    "typeset",
    "write",
]

STEPS = 3


def file_name(zone, year, edition=None, suffix="pdf", what="Rapport"):
    """« Rapport-Zone-Sud-2020.pdf »; an edition that replaces another says which it is."""
    name = f"{what}-Zone-{zone.name_fr.replace(' ', '-')}-{year}"
    if edition and edition > 1:
        name += f"-edition-{edition}"
    return f"{name}.{suffix}"


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


def render(zone, year, report=None, *, language=None, on_step=None):
    """Typeset the report from the live rows, its annexes at the end; bytes of a PDF.

    ``report`` may be None: nobody wrote anything yet. ``language``: ``fr``, ``nl`` or ``both`` (the
    two versions, one after the other, in one file), else that of the report. ``on_step(words, done,
    total)`` is told how far it is.
    """
    told = on_step or unheard
    told(_("Lecture des données de l’année"), 0, STEPS)
    placed = annexes.placed(report)
    with one_moment():
        data = indicators.gather(zone, year)
        written = write(zone, year, report, data, languages_of(report, language), placed)
    return typeset(written, on_step=told)


def unheard(words, done, total):
    """Nobody follows the making."""


@dataclass(frozen=True)
class Written:
    """A report in words, to be set: nothing is read any more.

    ``editions``: its versions, one a language; ``placed``: its annexes; ``html`` holds no e-mail
    address.
    """

    html: str
    title: str
    editions: list
    placed: list


def write(zone, year, report, data, languages, placed=()):
    """The ``Written`` of the report, from ``data`` and the rows around it."""
    told = editions(zone, year, report, data, languages)
    with translation.override(languages[0]):
        context = {"zone": zone, "year": year, "editions": told, "is_both": len(told) > 1}
        context["annexes"] = placed
        context["title"] = " / ".join(edition["title"] for edition in told)
        html = pdf.render_html("pdf/report.html", context, languages[0])
    return Written(without_addresses(html), context["title"], told, placed)


def typeset(written, *, on_step=None, sealed_at=None, attachments=()):
    """The bytes of the PDF.

    ``sealed_at``: the moment of the validation, for a PDF/A with ``attachments``; None while the
    report is live.
    """
    told = on_step or unheard
    told(_("Mise en page"), 1, STEPS)
    content = pdf.long_html_to_pdf(
        written.html,
        on_page=lambda page: told(_("Mise en page, page %(n)d") % {"n": page}, 1, STEPS),
        language=written.editions[0]["language"],
        title=written.title,
        sealed=sealed_at is not None,
        attachments=attachments,
        created=sealed_at,
    )
    if written.placed:
        told(_("Ajout des annexes"), 2, STEPS)
        content = annexes.fill(content, written.placed)
    told(_("Rapport prêt"), STEPS, STEPS)
    return content


def carried(snapshot_data):
    """The figures and tables as they were frozen, inside the paper that prints them.

    As anybody outside the zone may read them: the paper travels.
    """
    content = export.json(snapshot.seen_by(snapshot_data, in_zone=False))
    name = f"chiffres-{snapshot_data['zone']}-{snapshot_data['year']}.json"
    return (pdf.AttachedFile(name, content, _("Chiffres et tables du rapport")),)
