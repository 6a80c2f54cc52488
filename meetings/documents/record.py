"""The PV, the compte rendu, the aide-mémoire: what stays of a meeting, for one audience."""

from django.db.models import Q

from concertation import pdf as engine
from zones.models.rules import Visibility

from ..models import Paper
from ..models.levels import LEVELS
from ..reading import read_kept, read_snapshot
from . import common
from .brief import aide_memoire_html
from .minutes import HEADINGS, Form, minutes_html

PREFIXES = {
    Form.PV: "PV",
    Form.REPORT: "Compte-rendu",
    Form.AIDE_MEMOIRE: "Aide-memoire",
}


def pv(pv, level=Visibility.COORDINATION):
    """The PV as it stands for the readers at ``level``, bytes; it names them.

    In the form the PV has: formal, by theme, or on one page. What they may not read is told by its
    place and its number, never by its words; the figures are those of the whole meeting. Sealed
    (PDF/A) once the meeting decided on it.
    """
    meeting = pv.meeting
    language = common.languages_of(meeting.languages)[0]
    if pv.kind == Form.AIDE_MEMOIRE:
        html = aide_memoire_html(pv, level)
    else:
        html = minutes_html(pv, level)
    return engine.html_to_pdf(
        html,
        language=language,
        title=common.paper_title(meeting, HEADINGS[pv.kind], language),
        sealed=pv.is_decided,
        created=pv.decided_at or pv.sent_at,
    )


def pv_name(pv):
    return common.file_name(PREFIXES[pv.kind], pv.meeting)


def stored_or_fresh_pv(pv, level=Visibility.COORDINATION):
    """(bytes, file name) for a reader at ``level``: the PV as it was sent or decided for them; a
    draft as it stands."""
    paper = None if pv.is_draft else stored_pv(pv, level)
    if paper is None:
        return globals()["pv"](pv, level), pv_name(pv)
    return paper.pdf(), paper.file_name


def pv_for(pv, level):
    """As ``stored_or_fresh_pv``; while a PV is being corrected, whoever is not its coordination
    gets its sealed edition, or None when they may not read all that it shows any more."""
    if not pv.is_draft or level == Visibility.COORDINATION:
        return stored_or_fresh_pv(pv, level)
    paper = _widest_up(_newest(_sealed_papers(pv)), level)
    if paper is None or shows_more(paper, pv, level):
        return None
    return paper.pdf(), paper.file_name


def shows_more(paper, pv, level):
    """Does a sealed paper of ``pv`` show what a reader at ``level`` may not read today?

    It is never made again: what was narrowed in a later edition stands in the earlier ones.
    """
    if level == Visibility.COORDINATION:
        return False
    rows = pv.versions.filter(edition=paper.sealed.edition, at__lte=paper.created_at)
    version = rows.order_by("number").last() or paper.sealed.version
    printed = read_snapshot(version.content, Visibility(paper.audience or Visibility.COORDINATION))
    return any(
        len(one.passages) > len(now.passages) or one.title != now.title
        for one, now in zip(printed, read_kept(version, level), strict=True)
    )


def stored_pv(pv, level):
    """The ``Paper`` kept at the last act (sent, decided) for the readers at ``level``, or None.

    Without one of their own, the one for the next wider circle: it holds nothing that they may not
    read. One kept before PVs had audiences holds everything: it is given where nothing is hidden.
    """
    kept = _newest(_last_papers(pv))
    found = _widest_up(kept, level)
    if found or "" not in kept or hides(pv.meeting, level):
        return found
    return kept[""]


def _newest(papers):
    """{audience: paper} of papers, the newest first."""
    kept = {}
    for paper in papers:
        kept.setdefault(paper.audience, paper)
    return kept


def _widest_up(kept, level):
    """The paper for ``level``, else that of the next wider circle, else None."""
    wider = LEVELS[LEVELS.index(level) :]
    return next((kept[audience] for audience in wider if audience in kept), None)


def _last_papers(pv):
    """The papers of the last edition of the register, else of the last act; newest first."""
    if pv.is_decided and (sealed := _sealed_papers(pv)):
        return sealed
    act = pv.versions.order_by("-number").values_list("at", flat=True).first()
    # A PV that is corrected was sealed before: what was sent since is read.
    return [paper for paper in _pv_papers(pv) if act is None or paper.created_at >= act]


def _sealed_papers(pv):
    """Those of the last sealed edition; once its readers changed, those that were made since."""
    papers = [paper for paper in _pv_papers(pv) if paper.sealed_id]
    if not papers:
        return []
    last = papers[0].sealed
    act = pv.versions.filter(edition=last.edition).order_by("-number").first()
    papers = [paper for paper in papers if paper.sealed_id == last.pk]
    return [paper for paper in papers if act is None or paper.created_at >= act.at] or papers


def _pv_papers(pv):
    papers = pv.meeting.papers.filter(kind=Paper.Kind.PV).defer("content", "frozen_html")
    return list(papers.select_related("sealed").order_by("-created_at", "-pk"))


def hides(meeting, level):
    """Is something of the meeting's text hidden from the readers at ``level``? One query."""
    items = meeting.agenda.for_level(level)
    return items.filter(Q(is_hidden=True) | Q(hidden_count__gt=0)).exists()
