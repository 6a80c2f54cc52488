"""What the personal link of a member opens: the draft they remark on, then what left for Actiris.

The draft is shown while remarks are taken, and not a day longer: after that the link leads to the
deposited report, as it was frozen.
"""

from django.utils.safestring import mark_safe

from concertation.one_moment import one_moment
from concertation.typography import rich

from . import documents_parts, indicators
from .emails.journey import organisers
from .forms_journey import RemarkForm
from .models import ReportRemark
from .pages import frozen_words
from .pages_journey import head, titles_of, told
from .reading import find_report
from .services import remarks
from .wording import without_addresses


def link_page(reader, token, language, *, bound=None, asked=""):
    """(template, context) of the link today.

    ``asked``: the chapter whose form is open; ``bound``: a form that was refused.
    """
    if closed := remarks.refusal(reader.report):
        return "reports/link_frozen.html", _frozen(reader, token, closed, bound)
    return "reports/link_report.html", _draft(reader, language, bound, asked)


def _draft(reader, language, bound, asked):
    """The report as one member reads it: what the paper would print, and a form at one chapter."""
    report = reader.report
    with one_moment():
        data = indicators.gather(report.zone, report.year)
        edition = documents_parts.editions(report.zone, report.year, report, data, [language])[0]
    seen = _seen(report, reader)
    chapters = [_readable(part, seen) for part in edition["chapters"]]
    _open_form(chapters, report, bound, asked)
    placed = {part["key"] for part in chapters}
    return head(report) | {
        "edition": edition,
        "chapters": chapters,
        "closed": "",
        "orphan": bound if bound and bound.data.get("chapter") not in placed else None,
        "apart": [row for row in seen if row.chapter not in placed],
    }


def _frozen(reader, token, closed, bound):
    """The edition that was deposited last, as it was frozen; nothing of the draft before that."""
    report = reader.report
    deposited, texts = find_report(report.zone, report.year, deposited=True)
    shown = frozen_words(report.year, deposited, texts) if deposited else {}
    return head(report) | {
        "token": token,
        "closed": closed,
        "orphan": bound,
        "deposited": deposited,
        "is_replaced": bool(deposited) and deposited.edition > report.edition,
        "key_figures": shown.get("key_figures", []),
        "charts": shown.get("charts", ()),
        "chapters": [_as_printed(part) for part in shown.get("chapters", [])],
        "remarks": _seen(report, reader),
        "organisers": [one for one in organisers(report) if one.email],
    }


def _as_printed(part):
    """A frozen chapter in both languages, without any e-mail address, as on paper."""
    texts = {
        f"html_{language}": mark_safe(without_addresses(rich(text, language=language)))
        for language in ("fr", "nl")
        if (text := getattr(part["text"], f"text_{language}", ""))
    }
    return part | texts


def _seen(report, reader):
    """Remarks this reader sees: those that were answered, and their own; one query."""
    titles = titles_of(report)
    rows = [told(row, titles) for row in report.remarks.all()]
    for row in rows:
        row.is_mine = row.reader_id == reader.pk
    return [row for row in rows if row.is_mine or row.status != ReportRemark.Status.OPEN]


def _readable(part, seen):
    """A chapter without any e-mail address, as on paper, with what was said of it."""
    words = {name: mark_safe(without_addresses(part[name])) for name in ("text", "html")}
    words["remarks"] = [row for row in seen if row.chapter == part["key"]]
    return part | words | {"form": None, "is_written": part["chapter"].is_written}


def _open_form(chapters, report, bound, asked):
    wanted = bound.data.get("chapter", "") if bound else asked
    part = next((one for one in chapters if one["key"] == wanted), None)
    if part is None:
        return
    text = report.texts.filter(chapter=wanted).first() if part["is_written"] else None
    words = getattr(text, f"text_{part['text_language']}") if text else ""
    initial = {"chapter": wanted, "proposed_text": words, "revision": text.revision if text else 0}
    part["form"] = bound or RemarkForm(initial=initial, is_written=part["is_written"])
