"""What the pages show, ready for their templates."""

from zones.permissions import zones_of

from . import canvas, completeness, documents, indicators, wording
from .contents import contents
from .permissions import can_read_texts, can_write_report, is_validated


def report_page(user, zone, year, report, texts):
    """The context of a report's page for this reader.

    The region reads figures at any time, and texts once they are validated; partners only come
    once the report is validated (the view saw to it).
    """
    data = indicators.gather(zone, year)
    communes = list(zone.communes.all())
    writes = can_write_report(user, zone)
    reads = can_read_texts(user, zone, report)
    share = completeness.share_written(year, texts)
    return {
        **contents(
            data,
            indicators.figures(zone, year, data),
            communes,
            in_zone=zone.pk in zones_of(user),
            with_drafts=writes,
        ),
        "communes_line": " · ".join(commune.name for commune in communes),
        "report": report,
        "is_validated": is_validated(report),
        "can_write": writes and not is_validated(report),
        "coordinates": writes,
        "reads_texts": reads,
        "state": wording.report_state(report, share),
        "share": share,
        "missing": list(completeness.missing(data)) if writes and not is_validated(report) else [],
        "to_write": completeness.chapters_to_write(year, texts),
        "chapters": [_chapter(one, texts, reads) for one in canvas.chapters(year) if one.number],
        "years": (year - 1, year + 1),
    }


def validation_page(zone, year, texts):
    """What the validation is about to freeze, and what is still missing."""
    data = indicators.gather(zone, year)
    return {
        "zone": zone,
        "year": year,
        "missing": list(completeness.missing(data)),
        "to_write": completeness.chapters_to_write(year, texts),
    }


def _chapter(chapter, texts, reads):
    text = texts.get(chapter.key)
    return {
        "chapter": chapter,
        "template": documents.chapter_template(chapter),
        "text": text if reads else None,
        "is_filled": completeness.is_filled(text),
    }
