"""What the pages of a report's way show, ready for their templates."""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length

from meetings.models import Letter, Paper
from meetings.pages_documents import weight
from meetings.pages_remarks import describe

from . import canvas, due
from .journey_steps import next_step, steps
from .models import CoordinationReport, ReportRemark
from .permissions import can_rectify, can_write_report, is_deposited
from .services import deposit, journey, presenting, remarks, reviewing

Status = CoordinationReport.Status
#: Above this, mail servers often refuse a file (bytes).
HEAVY = 10 * 1024 * 1024


def head(report):
    """What every page of the way needs."""
    return {"report": report, "zone": report.zone, "year": report.year}


def way_page(user, report):
    """Where the report stands, what happened to it, its editions; queries do not grow with them."""
    writes = can_write_report(user, report.zone)
    readers = reviewing.second_readers(report.zone, besides=user) if writes else []
    editions = editions_of(user, report)
    freezing = _freezing(report) if writes and report.pk else None
    may_give_up = report.edition > 1 and report.status in CoordinationReport.EARLY
    return head(report) | {
        "coordinates": writes,
        "steps": steps(report, has_reader=bool(readers), linked=writes),
        "next": next_step(report, has_reader=bool(readers)) if writes else None,
        "freezing": freezing,
        "due": due.due_of(report.year),
        "readings": list(report.readings.all()) if writes and report.pk else [],
        "readers": report.readers.count() if writes and report.presented_at else 0,
        "open_remarks": _waiting(report) if writes and report.pk else 0,
        "letter": deposit.letter_of(report) if writes else None,
        "editions": editions,
        "can_rectify": bool(report.pk) and can_rectify(user, report),
        "can_abandon": writes and may_give_up and not freezing,
    }


def _freezing(report):
    """The making of a validation that was asked for: until it is over, the next step waits."""
    if report.is_validated:
        return None
    return journey.validation_under_way(report)


def _waiting(report):
    return report.remarks.filter(status=ReportRemark.Status.OPEN).count()


def editions_of(user, report):
    """The editions of the zone and year this reader may open, the last first; one query.

    ``proof``: the ``ReportDeposit``, ``successor``: the edition that rectifies it, or None;
    ``is_remarked``: the coordination reads there what its members said of it.
    """
    rows = CoordinationReport.objects.filter(zone=report.zone, year=report.year)
    rows = rows.select_related("paper", "deposit", "replaced_by", "decided_in", "validated_by")
    rows = rows.defer("figures", "paper__content", "paper__frozen_html").order_by("-edition")
    rows = rows.annotate(is_remarked=Exists(ReportRemark.objects.filter(report=OuterRef("pk"))))
    writes = can_write_report(user, report.zone)
    if not writes:
        rows = rows.filter(sent_on__isnull=False)
    rows = list(rows)
    for row in rows:
        row.is_remarked = writes and row.is_remarked
        row.proof = getattr(row, "deposit", None)
        row.successor = getattr(row, "replaced_by", None)
    return rows


def reading_page(report, user):
    """Who is asked to read the draft again, and what they said.

    ``reads``: this reader is among those who say that the draft may leave.
    """
    is_asked = report.status == Status.REVIEW
    return head(report) | {
        "asked": is_asked,
        "reads": is_asked and reviewing.is_expected(report, user),
        "is_late": report.status in (Status.PRESENTED, Status.VALIDATED),
        "readers": reviewing.second_readers(report.zone, besides=user),
        "readings": reviewing.readings_of(report) if report.pk else [],
    }


def present_page(report):
    """To whom the report goes, and who has no address."""
    people = presenting.members(report.zone)
    return head(report) | {
        "is_presented": report.status == Status.PRESENTED,
        "is_of_style": report.style == CoordinationReport.Style.PRESENTED,
        "with_address": [one for one in people if one.person.email],
        "without_address": [one for one in people if not one.person.email],
    }


def verdict_page(report):
    """The remarks that wait, the meeting that may carry the item, those that may have decided."""
    meeting = presenting.next_meeting(report.zone)
    title = presenting.title_of(report)
    return head(report) | {
        "open_remarks": _waiting(report),
        "meetings": bool(presenting.deciding_meetings(report)[:1]),
        "next_meeting": meeting,
        "is_on_agenda": bool(meeting) and meeting.agenda.filter(title_fr=title).exists(),
    }


def validate_page(report, user):
    """What must come first, and who read the draft, beside what ``pages.validation_page`` says."""
    others = reviewing.second_readers(report.zone, besides=user)
    found = reviewing.readings_of(report) if report.pk else []
    # Once the commission had it, nobody can be asked to read it again.
    may_be_read = bool(others) and report.status in CoordinationReport.EARLY
    return head(report) | {
        "refusal": journey.refusal(report),
        "objections": [(name, one) for name, one in found if one and not one.agrees],
        "is_unread": may_be_read and not any(one and one.agrees for _name, one in found),
        "open_remarks": _waiting(report) if report.pk else 0,
        "is_presented": report.status == Status.PRESENTED,
    }


def deposit_page(report):
    """Where the report goes, the file that leaves, and the letter that did not arrive."""
    paper = Paper.objects.defer("content").annotate(size=Length("content")).get(pk=report.paper_id)
    return head(report) | {
        "to": deposit.address_of(report.year),
        "due": due.due_of(report.year),
        "letter": (letter := deposit.letter_of(report)),
        "is_refused": bool(letter) and letter.status == Letter.Status.REFUSED,
        "is_away": bool(letter) and letter.status != Letter.Status.REFUSED,
        "paper": paper,
        "size": weight(paper.size),
        "is_heavy": paper.size > HEAVY,
        "is_deposited": is_deposited(report),
    }


# --- Remarks -------------------------------------------------------------------------------------


def remarks_page(report):
    """The coordination's list: what waits for an answer, what had one, chapter by chapter."""
    titles = titles_of(report)
    rows = [told(row, titles) for row in report.remarks.select_related("decided_by")]
    is_open = ReportRemark.Status.OPEN
    return head(report) | {
        "waiting": [row for row in rows if row.status == is_open],
        "answered": [row for row in rows if row.status != is_open],
        "closed": remarks.refusal(report, is_encoded=True),
        "can_answer": not report.is_validated,
    }


def titles_of(report):
    """{chapter key: « 3. Titre »}, in the canvas of the report."""
    chapters = canvas.chapters_of(report, report.year)
    return {one.key: f"{one.number}. {one.title}" for one in chapters}


def told(row, titles):
    """A remark described, with the title of its chapter."""
    row.chapter_title = titles.get(row.chapter, row.chapter)
    return describe(row)


def answer_page(remark):
    """One remark to answer: what its author read, what the chapter says today, what was asked."""
    text = remark.report.texts.filter(chapter=remark.chapter).first()
    today = getattr(text, f"text_{remark.language}") if text else ""
    chapter = canvas.chapter(remark.report.year, remark.chapter)
    return head(remark.report) | {
        "remark": told(remark, titles_of(remark.report)),
        "today": today,
        "has_moved": today.strip() != remark.passage_text.strip(),
        "is_written": bool(chapter and chapter.is_written),
        "initial": {
            "new_text": remark.proposed_text or today,
            "revision": text.revision if text else 0,
        },
    }
