"""The register of sealed PVs, one of its editions, and what a file that is checked is told."""

from django.db.models import Prefetch

from zones.models.rules import Visibility
from zones.permissions import is_regional, zones_of

from . import documents
from .models import PV, Paper, SealedPV
from .pages_pv import STATUS_FLAGS, by_presence, headcount
from .permissions import can_abandon_correction, can_correct_pv, coordinates
from .readership import level_of, levels_of
from .reading import read_kept
from .services.register import paper_for
from .wording import body_name


def papers_of(row):
    """``{audience: Paper}`` of an edition of the register, whose papers were read before; of those
    made when its readers changed, the last."""
    found = {}
    for paper in sorted(row.papers.all(), key=lambda one: (one.created_at, one.pk)):
        found[paper.audience] = paper
    return found


def readable_paper(pv, row, level):
    """The paper of an edition for a reader at ``level``; None when there is none, or when they may
    not read any more all that it shows."""
    paper = paper_for(papers_of(row), level)
    return None if paper is None or documents.shows_more(paper, pv, level) else paper


def opens_register(user, zone):
    """May they open the register of ``zone``: its members, and the region; no query."""
    return is_regional(user) or zone.pk in zones_of(user)


def rows_of(user, zone):
    """The sealed editions of the PVs of ``zone`` the user may read, newest meeting first.

    Each with the ``paper`` of their level, or all of them for the coordination; five queries.
    """
    pvs = PV.objects.open_to(user).filter(meeting__zone=zone)
    rows = SealedPV.objects.filter(pv__in=pvs.values("pk"))
    rows = rows.select_related("pv__meeting__zone", "replaced_by", "decided_in")
    rows = list(rows.prefetch_related(_papers()).order_by("-pv__meeting__starts_at", "-edition"))
    levels = levels_of(user, [row.pv.meeting for row in rows])
    for row in rows:
        row.flag = STATUS_FLAGS.get(row.status, "muted")
        row.shown_papers = shown_papers(row, levels[row.pv.meeting_id])
    return rows


def _papers():
    return Prefetch("papers", queryset=Paper.objects.defer("content", "frozen_html"))


def shown_papers(row, level):
    """The papers whose fingerprint a reader at ``level`` is told: theirs; all for the secretariat,
    who may have to check any of them."""
    papers = papers_of(row)
    for paper in papers.values():
        paper.audience_words = Visibility(paper.audience).label if paper.audience else ""
    if level == Visibility.COORDINATION:
        return sorted(papers.values(), key=lambda paper: paper.audience)
    paper = paper_for(papers, level) if papers else None
    return [paper] if paper else []


def edition(user, pv, row):
    """One edition as it was sealed, for whoever may open the PV."""
    level = level_of(user, pv.meeting)
    return {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "row": row,
        "flag": STATUS_FLAGS.get(row.status, "muted"),
        "items": read_kept(row.version, level),
        "papers": shown_papers(row, level),
        "opens_paper": readable_paper(pv, row, level) is not None,
        "verdict_text": row.version.content.get("verdict", ""),
        "replaces": SealedPV.objects.filter(replaced_by=row).first(),
        "is_current": row.replaced_by_id is None,
        "is_corrected": row.replaced_by_id is None and pv.edition > row.edition,
        "coordinates": coordinates(user, pv.meeting),
        "opens_register": opens_register(user, pv.meeting.zone),
        "groups": by_presence(pv.meeting),
        "headcount": headcount(pv.meeting),
    }


def beside_reading(user, pv):
    """What the page of a PV says of the register: its editions, and what may be done with them."""
    rows = list(pv.sealed.select_related("replaced_by").prefetch_related(_papers()))
    rows.sort(key=lambda row: row.edition)
    level = level_of(user, pv.meeting) if rows else None
    for row in rows:
        row.shown_papers = shown_papers(row, level)
    return {
        "seal": next((row for row in rows if row.edition == pv.edition), None),
        "opens_register": opens_register(user, pv.meeting.zone),
        "earlier_editions": [row for row in rows if row.edition < pv.edition],
        "corrects": can_correct_pv(user, pv) and any(row.edition == pv.edition for row in rows),
        "abandons": can_abandon_correction(user, pv),
    }


def answer(paper):
    """What the page that checks a file says of it; ``paper``: what ``look_up`` found, or None."""
    if paper is None:
        return {"is_known": False}
    row = paper.sealed
    pv = getattr(paper.meeting, "pv", None)
    return {
        "is_known": True,
        "paper": paper,
        "row": row,
        "pv": pv,
        "meeting": paper.meeting,
        "zone": paper.meeting.zone,
        "body": body_name(paper.meeting),
        "later": pv.sealed.order_by("edition").last() if pv and row is None else None,
        "flag": STATUS_FLAGS.get(row.status, "muted") if row else "soon",
    }
