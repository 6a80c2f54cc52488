"""What the pages show, ready for their templates."""

from concertation.memo import remembering
from concertation.one_moment import one_moment

from . import (
    canvas,
    completeness,
    documents,
    due,
    export,
    indicators,
    printed_charts,
    repeated,
    wording,
)
from .contents import contents
from .permissions import can_write_report, is_decided, is_deposited, is_validated, reads_in_zone
from .reading import find_report
from .snapshot import frozen

#: Chapters whose rows fill pages: folded on the screen until somebody opens them.
FOLDED = ("reunions", "annexes")


@remembering()
def report_page(user, zone, year, report, texts, *, whole=False):
    """The context of a report's page for its coordination: its texts, and what is missing.

    What the chapters are fed with (figures, tables, pictures) follows in one go, ``chapters_data``:
    the texts are there to be written long before five years are counted. ``whole``: all at once,
    for who reads without script.
    """
    data = (indicators.gather if whole else indicators.gather_checks)(zone, year)
    communes = list(zone.communes.all())
    return {
        "zone": zone,
        "year": year,
        "is_whole": whole,
        "communes_line": " · ".join(commune.name for commune in communes),
        "report": report,
        "is_validated": is_validated(report),
        "is_deposited": is_deposited(report),
        "can_write": _writes(user, zone, report),
        "due": due.due_of(year),
        "years": (year - 1, year + 1),
        **(_fed(user, data, communes, report) if whole else {}),
        **_writing(data, report, texts),
    }


def _writes(user, zone, report):
    is_open = not (is_validated(report) or is_decided(report))
    return can_write_report(user, zone) and is_open


@remembering()
def chapters_data(user, zone, year, report):
    """What every chapter of the page is fed with, read at the same moment."""
    with one_moment():
        data, communes = indicators.gather(zone, year), list(zone.communes.all())
        fed = _fed(user, data, communes, report)
    return {
        **fed,
        "report": report,
        "is_validated": is_validated(report),
        "is_whole": True,
        "can_write": _writes(user, zone, report),
        "chapters": [_chapter(one) for one in canvas.chapters_of(report, year) if one.number],
    }


def _fed(user, data, communes, report):
    """The figures as the rows stand now, also those of a validated report: ``drift`` says which
    no longer are those that were frozen."""
    figures = indicators.figures(data.zone, data.year, data)
    in_zone = reads_in_zone(user, data.zone)
    found = contents(data, figures, communes, in_zone=in_zone, with_drafts=True, report=report)
    return found | {"drift": drift(report, figures)}


def _writing(data, report, texts):
    """The chapters with their texts, how complete each is, and what is missing."""
    year, zone = data.year, data.zone
    chapters = canvas.chapters_of(report, year)
    last = find_report(zone, year - 1)[1]
    repeats = repeated.repeated(texts, last)
    found = completeness.checks(data, completeness.noted_of([zone], year)[zone.pk])
    states = completeness.states(chapters, texts, found, repeats)
    share = completeness.share_written(year, texts, chapters)
    return {
        "chapters": [
            _chapter(one)
            | _text(texts.get(one.key), last.get(one.key))
            | {"state": states[one.key], "repeats": repeats.get(one.key, ())}
            for one in chapters
            if one.number
        ],
        "apart": _apart(chapters, texts),
        "state": _state(report, share),
        "share": share,
        "ready": completeness.share_ready(states.values()),
        "missing": [check.line for check in found if check.line],
        "to_write": completeness.chapters_to_write(year, texts, chapters),
        "repeated": [one for one in chapters if one.key in repeats],
    }


def _state(report, share):
    """Which edition it is, when it replaces another, and where it stands."""
    told = (wording.edition(report), wording.report_state(report, share))
    return " · ".join(filter(None, told))


def _chapter(chapter):
    return {
        "chapter": chapter,
        "template": documents.chapter_template(chapter),
        "is_folded": chapter.key in FOLDED,
    }


def _text(text, last):
    return {"text": text, "last": last, "is_filled": completeness.is_filled(text)}


def _apart(chapters, texts):
    """Texts of chapters that the canvas no longer has: shown, never lost, and not printed."""
    known = {one.key for one in chapters}
    return [
        text for key, text in texts.items() if key not in known and completeness.is_filled(text)
    ]


def drift(report, figures):
    """[(label, frozen value, value now)] of the key figures that changed since the validation."""
    kept = frozen(report)
    if not kept:
        return []
    pairs = zip(wording.key_figures(kept["figures"]), wording.key_figures(figures), strict=True)
    return [
        (now["label"], _said(then), _said(now)) for then, now in pairs if _said(then) != _said(now)
    ]


def _said(figure):
    return " ".join(filter(None, (figure["value"], figure["unit"])))


def reading_page(zone, year, report, texts):
    """A deposited report for whoever reads it: what was frozen, not what the rows say since."""
    communes = [commune.name for commune in zone.communes.all()]
    return frozen_words(year, report, texts) | {
        "zone": zone,
        "year": year,
        "report": report,
        "communes_line": " · ".join(communes),
        "state": _state(report, 100),
        "tables": export.tables(report.figures) if report.figures else [],
    }


def frozen_words(year, report, texts):
    """Its key figures, then its chapters with their texts and charts; not the tables behind."""
    snapshot = report.figures
    charts = printed_charts.by_chapter(snapshot)
    return {
        "key_figures": wording.key_figures(snapshot["figures"]) if snapshot else [],
        "charts": charts.get(printed_charts.GLANCE, ()),
        "chapters": [
            {"chapter": one, "text": texts.get(one.key), "charts": charts.get(one.key, ())}
            for one in canvas.chapters_of(report, year)
            if one.number and (completeness.is_filled(texts.get(one.key)) or one.key in charts)
        ],
    }


@remembering()
def validation_page(zone, year, texts):
    """What the validation is about to freeze, and what is still missing."""
    data = indicators.gather(zone, year)
    noted = completeness.noted_of([zone], year)[zone.pk]
    repeats = repeated.repeated(texts, find_report(zone, year - 1)[1])
    return {
        "zone": zone,
        "year": year,
        "missing": completeness.missing(data, noted),
        "to_come": sum(sitting.meeting.is_open for sitting in data.this_year),
        "to_write": completeness.chapters_to_write(year, texts),
        "repeated": [one for one in canvas.written_chapters(year) if one.key in repeats],
    }
