"""The PV, the compte rendu, the aide-mémoire: what stays of a meeting."""

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from concertation import pdf as engine
from concertation.bilingual import localised
from concertation.typography import date_long, date_short, time_h
from zones.models import HouseRules
from zones.models.rules import Visibility

from .. import presence as seen
from .. import wording
from ..models import PV, Meeting, Paper, Participation
from ..models.levels import LEVELS
from ..models.pv import fold
from ..services.attendance import headcount
from . import common
from .amendments import amendments
from .passages import printed_items
from .privacy import without_addresses

HEADINGS = {
    HouseRules.RecordKind.PV: _("Procès-verbal"),
    HouseRules.RecordKind.REPORT: _("Compte rendu"),
    HouseRules.RecordKind.AIDE_MEMOIRE: _("Aide-mémoire"),
}
PREFIXES = {
    HouseRules.RecordKind.PV: "PV",
    HouseRules.RecordKind.REPORT: "Compte-rendu",
    HouseRules.RecordKind.AIDE_MEMOIRE: "Aide-memoire",
}
NEXT_MEETINGS = 4
WIDE = (Visibility.REGION, Visibility.PUBLIC)


def pv(pv, level=Visibility.COORDINATION):
    """The PV as it stands for the readers at ``level``, bytes; it names them.

    What they may not read is told by its place and its number, never by its words; the figures
    are those of the whole meeting. Sealed (PDF/A) once the meeting decided on it.
    """
    meeting = pv.meeting
    languages = common.languages_of(meeting.languages)
    rules = meeting.rules()
    title = common.paper_title(meeting, HEADINGS[pv.kind], languages[0])
    context = _context(pv, rules, languages, level) | {"title": title}
    html = engine.render_html("pdf/pv.html", context, languages[0])
    if not context["shows_emails"]:
        with override(languages[0]):
            html = without_addresses(html)
    return engine.html_to_pdf(
        html,
        language=languages[0],
        title=title,
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


def stored_pv(pv, level):
    """The ``Paper`` kept at the last act (sent, decided) for the readers at ``level``, or None.

    Without one of their own, the one for the next wider circle: it holds nothing that they may not
    read. One kept before PVs had audiences holds everything: it is given where nothing is hidden.
    """
    kept = {}
    for paper in _last_papers(pv):
        kept.setdefault(paper.audience, paper)
    wider = LEVELS[LEVELS.index(level) :]
    found = next((kept[audience] for audience in wider if audience in kept), None)
    if found or "" not in kept or hides(pv.meeting, level):
        return found
    return kept[""]


def _last_papers(pv):
    """The papers of the last edition of the register, else of the last act; newest first."""
    papers = pv.meeting.papers.filter(kind=Paper.Kind.PV).defer("content", "frozen_html")
    papers = list(papers.order_by("-created_at", "-pk"))
    sealed = [paper for paper in papers if paper.sealed_id]
    if sealed and pv.is_decided:  # else it is being corrected: what was sent since is read
        return [paper for paper in sealed if paper.sealed_id == sealed[0].sealed_id]
    act = pv.versions.order_by("-number").values_list("at", flat=True).first()
    return [paper for paper in papers if act is None or paper.created_at >= act]


def hides(meeting, level):
    """Is something of the meeting's text hidden from the readers at ``level``? One query."""
    items = meeting.agenda.for_level(level)
    return items.filter(Q(is_hidden=True) | Q(hidden_count__gt=0)).exists()


def _context(pv, rules, languages, level):
    meeting = pv.meeting
    presence = _presence(meeting, languages)
    items = printed_items(meeting, languages, level)
    accepted, noted = amendments(pv, languages, level)
    later = _next_meetings(meeting)
    heading = HEADINGS[pv.kind]
    return (
        common.paper_context(meeting, heading, languages)
        | presence
        | {
            "pv": pv,
            # Addresses stay within the zone, whatever its rules.
            "shows_emails": rules.shows_emails and level not in WIDE,
            "stamp": common.spoken(common.said(_stamp, pv, rules), languages),
            "stamp_class": _stamp_class(pv),
            "facts": _facts(pv, presence, languages),
            "verdict": common.spoken(common.said(_verdict, pv), languages) if pv.is_decided else [],
            "accepted": accepted,
            "noted": noted,
            "audience": common.spoken(common.said(_audience, level), languages),
            "is_formal": pv.kind == HouseRules.RecordKind.PV,
            "theme": common.cells(meeting, "title", languages),
            "items": items,
            "later": [common.spoken(common.said(_announced, other), languages) for other in later],
            "later_has_its_point": any(item["is_next_meetings"] for item in items),
        }
    )


def _audience(level):
    return gettext("Exemplaire pour %(readers)s") % {"readers": Visibility(level).label}


def _facts(pv, presence, languages):
    chair = _("Présidence") if pv.kind == HouseRules.RecordKind.PV else _("Animation")
    facts = common.facts_of_place_and_time(pv.meeting, languages)
    if pv.chair:
        facts.append(common.fact(chair, pv.chair, languages))
    if pv.secretary:
        facts.append(common.fact(_("Secrétariat"), pv.secretary, languages))
    counts = common.said(_headcount, pv.meeting, presence["present"], presence["members"])
    facts.append(common.fact(_("Présents"), counts, languages))
    return facts


def _presence(meeting, languages):
    """Who was there and who was not; an announced excuse counts until somebody notes otherwise."""
    rows = _rows(meeting, languages)
    state, answer = Participation.Presence, Participation.Answer

    def those(presence, announced=None):
        return [
            row
            for row in rows
            if row.presence == presence
            or (announced and row.presence == state.UNKNOWN and row.answer == announced)
        ]

    # A substitute is not expected, yet speaks for the same member institution. Minutes taken over
    # from the past name those who came, not who was expected.
    members = [row for row in rows if not (row.is_guest or meeting.is_imported)]
    return {
        "present": those(state.PRESENT),
        "excused": those(state.EXCUSED, answer.EXCUSED),
        "represented": those(state.REPRESENTED, answer.REPLACED),
        "absent": those(state.ABSENT),
        "members": len({row.organisation_id for row in members if row.organisation_id}),
    }


def _rows(meeting, languages):
    """The list by institution then name, each with its hours and its proxy, in both languages."""
    rows = list(meeting.participations.select_related("replaced_by", "represented_by"))
    for row in rows:
        row.stay = common.spoken(common.said(seen.stay, row), languages)
        row.proxy = common.spoken(common.said(seen.proxy, row), languages)
    return sorted(
        rows, key=lambda row: (fold(row.organisation_name), fold(row.person_name), row.pk)
    )


def _headcount(meeting, present, members):
    """« 15 personnes, 11 institutions sur 24 membres »: persons are counted once."""
    if not present:
        return gettext("présences non relevées")
    counts = headcount(meeting)
    texts = [_persons(counts["persons"]), _institutions(counts["institutions"])]
    if members and members >= counts["institutions"]:
        texts[1] = gettext("%(institutions)s sur %(members)d membres") % {
            "institutions": texts[1],
            "members": members,
        }
    return ", ".join(texts)


def _persons(count):
    if count == 1:
        return gettext("1 personne")
    return gettext("%(count)d personnes") % {"count": count}


def _institutions(count):
    if count == 1:
        return gettext("1 institution")
    return gettext("%(count)d institutions") % {"count": count}


def _stamp(pv, rules):
    """Where the text stands, in words: projet, envoyé, approuvé, contesté."""
    if pv.is_decided:
        return _decided(pv)
    if not pv.is_draft and not rules.needs_approval:
        return gettext("Envoyé le %(day)s") % {"day": date_short(pv.sent_at)}
    approval = _coming_approval(pv)
    if approval:
        return gettext("Projet — à approuver le %(day)s") % {"day": date_short(approval.starts_at)}
    return gettext("Projet")


def _decided(pv):
    sentence = {
        PV.Status.APPROVED: gettext("Approuvé le %(day)s"),
        PV.Status.AMENDED: gettext("Approuvé avec modifications le %(day)s"),
        PV.Status.TACIT: gettext("Approuvé tacitement le %(day)s"),
        PV.Status.CONTESTED: gettext("Contesté le %(day)s"),
    }[pv.status]
    return sentence % {"day": date_short(pv.decided_at)}


def _stamp_class(pv):
    if pv.status in PV.APPROVED:
        return "approved"
    return "contested" if pv.status == PV.Status.CONTESTED else ""


def _coming_approval(pv):
    meetings = Meeting.objects.filter(
        agenda__approves=pv, starts_at__gt=pv.meeting.starts_at
    ).exclude(status=Meeting.Status.CANCELLED)
    return meetings.order_by("starts_at").first()


def _verdict(pv):
    if pv.status == PV.Status.CONTESTED:
        return gettext("Déclaration actée")
    return gettext("Modifications demandées")


def _next_meetings(meeting):
    """The next dates of the zone, as announced to its members."""
    later = Meeting.objects.of_zone(meeting.zone_id).filter(starts_at__gt=meeting.starts_at)
    later = later.exclude(status=Meeting.Status.CANCELLED)
    if meeting.kind != Meeting.Kind.DIRECTORS:
        later = later.exclude(kind=Meeting.Kind.DIRECTORS)
    return list(later.select_related("zone", "host").order_by("starts_at")[:NEXT_MEETINGS])


def _announced(meeting):
    """« Jeudi 23 avril 2020 à 9 h 30 · commission zonale · Mission Locale … »."""
    when = gettext("%(day)s à %(hour)s") % {
        "day": capfirst(date_long(meeting.starts_at)),
        "hour": time_h(meeting.starts_at),
    }
    # What a draft is about belongs to its zone's coordination until it is convened.
    drafted = meeting.status == Meeting.Status.PLANNED
    subject = "" if drafted else localised(meeting, "title")[0]
    parts = [when, meeting.get_kind_display(), subject, wording.location(meeting)]
    return " · ".join(part for part in parts if part)
